"""Sentences that somebody waits for: spoken before all queued work, by workers that keep their voices open.

What a build has spoken is used. The rest is spoken sentence by sentence, each a batch of its own; its pack
goes to the cache under the name of that batch, so that no build takes it for a part of another.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicebook.audio.marks import captions
from voicebook.errors import EngineError
from voicebook.model.speech import Clip, PlannedSentence, Speech, Utterance
from voicebook.model.timeline import TimedWord
from voicebook.speaking.batches import batch_name, batches
from voicebook.speaking.recovery import TRIES
from voicebook.speaking.tasks import Executor, Failed, Job, Line, Lost, SpeakTask, encode, failure
from voicebook.storage.packs import Damaged, Pack
from voicebook.storage.speech_cache import SpeechCache
from voicebook.storage.work_folder import TaskFolder

if TYPE_CHECKING:
    from concurrent.futures import Future

    from voicebook.speaking.tasks import Answer

_FIRST = (-1, 0, 0, 0)  # rank: before the books of a build, which begin with 0
_AHEAD = 3  # utterances that are asked for before the first of them is taken


@dataclass(frozen=True, slots=True)
class _Asked:
    """An utterance and the pack that it is in, or will be."""

    utterance: Utterance
    pack: str
    answer: "Future[Answer] | None" = None  # None: the pack is there
    tries: int = 1


def packs_of(document: Iterable[PlannedSentence]) -> dict[str, str]:
    """Return for the keys of a document in which packs a build from nothing would have them spoken."""
    return {
        line.key: batch_name(lines)
        for _, lines in batches(planned.utterance for planned in document)
        for line in lines
    }


def word_times(planned: PlannedSentence, speech: Speech) -> tuple[TimedWord, ...]:
    """Return when the written words of a sentence are heard, in frames of its speech."""
    (caption,) = captions([Clip(planned, speech.frames, speech.marks, 0)])
    return caption.words


class AtOnce:
    """Speaks single utterances."""

    def __init__(self, executor: Executor, cache: SpeechCache, tasks: TaskFolder) -> None:
        self._executor = executor
        self._cache = cache
        self._tasks = tasks

    def speak(self, utterances: Iterable[Utterance], packs: Mapping[str, str]) -> Iterator[Speech]:
        """Yield the speech of utterances, in order, each as soon as it is spoken; a few are asked ahead.

        `packs` says where a build may have left it, by key. Raises VoicebookError.
        """
        self._cache.prepare()
        asked: deque[_Asked] = deque()
        for utterance in utterances:
            asked.append(self._ask(utterance, packs.get(utterance.key, "")))
            if len(asked) >= _AHEAD:
                yield self._taken(asked.popleft())
        while asked:
            yield self._taken(asked.popleft())

    def _ask(self, utterance: Utterance, pack: str, tries: int = 1) -> _Asked:
        """Have an utterance spoken, unless its speech is there."""
        line = Line(utterance.key, utterance.spoken.words)
        name = batch_name([line])
        for there in (pack, name):
            if there and self._cache.index(there) is not None:
                return _Asked(utterance, there)
        folders = self._cache.address, str(self._tasks.fresh)
        task = SpeakTask(name, utterance.voice, utterance.how, (line,), *folders)
        job = Job(_FIRST, self._tasks.write(name, encode(task)))
        return _Asked(utterance, name, self._executor.submit(job), tries)

    def _taken(self, asked: _Asked) -> Speech:
        """Wait for a speech; where its pack is lost or damaged, have it spoken again."""
        answer = asked.answer.result() if asked.answer is not None else None
        if isinstance(answer, Failed):
            raise failure(answer)
        if not isinstance(answer, Lost):
            try:
                return self._read(asked)
            except Damaged:
                self._cache.drop(asked.pack)
        if asked.tries == TRIES:
            voice = asked.utterance.voice
            why = answer.what if isinstance(answer, Lost) else "its speech is gone each time"
            hint = "`voicebook doctor` checks the engine"
            raise EngineError("VB-E11", f"engine {voice.engine} fails: {why}", hint=hint)
        return self._taken(self._ask(asked.utterance, "", asked.tries + 1))

    def _read(self, asked: _Asked) -> Speech:
        """Return a speech that is there. Raises Damaged."""
        with closing(Pack(self._cache.fetch(asked.pack))) as pack:
            speech = pack.speech(asked.utterance.key)
        (self._tasks.fresh / f"{asked.pack}.pcm").unlink(missing_ok=True)  # nobody encodes it
        return speech
