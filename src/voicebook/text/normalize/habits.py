"""How a document writes its numbers, dates and headings: counted in a first pass over its texts.

Only what has a single meaning counts: `3,5` cannot be a group of thousands, nor `25/06` a 25th month.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from voicebook.text.normalize.numerals import leading

_DECIMAL_COMMA = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d{1,2}(?![\d.,]\d|\d)")
_DECIMAL_POINT = re.compile(r"(?<![\d.,])\d{1,4}\.\d{1,2}(?![\d.,]\d|\d)")
_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/\d{2,4}(?![\d/])")
_MONTHS, _DAYS = 12, 31
_LONGEST_HEADING = 80
_ENOUGH = 2  # a habit is what was done at least twice


@dataclass(slots=True)
class Habits:
    """Counts over the texts seen so far."""

    _counts: Counter[str] = field(default_factory=Counter)
    _series: set[int] = field(default_factory=set)

    def look_at(self, text: str) -> None:
        """Count what one text shows."""
        if any(map(str.isdigit, text)):
            self._counts["comma"] += len(_DECIMAL_COMMA.findall(text))
            self._counts["point"] += len(_DECIMAL_POINT.findall(text))
            for first, second in _DATE.findall(text):
                self._counts["day-first"] += _MONTHS < int(first) <= _DAYS and int(second) <= _MONTHS
                self._counts["month-first"] += int(first) <= _MONTHS < int(second) <= _DAYS
        if len(text) <= _LONGEST_HEADING and text.isupper() and len(text.split()) > 1:
            self._counts["capital headings"] += 1
        if number := leading(text):
            self._series.add(number)

    @property
    def series(self) -> frozenset[int]:
        """Return the Roman numerals that are, or lead, whole texts."""
        return frozenset(self._series)

    @property
    def decimal_comma(self) -> bool:
        """Tell whether a comma is the decimal sign."""
        return self._counts["comma"] >= _ENOUGH and not self._counts["point"]

    @property
    def day_first(self) -> bool | None:
        """Tell whether dates in digits begin with the day; None where they do not show it."""
        day, month = self._counts["day-first"], self._counts["month-first"]
        return None if bool(day) == bool(month) else bool(day)

    @property
    def capital_headings(self) -> bool:
        """Tell whether headings are in capitals, so that a single word in capitals may be one."""
        return self._counts["capital headings"] >= _ENOUGH
