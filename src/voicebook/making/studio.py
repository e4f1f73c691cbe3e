"""Where books are made, and a build that is running. Heavy modules are imported when a build begins."""

import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from voicebook.model.events import Event
    from voicebook.model.proof import Proof
    from voicebook.model.report import Outcome
    from voicebook.speaking.tasks import Executor
    from voicebook.speaking.workshop import Control
    from voicebook.workers.cluster import DaskExecutor
    from voicebook.workers.process import ProcessExecutor

LOCAL = "local"
"""The scheduler of a Dask cluster on this machine, which a studio starts and ends."""

_MOST_BOOKS = 16  # at once: more would only take memory, for one process plans and packs them all
_ATTENTIVE = 0.5  # seconds; a wait without end would not hear Ctrl-C
_GOODBYE = 5.0  # seconds for a build to end once its workers have
_HURRY = 0.2  # the same for who pressed Ctrl-C; whatever is not whole by then is not seen


class Studio:
    """Workers and a cache for many books: use it in a `with` statement. Safe from any thread.

    Workers start when the first book needs them and stay warm. `jobs` is how many work at once, by default
    one for each processor; `cache` is a folder or an address such as s3://bucket/voicebook. With `scheduler`,
    the address of a Dask scheduler or "local", a cluster does the work. `cache_limit` is how many bytes the
    cache may hold after a build.
    """

    def __init__(
        self,
        *,
        jobs: int | None = None,
        cache: str | Path | None = None,
        scheduler: str | None = None,
        cache_limit: int | None = None,
    ) -> None:
        from voicebook.storage.speech_cache import LIMIT, cache_at, usual_cache

        self.cache = cache_at(str(cache) if cache is not None else usual_cache())
        self._jobs = jobs or os.cpu_count() or 1
        self._scheduler = scheduler
        self._limit = LIMIT if cache_limit is None else cache_limit
        self._workers: ProcessExecutor | DaskExecutor | None = None
        self._builds: list[Build] = []
        self._lock = threading.Lock()

    def build(
        self,
        sources: Iterable[str | Path],
        output: str | Path,
        *,
        proof: "Proof | None" = None,
        force: bool = False,
        only_failed: bool = False,
        dry_run: bool = False,
        progress: "Callable[[Event], None] | None" = None,
        **settings: Any,
    ) -> "Build":
        """Start a build of files and folders into a folder or a store; return at once.

        `progress` hears each event, from several threads. Raises UsageError, SettingsError for what no book
        could be built with.
        """
        from voicebook.making.brief import checked_request
        from voicebook.making.shelf import Means, Request, build_shelf
        from voicebook.sources.find import find_sources
        from voicebook.storage.outputs import outputs_at

        checked_request(settings)
        request = Request(settings, proof, dry_run, force, only_failed)
        outputs = outputs_at(str(output))
        found = find_sources(map(Path, sources), outputs.folder)
        hear = progress or (lambda _: None)

        means = Means(self.executor, self.cache, self._books, self._limit)

        def outcomes(control: "Control") -> "Iterator[Outcome]":
            return build_shelf(found, outputs, request, means, hear, control)

        build = Build(outcomes)
        self._builds.append(build)
        return build

    @property
    def _books(self) -> int:
        """How many books are made at once."""
        elsewhere = self._scheduler not in {None, LOCAL}  # more workers may come
        return _MOST_BOOKS if elsewhere else min(self._jobs, _MOST_BOOKS)

    @property
    def executor(self) -> "Executor":
        """What runs the work, started when it is first asked for. Raises EngineError, UsageError."""
        with self._lock:
            if self._workers is None:
                self._workers = self._started()
            return self._workers

    def _started(self) -> "ProcessExecutor | DaskExecutor":
        if self._scheduler is None:
            from voicebook.workers.process import ProcessExecutor

            return ProcessExecutor(self._jobs)
        from voicebook.workers.cluster import DaskExecutor

        address = None if self._scheduler == LOCAL else self._scheduler
        return DaskExecutor(self.cache.address, address, self._jobs)

    def close(self, patience: float = _GOODBYE) -> None:
        """End the builds that still run, and all workers. What is finished is kept."""
        for build in self._builds:
            build.cancel()
        if self._workers is not None:
            self._workers.__exit__(None, None, None)
        for build in self._builds:
            build.wait(patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(_HURRY if kind is KeyboardInterrupt else _GOODBYE)


class Build:
    """A build that is running. Iterate over it to get what came of each book, as soon as it is known."""

    def __init__(self, outcomes: "Callable[[Control], Iterator[Outcome]]") -> None:
        from voicebook.speaking.workshop import Control

        self._control = Control()
        self._done: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, args=(outcomes,), daemon=True)
        self._thread.start()

    def _run(self, outcomes: "Callable[[Control], Iterator[Outcome]]") -> None:
        try:
            for outcome in outcomes(self._control):
                self._done.put(outcome)
            self._done.put(None)
        except BaseException as error:  # noqa: BLE001 - it is raised where the build is iterated over
            self._done.put(error)

    def __iter__(self) -> "Iterator[Outcome]":
        """Yield each book when it is finished or has failed.

        Raises WriteError when the output folder or the cache cannot be used, or another build writes there.
        """
        while True:
            with suppress(queue.Empty):
                heard = self._done.get(timeout=_ATTENTIVE)
                if heard is None:
                    return
                if isinstance(heard, BaseException):
                    raise heard
                yield heard

    def pause(self) -> None:
        """Begin nothing more; what has begun is finished."""
        self._control.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._control.resume()

    def cancel(self, book: str | None = None) -> None:
        """Stop one book, by its label, or all. What is finished is kept: the same call goes on from there."""
        self._control.cancel(book)

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the build has ended."""
        self._thread.join(seconds)
