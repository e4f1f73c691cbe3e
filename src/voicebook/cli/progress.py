"""How a build is heard and seen: plain sentences, bars on a terminal, or nothing."""

import os
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from voicebook.cli.render import length, plural, say, short, show_error

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from voicebook.model.events import Encoded, Event, Failed, Finished, Overall, Planned, Spoken, Started

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
class PlainBook:
    """What has been heard of a book."""

    prefix: str  # of its lines
    documents: int = 0
    ready: int = 0
    seconds: float = 0.0  # of speech

    def count(self, event: "Encoded") -> None:
        """Count a document that is ready."""
        self.ready += 1
        self.seconds += event.seconds


@dataclass
class PlainProgress:
    """One sentence for each chapter: no cursor movement, nothing by colour or symbol alone."""

    quiet: bool = False
    books: dict[str, PlainBook] = field(default_factory=dict)  # by the label of their source

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal as it was."""

    def hear(self, event: "Event") -> None:
        """Take an event to the method of its name."""
        getattr(self, type(event).__name__.lower())(event)

    def line(self, text: str) -> None:
        """Say one line."""
        if not self.quiet:
            say(text)

    def started(self, event: "Started") -> None:
        """Say which book is begun."""
        self.books[event.book] = PlainBook(f"{event.name}: " if event.count > 1 else "")
        self.line(f"Book {event.number} of {event.count}: {event.place}.")

    def planned(self, event: "Planned") -> None:
        """Say how much there is to do, and who speaks."""
        book = self.books[event.book]
        book.documents = event.documents
        parts = plural(event.documents, "part")
        self.line(f"{book.prefix}{short(event.title)}: {plural(event.sentences, 'sentence')} in {parts}.")
        for voice in event.voices:
            self.line(f"{book.prefix}Voice for {voice}.")

    def spoken(self, event: "Spoken") -> None:
        """Say nothing: a line for each batch is too much to hear."""

    def encoded(self, event: "Encoded") -> None:
        """Say that a part is ready."""
        book = self.books[event.book]
        book.count(event)
        of = f" of {book.documents}" if book.documents else ""
        seconds = length(event.seconds)
        self.line(f"{book.prefix}Part {book.ready}{of} is ready: {short(event.title)}, {seconds}.")

    def finished(self, event: "Finished") -> None:
        """Say what was made, and how far the build is."""
        report = event.report
        if report.unchanged:
            self.line(f"Nothing has changed: {event.place}.")
        elif report.outputs:
            seconds = length(report.seconds)
            self.line(f"Done: {short(report.metadata.title)}, {seconds}.{_far(event.overall)}")

    def failed(self, event: "Failed") -> None:
        """Say what went wrong; heard even when quiet."""
        show_error(event.error)


class TerminalProgress(PlainProgress):
    """A bar for each book at hand: a step for each sentence that is spoken, and one when it is encoded."""

    def __init__(self) -> None:
        super().__init__()
        self._bars = _bars()
        self._tasks: dict[str, TaskID] = {}
        self._all: TaskID | None = None

    def __exit__(self, *_: object) -> None:
        """Take the bars away."""
        self._bars.stop()

    def started(self, event: "Started") -> None:
        """Show a bar."""
        self._bars.start()
        if event.count > 1 and self._all is None:
            self._all = self._bars.add_task("all books", total=1.0, made=f"0/{event.count}")
        self.books[event.book] = PlainBook("")
        name = f"{event.number}/{event.count} {event.name}"[:_LONGEST_NAME]
        self._tasks[event.book] = self._bars.add_task(name, total=None, made="reading")

    def planned(self, event: "Planned") -> None:
        """Set the length of the bar, and say who speaks."""
        self.books[event.book].documents = event.documents
        for voice in event.voices:
            self._bars.console.print(f"Voice for {voice}.", markup=False, highlight=False)
        made = self._made(event.book)
        self._bars.update(self._tasks[event.book], total=2 * event.sentences, made=made)

    def spoken(self, event: "Spoken") -> None:
        """Move the bar."""
        self._bars.advance(self._tasks[event.book], event.sentences)

    def encoded(self, event: "Encoded") -> None:
        """Move the bar and show how much speech is made."""
        self.books[event.book].count(event)
        made = self._made(event.book)
        self._bars.update(self._tasks[event.book], advance=event.sentences, made=made)

    def _made(self, label: str) -> str:
        book = self.books[label]
        return f"part {book.ready}/{book.documents or '?'}, {length(book.seconds)} made"

    def finished(self, event: "Finished") -> None:
        """Take the bar away and say what was made."""
        self._remove(event.book, event.overall)
        super().finished(event)

    def failed(self, event: "Failed") -> None:
        """Take the bar away and say what went wrong."""
        self._remove(event.book, event.overall)
        super().failed(event)

    def _remove(self, label: str, overall: "Overall") -> None:
        task = self._tasks.pop(label, None)
        if task is not None:
            self._bars.remove_task(task)
        if self._all is not None:
            made = f"{overall.done}/{overall.count}"
            self._bars.update(self._all, completed=overall.share, made=made)


def _bars() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[made]}", markup=False),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _far(overall: "Overall") -> str:
    """Return how far a build is, in a sentence; nothing of a single book."""
    if overall.count in {1, overall.done}:
        return ""
    left = "" if overall.left is None else f", about {length(overall.left)} left"
    return f" {overall.done} of {overall.count} books{left}."
