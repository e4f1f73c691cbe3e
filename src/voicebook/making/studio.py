"""Where books are made. Heavy modules are imported when a book is built or opened."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from voicebook.errors import UsageError
from voicebook.making.running_build import Build

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from voicebook.making.open_book import Book
    from voicebook.making.shelf import Request
    from voicebook.model.events import Event
    from voicebook.model.proof import Proof
    from voicebook.model.report import Outcome
    from voicebook.model.speech import Speech, Utterance
    from voicebook.sources.source import Source
    from voicebook.speaking.tasks import Executor
    from voicebook.speaking.workshop import Control
    from voicebook.storage.outputs import Outputs
    from voicebook.workers.cluster import DaskExecutor
    from voicebook.workers.process import ProcessExecutor

LONGEST_SAYING = 2_000
"""Characters of a text that `say` takes."""

LOCAL = "local"
"""The scheduler of a Dask cluster on this machine, which a studio starts and ends."""

_MOST_BOOKS = 16  # at once: more would only take memory, for one process plans and packs them all
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
        self._folder: TemporaryDirectory[str] | None = None  # of tasks that no build asks for

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
        from voicebook.making.shelf import Request
        from voicebook.sources.find import find_sources
        from voicebook.storage.outputs import outputs_at

        checked_request(settings)
        outputs = outputs_at(str(output))
        found = find_sources(map(Path, sources), outputs.folder)
        return self._start(found, outputs, Request(settings, proof, dry_run, force, only_failed), progress)

    def open(self, source: str | Path, **settings: Any) -> "Book":
        """Open one source, a file or a folder that is one book. Its text is read when it is first needed.

        Raises UsageError, SettingsError.
        """
        from voicebook.making.brief import checked_request
        from voicebook.making.open_book import Book
        from voicebook.sources.find import find_sources

        checked_request(settings)
        found = find_sources([Path(source)], Path("output"))
        if len(found) != 1:
            hint = "name one text, or use `build`"
            raise UsageError("VB-U15", f"{source} holds {len(found)} books", hint=hint)
        return Book(found[0], settings, self._start, self._speak)

    def say(
        self,
        text: str,
        *,
        voice: str | None = None,
        language: str | None = None,
        rate: float = 1.0,
        pitch: float = 1.0,
    ) -> "Speech":
        """Speak a text of a few sentences before all queued work, numbers and abbreviations included.

        `voice` is a name or tag that `voices` lists, or "ENGINE:VOICE", or a model on your disk; without one,
        the voice speaks that narrates books in the language. Raises EngineError, UsageError.
        """
        from voicebook.model.speech import SpeechSettings
        from voicebook.speaking.open_voice import utterance_of

        if not text.strip() or len(text) > LONGEST_SAYING:
            what = f"`say` takes up to {LONGEST_SAYING:,} characters"
            raise UsageError("VB-U11", what, hint="use `build` for longer texts")
        (speech,) = self._speak([utterance_of(text, voice, language, SpeechSettings(rate, pitch))], {})
        return speech

    def _start(
        self,
        found: "tuple[Source, ...]",
        outputs: "Outputs",
        request: "Request",
        progress: "Callable[[Event], None] | None",
    ) -> "Build":
        """Start a build of sources that were found; return at once."""
        from voicebook.making.shelf import Means, build_shelf

        hear = progress or (lambda _: None)
        means = Means(self.executor, self.cache, self._books, self._limit)

        def outcomes(control: "Control") -> "Iterator[Outcome]":
            return build_shelf(found, outputs, request, means, hear, control)

        build = Build(outcomes)
        self._builds = [build, *(each for each in self._builds if each.is_running)]
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

    def _speak(self, utterances: "Iterable[Utterance]", packs: Mapping[str, str]) -> "Iterator[Speech]":
        """Speak utterances before all queued work; `packs` says where a build may have left their speech."""
        from tempfile import TemporaryDirectory

        from voicebook.speaking.at_once import AtOnce
        from voicebook.storage.work_folder import TaskFolder

        executor = self.executor
        with self._lock:
            self._folder = self._folder or TemporaryDirectory(prefix="voicebook-")
            tasks = TaskFolder(Path(self._folder.name))
        return AtOnce(executor, self.cache, tasks).speak(utterances, packs)

    def _started(self) -> "ProcessExecutor | DaskExecutor":
        if self._scheduler is None:
            from voicebook.workers.process import ProcessExecutor

            return ProcessExecutor(self._jobs)
        from voicebook.workers.cluster import DaskExecutor

        address = None if self._scheduler == LOCAL else self._scheduler
        return DaskExecutor(self.cache.address, address, self._jobs)

    def close(self) -> None:
        """End the builds that still run, and all workers. What is finished is kept."""
        self._end(_GOODBYE)

    def _end(self, patience: float) -> None:
        for build in self._builds:
            build.cancel()
        if self._workers is not None:
            self._workers.__exit__(None, None, None)
        for build in self._builds:
            build.wait(patience)
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._end(_HURRY if kind is KeyboardInterrupt else _GOODBYE)
