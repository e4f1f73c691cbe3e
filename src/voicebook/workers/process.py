"""The local executor: worker processes, each with one task at a time, watched.

A worker that dies, or gives no sign of life for longer than its step may take, is ended with all that it
has forked, and followed by another; its task comes back as lost at that step.
"""

import contextlib
import itertools
import os
import queue
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Self

import msgspec

from voicebook.errors import EngineError, WriteError
from voicebook.speaking.speak import is_used_up
from voicebook.speaking.tasks import (
    Answer,
    At,
    Done,
    Failed,
    Job,
    Lost,
    Missing,
    SpeakTask,
    Task,
    characters,
    decode_answer,
    decode_task,
    encode,
)
from voicebook.storage.speech_cache import cache_at

_SLOW = "MALLOC_TRIM_THRESHOLD_"
"""Dask sets it for its workers; a model that inherits it spends a third of its time on page faults."""

_COMMAND = (sys.executable, "-P", "-m", "voicebook.workers.worker")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a worker may be silent."""

    start: float = 60.0  # seconds, whatever it does: opening a voice, a busy machine
    character: float = 0.1  # and for each character of the sentence at hand

    def seconds(self, task: Task, step: int) -> float:
        """Return how long a step may take."""
        if not isinstance(task, SpeakTask) or not 0 <= step < len(task.lines):
            return self.start
        return self.start + self.character * characters(task.lines[step].words)


_Queued = tuple[tuple[int, ...], int, Job | None, "Future[Answer]"]
_STOP: tuple[int, ...] = ()  # the rank that comes before all others


class ProcessExecutor:
    """Runs jobs in at most `jobs` worker processes of this Python; use it in a `with` statement."""

    def __init__(self, jobs: int, patience: Patience | None = None) -> None:
        self._jobs = jobs
        self._patience = patience or Patience()
        self._queue: queue.PriorityQueue[_Queued] = queue.PriorityQueue()
        self._count = itertools.count()
        self._crew: list[_Foreman] = []
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._open = 0  # jobs without an answer

    @property
    def workers(self) -> int:
        """How many jobs are done at once."""
        return self._jobs

    @property
    def stopped(self) -> bool:
        """Whether it takes no more jobs."""
        return self._stopped.is_set()

    def submit(self, job: Job) -> "Future[Answer]":
        """Have a task done; its file is read when its turn comes. Raises EngineError once stopped."""
        if self.stopped:
            raise EngineError("VB-E12", "the build was stopped")
        future: Future[Answer] = Future()
        self._queue.put((job.rank, next(self._count), job, future))
        future.add_done_callback(self._answered)
        with self._lock:
            self._open += 1
            if len(self._crew) < min(self._jobs, self._open):  # a process costs more than a short task
                self._crew.append(_Foreman(self._queue, self._patience, self._stopped))
                self._crew[-1].start()
        return future

    def _answered(self, _: "Future[Answer]") -> None:
        with self._lock:
            self._open -= 1

    def stop(self) -> None:
        """End all workers at once; jobs that are not done fail."""
        self._stopped.set()
        with self._lock:
            for foreman in self._crew:
                self._queue.put((_STOP, next(self._count), None, Future()))
                foreman.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for foreman in self._crew:
            foreman.join()
        with contextlib.suppress(queue.Empty):
            while True:
                _fail(self._queue.get_nowait()[3])


def _fail(future: "Future[Answer]") -> None:
    future.set_exception(EngineError("VB-E12", "the build was stopped"))


class _Foreman(threading.Thread):
    """A thread that takes one job after another and has them done."""

    def __init__(
        self, jobs: "queue.PriorityQueue[_Queued]", patience: Patience, stopped: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self._jobs = jobs
        self._stopped = stopped
        self._keeper = Keeper(patience)

    def run(self) -> None:
        while not self._stopped.is_set():
            _, _, job, future = self._jobs.get()
            if job is None:
                break
            try:
                task = decode_task(job.task.read_bytes())
                answer = sent(task, self._keeper.do(task))
            except (EngineError, OSError, msgspec.MsgspecError) as error:
                future.set_exception(error)
            else:
                future.set_result(answer)
        self.end()

    def end(self) -> None:
        """End the worker process at once."""
        self._keeper.end()


class Keeper:
    """Keeps one worker process; one that has died, or is silent for too long, is followed by another."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()
        self._worker: _Worker | None = None
        self._changing = threading.Lock()
        self._ended = False

    def do(self, task: Task) -> Answer:
        """Have a task done; Lost if the worker process does not live to answer.

        The worker process knows folders only: packs come from a store before, and go there after (`sent`).
        Raises EngineError once ended.
        """
        try:
            cache = cache_at(task.cache)
            task = msgspec.structs.replace(task, cache=str(cache.root))
            if not isinstance(task, SpeakTask):
                for pack in {clip.pack for clip in task.clips}:
                    cache.fetch(pack)
            answer = self._answered(task)
            fetched: set[str] = set()
            while isinstance(answer, Missing) and answer.pack not in fetched:
                fetched.add(answer.pack)
                if not cache.fetch_anew(answer.pack):  # it was damaged here
                    break
                answer = self._answered(task)
        except WriteError as error:
            return Failed(error.code, error.what, error.hint)
        return answer

    def _answered(self, task: Task) -> Answer:
        worker = self._running()
        try:
            answer = worker.ask(task, self._patience)
        except _Dead as dead:
            worker.end()
            if self._ended:
                raise EngineError("VB-E12", "the build was stopped") from dead
            return Lost(str(dead), dead.step)
        if isinstance(task, SpeakTask) and is_used_up(task):
            worker.end()
        return answer

    def _running(self) -> "_Worker":
        with self._changing:
            if self._ended:
                raise EngineError("VB-E12", "the build was stopped")
            if self._worker is None or not self._worker.is_alive():
                if self._worker is not None:
                    self._worker.end()
                self._worker = _Worker()
            return self._worker

    def end(self) -> None:
        """End the worker process at once, and for good."""
        self._ended = True
        with self._changing:
            if self._worker is not None:
                self._worker.end()


def sent(task: Task, answer: Answer) -> Answer:
    """Send what was spoken to the store, if there is one; return the answer, Failed if that fails.

    Raises OSError.
    """
    if isinstance(answer, Done) and isinstance(task, SpeakTask):
        try:
            cache_at(task.cache).send(task.name)
        except WriteError as error:
            return Failed(error.code, error.what, error.hint)
    return answer


class _Dead(Exception):  # noqa: N818 becomes an answer
    def __init__(self, what: str, step: int) -> None:
        super().__init__(what)
        self.step = step


class _Worker:
    """A worker process and what it says."""

    def __init__(self) -> None:
        debugging = os.environ.get("VOICEBOOK_DEBUG")
        self._process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if debugging else subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name != _SLOW},
            start_new_session=True,
        )
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._said.put(line)
        self._said.put(b"")

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, task: Task, patience: Patience) -> Answer:
        """Return the answer to a task. Raises _Dead; the worker must then be ended."""
        step = 0
        try:
            if self._process.stdin is not None:
                self._process.stdin.write(encode(task) + b"\n")
                self._process.stdin.flush()
            while said := self._said.get(timeout=patience.seconds(task, step)):
                answer = decode_answer(said)
                if not isinstance(answer, At):
                    if isinstance(answer, Lost) and answer.at < 0:
                        return Lost(answer.what, step)
                    return answer
                step = answer.step
        except queue.Empty as error:
            seconds = patience.seconds(task, step)
            raise _Dead(f"no sign of life for {seconds:.0f} s", step) from error
        except OSError as error:
            raise _Dead("the worker process has died", step) from error
        raise _Dead(f"the worker process died with exit code {self._process.wait()}", step)

    def end(self) -> None:
        """End it at once, with all that it has forked."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
            self._process.wait()
        self._listener.join(1)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):
                    pipe.close()
