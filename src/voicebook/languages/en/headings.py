"""Roman numerals by structure: headings, entries of the contents and items that are one, or begin with one.

A numeral is known by its markup (`z3998:roman`), by its neighbours in the document (II and III prove I), by
the kind of its block, or by its shape: nothing else in a line, or a sign and a title after it.
"""

import re
from collections.abc import Iterator

from voicebook.languages.en.roman import token
from voicebook.text.language import Context, Token
from voicebook.text.normalize.numerals import NUMERAL, SMALL, value

_ALONE = re.compile(rf"[\"'(\[]?(?P<numeral>{NUMERAL}|{SMALL})[.)\]\"':]?$")
_LEADING = re.compile(
    rf"[\"'(\[]?(?P<numeral>{NUMERAL}|{SMALL})(?P<sign>[.:)]|\.?(?= ?[—–]| -)) ?(?=[^\W_]|[—–\"'(-])"
)
_LONGEST_TITLE = 80
_SURE = 40  # a numeral below, of two letters or more, is no word and no other abbreviation
_NO_NUMERALS = frozenset(
    {"MIX", "DIM", "MILD", "MI", "DI", "LI", "MC", "MD", "CD", "DC", "CC", "MM", "CV", "CIV", "CM", "XL"}
)
"""Words and abbreviations that have the letters of a numeral: only their neighbours make them one."""


def tag_headings(view: str, context: Context) -> Iterator[Token]:
    """`XXXVIII` → thirty eight, `II. The Carpet-Bag` → two, `VII — The Storm` → seven."""
    match = _ALONE.match(view)
    if match is not None:
        if _stands_alone(match["numeral"], context):
            yield token(view, match.start("numeral"), match["numeral"], "heading", "cardinal")
        return
    match = _LEADING.match(view)
    if match is not None and _leads(view, match, context):
        yield token(view, match.start("numeral"), match["numeral"], "heading", "cardinal")


def tag_marked(view: str, context: Context) -> Iterator[Token]:
    """Find what the markup calls a Roman numeral."""
    for span in context.numerals:
        numeral = span.of(view)
        if re.fullmatch(rf"{NUMERAL}|{SMALL}", numeral):
            yield token(view, span.start, numeral, "markup", "cardinal")


def _stands_alone(numeral: str, context: Context) -> bool:
    if _has_neighbour(numeral, context):
        return True
    if numeral.upper() in _NO_NUMERALS or len(numeral) == 1:
        return False
    return value(numeral) < _SURE or (numeral.isupper() and len(numeral) > 2) or context.place == "heading"  # noqa: PLR2004 - letters


def _leads(view: str, match: re.Match[str], context: Context) -> bool:
    """Tell whether a numeral with a sign after it leads a title."""
    numeral = match["numeral"]
    if _has_neighbour(numeral, context):
        return True
    if len(numeral) == 1:
        return context.place == "heading" and numeral in {"I", "V", "X"}
    if context.place:
        return numeral.upper() not in _NO_NUMERALS
    return value(numeral) < _SURE and len(view) <= _LONGEST_TITLE and numeral.upper() not in _NO_NUMERALS


def _has_neighbour(numeral: str, context: Context) -> bool:
    """Tell whether the document has the numeral before or after, in the same place."""
    number = value(numeral)
    return number - 1 in context.series or number + 1 in context.series
