"""What came of one source of a build."""

from dataclasses import dataclass

from voicebook.errors import VoicebookError
from voicebook.making.book_report import BookReport
from voicebook.model.finding import Severity
from voicebook.sources.find import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """One source of a build: a report, or an error."""

    source: Source
    number: int  # of the source, counted from 1 in the order in which they were found
    report: BookReport | None = None
    error: VoicebookError | None = None

    def is_severe(self) -> bool:
        """Tell whether the book has findings of severity error."""
        found = self.report.findings if self.report else ()
        return any(finding.severity is Severity.ERROR for finding in found)
