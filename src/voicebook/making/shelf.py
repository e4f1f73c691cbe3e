"""Many sources -> an output folder. One book that fails never stops the others."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from voicebook.errors import Location, VoicebookError, WriteError
from voicebook.making.brief import Brief, book_folder, brief_for, naming_source
from voicebook.making.last_build import unchanged_report
from voicebook.making.shelf_report import ShelfReport, forget_missing, only_failed
from voicebook.making.tally import Tally
from voicebook.model.events import Event, Failed, Finished, Started
from voicebook.model.proof import Proof
from voicebook.model.report import BookReport, Outcome
from voicebook.sources.source import Source
from voicebook.speaking.places import SharedPlaces
from voicebook.speaking.tasks import Executor
from voicebook.speaking.workshop import Control, Workshop
from voicebook.storage.files import ASIDE, HIDDEN
from voicebook.storage.outputs import Outputs, unusable
from voicebook.storage.record import LastBuild
from voicebook.storage.speech_cache import LIMIT, SpeechCache
from voicebook.storage.work_folder import TaskFolder

_log = logging.getLogger(__name__)

_ATTENTIVE = 0.5  # seconds; a signal that comes to another thread does not end a wait without end


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of every book of a build."""

    settings: Mapping[str, Any] = field(default_factory=dict)  # win over what books and folders say
    proof: Proof | None = None
    dry_run: bool = False  # plan, and speak nothing
    force: bool = False  # build also what has not changed
    only_failed: bool = False  # what the last report does not list as done


@dataclass(frozen=True, slots=True)
class Means:
    """What a build works with."""

    executor: Executor
    cache: SpeechCache
    books: int = 1  # at once
    limit: int = LIMIT  # bytes that the cache may hold afterwards


def build_shelf(
    sources: Sequence[Source],
    outputs: Outputs,
    request: Request,
    means: Means,
    hear: Callable[[Event], None],
    control: Control | None = None,
) -> Iterator[Outcome]:
    """Build every source into its folder; yield what came of each when it is known.

    The report of the output folder is written as it goes, and outputs of sources that are gone are removed.
    Raises WriteError when the folder or the cache cannot be used, or another build writes there.
    """
    means.cache.prepare()
    outputs.check()
    with _reserved(outputs.folder) as hidden:
        lasting = not (request.dry_run or request.proof)
        if request.only_failed:
            sources = only_failed(sources, outputs)
        elif lasting:
            forget_missing(sources, outputs)
        report = ShelfReport(outputs) if lasting else None
        tasks = TaskFolder(hidden / "tasks")
        shared = SharedPlaces(means.executor)
        workshop = Workshop(means.cache, means.executor, shared, tasks, control or Control(), hear)
        tally = Tally({source.label: source.size for source in sources})
        shelf = _Shelf(tuple(sources), outputs, request, workshop, tally, hear, report)
        try:
            yield from shelf.build(means.books)
        finally:
            tasks.remove()
            if report is not None:
                report.close()
        means.cache.prune(means.limit)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The books of a build."""

    sources: tuple[Source, ...]
    outputs: Outputs
    request: Request
    workshop: Workshop
    tally: Tally
    hear: Callable[[Event], None]
    report: ShelfReport | None

    def build(self, books: int) -> Iterator[Outcome]:
        """Build some books at once, the largest first; yield what came of each."""
        todo: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
        by_size = sorted(range(len(self.sources)), key=lambda at: (-self.sources[at].size, at))
        for rank, number in enumerate(by_size):
            todo.put((rank, number))
        done: queue.SimpleQueue[Outcome | BaseException] = queue.SimpleQueue()

        def build_books() -> None:
            try:
                while True:
                    rank, number = todo.get_nowait()
                    done.put(self._build(self.sources[number], number + 1, rank))
            except queue.Empty:
                return
            except BaseException as error:  # noqa: BLE001 - it is raised in the main thread, not swallowed
                done.put(error)

        for _ in range(min(books, len(self.sources))):
            # daemons: when the user stops the build, none of them is waited for
            threading.Thread(target=build_books, daemon=True).start()
        lacking = len(self.sources)
        while lacking:
            with suppress(queue.Empty):
                heard = done.get(timeout=_ATTENTIVE)
                if isinstance(heard, BaseException):
                    raise heard
                lacking -= 1
                yield heard

    def _build(self, source: Source, number: int, rank: int) -> Outcome:
        """Build one book and tell of it."""
        self.hear(Started(source.label, source.name, source.place, number, len(self.sources)))
        outcome = self._attempt(source, number, replace(self.workshop, book=source.label, rank=rank))
        is_stopped = self.workshop.executor.stopped or self.workshop.control.is_cancelled(source.label)
        if self.report is not None and not is_stopped:
            self.report.keep(source, outcome)
        made = outcome.report is None or not outcome.report.unchanged
        overall = self.tally.add(source.label, made=made)
        if outcome.report is not None:
            self.hear(Finished(source.label, source.place, outcome.report, overall))
        elif outcome.error is not None and not is_stopped:
            self.hear(Failed(source.label, outcome.error, overall))
        return outcome

    def _attempt(self, source: Source, number: int, workshop: Workshop) -> Outcome:
        """Build one book; whatever goes wrong stays with that book."""
        outcome = Outcome(source.label, source.place, book_folder(source, self.request.proof), number)
        try:
            with naming_source(source):
                workshop.check()
                brief = brief_for(source, self.request.settings, self.request.proof)
                report = self._report_of(brief, workshop)
                top = sorted(name for name in report.outputs if "/" not in name)
                files = tuple(self.outputs.place(brief.folder / name) for name in top)
                return replace(outcome, report=report, files=files)
        except VoicebookError as error:
            return replace(outcome, error=error)
        except Exception as error:  # noqa: BLE001 - the one place where a fault must not stop the build
            _log.debug("a fault of voicebook's own", exc_info=True)
            return replace(outcome, error=_fault(error, source))

    def _report_of(self, brief: Brief, workshop: Workshop) -> BookReport:
        """Build a book, or plan it; where nothing has changed nothing is done, nor imported."""
        last = LastBuild(self.outputs, brief.folder)
        if not (self.request.force or self.request.dry_run) and (report := unchanged_report(last, brief)):
            return report
        from voicebook.making.book import build_book, plan_book

        if self.request.dry_run:
            return plan_book(brief, self.outputs, workshop.hear)
        return build_book(brief, last, self.outputs, workshop)


def _fault(error: Exception, source: Source) -> VoicebookError:
    wrapped = VoicebookError(
        "VB-X01",
        f"voicebook itself failed: {type(error).__name__}: {error!s:.200}",
        where=Location(source.place),
        hint="`--debug` shows where; please report it with the text",
    )
    wrapped.__cause__ = error
    return wrapped


@contextmanager
def _reserved(output: Path) -> Iterator[Path]:
    """Hold the output folder for one build; lend the hidden folder in it. Raises WriteError."""
    hidden = output / HIDDEN
    try:
        hidden.mkdir(parents=True, exist_ok=True)
        lock = FileLock(hidden / "lock", timeout=0)
        lock.acquire()
        for part in hidden.glob(f".*{ASIDE}"):  # of a build that was killed
            part.unlink(missing_ok=True)
    except Timeout:
        raise WriteError(
            "VB-W03",
            "another build is writing here",
            where=Location(str(output)),
            hint="wait for it, or choose another -o",
        ) from None
    except OSError as error:
        raise unusable(output, error) from error
    try:
        yield hidden
    finally:
        lock.release()
        with suppress(OSError):
            (hidden / "work").rmdir()  # if nothing is left there to go on from
