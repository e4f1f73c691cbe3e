"""How a build is heard and seen: plain sentences, a bar on a terminal, or nothing."""

import os
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from voicebook.cli.render import length, plural, say, show_error
from voicebook.errors import VoicebookError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from voicebook.pipeline.batch import BatchProgress
    from voicebook.pipeline.report import BookReport
    from voicebook.pipeline.sources import Source


class Style(StrEnum):
    """How progress is shown."""

    auto = "auto"
    plain = "plain"
    none = "none"


def progress(style: Style) -> "PlainProgress":
    """Return the progress to hand down: `auto` is a bar on a terminal, plain sentences elsewhere."""
    if style is Style.none:
        return PlainProgress(quiet=True)
    if style is Style.auto and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return TerminalProgress()
    return PlainProgress()


@dataclass
class PlainProgress:
    """One sentence for each chapter: no cursor movement, nothing by colour or symbol alone."""

    quiet: bool = False
    documents: int = 0
    done: int = 0
    warnings: list[str] = field(default_factory=list)

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

    def started(self, source: "Source", number: int, count: int) -> None:
        """Say which book is begun."""
        self.line(f"Book {number} of {count}: {source.place}.")

    def planned(self, title: str, sentences: int, documents: int) -> None:
        """Say how much there is to do."""
        self.documents, self.done = documents, 0
        self.line(f"{title}: {plural(sentences, 'sentence')} in {plural(documents, 'part')}.")

    def spoken(self, sentences: int) -> None:
        """Say nothing: a line for each batch is too much to hear."""

    def encoded(self, title: str, seconds: float) -> None:
        """Say that a part is ready."""
        self.done += 1
        self.line(f"Part {self.done} of {self.documents} is ready: {title}, {length(seconds)}.")

    def finished(self, report: "BookReport") -> None:
        """Say what was made."""
        if report.outputs:
            self.line(f"Done: {report.metadata.title}, {length(report.seconds)}.")

    def failed(self, source: "Source", error: VoicebookError) -> None:
        """Say what went wrong; heard even when quiet."""
        del source
        show_error(error)


@dataclass
class TerminalProgress(PlainProgress):
    """A bar with sentences done, speech made and the time left."""

    _bar: "Progress | None" = None
    _task: "TaskID | None" = None
    _speech: float = 0.0
    _book: str = ""

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def started(self, source: "Source", number: int, count: int) -> None:
        """Remember which book it is."""
        self._book = f"{number}/{count} {source.name}"[:40]

    def planned(self, title: str, sentences: int, documents: int) -> None:
        """Show the bar."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        del title
        self.documents, self.done, self._speech = documents, 0, 0.0
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.completed}/{task.total} sentences, {task.fields[made]}", markup=False),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task(self._book, total=sentences, made="speaking")

    def spoken(self, sentences: int) -> None:
        """Move the bar."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, sentences)

    def encoded(self, title: str, seconds: float) -> None:
        """Show how much speech is made."""
        del title
        self.done += 1
        self._speech += seconds
        if self._bar is not None and self._task is not None:
            made = f"part {self.done}/{self.documents}, {length(self._speech)} made"
            self._bar.update(self._task, made=made)

    def finished(self, report: "BookReport") -> None:
        """Take the bar away and say what was made."""
        self.close()
        super().finished(report)

    def failed(self, source: "Source", error: VoicebookError) -> None:
        """Take the bar away and say what went wrong."""
        self.close()
        super().failed(source, error)


def _fits(made: PlainProgress) -> "BatchProgress":
    """Hold the classes above to the protocol (checked by the type checker)."""
    return made
