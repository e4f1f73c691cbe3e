"""Speaking a batch, in whatever process, in a fresh state (docs/adr/0005-repeatable-speech.md).

An engine that carries state from call to call speaks every batch in a fork of this process, which
has opened the voice but never spoken. Where there is no fork, the process ends after one batch and
is followed by another. An engine with a process of its own gets a new session for each batch.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TextIO, cast

from voicebook import plugins
from voicebook.audio.pcm import trim
from voicebook.engines.base import Engine, Isolation, Session
from voicebook.errors import EngineError, VoicebookError
from voicebook.model.speech import Speech, SpeechSettings, Voice
from voicebook.pipeline.cache import SpeechCache
from voicebook.pipeline.packs import write_pack
from voicebook.pipeline.tasks import Answer, Done, Failed, Lost, SpeakTask, decode_answer, encode

FRESH = 512_000_000
"""Bytes of raw PCM that wait for encoders at most; beyond that they decode the pack instead."""

Sessions = dict[tuple[Voice, SpeechSettings], Session]
Step = Callable[[int], None]


class _LostLine(Exception):  # noqa: N818 becomes an answer
    def __init__(self, at: int, error: EngineError) -> None:
        super().__init__(error.what)
        self.at = at


def speak(task: SpeakTask, sessions: Sessions, step: Step) -> Answer:
    """Speak a batch and commit it to the cache; `step` hears of each line before it is spoken."""
    voice = (task.voice, task.settings)
    try:
        engine = cast("Engine", plugins.load("engines", task.voice.engine))
        if engine.capabilities.isolation is Isolation.PROCESS:
            with closing(engine.open(*voice)) as session:
                return _spoken(session, task, step)
        if voice not in sessions:
            sessions[voice] = engine.open(*voice)
        if engine.capabilities.isolation is Isolation.FORK and hasattr(os, "fork"):
            return _forked(sessions[voice], task, step)
        return _spoken(sessions[voice], task, step)
    except (KeyError, ImportError) as error:
        return Failed("VB-E06", f"engine {task.voice.engine} cannot be loaded: {error}", "voicebook doctor")
    except VoicebookError as error:
        return Failed(error.code, error.what, error.hint)


def is_used_up(task: SpeakTask) -> bool:
    """Tell whether a process that has spoken this can speak nothing else from a fresh state."""
    engine = cast("Engine", plugins.load("engines", task.voice.engine))
    return engine.capabilities.isolation is Isolation.FORK and not hasattr(os, "fork")


def _spoken(session: Session, task: SpeakTask, step: Step) -> Answer:
    def speech() -> Iterator[tuple[str, Speech]]:
        for number, line in enumerate(task.lines):
            step(number)
            try:
                made = session.synth(line.words)
            except EngineError as error:
                raise _LostLine(number, error) from error
            yield line.key, trim(made)

    gaps = frozenset(line.key for line in task.lines if line.gap)
    path = SpeechCache(Path(task.cache)).path(task.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_pack(path, task.voice.rate, speech(), gaps=gaps, beside=_beside(task))
    except _LostLine as lost:
        return Lost(str(lost), lost.at)
    except OSError as error:
        what = f"cannot write speech: {error.strerror or error}"
        return Failed("VB-W01", what, "is there room, and may you write there?")
    return Done(task.name)


def _beside(task: SpeakTask) -> Path | None:
    """Return where to leave raw PCM for the encoder, None if much is waiting there already."""
    folder = Path(task.fresh)
    waiting = 0
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):  # encoded this moment
            waiting += entry.stat().st_size
    return folder / f"{task.name}.pcm" if waiting < FRESH else None


def _forked(session: Session, task: SpeakTask, step: Step) -> Answer:
    """Speak a batch in a fork of this process and return its answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            _answer_and_leave(session, task, step, pipe)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if not answer:
        code = os.waitstatus_to_exitcode(status)
        return Lost(f"engine {task.voice.engine} died with exit code {code}", -1)
    return cast("Answer", decode_answer(answer))


def _answer_and_leave(session: Session, task: SpeakTask, step: Step, pipe: TextIO) -> None:
    """Speak in the child; leave without running the parent's clean-up."""
    status = 1
    try:
        try:
            answer = _spoken(session, task, step)
        except VoicebookError as error:
            answer = Failed(error.code, error.what, error.hint)
        pipe.write(encode(answer).decode())
        status = 0
    finally:
        pipe.flush()
        sys.stderr.flush()
        os._exit(status)
