"""The local executor: worker processes, each with one task at a time, watched.

A worker that dies, or gives no sign of life for longer than its step may take, is ended with all that it
has forked, and followed by another; its task comes back as lost at that step.
"""

import contextlib
import itertools
import queue
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Self

import msgspec

from voicebook.child_process import ChildLost, ChildProcess
from voicebook.errors import EngineError, WriteError
from voicebook.speaking.speak import is_used_up
from voicebook.speaking.tasks import (
    Answer,
    At,
    Done,
    Job,
    Lost,
    Missing,
    SpeakTask,
    Task,
    characters,
    decode_answer,
    decode_task,
    encode,
    failed,
    stopped,
)
from voicebook.storage.speech_cache import cache_at

_WORKER = "voicebook.workers.worker"


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
            raise stopped()
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
    future.set_exception(stopped())


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
        self._worker: ChildProcess | None = None
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
                if not cache.fetch_again(answer.pack):  # it was damaged here
                    break
                answer = self._answered(task)
        except WriteError as error:
            return failed(error)
        return answer

    def _answered(self, task: Task) -> Answer:
        """Return the worker's answer to a task, or that it was lost at a step."""
        worker = self._running()
        step = 0
        try:
            worker.write(encode(task))
            while isinstance(answer := self._heard(worker, task, step), At):
                step = answer.step
        except ChildLost as lost:
            worker.end()
            if self._ended:
                raise stopped() from lost
            return Lost(str(lost), step)
        if isinstance(task, SpeakTask) and is_used_up(task):
            worker.end()
        return Lost(answer.what, step) if isinstance(answer, Lost) and answer.at < 0 else answer

    def _heard(self, worker: ChildProcess, task: Task, step: int) -> Answer | At:
        return decode_answer(worker.read(self._patience.seconds(task, step)))

    def _running(self) -> ChildProcess:
        with self._changing:
            if self._ended:
                raise stopped()
            if self._worker is None or not self._worker.is_alive():
                if self._worker is not None:
                    self._worker.end()
                self._worker = ChildProcess(_WORKER, leads=True)
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
            return failed(error)
    return answer
