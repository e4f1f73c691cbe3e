"""What workers do: tasks and answers, pure data, so that any process on any machine can do them.

A task names the cache that it reads and writes; results travel as keys, through the cache, not as
values. `Executor` is how the build asks for them: a pool of processes, or whatever else can run
`perform` (workers/worker.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import msgspec

from voicebook.audio.loudness import Master
from voicebook.errors import EncodeError, EngineError, VoicebookError, WriteError
from voicebook.model.speech import SpeechSettings, Voice, Word

if TYPE_CHECKING:
    from concurrent.futures import Future


class Line(msgspec.Struct, frozen=True):
    """One utterance of a batch."""

    key: str
    words: tuple[Word, ...]
    gap: bool = False  # the sentence was given up: the words say so


class SpeakTask(msgspec.Struct, frozen=True, tag="speak"):
    """A batch: utterances spoken in one fresh state, in order, and committed whole."""

    name: str  # hash of all that its sound depends on: the name of its pack
    voice: Voice
    settings: SpeechSettings
    lines: tuple[Line, ...]
    cache: str  # folder
    fresh: str  # folder in which raw PCM waits for the encoder


class ClipTask(msgspec.Struct, frozen=True, array_like=True):
    """One clip of a track."""

    key: str
    pack: str
    pause: int  # milliseconds


class EncodeTask(msgspec.Struct, frozen=True, tag="encode"):
    """A track: clips stitched and encoded, at `rate`."""

    name: str  # hash of all that its sound depends on, and the codec: "HASH.mp3"
    codec: str
    rate: int  # frames per second
    master: Master
    clips: tuple[ClipTask, ...]
    cache: str
    fresh: str
    folder: str  # in which it appears, and its timing beside it


class MeasureTask(msgspec.Struct, frozen=True, tag="measure"):
    """A track that is to be measured before it is encoded."""

    name: str  # "HASH.loud"
    clips: tuple[ClipTask, ...]
    cache: str
    fresh: str
    folder: str  # in which it appears


Task = SpeakTask | EncodeTask | MeasureTask


class Done(msgspec.Struct, frozen=True, tag="done"):
    """The pack or the track is there."""

    name: str


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """It cannot be done, here or elsewhere: an error for the user."""

    code: str
    what: str
    hint: str = ""


def failed(error: VoicebookError) -> Failed:
    """Return the answer that tells of an error."""
    return Failed(error.code, error.what, error.hint)


class Lost(msgspec.Struct, frozen=True, tag="lost"):
    """The engine failed, died or hung at a line; the same task may succeed in a fresh process."""

    what: str
    at: int = 0


class Missing(msgspec.Struct, frozen=True, tag="missing"):
    """A pack that a track needs is gone or damaged."""

    pack: str


class At(msgspec.Struct, frozen=True, tag="at"):
    """Not an answer but a sign of life: the line or clip at hand."""

    step: int


Answer = Done | Failed | Lost | Missing

_tasks = msgspec.json.Decoder(Task)
_answers = msgspec.json.Decoder(Answer | At)


def encode(message: Task | Answer | At) -> bytes:
    """Return a message as a line of JSON without its end."""
    return msgspec.json.encode(message)


def decode_task(line: bytes) -> Task:
    """Return a task. Raises msgspec.MsgspecError."""
    return _tasks.decode(line)


def decode_answer(line: bytes | str) -> Answer | At:
    """Return an answer or a sign of life. Raises msgspec.MsgspecError."""
    return cast("Answer | At", _answers.decode(line))


def stopped() -> EngineError:
    """Return the error of what was still to be done when a build was stopped."""
    return EngineError("VB-E12", "the build was stopped", hint="the same command goes on from there")


def failure(answer: Failed) -> VoicebookError:
    """Return the error that a worker met."""
    kinds: dict[str, type[VoicebookError]] = {"VB-A": EncodeError, "VB-W": WriteError}
    return kinds.get(answer.code[:4], EngineError)(answer.code, answer.what, hint=answer.hint)


@dataclass(frozen=True, slots=True)
class Job:
    """A task in a file, and when it is wanted: the smallest rank first."""

    rank: tuple[int, ...]
    task: Path


class Executor(Protocol):
    """Runs jobs, the most wanted first, anywhere that sees the cache."""

    @property
    def stopped(self) -> bool:
        """Whether it takes no more jobs."""
        ...

    @property
    def workers(self) -> int:
        """How many jobs are done at once."""
        ...

    def submit(self, job: Job) -> "Future[Answer]":
        """Have a task done; its file is read when its turn comes. Raises EngineError once stopped."""
        ...


def characters(words: Sequence[Word]) -> int:
    """Return how much there is to say."""
    return sum(len(word.text) + 1 for word in words)
