"""Speaking a batch, in whatever process, in a fresh state (docs/adr/0005-repeatable-speech.md).

An engine that carries state from call to call speaks every batch in a fork of this process, which
has opened the voice but never spoken. Where there is no fork, the process ends after one batch and
is followed by another. An engine with a process of its own gets a new session for each batch.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TextIO, cast

from voicebook import docks
from voicebook.audio import flac, pcm
from voicebook.audio.loudness import levelled
from voicebook.audio.pcm import trim
from voicebook.engines.base import Engine, Isolation, Session
from voicebook.errors import EngineError, VoicebookError
from voicebook.model.speech import Speech, SpeechSettings, Voice
from voicebook.speaking.tasks import Answer, Done, Failed, Lost, SpeakTask, decode_answer, encode, failed
from voicebook.speaking.voice_gain import gain_for, judged
from voicebook.storage.files import cannot_write
from voicebook.storage.packs import write_pack
from voicebook.storage.speech_cache import SpeechCache

FRESH = 512_000_000
"""Bytes of raw PCM that wait for encoders at most; beyond that they decode the pack instead."""

Sessions = dict[tuple[Voice, SpeechSettings], Session]
Step = Callable[[int], None]


class _LostLine(Exception):  # noqa: N818 becomes an answer
    def __init__(self, at: int, error: EngineError) -> None:
        super().__init__(error.what)
        self.at = at


class _Died(Exception):  # noqa: N818 becomes an answer
    pass


def speak(task: SpeakTask, sessions: Sessions, step: Step) -> Answer:
    """Speak a batch and commit it to the cache; `step` hears of each line before it is spoken."""
    voice = (task.voice, task.settings)
    cache = SpeechCache(Path(task.cache))
    path = cache.path(task.name)
    try:
        engine = docks.engine_of(task.voice.engine)
        step(0)
        if engine.capabilities.isolation is Isolation.PROCESS:
            gain = gain_for(engine, task, cache.root, partial(_judge_afresh, engine, task))
            with closing(engine.open(*voice)) as session:
                return _spoken(session, task, path, step, gain)
        if voice not in sessions:
            sessions[voice] = engine.open(*voice)
        session = sessions[voice]
        if engine.capabilities.isolation is Isolation.FORK and hasattr(os, "fork"):
            flac.prepare()
            pcm.prepare()
            gain = gain_for(
                engine, task, cache.root, partial(_in_a_fork, task, partial(judged, session, task))
            )
            said = _in_a_fork(task, partial(_answer, session, task, path, step, gain))
            return cast("Answer", decode_answer(said))
        gain = gain_for(engine, task, cache.root, partial(judged, session, task))
        return _spoken(session, task, path, step, gain)
    except _Died as died:
        return Lost(str(died), -1)
    except (KeyError, ImportError) as error:
        return Failed("VB-E06", f"engine {task.voice.engine} cannot be loaded: {error}", "voicebook doctor")
    except VoicebookError as error:
        return failed(error)


def is_used_up(task: SpeakTask) -> bool:
    """Tell whether a process that has spoken this can speak nothing else from a fresh state."""
    engine = docks.engine_of(task.voice.engine)
    return engine.capabilities.isolation is Isolation.FORK and not hasattr(os, "fork")


def _judge_afresh(engine: Engine, task: SpeakTask) -> str:
    with closing(engine.open(task.voice, task.settings)) as session:
        return judged(session, task)


def _spoken(session: Session, task: SpeakTask, path: Path, step: Step, gain: float) -> Answer:
    def speech() -> Iterator[tuple[str, Speech]]:
        for number, line in enumerate(task.lines):
            step(number)
            try:
                made = session.synth(line.words)
            except EngineError as error:
                raise _LostLine(number, error) from error
            yield line.key, levelled(trim(made), gain)

    gaps = frozenset(line.key for line in task.lines if line.gap)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_pack(path, task.voice.rate, speech(), gaps=gaps, beside=_beside(task))
    except _LostLine as lost:
        return Lost(str(lost), lost.at)
    except OSError as error:
        return failed(cannot_write("speech", error))
    return Done(task.name)


def _beside(task: SpeakTask) -> Path | None:
    """Return where to leave raw PCM for the encoder, None if much is waiting there already."""
    folder = Path(task.fresh)
    waiting = 0
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):  # encoded this moment
            waiting += entry.stat().st_size
    return folder / f"{task.name}.pcm" if waiting < FRESH else None


def _answer(session: Session, task: SpeakTask, path: Path, step: Step, gain: float) -> str:
    """Speak a batch and return the answer as text."""
    try:
        answer = _spoken(session, task, path, step, gain)
    except VoicebookError as error:
        answer = failed(error)
    return encode(answer).decode()


def _in_a_fork(task: SpeakTask, work: Callable[[], str]) -> str:
    """Do something in a fork of this process and return what it says. Raises _Died when it says nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            _say_and_leave(work, pipe)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if not said:
        raise _Died(f"engine {task.voice.engine} died with exit code {os.waitstatus_to_exitcode(status)}")
    return said


def _say_and_leave(work: Callable[[], str], pipe: TextIO) -> None:
    """Work in the child; leave without running the parent's clean-up."""
    status = 1
    try:
        pipe.write(work())
        status = 0
    finally:
        pipe.flush()
        sys.stderr.flush()
        os._exit(status)
