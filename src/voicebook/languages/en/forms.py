"""Fragments of written forms that several classes share, and small ways to say things.

Every repetition is bounded or anchored at the start of its run, so that matching stays linear.
"""

import re
from collections.abc import Iterable

from voicebook.languages.en import tables
from voicebook.text.language import Said

GROUPED = (
    r"(?:[1-9]\d{0,2}(?:,\d{3}){1,11}(?!\d|,\d)"  # 1,250,000
    r"|[1-9]\d?(?:,\d{2}){1,5},\d{3}(?!\d|,\d)"  # 1,25,000
    r"|[1-9]\d{0,2}(?: \d{3}){1,11}(?!\d)"  # 1 250 000
    r"|[1-9]\d{0,2}(?:'\d{3}){1,11}(?!\d|'\d))"  # 1'250'000
)
INTEGER = rf"(?:{GROUPED}|\d++)"
NUMBER = rf"(?:(?<!\d){INTEGER}(?:[.·]\d++)?|(?<![\w.])(?<!\d,)\.\d++)"
SIGN = r"(?:(?<![^\s(\[\"'/=<>≤≥±~≈,;:])(?:[−±]|(?<!\d )[-–+]))"
TO = r"(?: ?[–-] ?|-to-)"

MONTHS = dict(
    zip(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        ("January February March April May June July August September October November December").split(),
        strict=True,
    )
)
MONTH_NUMBERS = list(MONTHS.values())
MONTH_NAME = "(?:" + "|".join(MONTH_NUMBERS) + ")"
SHORT_MONTHS = "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec".split()
SHORT_MONTH = "(?:" + "|".join(SHORT_MONTHS) + ")"
MONTH = rf"(?:{MONTH_NAME}|{SHORT_MONTH}(?![a-z])\.?)"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
ERA = r"(?:B\.? ?C\.?(?: ?E\.?)?|A\.? ?D\.?|C\.? ?E\.?|BP)(?![\w])"


def month(written: str) -> str:
    """`Sept.` → `September`."""
    return MONTHS[written[:3].lower()]


def words(spoken: Iterable[str] | str) -> tuple[Said, ...]:
    """Say words; a string is cut at spaces."""
    parts = spoken.split() if isinstance(spoken, str) else spoken
    return tuple(Said(part) for part in parts)


def letters(written: str) -> tuple[Said, ...]:
    """Say letters by their names, in capitals: `Gdr` → `G D R`."""
    return tuple(Said(char.upper(), letters=True) for char in written if char.isalpha())


def said(*parts: tuple[Said, ...] | list[str] | str) -> tuple[Said, ...]:
    """Join what is said: words as lists or strings, or things already said."""
    out: list[Said] = []
    for part in parts:
        out += part if isinstance(part, tuple) else words(part)
    return tuple(out)


def alternation(forms: Iterable[str]) -> str:
    """Return a pattern for any of the forms, the longest first."""
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return f"(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})"


_CAPITAL = re.compile(r"\.? [A-Z][a-zà-ÿ]")
_CLOSED = re.compile(rf"[\"')\]]*(?:$| +[\"'(]?{alternation(tables.word_set('starters.tsv'))}\b)")


def closes(view: str, end: int) -> bool:
    """Return whether the stop before `end` closes the sentence too: nothing follows, or a first word."""
    return _CLOSED.match(view, end) is not None


def is_named(view: str, end: int, before: str) -> bool:
    """Tell whether `St.` goes on with a name: `Lord St. Simon`, not `Elm St. It`, nor `12 Elm St. James`."""
    named = _CAPITAL.match(view, end) is not None and not closes(view, end)
    return named and re.search(r"\d\w* (?:[A-Z][\w']+ ){0,3}$|\b[Oo]n (?:[A-Z][\w']+ )+$", before) is None


def with_pause(spoken: tuple[Said, ...]) -> tuple[Said, ...]:
    """Put a comma behind the last word."""
    return (*spoken[:-1], Said(spoken[-1].text + ",", spoken[-1].letters)) if spoken else ()
