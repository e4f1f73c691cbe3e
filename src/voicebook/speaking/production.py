"""Planned documents -> tracks: what is spoken or encoded already is used, the rest is asked for.

It is known what is wanted of each document, what is there, and what was asked for. An answer changes one of
these facts; then `_go_on` asks for whatever a document lacks and can be made now.
"""

import queue
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from voicebook.audio.codecs import MP3
from voicebook.audio.loudness import Master, Target, master_of
from voicebook.model.events import Encoded, Spoken
from voicebook.model.report import PlannedDocument
from voicebook.model.speech import PlannedSentence
from voicebook.model.timeline import Caption, Track
from voicebook.planning.audio_edition import Footnotes, edition, find_moved_notes
from voicebook.settings import Listening
from voicebook.speaking.book_places import BookPlaces
from voicebook.speaking.document_work import DocumentWork, TrackFormat
from voicebook.speaking.encode import measured_name, read_measured
from voicebook.speaking.recovery import Recovery, repair
from voicebook.speaking.tasks import (
    Answer,
    ClipTask,
    Done,
    EncodeTask,
    Failed,
    Job,
    Lost,
    MeasureTask,
    Missing,
    SpeakTask,
    Task,
    encode,
    failure,
)
from voicebook.speaking.tracks import captions_of, track_of
from voicebook.speaking.workshop import Workshop
from voicebook.storage.record import LastBuild
from voicebook.storage.track_file import is_whole, read_about
from voicebook.storage.work_folder import WorkFolder

if TYPE_CHECKING:
    from concurrent.futures import Future

_ENOUGH = 32
_AHEAD = 4
"""Jobs without an answer, and for each worker, from which on no further document is begun."""

_ENCODE, _SPEAK = 0, 1  # ranks: what is ready to be encoded comes first, and frees its raw PCM

_ATTENTIVE = 0.5  # seconds between two looks at whether the build was stopped


class Production:
    """The speech and the tracks of one book."""

    def __init__(
        self, workshop: Workshop, listening: Listening, work: WorkFolder, last: LastBuild, wanted: TrackFormat
    ) -> None:
        self._workshop = workshop
        self._listening = listening
        self._work = work
        self._last = last
        self._format = wanted
        self._notes: Footnotes = {}
        self._todo: list[PlannedDocument] = []
        self._works: dict[int, DocumentWork] = {}
        self._asked: set[str] = set()  # packs and tracks without an answer
        self._there: set[str] = set()  # tracks that were seen
        self._answers: queue.SimpleQueue[tuple[str, Future[Answer]]] = queue.SimpleQueue()
        self._places = BookPlaces(workshop, last, self._asked)
        self._recovery = Recovery(work)
        self._settled = wanted.target is None  # whether it is known what is done to the speech
        self._master = _last_master(wanted.target, last.gain)
        self.findings = self._recovery.findings  # sentences that were given up

    def run(self, documents: Iterable[PlannedDocument]) -> tuple[Track, ...]:
        """Have documents spoken and encoded, while later ones are planned; return their tracks.

        Raises VoicebookError.
        """
        if self._listening.notes == "paragraph":  # a note may come after what refers to it
            documents = tuple(documents)
            self._notes = find_moved_notes(documents, self._work)
        for document in documents:
            self._workshop.check()
            self._todo += [document] if document.sentences else []
            self._begin()
            while self._asked and not self._answers.empty():
                self._hear()
        self._wait()
        if self._format.target is not None and self._works:
            self._settle(self._format.target)
        return tuple(track_of(work, self._work) for _, work in sorted(self._works.items()))

    def _wait(self) -> None:
        """Go on until all that is wanted is there."""
        while self._asked or self._todo:
            self._begin()
            if self._asked:
                self._hear()

    def _begin(self) -> None:
        """Ask for all that documents lack, the longest first, until enough is asked for.

        What is known of a document is held from then on, so memory does not grow with the book.
        """
        enough = max(_ENOUGH, _AHEAD * self._workshop.executor.workers)
        while self._todo and len(self._asked) < enough:
            document = max(self._todo, key=lambda each: (each.characters, -each.number))
            self._todo.remove(document)
            work = self._works[document.number] = self._named(document)
            self._go_on(work)

    def _settle(self, target: Target) -> None:
        """Find the gain of the book, now that all of it is measured, and have encoded what has another."""
        measured = (read_measured(self._file(work.loud)) for work in self._works.values())
        self._master = master_of(target, measured, self._last.gain)
        self._settled = True
        for work in self._works.values():
            work.set_master(self._master)
            self._go_on(work)
        self._wait()

    def _go_on(self, work: DocumentWork) -> None:
        """Ask for what a document lacks and can be made now; forget its speech once it lacks nothing."""
        if self._settled:
            lacking = [name for name in work.tracks if not self._has_track(name)]
        else:
            lacking = [] if self._is_measured(work.loud) else [work.loud]
        if lacking and self._is_spoken(work):
            for name in lacking:
                self._ask(name, work)
        if self._settled and not lacking and not work.is_done:
            self._finish(work)

    def _finish(self, work: DocumentWork) -> None:
        self._tell(work, work.document.sentences)
        file = self._file(work.track)
        about = read_about(file)
        title, count = work.document.title, work.document.sentences
        self._workshop.hear(Encoded(self._workshop.book, title, about.frames / about.rate, count, file))
        work.finish()

    def _is_spoken(self, work: DocumentWork) -> bool:
        """Tell whether all speech of a document is there; ask for what is nowhere."""
        if not work.is_placed:
            self._place(work)
        lacking = [pack for pack in sorted(work.packs) if not self._places.has(pack)]
        gone = [pack for pack in lacking if not self._workshop.tasks.has(pack)]
        if gone:  # packs of other builds, removed this moment
            for pack in gone:
                self._forget(pack)
            return self._is_spoken(work)
        self._tell(work, work.spoken(lacking))
        for pack in lacking:
            self._ask(pack, work)
        return not lacking

    def _has_track(self, name: str) -> bool:
        """Tell whether a track is there: from a build that was stopped, or from the last finished one."""
        known = name in self._there or name in self._asked
        if not known and (is_whole(self._file(name)) or self._last.take(name, self._work.audio)):
            self._there.add(name)
        return name in self._there

    def _is_measured(self, name: str) -> bool:
        """Tell whether it is known how loud a track would be."""
        return self._file(name).exists() or self._last.take_measured(name, self._work.audio)

    def _named(self, document: PlannedDocument) -> DocumentWork:
        """Return a document with its tracks named."""
        sentences = list(self._work.read_plan(document.number))
        work = DocumentWork(document, self._format.rate, self._master)
        work.track = _add_track(work, sentences)
        heard = edition(sentences, self._listening, self._notes)
        if heard is not None:
            work.listening = _add_track(work, heard) if heard and self._format.heard else ""
        for codec in self._format.others if heard is None or heard else ():
            work.more[codec] = _add_track(work, heard or sentences, codec)
        work.loud = measured_name(work.clips[work.track]) if self._format.target is not None else ""
        return work

    def _place(self, work: DocumentWork) -> None:
        """Find a place for the speech of a document, in packs that are there or that can be asked for."""
        sentences = list(self._work.read_plan(work.document.number))
        own = {planned.utterance.key for planned in sentences}
        heard = edition(sentences, self._listening, self._notes) or ()
        others = [planned for planned in heard if planned.utterance.key not in own]
        self._places.place(work, sentences)
        self._places.place(work, others)
        work.is_placed = True

    def _ask(self, name: str, work: DocumentWork) -> None:
        """Have a pack or a track made, that of the longest document first, unless it was asked for."""
        if name in self._asked:
            return
        self._asked.add(name)
        rank = (-work.document.characters, work.document.number)
        if name in work.packs:
            job = Job((self._workshop.rank, _SPEAK, *rank), self._workshop.tasks.path(name))
            future = self._workshop.shared.submit(name, job)
        else:
            task = self._work.tasks.write(name, encode(self._track_task(name, work)))
            future = self._workshop.executor.submit(Job((self._workshop.rank, _ENCODE, *rank), task))
        future.add_done_callback(lambda done: self._answers.put((name, done)))

    def _track_task(self, name: str, work: DocumentWork) -> Task:
        clips = tuple(
            ClipTask(key, work.place[key], pause)
            for key, pause in work.clips[work.track if name == work.loud else name]
        )
        folders = self._workshop.cache.address, str(self._workshop.tasks.fresh), str(self._work.audio)
        if name == work.loud:
            return MeasureTask(name, clips, *folders)
        return EncodeTask(name, work.codec(name), work.rate, work.master, clips, *folders)

    def _hear(self) -> None:
        """Take one answer, note what it says, and go on. Raises VoicebookError."""
        self._workshop.check()
        try:
            name, future = self._answers.get(timeout=_ATTENTIVE)
        except queue.Empty:
            return
        self._asked.discard(name)
        concerned = [work for work in self._works.values() if work.needs(name)]
        self._note(name, future.result(), concerned)
        for work in concerned:
            self._go_on(work)

    def _note(self, name: str, answer: Answer, concerned: list[DocumentWork]) -> None:
        """Note what is there, or what has gone or failed. Raises VoicebookError."""
        is_pack = any(name in work.packs for work in concerned)
        if isinstance(answer, Failed):
            raise failure(answer)
        if isinstance(answer, Done):
            if is_pack:
                self._places.add(name)
            else:
                self._there.add(name)
                self._free(name, concerned)
        elif isinstance(answer, Lost) and is_pack:
            self._try_again(name, answer, concerned)
        else:
            for work in concerned:
                repair(work, answer)
            if isinstance(answer, Missing):
                self._forget(answer.pack)

    def _free(self, name: str, concerned: list[DocumentWork]) -> None:
        """Remove the raw PCM of an encoded track: what else needs it reads the pack."""
        for work in concerned:
            for pack in {work.place[key] for key, _ in work.clips.get(name, ()) if key in work.place}:
                (self._workshop.tasks.fresh / f"{pack}.pcm").unlink(missing_ok=True)

    def _forget(self, pack: str) -> None:
        """Note that a pack is gone: what was in it is to be spoken again."""
        self._places.forget(pack)
        for work in self._works.values():
            work.lose(pack)

    def _try_again(self, name: str, lost: Lost, concerned: list[DocumentWork]) -> None:
        """Have a batch spoken again in a fresh process; give up the sentence that fails each time."""
        task = msgspec.json.decode(self._workshop.tasks.read(name), type=SpeakTask)
        other = self._recovery.without(task, lost)
        if other is None:
            return
        key = task.lines[lost.at].key
        self._places.write(other)
        self._workshop.shared.forget(name)
        first = next((work for work in concerned if key in work.place), None)
        if first is not None:
            self._recovery.give_up(first, key, lost.what)
        for work in concerned:
            work.move(name, other.name, key)

    def _tell(self, work: DocumentWork, sentences: int) -> None:
        """Tell of sentences that have been spoken, each once."""
        new = min(sentences, work.document.sentences) - work.told
        if new > 0:
            work.told += new
            self._workshop.hear(Spoken(self._workshop.book, new))

    def _file(self, name: str) -> Path:
        return self._work.audio / name

    @property
    def gain(self) -> float | None:
        """Gain of the whole book in dB, None where its voices are left as they are."""
        return None if self._format.target is None else self._master.gain

    def measured(self) -> dict[str, Path]:
        """Return what was measured of the tracks."""
        return {work.loud: self._file(work.loud) for work in self._works.values() if work.loud}

    def files(self) -> dict[str, Path]:
        """Return the tracks and their files."""
        return {name: self._file(name) for work in self._works.values() for name in work.tracks}

    def captions(self, track: Track) -> Iterator[Caption]:
        """Yield the sentences of a finished track as they are heard by those who only listen."""
        work = next(work for work in self._works.values() if work.document.name == track.document)
        return captions_of(work, self._work, self._listening, self._notes)


def _add_track(work: DocumentWork, sentences: Iterable[PlannedSentence], codec: str = MP3) -> str:
    """Add a track of some sentences to a document; return its name."""
    clips = tuple((each.utterance.key, each.utterance.pause) for each in sentences)
    name = work.name(clips, codec)
    work.clips[name] = clips
    return name


def _last_master(target: Target | None, gain: float | None) -> Master:
    """Return what was done to the speech of the last build, which is likely to do again."""
    return Master() if target is None else Master(gain or 0.0, target.ceiling, target.head, target.tail)
