"""Stanzas of plain text -> headings and stanzas.

A heading is a line that says so ("CHAPTER I", "Chapter 1. The Sea", "Part Two", "Prologue": the words
are in headings.tsv), a number of its own in a series that counts from one, or a short title line set
apart by blank lines before running text. A list, an address or a table of contents has no heading.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache

from voicebook.readers.layout.paragraphs import Line, is_break, plain
from voicebook.text import tsv

Stanza = tuple[Line, ...]


class Rank(IntEnum):
    """What a heading begins, the largest first."""

    PART = 0
    CHAPTER = 1
    SECTION = 2


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a plain text."""

    number: int  # of its first line
    rank: Rank
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the heading on one line."""
        return " ".join(self.lines)


Item = Heading | Stanza

_KINDS = ("part", "chapter", "matter", "number", "ordinal")
_LONGEST_TITLE = 70  # characters of a title line in the text
_MOST_WORDS = 12
_LONGEST_HEADING = 120  # characters of a line that says it is a chapter
_LONG = 100  # characters from which a stanza is running text, whatever it ends in
_MOST_LINES = 3  # of a heading and its name

_ROMAN = "(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ENDS = re.compile(r"[.,;:!?…—–\"'”’»)\]-]\s*$")
_STOPPED = re.compile(r"[.!?…:][\"'”’»)\]*]*\s*$")
_TITLE_START = re.compile(r"[^\W_]|[¿¡«„“\"]?[^\W\d_]")
_NUMERAL = re.compile(rf"({_ROMAN}|\d{{1,3}})\.?")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def outline(stanzas: Sequence[Stanza], *, numerals: bool = True) -> tuple[Item, ...]:
    """Return the text's headings and stanzas, in order; nothing is lost but lines that became headings.

    `numerals` is False where single numbers are known to be page numbers.
    """
    items = _spoken_for(stanzas)
    if numerals:
        items = _with_numerals(items)
    items = _without_contents(items)
    return tuple(_with_names(_with_titles(items)))


def is_title(line: str, longest: int = _LONGEST_TITLE) -> bool:
    """Tell whether a line, set apart, can be a title: short, a capital first, no stop at its end."""
    text = line.strip()
    return (
        len(text) <= longest
        and (longest > _LONGEST_TITLE or len(text.split()) <= _MOST_WORDS)
        and bool(_TITLE_START.match(text))
        and not next(filter(str.isalpha, text), "a").islower()
        and not _ENDS.search(text)
    )


def says_chapter(line: str) -> bool:
    """Tell whether a line says that it begins a part or a chapter, or is a number."""
    return _rank(line) is not None or _NUMERAL.fullmatch(line.strip()) is not None


def _spoken_for(stanzas: Sequence[Stanza]) -> list[Item]:
    """Return the items with the headings that say what they are."""
    items: list[Item] = []
    for stanza in stanzas:
        rank = _rank(stanza[0].text)
        count = 0 if rank is None else _heading_lines(stanza)
        if rank is None or not count:
            items.append(stanza)
            continue
        items.append(Heading(stanza[0].number, rank, _texts(stanza[:count])))
        if stanza[count:]:
            items.append(stanza[count:])
    return items


def _texts(lines: Stanza) -> tuple[str, ...]:
    return tuple(plain(line.text) for line in lines)


def _heading_lines(stanza: Stanza) -> int:
    """Return how many lines of a stanza that begins with a chapter line are heading."""
    if any(_rank(line.text) is not None for line in stanza[1:]):
        return 0
    if len(stanza) <= _MOST_LINES and all(is_title(line.text) for line in stanza[1:]):
        return len(stanza)
    first = stanza[0].text.strip()
    return 1 if _is_bare(first) or first.isupper() else 0


def _rank(line: str) -> Rank | None:
    """Return what a line says it begins."""
    text = line.strip()
    if not 1 <= len(text) <= _LONGEST_HEADING:
        return None
    lowered = text.casefold().rstrip(".:")
    if lowered in _words()["matter"] and text[0].isupper():
        return Rank.CHAPTER
    for rank, pattern in _patterns():
        match = pattern.fullmatch(text)
        if match and _names(match["name"]):
            return rank
    return None


def _names(name: str | None) -> bool:
    """Tell whether what follows the number can be a chapter's name, not the rest of a sentence."""
    if not name:
        return True
    rest = name.strip()
    if rest[:1] in ".:—–-":
        rest = rest[1:].strip()
        return not rest or (rest[-1:] not in ",;" and (not rest[0].islower() or not _STOPPED.search(rest)))
    return is_title(rest)


def _is_bare(text: str) -> bool:
    """Tell whether a heading is only a word and a number, so that a name may follow it."""
    return any(
        match and not (match["name"] or "").strip(" .:")
        for _, p in _patterns()
        for match in [p.fullmatch(text)]
    )


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """Return the words of headings.tsv by kind."""
    rows = tsv.rows(__package__, "headings.tsv", key=2, choices={"kind": _KINDS})
    return {
        kind: frozenset(word for k, _, words in rows if k == kind for word in words.split())
        for kind in _KINDS
    }


@cache
def _patterns() -> tuple[tuple[Rank, re.Pattern[str]], ...]:
    words_of = _words()
    ordinals = _either(words_of["ordinal"])
    numbers = _either(words_of["number"] | words_of["ordinal"])
    number = rf"(?:\d{{1,4}}|(?-i:{_ROMAN})|(?:the\s+)?(?:{numbers})(?:[- ](?:{numbers}))?)"
    ordinal = rf"(?:\d{{1,4}}\.|(?-i:{_ROMAN})\.?|(?:the\s+)?(?:{ordinals}))"
    found: list[tuple[Rank, re.Pattern[str]]] = []
    for rank, kind in ((Rank.PART, "part"), (Rank.CHAPTER, "chapter")):
        words = _either(words_of[kind])
        after = rf"(?:{words})\s+{number}\b(?P<name>[.:—–-]?.*)"
        before = rf"{ordinal}\s+(?:{words})\b(?P<name>[.:—–-].*|)"
        found += [(rank, re.compile(pattern, re.IGNORECASE)) for pattern in (after, before)]
    return tuple(found)


def _either(words: Iterable[str]) -> str:
    """Return a pattern of one of the words, the longest tried first."""
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


def _with_numerals(items: list[Item]) -> list[Item]:
    """Return the items with single numbers as headings, where they count up from one."""
    found = [(index, _value(item)) for index, item in enumerate(items) if not isinstance(item, Heading)]
    series = [(index, value) for index, value in found if value]
    counts = all(
        value in {1, last + 1} for (_, last), (_, value) in zip([(0, 0), *series], series, strict=False)
    )
    if len(series) < 2 or not counts or max(value for _, value in series) < 2:  # noqa: PLR2004 - one is no series
        return items
    chosen = {index for index, _ in series}
    return _headed(items, chosen)


def _headed(items: list[Item], chosen: Collection[int]) -> list[Item]:
    """Return the items with the chosen stanzas as headings: sections where chapters say what they are."""
    rank = Rank.CHAPTER
    found: list[Item] = []
    for index, item in enumerate(items):
        if isinstance(item, Heading):
            rank = Rank.SECTION if item.rank is Rank.CHAPTER else Rank.CHAPTER
            found.append(item)
        else:
            found.append(Heading(item[0].number, rank, _texts(item)) if index in chosen else item)
    return found


def _value(stanza: Stanza) -> int:
    """Return the number that a stanza consists of, 0 if it is none."""
    match = _NUMERAL.fullmatch(stanza[0].text.strip()) if len(stanza) == 1 else None
    if match is None:
        return 0
    digits = match[1]
    if digits.isdecimal():
        return int(digits)
    values = [_ROMAN_VALUES[letter] for letter in digits]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def _without_contents(items: list[Item]) -> list[Item]:
    """Return the items with the entries of a table of contents as text again.

    An entry is a heading with another heading right behind it and the same words further on.
    """
    last = {_folded(item.text): index for index, item in enumerate(items) if isinstance(item, Heading)}
    kept: list[Item] = []
    for index, item in enumerate(items):
        behind = items[index + 1] if index + 1 < len(items) else None
        entry = isinstance(item, Heading) and isinstance(behind, Heading) and last[_folded(item.text)] > index
        if entry and isinstance(item, Heading):
            kept.append(tuple(Line(item.number + n, text) for n, text in enumerate(item.lines)))
        else:
            kept.append(item)
    return kept


def _with_titles(items: list[Item]) -> list[Item]:
    """Return the items with title lines before running text as headings."""
    chosen: set[int] = set()
    for index, item in enumerate(items):
        before = items[index - 1] if index else None
        after = items[index + 1] if index + 1 < len(items) else None
        if not isinstance(item, Heading) and _is_set_apart(item, before, after):
            chosen.add(index)
    return _headed(items, chosen)


def _is_set_apart(item: Stanza, before: Item | None, after: Item | None) -> bool:
    """Tell whether a stanza is a title line between running text, or a heading, and running text."""
    if len(item) > 1 or after is None or isinstance(after, Heading):
        return False
    if not is_title(item[0].text) or _value(item):
        return False
    complete = before is None or isinstance(before, Heading) or _is_running(before, complete=True)
    return complete and _is_running(after, complete=False)


def _is_running(stanza: Stanza, *, complete: bool) -> bool:
    """Tell whether a stanza is running text or verse, and, if asked, ends as such."""
    if len(stanza) == 1 and is_break(stanza[0].text):
        return True
    stopped = bool(_STOPPED.search(stanza[-1].text))
    if complete:
        return stopped
    return stopped or len(stanza) > 1 or len(stanza[0].text) >= _LONG


def _with_names(items: list[Item]) -> list[Item]:
    """Return the items with a chapter's number and the name below it as one heading."""
    named: list[Item] = []
    for item in items:
        last = named[-1] if named else None
        if (
            isinstance(item, Heading)
            and isinstance(last, Heading)
            and len(last.lines) == 1
            and (_is_bare(last.text) or _NUMERAL.fullmatch(last.text))
            and _rank(item.text) is None
            and not _NUMERAL.fullmatch(item.text)
        ):
            named[-1] = replace(last, lines=(*last.lines, *item.lines))
        else:
            named.append(item)
    return named


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
