"""Many sources -> an output folder. One book that fails never stops the others."""

import logging
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from voicebook import __version__
from voicebook.errors import Location, VoicebookError, WriteError
from voicebook.model.finding import Severity
from voicebook.pipeline.build import Options, build_book, remove_outputs
from voicebook.pipeline.report import NAME, BookReport, listed_outputs, read_json, write_json
from voicebook.pipeline.sources import Source
from voicebook.pipeline.speak import Executor, Progress

_log = logging.getLogger(__name__)


class BatchProgress(Progress, Protocol):
    """Hears how a batch goes on."""

    def started(self, source: Source, number: int, count: int) -> None:
        """Hear that a book was begun: the `number`-th of `count`."""
        ...

    def finished(self, report: BookReport) -> None:
        """Hear that a book is made (or planned, in a dry run)."""
        ...

    def failed(self, source: Source, error: VoicebookError) -> None:
        """Hear that a book failed."""
        ...


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


def build_batch(
    sources: tuple[Source, ...],
    output: Path,
    options: Options,
    executor: Executor,
    progress: BatchProgress,
    *,
    again: bool = False,
) -> tuple[Outcome, ...]:
    """Build every source into `output`; `report.json` there is written as it goes.

    With `again`, only those that the last report does not list as done. Outputs of sources that
    are gone are removed. Raises WriteError when the folder cannot be used, or is in use by another build.
    """
    with _reserved(output):
        if again:
            sources = only_failed(sources, output)
        elif not (options.dry_run or options.is_proof):
            forget_missing(sources, output)
        records = _Records(output)
        outcomes: list[Outcome] = []
        for number, source in enumerate(sources, start=1):
            progress.started(source, number, len(sources))
            outcome = _attempt(source, output, options, executor, progress)
            outcomes.append(outcome)
            if not (options.dry_run or options.is_proof):
                records.keep(outcome)
            if outcome.report is not None:
                progress.finished(outcome.report)
            elif outcome.error is not None:
                progress.failed(source, outcome.error)
        return tuple(outcomes)


def _attempt(
    source: Source, output: Path, options: Options, executor: Executor, progress: Progress
) -> Outcome:
    """Build one book; whatever goes wrong stays with that book."""
    try:
        return Outcome(source, report=build_book(source, output, options, executor, progress))
    except VoicebookError as error:
        return Outcome(source, error=error)
    except Exception as error:  # noqa: BLE001 - the one place where a fault must not stop the batch
        _log.debug("a fault of voicebook's own", exc_info=True)
        return Outcome(source, error=_fault(error, source))


def _fault(error: Exception, source: Source) -> VoicebookError:
    wrapped = VoicebookError(
        "VB-X01",
        f"voicebook itself failed: {type(error).__name__}: {error!s:.200}",
        where=Location(source.place),
        hint="`--debug` shows where; please report it with the text",
    )
    wrapped.__cause__ = error
    return wrapped


def only_failed(sources: Iterable[Source], output: Path) -> tuple[Source, ...]:
    """Return the sources that the output folder's report does not list as done."""
    done = {
        record.get("source")
        for record in _entries(read_json(output / NAME))
        if record.get("status") == "done"
    }
    return tuple(source for source in sources if source.label not in done)


def forget_missing(sources: Iterable[Source], output: Path) -> tuple[str, ...]:
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
        folder = output / str(record.get("folder", ""))
        if folder.resolve().is_relative_to(output.resolve()) and folder.resolve() != output.resolve():
            report = read_json(folder / NAME)
            remove_outputs(folder, [*listed_outputs(report), NAME])
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        records.forget(str(record.get("source")))
    return tuple(str(record.get("source")) for record in gone)


class _Records:
    """The batch's report: a record for each source, kept over builds."""

    def __init__(self, output: Path) -> None:
        self._path = output / NAME
        self._records = {str(record.get("source")): record for record in _entries(read_json(self._path))}

    def all(self) -> tuple[dict[str, Any], ...]:
        return tuple(self._records.values())

    def keep(self, outcome: Outcome) -> None:
        self._records[outcome.source.label] = _record(outcome)
        self._write()

    def forget(self, label: str) -> None:
        self._records.pop(label, None)
        self._write()

    def _write(self) -> None:
        books = [self._records[label] for label in sorted(self._records)]
        write_json(self._path, {"voicebook": __version__, "books": books})


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
    hidden = output / ".voicebook"
    where = Location(str(output))
    try:
        hidden.mkdir(parents=True, exist_ok=True)
        lock = FileLock(hidden / "lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise WriteError(
            "VB-W03", "another build is writing here", where=where, hint="wait for it, or choose another -o"
        ) from None
    except OSError as error:
        raise WriteError(
            "VB-W04",
            f"the output folder cannot be used: {error.strerror or error}",
            where=where,
            hint="choose another with -o",
        ) from error
    try:
        yield
    finally:
        lock.release()
        shutil.rmtree(hidden / "work", ignore_errors=True)
