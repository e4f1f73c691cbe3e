"""The report of an output folder: an entry for each source, kept over builds."""

import threading
import time
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from voicebook._version import __version__
from voicebook.making.book_report import NAME, listed_outputs, read_json, remove_outputs, write_json
from voicebook.model.report import Outcome
from voicebook.sources.source import Source
from voicebook.storage.files import HIDDEN
from voicebook.storage.outputs import Outputs, unusable
from voicebook.storage.record import LastBuild

_SELDOM = 20  # times as long as it takes to write the report, at least, passes until the next time


def only_failed(sources: Iterable[Source], output: Outputs) -> tuple[Source, ...]:
    """Return the sources that the output folder's report does not list as done."""
    done = {
        record.get("source")
        for record in _entries(read_json(output.fetch(NAME, again=True)))
        if record.get("status") == "done"
    }
    return tuple(source for source in sources if source.label not in done)


def forget_missing(sources: Iterable[Source], output: Outputs) -> tuple[str, ...]:
    """Remove the outputs of sources that are gone from the folders now built; return their labels.

    Only what an earlier report lists is removed, and only for a folder that was named again.
    """
    here = {source.label for source in sources}
    roots = {source.root for source in sources}
    report = ShelfReport(output)
    gone = [entry for entry in report.all() if entry.get("root") in roots and entry.get("source") not in here]
    for record in gone:
        name = str(record.get("folder", ""))
        folder = output.folder / name
        if name and _is_inside(folder, output.folder):
            listed = [*listed_outputs(read_json(output.fetch(f"{name}/{NAME}"))), NAME]
            remove_outputs(folder, listed)
            output.remove(f"{name}/{path}" for path in listed)
            LastBuild(output, PurePosixPath(name)).forget()
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        report.forget(str(record.get("source")))
    return tuple(str(record.get("source")) for record in gone)


def _is_inside(folder: Path, output: Path) -> bool:
    return folder.resolve().is_relative_to(output.resolve()) and folder.resolve() != output.resolve()


class ShelfReport:
    """Writes entries as they come.

    Of thousands of books not after each: writing takes a twentieth of the time at most.
    """

    def __init__(self, output: Outputs) -> None:
        self._output = output
        self._path = output.fetch(NAME, again=True)
        self._writing = threading.Lock()
        self._next = 0.0  # moment before which it is not written
        self._records = {str(record.get("source")): record for record in _entries(read_json(self._path))}

    def all(self) -> tuple[dict[str, Any], ...]:
        """Return the entries of all sources."""
        return tuple(self._records.values())

    def keep(self, source: Source, outcome: Outcome) -> None:
        """Enter what came of a source. Raises WriteError."""
        with self._writing:
            self._records[source.label] = _entry(source, outcome)
            if time.monotonic() >= self._next:
                self._write()

    def forget(self, label: str) -> None:
        """Remove the entry of a source that is gone. Raises WriteError."""
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
            raise unusable(self._path.parent, error) from error
        self._next = time.monotonic() + _SELDOM * (time.monotonic() - begun)


def _entry(source: Source, outcome: Outcome) -> dict[str, Any]:
    report, error = outcome.report, outcome.error
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
