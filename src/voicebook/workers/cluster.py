"""The cluster's executor: the same tasks as the pool's, on Dask.distributed (docs/adr/0011).

Without an address it starts a cluster of this machine. Dask decides where a task runs, and runs it
elsewhere when a worker dies; what a worker makes comes by name through the store that all reach.
"""

import itertools
import logging
import multiprocessing
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Self, cast
from uuid import uuid4

from voicebook.errors import EngineError, UsageError, VoicebookError
from voicebook.speaking.tasks import Answer, Done, EncodeTask, Job, SpeakTask, Task, decode_task, stopped
from voicebook.storage.object_store import Store
from voicebook.workers import cluster_worker
from voicebook.workers.cluster_worker import UnfitError, Wanted, parcels

_log = logging.getLogger(__name__)

_DEATHS = 20  # times that workers may die of one task, or send it back, before it is given up
_WAIT = 30.0  # seconds for a scheduler to answer
_FIRST = 120.0  # seconds for the first worker to come
_LOOK = 5  # seconds between two counts of the workers
_LOST = 10.0  # seconds without the scheduler after which the build stops
_GOODBYE = 15.0  # seconds for Dask to close what it has opened
_LARGEST = 1 << 24  # characters: longer documents are as urgent as each other

_CALM = {
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.worker.profile.enabled": False,
}
"""What Dask finds out about itself, seldom: unset, two idle workers take 2.7 s of CPU in 20 s."""

_sending = threading.BoundedSemaphore(4)
"""Tasks of a worker that are done but for sending; a slow store must not let them heap up."""


def perform(wanted: Wanted) -> tuple[str, Answer | str]:
    """Do a task on the worker that this runs on; return its address, and the answer or why it cannot.

    The worker begins with the next one while this one's results are sent.
    """
    from distributed import get_worker

    here = str(get_worker().address)
    with ExitStack() as sending:
        try:
            return here, cluster_worker.do(
                wanted, cache(partial(_step_aside, sending))
            )  # once, if tried twice
        except UnfitError as error:
            return here, str(error)


def _step_aside(sending: ExitStack) -> None:
    """Let Dask begin another task in this one's place, unless many are sending already."""
    from distributed import secede

    if _sending.acquire(blocking=False):
        sending.callback(_sending.release)
        secede()  # type: ignore[no-untyped-call]


@dataclass(slots=True)
class _Open:
    """A job without an answer."""

    job: Job
    task: Task
    wanted: Wanted
    future: "Future[Answer]"
    deaths: int = 0
    unfit: set[str] = field(default_factory=set)  # addresses of workers that sent it back
    asked: Any = None  # Dask's future


class DaskExecutor:
    """Runs jobs on the workers of a scheduler; use it in a `with` statement."""

    def __init__(self, cache: str, scheduler: str | None = None, jobs: int = 1) -> None:
        """Connect to the scheduler at an address, or start one here with `jobs` workers.

        `cache` is the path or address that all workers reach. Raises UsageError, EngineError.
        """
        self._store = Store(cache)
        self._deliveries = f"deliveries/{uuid4().hex[:16]}"
        self._numbers = itertools.count()
        self._open: dict[int, _Open] = {}
        self._same: dict[str, str] = {}  # engine -> versions that all workers have
        self._spoke: dict[str, str] = {}  # pack -> worker
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._fetching = ThreadPoolExecutor(8, "fetch")
        self._cluster, self._client = _connected(scheduler, jobs)
        self._where = scheduler or "this machine"
        self._threads = sum(self._workers().values())
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def workers(self) -> int:
        """How many jobs are done at once."""
        return self._threads

    @property
    def stopped(self) -> bool:
        """Whether it takes no more jobs."""
        return self._stopped.is_set()

    def submit(self, job: Job) -> "Future[Answer]":
        """Have a task done. Raises EngineError once stopped, or when versions differ."""
        if self.stopped:
            raise stopped()
        line = job.task.read_bytes()
        task = decode_task(line)
        versions = self._agreed(task.voice.engine if isinstance(task, SpeakTask) else "")
        number = next(self._numbers)
        delivery = "" if isinstance(task, SpeakTask) else f"{self._deliveries}/{number}"
        waiting = _Open(job, task, Wanted(line, versions, delivery), Future())
        with self._lock:
            self._open[number] = waiting
        self._send(number, waiting)
        return waiting.future

    def stop(self) -> None:
        """Give all jobs up at once; those that are not done fail."""
        self._fail(stopped())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._fetching.shutdown(wait=True, cancel_futures=True)
        try:
            self._store.remove(each.name for each in self._store.walk(self._deliveries))
        except (VoicebookError, OSError):
            _log.info("deliveries are left in %s", self._deliveries)
        _leave(self._client, self._cluster)

    def _workers(self) -> dict[str, int]:
        """Return the workers of this moment and their threads."""
        about = self._client.scheduler_info(n_workers=-1)
        return {address: int(worker["nthreads"]) for address, worker in about["workers"].items()}

    def _agreed(self, engine: str) -> str:
        """Return the versions that a task needs; all workers are asked once. Raises EngineError."""
        with self._lock:
            if engine not in self._same:
                here = cluster_worker.versions(engine)
                for worker, there in self._asked(engine).items():
                    if there != here:
                        raise _different(f"worker {worker} has {there}; here is {here}")
                self._same[engine] = here
            return self._same[engine]

    def _asked(self, engine: str) -> dict[str, str]:
        """Ask all workers for their versions; one that dies this moment says nothing."""
        try:
            told = dict(self._client.run(cluster_worker.versions, engine, on_error="return"))
        except (OSError, TimeoutError, RuntimeError) as error:
            raise self._gone() from error
        for worker, answer in told.items():
            if isinstance(answer, ImportError | AttributeError):
                raise _different(f"worker {worker} has no voicebook like this one: {answer}")
        return {worker: version for worker, version in told.items() if isinstance(version, str)}

    def _send(self, number: int, waiting: _Open) -> None:
        """Hand a job to the scheduler: near its speech if it is a track, not where it was sent back."""
        near = self._near(waiting.task) - waiting.unfit
        try:
            if waiting.unfit:
                near = set(self._workers()) - waiting.unfit
            waiting.asked = self._client.submit(
                perform,
                waiting.wanted,
                key=f"voicebook-{waiting.task.name}-{uuid4().hex[:8]}",
                priority=_priority(waiting.job.rank),
                workers=sorted(near) or None,
                allow_other_workers=bool(near),
                pure=False,
            )
        except (OSError, TimeoutError, RuntimeError) as error:
            self._fail(self._gone())
            raise self._gone() from error
        waiting.asked.add_done_callback(lambda asked: self._call(number, asked))

    def _call(self, number: int, asked: Any) -> None:
        """Hear of a job in a thread of our own: what it made may have to be fetched."""
        with suppress(RuntimeError):  # the build has ended
            self._fetching.submit(self._hear, number, asked)

    def _near(self, task: Task) -> set[str]:
        """Return the worker that has spoken most of a track."""
        if isinstance(task, SpeakTask):
            return set()
        spoke = Counter(self._spoke[clip.pack] for clip in task.clips if clip.pack in self._spoke)
        return {worker for worker, _ in spoke.most_common(1)}

    def _hear(self, number: int, asked: Any) -> None:
        """Take what came of a job: an answer, or a reason to have it done elsewhere."""
        waiting = self._open.get(number)
        if waiting is None or waiting.asked is not asked:
            return
        try:
            told = self._told(asked)
            if isinstance(told, BaseException):
                error = told
            else:
                worker, answer = told
                if isinstance(answer, str):
                    waiting.unfit.add(worker)
                    error = UnfitError(answer)
                elif isinstance(answer, Done) and not self._fetched(number, waiting):
                    error = UnfitError("what it made did not arrive")
                else:
                    self._answer(number, waiting, worker, answer)
                    return
            if not self.stopped:
                self._again(number, waiting, error)
        except Exception as failure:  # noqa: BLE001 - it is raised where the answer is awaited
            self._settle(number, failure)

    def _told(self, asked: Any) -> tuple[str, Answer | str] | BaseException:
        """Return what a worker said of a job, or the error that came of it. Raises EngineError."""
        try:
            if asked.status == "finished":
                worker, answer = asked.result()
                return worker, answer
            if asked.status == "error":
                return cast("BaseException", asked.exception())
        except (OSError, TimeoutError, RuntimeError, CancelledError) as error:
            raise self._gone() from error
        return UnfitError("the scheduler has lost it")

    def _answer(self, number: int, waiting: _Open, worker: str, answer: Answer) -> None:
        if isinstance(waiting.task, SpeakTask):
            self._spoke[waiting.task.name] = worker
        elif isinstance(waiting.task, EncodeTask):
            for clip in waiting.task.clips:
                self._spoke.pop(clip.pack, None)
        with self._lock:
            self._open.pop(number, None)
        waiting.asked.release()
        waiting.future.set_result(answer)

    def _fetched(self, number: int, waiting: _Open) -> bool:
        """Fetch a track from the store into the folder in which the build looks for it."""
        task = waiting.task
        if isinstance(task, SpeakTask):
            return True
        for path in parcels(task):
            name = f"{self._deliveries}/{number}/{path.name}"
            if not self._store.get(name, path):
                return False
            self._store.remove([name])
        return True

    def _again(self, number: int, waiting: _Open, error: BaseException) -> None:
        """Have a job done elsewhere, unless that has been tried often. Raises EngineError."""
        from distributed import KilledWorker

        if not isinstance(error, KilledWorker | UnfitError | OSError):
            raise EngineError("VB-E15", f"a worker failed: {type(error).__name__}: {error!s:.200}") from error
        waiting.deaths += 1
        if waiting.deaths >= _DEATHS:
            hint = "look at the workers' logs: memory, disk, the way to the store"
            raise EngineError("VB-E15", f"workers keep failing: {error!s:.200}", hint=hint) from error
        _log.info("%s is done elsewhere: %s", waiting.task.name, error)
        self._stopped.wait(min(0.1 * 2**waiting.deaths, 10.0) if waiting.deaths > 1 else 0)
        self._send(number, waiting)

    def _settle(self, number: int, error: BaseException) -> None:
        with self._lock:
            waiting = self._open.pop(number, None)
        if waiting is not None:
            waiting.future.set_exception(error)

    def _fail(self, error: EngineError) -> None:
        self._stopped.set()
        with self._lock:
            numbers = list(self._open)
        for number in numbers:
            self._settle(number, error)

    def _watch(self) -> None:
        """Stop the build when the scheduler is gone; count the workers, which come and go."""
        silent = 0.0
        for second in itertools.count(1):
            if self._stopped.wait(1.0):
                return
            silent = 0.0 if self._client.status == "running" else silent + 1.0
            if silent >= _LOST or self._client.status == "closed":
                self._fail(self._gone())
            elif second % _LOOK == 0 and not silent:
                with suppress(OSError, TimeoutError, RuntimeError):
                    self._threads = sum(self._workers().values()) or self._threads

    def _gone(self) -> EngineError:
        hint = "the same command goes on from there once it is back"
        return EngineError("VB-E14", f"the scheduler at {self._where} is gone", hint=hint)


def _connected(scheduler: str | None, jobs: int) -> tuple[Any, Any]:
    """Return a cluster of this machine if no scheduler is named, and a client. Raises EngineError."""
    try:
        import dask
        import distributed
    except ImportError as error:
        hint = 'uv pip install "voicebook[cluster]"'
        raise UsageError("VB-U13", "the extra cluster is not installed", hint=hint) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    cluster = None
    try:
        if scheduler is None:
            with _undisturbed(), dask.config.set(_CALM):
                cluster = distributed.LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=jobs,
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",
                    memory_limit=0,
                    silence_logs=logging.CRITICAL,
                    host="127.0.0.1",
                )
        client = distributed.Client(cluster or scheduler, timeout=_WAIT, set_as_default=False)  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=_FIRST)
    except (OSError, TimeoutError, ValueError) as error:
        where = scheduler or "this machine"
        hint = "start one with `dask scheduler`, and workers with `dask worker ADDRESS`"
        raise EngineError("VB-E14", f"no scheduler with workers at {where}: {error}", hint=hint) from error
    return cluster, client


def _leave(client: Any, cluster: Any) -> None:
    """Close a client and the cluster of this machine, if any; its workers end even if they do not answer."""
    with suppress(TimeoutError):  # a scheduler forgets clients that are gone
        client.close(timeout=_GOODBYE)
    if cluster is None:
        return
    try:
        cluster.close(timeout=_GOODBYE)
    except TimeoutError:
        for worker in multiprocessing.active_children():
            worker.kill()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: the build ends them, and they need not say so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _priority(rank: tuple[int, ...]) -> int:
    """Return a rank as Dask has it: one number of 64 bits, the greatest first."""
    book, kind, characters, _ = rank
    return -((2 * book + kind) * _LARGEST + max(characters, 1 - _LARGEST))


def _different(what: str) -> EngineError:
    hint = "install the same on all machines of the cluster, and start the workers again"
    return EngineError("VB-E19", what, hint=hint)
