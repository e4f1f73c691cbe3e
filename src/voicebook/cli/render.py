"""Errors, findings and summaries as words, on stderr. No meaning by colour or symbol alone."""

import re

import typer

from voicebook.errors import VoicebookError
from voicebook.model.finding import Finding

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What moves the cursor, breaks the line or turns the direction of what follows."""

_LONGEST_TITLE = 80


def say(text: str) -> None:
    """Print a line on stderr; what the terminal cannot show, or would obey, is escaped."""
    shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
    typer.echo(_CONTROL.sub(lambda found: ascii(found[0])[1:-1], shown), err=True)


def short(title: str) -> str:
    """Return a title as long as a line has room for."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def show_error(error: VoicebookError) -> None:
    """Print an error: what, where, what to try."""
    say(f"error {error.code}: {error.what}")
    if str(error.where):
        say(f"  where  {error.where}")
    if error.hint:
        say(f"  try    {error.hint}")


def finding_line(finding: Finding) -> str:
    """Return a finding in one line."""
    where = f" ({finding.where})" if str(finding.where) else ""
    hint = f"; {finding.hint}" if finding.hint else ""
    return f"{finding.severity} {finding.code}: {finding.what}{where}{hint}"


def length(seconds: float) -> str:
    """Return a length of time in words: 83.4 → "1 minute 23 seconds"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "hour"), (minutes, "minute"), (rest, "second")]
    return " ".join(plural(number, noun) for number, noun in parts if number) or "0 seconds"


def plural(number: int, noun: str) -> str:
    """Return a number with its noun: (1, "book") → "1 book"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
