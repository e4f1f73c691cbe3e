"""What the German taggers share: patterns of numbers and months, tables, words said."""

import re
from collections.abc import Collection, Iterable, Mapping

from voicebook.text import tsv
from voicebook.text.language import Said

UPTO = (
    r"(?:[1-9]\d{0,2}(?:\.\d{3})+(?![\d])|[1-9]\d{0,2}(?: \d{3})+(?!\d)"
    r"|[1-9]\d{0,2}(?:'\d{3})+(?!\d)|\d+)(?:,\d+)?(?!,?\d)"
)
"""A number, wherever it begins."""
NUMBER = rf"(?<![\w.,]){UPTO}"
MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
SHORT_MONTHS = {
    "Jän": "Jänner", "Jan": "Januar", "Feb": "Februar", "Mär": "März", "Apr": "April", "Jun": "Juni",
    "Jul": "Juli", "Aug": "August", "Sept": "September", "Sep": "September", "Okt": "Oktober",
    "Nov": "November", "Dez": "Dezember",
}  # fmt: skip
MONTH = rf"(?:{'|'.join([*MONTHS, 'Jänner', 'Feber'])}|(?:{'|'.join(SHORT_MONTHS)})\.?)(?!\w)"
_WEAK = re.compile(
    r"\b(?:am|im|vom|zum|zur|beim|dem|den|des|der|einem|einen|eines|einer|ab|bis|seit|diesem|diesen|dieser|jedem"
    r"|ihrem|ihren|seinem|seinen|unserem|unseren) $",
    re.IGNORECASE,
)
_STRONG = re.compile(r"\b(?:ein|kein|mein|dein|sein|ihr|unser) $", re.IGNORECASE)
_NOMINATIVE = re.compile(r"(?:^|[.!?:] |[\"„(])(?:Der|Die|Das) $|\b(?:die|das) $")
_DATIVE = re.compile(r"\b(?:in|an|auf|mit|nach|von|aus|bei|seit|zu|ab|vor|hinter) der $", re.IGNORECASE)


def month(written: str) -> str:
    """`Okt.` → `Oktober`."""
    return SHORT_MONTHS.get(written.rstrip("."), written.rstrip("."))


def ending(before: str, otherwise: str) -> str:
    """Return the ending of an ordinal after these words: `am ` → `en`, `Die ` → `e`, `ein ` → `er`."""
    if _NOMINATIVE.search(before) or (before.endswith("der ") and not _DATIVE.search(before)):
        return "e"
    if _WEAK.search(before):
        return "en"
    return "er" if _STRONG.search(before) else otherwise


def words(*parts: str | Iterable[str]) -> tuple[Said, ...]:
    """Return spoken words, empty ones left out; a single capital is a letter."""
    listed = [word for part in parts for word in ([part] if isinstance(part, str) else part)]
    return tuple(Said(word) for text in listed for word in text.split())


def letters(text: str) -> tuple[Said, ...]:
    """`BRD` → `B R D`."""
    return tuple(Said(char.upper(), letters=True) for char in text if char.isalpha())


def table(name: str, choices: Mapping[str, Collection[str]] | None = None) -> dict[str, tuple[str, ...]]:
    """Return a table of this folder by its first column. Raises LanguageError if a row is malformed."""
    return {row[0]: row[1:] for row in tsv.rows(__package__, name, choices=choices)}


def alternation(forms: Iterable[str]) -> str:
    """Return a pattern of one of the forms, the longest first."""
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return f"(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})"
