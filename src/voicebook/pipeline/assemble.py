"""Assemble: speech by key -> tracks. Clips go to the encoder in bounded pieces, never as one object."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from voicebook.audio.encode import Mp3Encoder
from voicebook.audio.marks import cues
from voicebook.audio.pcm import segment
from voicebook.audio.stitch import join, pieces
from voicebook.errors import EncodeError
from voicebook.model.speech import Clip
from voicebook.model.timeline import Cue, Track, frames_of
from voicebook.pipeline.plan import Plan, PlannedDocument
from voicebook.pipeline.speak import Progress
from voicebook.pipeline.work import WorkFolder


def assemble(plan: Plan, work: WorkFolder, jobs: int, progress: Progress) -> tuple[Track, ...]:
    """Return the tracks of a book, in spine order. Documents without speech have none."""
    speaking = [document for document in plan.documents if document.sentences]
    work.index_speech()
    tracks: list[Track] = []
    stopped = Event()
    segment(b"", 1)  # pydub is imported before there are threads: its import is not safe among them
    pool = ThreadPoolExecutor(jobs)  # the work is the encoder's, in a process of its own
    try:
        for track in pool.map(lambda document: _track(document, work, stopped), speaking):
            progress.encoded(track.title, track.frames / track.rate)
            tracks.append(track)
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)
    return tuple(tracks)


def _track(document: PlannedDocument, work: WorkFolder, stopped: Event) -> Track:
    """Stitch and encode one document at one sample rate, that of its first voice."""
    rate = next(work.read_plan(document.number)).utterance.voice.rate
    path = work.root / "audio" / f"{document.number:04}.mp3"
    found: list[Cue] = []
    frames = 0
    with Mp3Encoder(path, rate) as encoder:
        for piece in pieces(_clips(document, work, rate), rate):
            if stopped.is_set():
                raise EncodeError("VB-A90", "encoding was stopped")
            encoder.write(join(piece, rate))
            found += cues(piece, rate, frames)
            frames = found[-1].end
    return Track(document.name, document.title, str(path), rate, frames, tuple(found))


def _clips(document: PlannedDocument, work: WorkFolder, rate: int) -> Iterator[Clip]:
    for planned in work.read_plan(document.number):
        utterance = planned.utterance
        yield Clip(planned, work.speech(utterance.key), frames_of(utterance.pause, rate))


def encoded_frames(tracks: tuple[Track, ...]) -> dict[str, tuple[int, int]]:
    """Return (frames, rate) that went into the encoder for each document."""
    return {track.document: (track.frames, track.rate) for track in tracks}
