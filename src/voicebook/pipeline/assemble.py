"""Assemble: speech by key -> tracks. Clips go to the encoder in bounded pieces, never as one object."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from voicebook.audio.encode import Mp3Encoder
from voicebook.audio.marks import cues, merged
from voicebook.audio.pcm import segment
from voicebook.audio.stitch import join, pieces
from voicebook.errors import EncodeError
from voicebook.model.speech import Clip, PlannedSentence
from voicebook.model.timeline import Cue, Track, frames_of
from voicebook.pipeline.listening import Notes, edition, moved_notes
from voicebook.pipeline.plan import Plan, PlannedDocument
from voicebook.pipeline.speak import Progress
from voicebook.pipeline.work import WorkFolder
from voicebook.settings import Settings


def assemble(
    plan: Plan, settings: Settings, work: WorkFolder, jobs: int, progress: Progress
) -> tuple[Track, ...]:
    """Return the tracks of a book, in spine order. Documents without speech have none."""
    speaking = [document for document in plan.documents if document.sentences]
    work.index_speech()
    tracks: list[Track] = []
    bench = _Bench(settings, work, Event(), moved_notes(plan, work, settings.listening))
    segment(b"", 1)  # pydub is imported before there are threads: its import is not safe among them
    pool = ThreadPoolExecutor(jobs)  # the work is the encoder's, in a process of its own
    try:
        for track in pool.map(bench.track, speaking):
            progress.encoded(track.title, track.frames / track.rate)
            tracks.append(track)
    finally:
        bench.stopped.set()
        pool.shutdown(cancel_futures=True)
    return tuple(tracks)


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where tracks are made."""

    settings: Settings
    work: WorkFolder
    stopped: Event
    notes: Notes  # that are heard elsewhere than they stand

    def track(self, document: PlannedDocument) -> Track:
        """Stitch and encode one document at one sample rate, that of its first voice.

        Those who only listen get the same file, unless something is left out or moved for them.
        """
        rate = next(self.work.read_plan(document.number)).utterance.voice.rate
        path = self.work.root / "audio" / f"{document.number:04}.mp3"
        frames, found = self._encode(path, self.work.read_plan(document.number), rate)
        listening = self._listening(document, rate, path)
        name, title = document.name, document.title
        return Track(name, title, str(path), rate, frames, tuple(merged(found)), listening)

    def _listening(self, document: PlannedDocument, rate: int, path: Path) -> str | None:
        """Return the path of what is heard without the text: None for the same file, "" for none."""
        heard = edition(self.work.read_plan(document.number), self.settings.listening, self.notes)
        if heard is None:
            return None
        if not heard or "mp3" not in self.settings.formats:
            return ""
        aside = path.with_name(f"{path.stem}-listening.mp3")
        self._encode(aside, heard, rate)
        return str(aside)

    def _encode(self, path: Path, sentences: Iterable[PlannedSentence], rate: int) -> tuple[int, list[Cue]]:
        """Return how many frames went into a file, and when each fragment is said."""
        found: list[Cue] = []
        frames = 0
        with Mp3Encoder(path, rate) as encoder:
            for piece in pieces(self._clips(sentences, rate), rate):
                if self.stopped.is_set():
                    raise EncodeError("VB-A90", "encoding was stopped")
                encoder.write(join(piece, rate))
                found += cues(piece, rate, frames)
                frames = found[-1].end
        return frames, found

    def _clips(self, sentences: Iterable[PlannedSentence], rate: int) -> Iterator[Clip]:
        for planned in sentences:
            utterance = planned.utterance
            yield Clip(planned, self.work.speech(utterance.key), frames_of(utterance.pause, rate))


def encoded_frames(tracks: tuple[Track, ...]) -> dict[str, tuple[int, int]]:
    """Return (frames, rate) that went into the encoder for each document."""
    return {track.document: (track.frames, track.rate) for track in tracks}
