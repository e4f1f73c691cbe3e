"""A part of a book that is made as a small book of its own, to be listened to first."""

import re
from dataclasses import dataclass

from voicebook.errors import UsageError


@dataclass(frozen=True, slots=True)
class Proof:
    """Which part of a book is made, as a small book of its own; with both, the beginning of the chapters."""

    chapters: tuple[int, int] | None = None  # first and last, counted from 1
    seconds: float | None = None  # from the beginning

    @classmethod
    def read(cls, chapters: str | None, sample: str | None) -> "Proof | None":
        """Return the proof that "2-5" and "60s" ask for, None if neither does. Raises UsageError."""
        if chapters is None and sample is None:
            return None
        return cls(
            None if chapters is None else _read_range(chapters),
            None if sample is None else _read_duration(sample),
        )


def _read_range(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", text.strip())
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last:
        raise UsageError("VB-U06", f"{text!r} is not a chapter range", hint="write 3 or 2-5")
    return first, last


def _read_duration(text: str) -> float:
    match = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)\s*(s|m|min)?", text.strip())
    if match is None or float(match[1]) == 0:
        raise UsageError("VB-U07", f"{text!r} is not a duration", hint="write 60s or 2m")
    return float(match[1]) * (60 if (match[2] or "s").startswith("m") else 1)
