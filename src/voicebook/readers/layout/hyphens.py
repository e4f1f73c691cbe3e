"""Lines -> one line: what stands where two lines meet.

before → after: "light-" + "house" → "lighthouse"; "well-" + "known" → "well-known"; "pre-" + "and
post-war" → "pre- and post-war"; "sea—" + "and" → "sea—and". A word is mended only where that is safe:
both halves in lower case but for a first capital, or the whole word elsewhere in the text, and never
where the text elsewhere writes it with its hyphen.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Protocol

_SOFT = "\u00ad"
_HYPHENS = f"\u2010{_SOFT}-"  # the ASCII one last, for use inside brackets
_LEFT = re.compile(rf"(?:^|(?<=[^\w{_HYPHENS}]))([^\W\d_]+)([{_HYPHENS}])$")
_AFTER_HYPHEN = re.compile(rf"\w[{_HYPHENS}]$")
_RIGHT = re.compile(r"([^\W\d_]+)([-\u2010]?)")
_DASH = re.compile(r"[^\s\u2013\u2014-](?:[\u2013\u2014\u2015]|--)$")
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)+")
_SHORTEST = 2  # letters in each half of a word that was broken

_HANGING = frozenset("and or to und oder bzw bis et ou y o e en of ed och eller og".split())
"""Words before which a hyphen hangs: "pre- and post-war", "Haupt- und Nebenstraße"."""

_KEPT = frozenset("self well half vice".split())
"""First parts that English keeps apart: "self-evident"."""

_WIDE_CHARACTERS = frozenset("WF")


class Placed(Protocol):
    """A line of text."""

    @property
    def text(self) -> str:
        """Return its characters without the line end."""
        ...


class Hyphens:
    """Joins the lines of one text, by what the whole text shows of its words."""

    def __init__(self, lines: Sequence[Placed]) -> None:
        self._lines = lines
        self.mended: list[str] = []  # words whose hyphen was taken out, in order

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word.lower() for line in self._lines for word in _WORD.findall(line.text))

    @cached_property
    def _compounds(self) -> frozenset[str]:
        found = (word for line in self._lines for word in _COMPOUND.findall(line.text))
        return frozenset(word.lower().replace("\u2010", "-") for word in found)

    def joined(self, lines: Iterable[Placed]) -> str:
        """Return lines as one, without the white space at their ends."""
        parts: list[str] = []
        for line in lines:
            text = line.text.strip()
            if parts:
                parts[-1:] = self._seam(parts[-1], text)
            parts.append(text)
        return "".join(parts)

    def _seam(self, left: str, right: str) -> tuple[str, ...]:
        """Return the end of a line as it has to be before `right`, with what comes between them."""
        if not left or not right:
            return (left,)
        if is_wide(left[-1]) and is_wide(right[0]):
            return (left,)
        broken, rest = _LEFT.search(left), _RIGHT.match(right)
        if broken and rest:
            return self._hyphen(left, broken, rest)
        if _AFTER_HYPHEN.search(left) and right[0].isalnum():
            return (left, " ") if rest and rest[1] in _HANGING else (left,)
        if _DASH.search(left) and not right[0].isspace():
            return (left,)
        return (left, " ")

    def _hyphen(self, left: str, broken: re.Match[str], rest: re.Match[str]) -> tuple[str, ...]:
        first, second = broken[1], rest[1]
        if broken[2] != _SOFT:
            if second in _HANGING and not rest[2] and (first + second).lower() not in self._words:
                return (left, " ")
            if not self._is_one_word(first, second, compound=bool(rest[2])):
                return (left,)
        self.mended.append(first + second)
        return (left[:-1],)

    def _is_one_word(self, first: str, second: str, *, compound: bool) -> bool:
        if compound or f"{first}-{second}".lower() in self._compounds:
            return False
        if (first + second).lower() in self._words:
            return second.islower()
        safe = first[1:].islower() and second.islower() and first.lower() not in _KEPT
        return safe and min(len(first), len(second)) >= _SHORTEST


def is_wide(char: str) -> bool:
    """Tell whether a character belongs to a script that has no spaces between words."""
    return unicodedata.east_asian_width(char) in _WIDE_CHARACTERS and not "\uac00" <= char <= "\ud7a3"
