"""Many sources -> an output folder. One book that fails never stops the others."""

import logging
import queue
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from filelock import FileLock, Timeout

from voicebook._version import __version__
from voicebook.errors import Location, VoicebookError, WriteError
from voicebook.making.book_report import (
    NAME,
    BookReport,
    listed_outputs,
    read_json,
    remove_outputs,
    write_json,
)
from voicebook.making.brief import brief_for, naming_source
from voicebook.making.last_build import unchanged_report
from voicebook.making.tally import Overall, Tally
from voicebook.model.finding import Severity
from voicebook.planning.proof import Proof
from voicebook.sources.find import Source
from voicebook.speaking.document_work import Progress, Studio
from voicebook.speaking.places import Shared
from voicebook.speaking.tasks import Executor
from voicebook.storage.files import ASIDE, HIDDEN
from voicebook.storage.outputs import Outputs
from voicebook.storage.record import LastBuild
from voicebook.storage.speech_cache import LIMIT, SpeechCache

_log = logging.getLogger(__name__)

_SELDOM = 20  # times as long as it takes to write the report, at least, passes until the next time
_ATTENTIVE = 0.5  # seconds; a signal that comes to another thread does not end a wait without end


class BatchProgress(Protocol):
    """Hears how a batch goes on. Books are made side by side: it is called from several threads."""

    def started(self, source: Source, number: int, count: int) -> Progress:
        """Hear that a book was begun, the `number`-th of `count`; return who hears of that book."""
        ...

    def finished(self, source: Source, report: BookReport, overall: Overall) -> None:
        """Hear that a book is made, or planned (in a dry run), or as it was; and how far the batch is."""
        ...

    def failed(self, source: Source, error: VoicebookError, overall: Overall) -> None:
        """Hear that a book failed; and how far the batch is."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of every book of a build."""

    settings: Mapping[str, Any] = field(default_factory=dict)  # win over what books and folders say
    proof: Proof | None = None
    dry_run: bool = False  # plan, and speak nothing
    force: bool = False  # build also what has not changed
    only_failed: bool = False  # what the last report does not list as done


@dataclass(frozen=True, slots=True)
class Workshop:
    """What all books of a batch share."""

    executor: Executor
    cache: SpeechCache
    books: int = 1  # at once
    limit: int = LIMIT  # bytes that the cache may hold afterwards


@dataclass(frozen=True, slots=True)
class Outcome:
    """One source of a batch: a report, or an error."""

    source: Source
    report: BookReport | None = None
    error: VoicebookError | None = None

    def severe(self) -> bool:
        """Tell whether the book has findings of severity error."""
        found = self.report.findings if self.report else ()
        return any(finding.severity is Severity.ERROR for finding in found)


def build_shelf(
    sources: tuple[Source, ...],
    output: Outputs,
    request: Request,
    workshop: Workshop,
    progress: BatchProgress,
) -> tuple[Outcome, ...]:
    """Build every source into `output`; `report.json` there is written as it goes.

    Outputs of sources that are gone are removed. Raises WriteError when the folder or the cache cannot be
    used, or the folder is in use by another build.
    """
    workshop.cache.prepare()
    output.check()
    with _reserved(output.folder):
        lasting = not (request.dry_run or request.proof)
        if request.only_failed:
            sources = only_failed(sources, output)
        elif lasting:
            forget_missing(sources, output)
        records = _Records(output) if lasting else None
        shared = Shared(workshop.executor)
        tally = Tally({source.label: _size(source) for source in sources})
        batch = _Batch(output, request, workshop, shared, progress, records, tally, len(sources))
        try:
            outcomes = _side_by_side(batch, sources, workshop.books)
        finally:
            if records is not None:
                records.close()
        workshop.cache.prune(workshop.limit)
        return outcomes


def _side_by_side(batch: "_Batch", sources: tuple[Source, ...], books: int) -> tuple[Outcome, ...]:
    """Build several books at once, the largest first; return what came of each, in their own order."""
    todo: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
    for rank, number in enumerate(sorted(range(len(sources)), key=lambda at: (-_size(sources[at]), at))):
        todo.put((rank, number))
    done: queue.SimpleQueue[tuple[int, Outcome] | BaseException] = queue.SimpleQueue()

    def build_books() -> None:
        try:
            while True:
                rank, number = todo.get_nowait()
                done.put((number, batch.build(sources[number], number + 1, rank)))
        except queue.Empty:
            return
        except BaseException as error:  # noqa: BLE001 - it is raised in the main thread, not swallowed
            done.put(error)

    for _ in range(min(books, len(sources))):
        # daemons: when the user stops the build, none of them is waited for
        threading.Thread(target=build_books, daemon=True).start()
    outcomes: dict[int, Outcome] = {}
    while len(outcomes) < len(sources):
        try:
            heard = done.get(timeout=_ATTENTIVE)
        except queue.Empty:
            continue
        if isinstance(heard, BaseException):
            raise heard
        outcomes[heard[0]] = heard[1]
    return tuple(outcomes[number] for number in range(len(sources)))


def _size(source: Source) -> int:
    with suppress(OSError):
        return sum(path.stat().st_size for path in source.files)
    return 0


@dataclass(frozen=True, slots=True)
class _Batch:
    """What each book of a batch is built with."""

    output: Outputs
    request: Request
    workshop: Workshop
    shared: Shared
    progress: BatchProgress
    records: "_Records | None"
    tally: Tally
    count: int

    def build(self, source: Source, number: int, rank: int) -> Outcome:
        """Build one book and tell of it."""
        progress = self.progress.started(source, number, self.count)
        outcome = self._attempt(
            source, Studio(self.workshop.cache, self.workshop.executor, self.shared, progress, rank)
        )
        if self.records is not None and not self.workshop.executor.stopped:
            self.records.keep(outcome)
        made = outcome.report is None or not outcome.report.unchanged
        overall = self.tally.add(source.label, made=made)
        if outcome.report is not None:
            self.progress.finished(source, outcome.report, overall)
        elif outcome.error is not None and not self.workshop.executor.stopped:
            self.progress.failed(source, outcome.error, overall)
        return outcome

    def _attempt(self, source: Source, studio: Studio) -> Outcome:
        """Build one book; whatever goes wrong stays with that book."""
        try:
            with naming_source(source):
                return Outcome(source, report=self._report(source, studio))
        except VoicebookError as error:
            return Outcome(source, error=error)
        except Exception as error:  # noqa: BLE001 - the one place where a fault must not stop the batch
            _log.debug("a fault of voicebook's own", exc_info=True)
            return Outcome(source, error=_fault(error, source))

    def _report(self, source: Source, studio: Studio) -> BookReport:
        """Build a book, or plan it; where nothing has changed nothing is done, nor imported."""
        brief = brief_for(source, self.request.settings, self.request.proof)
        last = LastBuild(self.output, brief.folder)
        if not (self.request.force or self.request.dry_run) and (report := unchanged_report(last, brief)):
            return report
        from voicebook.making.book import build_book, plan_book

        if self.request.dry_run:
            return plan_book(brief, self.output, studio)
        return build_book(brief, last, self.output, studio)


def _fault(error: Exception, source: Source) -> VoicebookError:
    wrapped = VoicebookError(
        "VB-X01",
        f"voicebook itself failed: {type(error).__name__}: {error!s:.200}",
        where=Location(source.place),
        hint="`--debug` shows where; please report it with the text",
    )
    wrapped.__cause__ = error
    return wrapped


def only_failed(sources: Iterable[Source], output: Outputs) -> tuple[Source, ...]:
    """Return the sources that the output folder's report does not list as done."""
    done = {
        record.get("source")
        for record in _entries(read_json(output.here(NAME, anew=True)))
        if record.get("status") == "done"
    }
    return tuple(source for source in sources if source.label not in done)


def forget_missing(sources: Iterable[Source], output: Outputs) -> tuple[str, ...]:
    """Remove the outputs of sources that are gone from the folders now built; return their labels.

    Only what an earlier report lists is removed, and only for a folder that was named again.
    """
    here = {source.label for source in sources}
    roots = {source.root for source in sources}
    records = _Records(output)
    gone = [
        record for record in records.all() if record.get("root") in roots and record.get("source") not in here
    ]
    for record in gone:
        name = str(record.get("folder", ""))
        folder = output.folder / name
        if name and _is_inside(folder, output.folder):
            listed = [*listed_outputs(read_json(output.here(f"{name}/{NAME}"))), NAME]
            remove_outputs(folder, listed)
            output.remove(f"{name}/{path}" for path in listed)
            LastBuild(output, PurePosixPath(name)).forget()
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        records.forget(str(record.get("source")))
    return tuple(str(record.get("source")) for record in gone)


def _is_inside(folder: Path, output: Path) -> bool:
    return folder.resolve().is_relative_to(output.resolve()) and folder.resolve() != output.resolve()


class _Records:
    """The batch's report: a record for each source, kept over builds; written as they come.

    Of thousands of books not after each: writing takes a twentieth of the time at most.
    """

    def __init__(self, output: Outputs) -> None:
        self._output = output
        self._path = output.here(NAME, anew=True)
        self._writing = threading.Lock()
        self._next = 0.0  # moment before which it is not written
        self._records = {str(record.get("source")): record for record in _entries(read_json(self._path))}

    def all(self) -> tuple[dict[str, Any], ...]:
        return tuple(self._records.values())

    def keep(self, outcome: Outcome) -> None:
        with self._writing:
            self._records[outcome.source.label] = _record(outcome)
            if time.monotonic() >= self._next:
                self._write()

    def forget(self, label: str) -> None:
        self._records.pop(label, None)
        self._write()

    def close(self) -> None:
        """Write what has come since."""
        with self._writing:
            self._write()

    def _write(self) -> None:
        begun = time.monotonic()
        books = [self._records[label] for label in sorted(self._records)]
        hidden = self._path.parent / HIDDEN / NAME  # what is not whole yet is not seen
        write_json(hidden, {"voicebook": __version__, "books": books})
        try:
            hidden.replace(self._path)
            self._output.send([NAME])
        except OSError as error:
            raise _unusable(self._path.parent, error) from error
        self._next = time.monotonic() + _SELDOM * (time.monotonic() - begun)


def _record(outcome: Outcome) -> dict[str, Any]:
    source, report, error = outcome.source, outcome.report, outcome.error
    return {
        "source": source.label,
        "root": source.root,
        "folder": source.folder.as_posix(),
        "status": "done" if report else "failed",
        "error": {"code": error.code, "what": error.what, "hint": error.hint} if error else None,
        "seconds": report.seconds if report else 0,
        "bytes": sum(report.outputs.values()) if report else 0,
        "findings": len(report.findings) if report else 0,
    }


def _entries(report: dict[str, Any]) -> list[dict[str, Any]]:
    books = report.get("books")
    return [entry for entry in books if isinstance(entry, dict)] if isinstance(books, list) else []


@contextmanager
def _reserved(output: Path) -> Iterator[None]:
    """Hold the output folder for one build. Raises WriteError."""
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
        raise _unusable(output, error) from error
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):
            (hidden / "work").rmdir()  # if nothing is left there to go on from


def _unusable(output: Path, error: OSError) -> WriteError:
    return WriteError(
        "VB-W04",
        f"the output folder cannot be used: {error.strerror or error}",
        where=Location(str(output)),
        hint="choose another with -o",
    )
