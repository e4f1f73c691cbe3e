"""Planned documents -> tracks: what is spoken or encoded already is used, the rest is asked for.

One document after another comes in while others are spoken and encoded; the longest waiting is done
first, and a track is encoded as soon as its speech is there.
"""

import queue
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from voicebook.audio.loudness import Master, Target, master_of
from voicebook.errors import EngineError, Location
from voicebook.model.finding import Finding, Severity
from voicebook.model.speech import PlannedSentence, Speaker, Word
from voicebook.model.timeline import Caption, Track
from voicebook.planning.audio_edition import Notes, edition, moved_notes
from voicebook.planning.planner import PlannedDocument
from voicebook.settings import Settings
from voicebook.speaking.batches import batch_name, batches
from voicebook.speaking.document_work import Part, Studio, TrackFormat
from voicebook.speaking.encode import measured_name, read_measured
from voicebook.speaking.places import Places, is_same_anywhere
from voicebook.speaking.tasks import (
    Answer,
    ClipTask,
    Done,
    EncodeTask,
    Failed,
    Job,
    Line,
    Lost,
    MeasureTask,
    Missing,
    SpeakTask,
    Task,
    encode,
    failure,
)
from voicebook.speaking.tracks import captions_of, track_of
from voicebook.storage.record import LastBuild
from voicebook.storage.track_file import is_whole, read_about
from voicebook.storage.work_folder import WorkFolder
from voicebook.text.structure.announcements import of_gap

if TYPE_CHECKING:
    from concurrent.futures import Future

_ENOUGH = 32
_AHEAD = 4
"""Jobs without an answer, and for each worker, from which on no further document is begun."""

TRIES = 3
"""Times that a sentence is tried before it is given up, and a pack that keeps vanishing."""

_ENCODE, _SPEAK = 0, 1  # ranks: what is ready to be encoded comes first, and frees its raw PCM

_Heard = tuple[Part, str, "Future[Answer]"]
"""A document, the name of a pack or track that was asked for, and what came of that."""

_Guest = tuple[Part, Speaker, tuple[Line, ...]]
"""A document, and what of it is in a pack that another asked for."""


class Production:
    """The speech and the tracks of one book."""

    def __init__(
        self, studio: Studio, settings: Settings, work: WorkFolder, last: LastBuild, sound: TrackFormat
    ) -> None:
        self.findings: list[Finding] = []  # sentences that were given up
        self._studio = studio
        self._settings = settings
        self._work = work
        self._last = last
        self._sound = sound
        self._notes: Notes = {}
        self._todo: list[PlannedDocument] = []
        self._parts: dict[int, Part] = {}
        self._asked: dict[str, int] = {}  # packs that are being spoken -> lines
        self._lost: Counter[tuple[str, str]] = Counter()  # task and key -> times it was lost
        self._open = 0  # jobs without an answer
        self._answers: queue.SimpleQueue[_Heard] = queue.SimpleQueue()
        self._guests: dict[str, list[_Guest]] = {}  # packs that another document or book asked for
        self._places = Places(studio.cache, last)
        self._there: set[str] = set()  # tracks
        self._settled = sound.target is None  # whether it is known what is done to the speech
        self._master = _before(sound.target, last.gain)

    def run(self, documents: Iterable[PlannedDocument]) -> tuple[Track, ...]:
        """Have documents spoken and encoded, while later ones are planned; return their tracks.

        Raises VoicebookError.
        """
        if self._settings.listening.notes == "paragraph":  # a note may come after what refers to it
            documents = tuple(documents)
            self._notes = moved_notes(documents, self._work)
        for document in documents:
            self._add(document)
        return self._finish()

    def _add(self, document: PlannedDocument) -> None:
        """Have a document made, now or when there is room; hear what has come. Raises VoicebookError."""
        if document.sentences:
            self._todo.append(document)
        self._begin()
        while self._open and not self._answers.empty():
            self._hear()
        if self._studio.executor.stopped:
            raise EngineError("VB-E12", "the build was stopped")

    def _finish(self) -> tuple[Track, ...]:
        """Wait until all that was asked for is there; return the tracks. Raises VoicebookError."""
        while self._open or self._todo:
            self._begin()
            if self._open:
                self._hear()
        if self._sound.target is not None and self._parts:
            self._settle(self._sound.target)
        return tuple(track_of(part, self._work) for _, part in sorted(self._parts.items()))

    def _begin(self) -> None:
        """Ask for all that documents lack, the longest first, until enough is asked for.

        What is known of a document is held from then on, so memory does not grow with the book.
        """
        enough = max(_ENOUGH, _AHEAD * self._studio.executor.workers)
        while self._todo and self._open < enough:
            document = max(self._todo, key=lambda each: (each.characters, -each.number))
            self._todo.remove(document)
            part = self._parts[document.number] = self._part(document)
            self._go_on(part)

    def _settle(self, target: Target) -> None:
        """Find the gain of the book, now that all of it is measured, and have encoded what has another."""
        measured = (read_measured(self._file(part.loud)) for part in self._parts.values())
        self._master = master_of(target, measured, self._last.gain)
        self._settled = True
        for part in self._parts.values():
            part.set_master(self._master)
            if not all(self._has(name) for name in part.tracks) and not part.place:
                self._find_speech(part)
            self._go_on(part)
        while self._open:
            self._hear()

    @property
    def gain(self) -> float | None:
        """Gain of the whole book in dB, None where its voices are left as they are."""
        return None if self._sound.target is None else self._master.gain

    def measured(self) -> dict[str, Path]:
        """Return what was measured of the tracks."""
        return {part.loud: self._file(part.loud) for part in self._parts.values() if part.loud}

    def files(self) -> dict[str, Path]:
        """Return the tracks and their files."""
        return {name: self._file(name) for part in self._parts.values() for name in part.tracks}

    def _part(self, document: PlannedDocument) -> Part:
        """Return a document with its tracks named, and its speech asked for if one of them is lacking."""
        sentences = list(self._work.read_plan(document.number))
        part = Part(document, self._sound.rate, self._master)
        part.track = self._named(part, sentences)
        heard = edition(sentences, self._settings.listening, self._notes)
        if heard is not None:
            part.listening = self._named(part, heard) if heard and self._sound.heard else ""
        for codec in self._sound.others if heard is None or heard else ():
            part.more[codec] = self._named(part, heard or sentences, codec)
        part.loud = measured_name(part.clips[part.track]) if self._sound.target is not None else ""
        if not all(self._has(name) for name in part.tracks) or (
            part.loud and not self._is_measured(part.loud)
        ):
            self._find_speech(part)
        return part

    def _find_speech(self, part: Part) -> None:
        """Find all speech of a document, and ask for what is not there."""
        sentences = list(self._work.read_plan(part.document.number))
        own = {planned.utterance.key for planned in sentences}
        heard = edition(sentences, self._settings.listening, self._notes) or ()
        others = [planned for planned in heard if planned.utterance.key not in own]
        for some in (sentences, others):
            for speaker, lines in batches(planned.utterance for planned in some):
                self._place(part, speaker, lines)

    def _is_measured(self, name: str) -> bool:
        return self._file(name).exists() or self._last.take_measured(name, self._work.audio)

    def _named(self, part: Part, sentences: Iterable[PlannedSentence], codec: str = "mp3") -> str:
        clips = tuple((each.utterance.key, each.utterance.pause) for each in sentences)
        name = part.name(clips, codec)
        part.clips[name] = clips
        return name

    def _has(self, name: str) -> bool:
        """Tell whether a track is there: from a build that was stopped, or from the last finished one."""
        if name not in self._there:
            found = is_whole(self._file(name)) or self._last.take(name, self._work.audio)
            self._there.update({name} if found else ())
        return name in self._there

    def _place(self, part: Part, speaker: Speaker, lines: tuple[Line, ...]) -> None:
        """Find the speech of a batch: as a whole by its name, else by key; ask for what is not there."""
        name = batch_name(lines)
        if name not in self._asked and not self._places.is_spoken(name):
            known = self._places.known()
            part.place.update((line.key, known[line.key]) for line in lines if line.key in known)
            lines = self._elsewhere(part, speaker, tuple(line for line in lines if line.key not in known))
            name = batch_name(lines)
        if not lines:
            return
        part.place.update((line.key, name) for line in lines)
        if name in self._asked:
            part.waiting.add(name)
            return
        try:
            if self._places.is_spoken(name):
                self._studio.shared.found(name, lines if is_same_anywhere(speaker[0].engine) else ())
                self._tell(part, len(lines))
            else:
                self._ask(part, self._task(name, speaker, lines))
        except Exception as error:  # others may wait for what was claimed here
            self._studio.shared.settle(name, error)
            raise

    def _elsewhere(self, part: Part, speaker: Speaker, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Take the lines that another document or book has had spoken; return the others."""
        if not is_same_anywhere(speaker[0].engine):
            return lines
        mine, found = self._studio.shared.claim(lines)
        for pack, theirs in found.items():
            answer = self._studio.shared.awaited(pack)
            if answer is not None and pack not in self._asked:
                self._asked[pack], self._guests[pack] = 0, []
                self._await(part, pack, answer)
            part.place.update((line.key, pack) for line in theirs)
            part.waiting.update({pack} & self._asked.keys())
            if pack in self._guests:
                self._guests[pack].append((part, speaker, theirs))
            self._tell(part, len(theirs))
        return mine

    def _task(self, name: str, speaker: Speaker, lines: tuple[Line, ...]) -> SpeakTask:
        return SpeakTask(name, *speaker, lines, self._studio.cache.address, str(self._work.fresh))

    def _ask(self, part: Part, task: SpeakTask) -> None:
        """Have a batch spoken, those of the longest document first."""
        self._asked[task.name] = len(task.lines)
        part.waiting.add(task.name)
        rank = (self._studio.rank, _SPEAK, -part.document.characters, part.document.number)
        lines = task.lines if is_same_anywhere(task.voice.engine) else ()
        self._await(part, task.name, self._studio.shared.submit(task.name, self._job(rank, task), lines))

    def _go_on(self, part: Part) -> None:
        """Have the tracks of a document encoded once its speech is there; forget the speech after that."""
        if part.waiting or part.encoding:
            return
        if not self._settled and not self._is_measured(part.loud):
            self._encode(part, part.loud)
        if not self._settled:
            return
        for name in part.tracks:
            if not self._has(name):
                self._encode(part, name)
        if not part.encoding:
            count = part.document.sentences
            self._tell(part, count)
            about = read_about(self._file(part.track))
            self._studio.progress.encoded(part.document.title, about.frames / about.rate, count)
            part.place, part.clips = {}, {}

    def _speak_task(self, name: str) -> SpeakTask:
        """Return a batch that was written for a worker."""
        return msgspec.json.decode(self._work.read_task(name), type=SpeakTask)

    def _job(self, rank: tuple[int, ...], task: Task) -> Job:
        return Job(rank, self._work.write_task(task.name, encode(task)))

    def _encode(self, part: Part, name: str) -> None:
        own = part.clips[part.track if name == part.loud else name]
        clips = tuple(ClipTask(key, part.place[key], pause) for key, pause in own)
        folders = self._studio.cache.address, str(self._work.fresh), str(self._work.audio)
        task: Task = MeasureTask(name, clips, *folders)
        if name != part.loud:
            task = EncodeTask(name, part.rate, part.master, clips, *folders)
        part.encoding.add(name)
        rank = (self._studio.rank, _ENCODE, -part.document.characters, part.document.number)
        self._await(part, name, self._studio.executor.submit(self._job(rank, task)))

    def _await(self, part: Part, name: str, future: "Future[Answer]") -> None:
        self._open += 1
        future.add_done_callback(lambda done: self._answers.put((part, name, done)))

    def _hear(self) -> None:
        """Take one answer and go on from it. Raises VoicebookError."""
        part, name, future = self._answers.get()
        self._open -= 1
        answer = future.result()
        if isinstance(answer, Failed):
            raise failure(answer)
        guests = self._guests.pop(name, [])
        if guests and not isinstance(answer, Done):
            self._alone(name, guests)
        elif name not in self._asked:
            self._heard_track(part, name, answer)
        elif isinstance(answer, Lost):
            self._try_again(part, self._speak_task(name), answer)
        else:
            self._heard_speech(name, self._asked.pop(name))

    def _alone(self, name: str, guests: "list[_Guest]") -> None:
        """Have spoken here what another book has failed to."""
        self._asked.pop(name)
        self._studio.shared.forget(name)
        for part, speaker, lines in guests:
            part.waiting.discard(name)
            for line in lines:
                del part.place[line.key]
            self._place(part, speaker, lines)
            self._go_on(part)

    def _heard_speech(self, name: str, lines: int) -> None:
        for part in self._parts.values():
            if name in part.waiting:
                part.waiting.discard(name)
                self._tell(part, lines)
                self._go_on(part)

    def _heard_track(self, part: Part, name: str, answer: Answer) -> None:
        part.encoding.discard(name)
        if isinstance(answer, Done):
            if name != part.loud:
                for file in {part.place[key] for key, _ in part.clips[name]}:
                    (self._work.fresh / f"{file}.pcm").unlink(missing_ok=True)
                self._there.add(name)
        else:
            self._repair(part, answer)
        self._go_on(part)

    def _repair(self, part: Part, answer: Answer) -> None:
        """Make anew what a track needs and what has gone. Raises EngineError when that does not help."""
        part.repairs += 1
        if part.repairs > TRIES:
            what = f"the sound of {part.document.name} cannot be encoded"
            why = answer.what if isinstance(answer, Lost) else "its speech is gone each time"
            raise EngineError("VB-E10", f"{what}: {why}", hint="build again; is the cache being cleared?")
        if not isinstance(answer, Missing):
            return
        self._places.drop(answer.pack)
        self._studio.shared.forget(answer.pack)
        gone = {key for key, pack in part.place.items() if pack == answer.pack}
        planned = self._work.read_plan(part.document.number)
        for speaker, lines in batches(each.utterance for each in planned):
            if again := tuple(line for line in lines if line.key in gone):
                self._place(part, speaker, again)

    def _try_again(self, part: Part, task: SpeakTask, lost: Lost) -> None:
        """Have a batch spoken again in a fresh process; give up the sentence that fails each time."""
        line = task.lines[lost.at]
        self._lost[task.name, line.key] += 1
        if self._lost[task.name, line.key] < TRIES:
            self._ask(part, task)
            return
        if line.gap:
            hint = "`voicebook doctor` checks the engine"
            raise EngineError("VB-E11", f"engine {task.voice.engine} fails: {lost.what}", hint=hint)
        self._give_up(part, line.key, lost.what)
        words = tuple(map(Word, of_gap(task.voice.language).split()))
        lines = tuple(Line(each.key, words, gap=True) if each is line else each for each in task.lines)
        self._respeak(task, self._task(batch_name(lines), (task.voice, task.settings), lines), line.key)

    def _respeak(self, task: SpeakTask, new: SpeakTask, gap: str) -> None:
        """Have a batch with one more gap spoken in place of another, wherever that is waited for."""
        del self._asked[task.name]
        for part in self._parts.values():
            if task.name in part.waiting:
                part.waiting.discard(task.name)
                part.place.update((line.key, new.name) for line in new.lines)
                part.give_up(gap)
                if new.name in self._asked:
                    part.waiting.add(new.name)
                else:
                    self._ask(part, new)

    def _give_up(self, part: Part, key: str, why: str) -> None:
        planned = self._work.read_plan(part.document.number)
        sentence = next((each.sentence.id for each in planned if each.utterance.key == key), "")
        where = Location(document=part.document.name, sentence=sentence)
        hint = "build again to try it once more; the book says where the gap is"
        what = f"a sentence could not be spoken: {why}"
        self.findings.append(Finding("VB-E13", Severity.ERROR, what, where, hint))

    def _tell(self, part: Part, sentences: int) -> None:
        """Let progress hear of sentences, none twice."""
        new = min(sentences, part.document.sentences - part.told)
        part.told += new
        if new:
            self._studio.progress.spoken(new)

    def _file(self, name: str) -> Path:
        return self._work.audio / name

    def captions(self, track: Track) -> Iterator[Caption]:
        """Yield the sentences of a finished track as they are heard by those who only listen."""
        part = next(part for part in self._parts.values() if part.document.name == track.document)
        return captions_of(part, self._work, self._settings.listening, self._notes)


def _before(target: Target | None, gain: float | None) -> Master:
    """Return what was done to the speech of the last build, which is likely to do again."""
    return Master() if target is None else Master(gain or 0.0, target.ceiling, target.head, target.tail)
