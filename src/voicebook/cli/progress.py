"""How a build is heard and seen: plain sentences, bars on a terminal, or nothing."""

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from voicebook.cli.render import length, plural, say, short, show_error
from voicebook.errors import VoicebookError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.progress import Progress, TaskID

    from voicebook.making.book_report import BookReport
    from voicebook.making.shelf import BatchProgress
    from voicebook.making.tally import Overall
    from voicebook.sources.find import Source
    from voicebook.speaking import document_work as parts

_LONGEST_NAME = 30


class Style(StrEnum):
    """How progress is shown."""

    auto = "auto"
    plain = "plain"
    none = "none"


def progress(style: Style) -> "PlainProgress":
    """Return the progress to hand down: `auto` is bars on a terminal, plain sentences elsewhere."""
    if style is Style.none:
        return PlainProgress(quiet=True)
    if style is Style.auto and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return TerminalProgress()
    return PlainProgress()


@dataclass
class PlainProgress:
    """One sentence for each chapter: no cursor movement, nothing by colour or symbol alone."""

    quiet: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the terminal as it was."""

    def line(self, text: str) -> None:
        """Say one line."""
        if not self.quiet:
            say(text)

    def started(self, source: "Source", number: int, count: int) -> "parts.Progress":
        """Say which book is begun."""
        self.line(f"Book {number} of {count}: {source.place}.")
        return PlainBook(self, f"{source.name}: " if count > 1 else "")

    def finished(self, source: "Source", report: "BookReport", overall: "Overall") -> None:
        """Say what was made, and how far the batch is."""
        if report.unchanged:
            self.line(f"Nothing has changed: {source.place}.")
        elif report.outputs:
            self.line(f"Done: {short(report.metadata.title)}, {length(report.seconds)}.{_far(overall)}")

    def failed(self, source: "Source", error: VoicebookError, overall: "Overall") -> None:
        """Say what went wrong; heard even when quiet."""
        del source, overall
        show_error(error)


@dataclass
class PlainBook:
    """One book of several that are made side by side."""

    heard: PlainProgress
    name: str
    documents: int = 0
    done: int = 0

    def planned(self, title: str, sentences: int, documents: int, voices: "Sequence[str]") -> None:
        """Say how much there is to do, and who speaks."""
        self.documents = documents
        parts = plural(documents, "part")
        self.heard.line(f"{self.name}{short(title)}: {plural(sentences, 'sentence')} in {parts}.")
        for voice in voices:
            self.heard.line(f"{self.name}Voice for {voice}.")

    def spoken(self, sentences: int) -> None:
        """Say nothing: a line for each batch is too much to hear."""

    def encoded(self, title: str, seconds: float, sentences: int) -> None:
        """Say that a part is ready."""
        del sentences
        self.done += 1
        of = f" of {self.documents}" if self.documents else ""
        self.heard.line(f"{self.name}Part {self.done}{of} is ready: {short(title)}, {length(seconds)}.")


class TerminalProgress(PlainProgress):
    """A bar for each book at hand, with the speech made and the time left."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: Progress | None = None
        self._books: dict[str, TaskID] = {}
        self._batch: TaskID | None = None

    def close(self) -> None:
        """Take the bars away."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def started(self, source: "Source", number: int, count: int) -> "parts.Progress":
        """Show a bar."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        if self._bars is None:
            self._bars = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=24),
                TextColumn("{task.fields[made]}", markup=False),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bars.start()
            if count > 1:
                self._batch = self._bars.add_task("all books", total=1.0, made=f"0/{count}")
        name = f"{number}/{count} {source.name}"[:_LONGEST_NAME]
        task = self._bars.add_task(name, total=None, made="reading")
        self._books[source.label] = task
        return Bar(self._bars, task)

    def _remove(self, source: "Source") -> None:
        task = self._books.pop(source.label, None)
        if self._bars is not None and task is not None:
            self._bars.remove_task(task)

    def _move(self, overall: "Overall") -> None:
        if self._bars is not None and self._batch is not None:
            made = f"{overall.done}/{overall.count}"
            self._bars.update(self._batch, completed=overall.share, made=made)

    def finished(self, source: "Source", report: "BookReport", overall: "Overall") -> None:
        """Take the bar away and say what was made."""
        self._remove(source)
        self._move(overall)
        super().finished(source, report, overall)

    def failed(self, source: "Source", error: VoicebookError, overall: "Overall") -> None:
        """Take the bar away and say what went wrong."""
        self._remove(source)
        self._move(overall)
        super().failed(source, error, overall)


@dataclass
class Bar:
    """The bar of one book: a step for each sentence that is spoken, and one when it is encoded."""

    bars: "Progress"
    task: "TaskID"
    done: int = 0
    documents: str = "?"
    speech: float = 0.0

    def planned(self, title: str, sentences: int, documents: int, voices: "Sequence[str]") -> None:
        """Set the length of the bar, and say who speaks."""
        del title
        for voice in voices:
            self.bars.console.print(f"Voice for {voice}.", markup=False, highlight=False)
        self.documents = str(documents)
        self.bars.update(self.task, total=2 * sentences, made=self._made())

    def spoken(self, sentences: int) -> None:
        """Move the bar."""
        self.bars.advance(self.task, sentences)

    def encoded(self, title: str, seconds: float, sentences: int) -> None:
        """Move the bar and show how much speech is made."""
        del title
        self.done += 1
        self.speech += seconds
        self.bars.update(self.task, advance=sentences, made=self._made())

    def _made(self) -> str:
        return f"part {self.done}/{self.documents}, {length(self.speech)} made"


def _far(overall: "Overall") -> str:
    """Return how far a batch is, in a sentence; nothing of a single book."""
    if overall.count in {1, overall.done}:
        return ""
    left = "" if overall.left is None else f", about {length(overall.left)} left"
    return f" {overall.done} of {overall.count} books{left}."


def _fits(made: PlainProgress) -> "BatchProgress":
    """Hold the classes above to the protocol (checked by the type checker)."""
    return made
