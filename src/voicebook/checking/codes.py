"""The rules' codes: how much each matters, what it means and what to do (`codes.tsv`)."""

from dataclasses import dataclass

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity
from voicebook.text import tsv


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with a book."""

    code: str
    severity: Severity
    meaning: str
    hint: str


RULES = tuple(
    Rule(code, Severity(severity), meaning, hint)
    for code, severity, meaning, hint in tsv.rows(__package__, "codes.tsv")
)
_BY_CODE = {rule.code: rule for rule in RULES}


def finding(code: str, what: str, document: str = "", line: int = 0) -> Finding:
    """Return a finding of the rule with a code; `document` is a name inside the book."""
    rule = _BY_CODE[code]
    return Finding(code, rule.severity, what, Location(document=document, line=line), rule.hint)
