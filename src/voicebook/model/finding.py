"""Findings: the book is made, the doubt is listed."""

from dataclasses import dataclass, field
from enum import StrEnum

from voicebook.errors import Location


class Severity(StrEnum):
    """How much a finding matters; `--strict` fails on errors."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a user should know about a book that was made."""

    code: str  # stable, e.g. "VB-C03"
    severity: Severity
    what: str
    where: Location = field(default_factory=Location)
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found in a finished book that was read back."""

    findings: tuple[Finding, ...]
    visible: int  # words that can be seen, each counted once
    narrated: int  # of these, words that somebody says
    seconds: float  # of audio that clips play
    documents: int  # content documents read
    loudness: float | None = None  # of all sound in LUFS, if it was decoded and is no silence
    peak: float | None = None  # of all sound in dBFS: the loudest sample

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing is wrong: notes do not count."""
        return all(finding.severity is Severity.NOTE for finding in self.findings)
