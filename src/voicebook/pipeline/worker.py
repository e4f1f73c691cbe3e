"""A worker process: reads names of batch files on stdin, speaks them, answers a line for each.

An engine that carries state from call to call speaks every batch in a fork of this process, which
has opened the voice but never spoken. Where there is no fork, the process ends after one batch and
the executor starts another. An engine with a process of its own gets a new session for each batch.
Answers are JSON: {"done": …} or {"failed": code, "what": …, "hint": …}.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TextIO, cast

from voicebook import plugins
from voicebook.audio.pcm import trim
from voicebook.engines.base import Engine, Isolation, Session
from voicebook.errors import EngineError, VoicebookError
from voicebook.model.speech import Speech, SpeechSettings, Voice
from voicebook.pipeline.work import Batch, read_batch, write_speech


def main() -> None:
    """Serve until stdin closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the executor decides when to stop
    answers, sys.stdout = sys.stdout, sys.stderr
    sessions: dict[tuple[Voice, SpeechSettings], Session] = {}
    for line in sys.stdin:
        path = Path(line.rstrip("\n"))
        batch = read_batch(path)
        engine = cast("Engine", plugins.load("engines", batch.voice.engine))
        answer = _attempt(engine, sessions, batch, path)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
        if engine.capabilities.isolation is Isolation.FORK and not hasattr(os, "fork"):
            break


def _attempt(
    engine: Engine, sessions: dict[tuple[Voice, SpeechSettings], Session], batch: Batch, path: Path
) -> dict[str, str]:
    voice = (batch.voice, batch.settings)
    try:
        if engine.capabilities.isolation is Isolation.PROCESS:
            with closing(engine.open(*voice)) as session:
                return _spoken(session, batch, path)
        if voice not in sessions:
            sessions[voice] = engine.open(*voice)
        if engine.capabilities.isolation is Isolation.FORK and hasattr(os, "fork"):
            return _forked(sessions[voice], batch, path)
        return _spoken(sessions[voice], batch, path)
    except VoicebookError as error:
        return {"failed": error.code, "what": error.what, "hint": error.hint}


def _spoken(session: Session, batch: Batch, path: Path) -> dict[str, str]:
    """Speak a batch and commit it."""

    def speech() -> Iterator[tuple[str, Speech]]:
        for line in batch.lines:
            yield line.key, trim(session.synth(line.words))

    write_speech(path.parent.parent / "speech" / f"{batch.name}.speech", speech())
    return {"done": str(path)}


def _forked(session: Session, batch: Batch, path: Path) -> dict[str, str]:
    """Speak a batch in a fork of this process and return its answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            _answer_and_leave(session, batch, path, pipe)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if not answer:
        code = os.waitstatus_to_exitcode(status)
        raise EngineError("VB-E11", f"engine {batch.voice.engine} died with exit code {code}")
    return cast("dict[str, str]", json.loads(answer))


def _answer_and_leave(session: Session, batch: Batch, path: Path, pipe: TextIO) -> None:
    """Speak in the child; leave without running the parent's clean-up."""
    status = 1
    try:
        pipe.write(json.dumps(_spoken(session, batch, path)))
        status = 0
    except VoicebookError as error:
        pipe.write(json.dumps({"failed": error.code, "what": error.what, "hint": error.hint}))
        status = 0
    finally:
        pipe.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
