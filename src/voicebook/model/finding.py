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
