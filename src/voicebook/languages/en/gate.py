"""Gates: a family of taggers runs only where its trigger is in the sentence.

Most sentences have nothing to normalize, and most of their time would go into looking for it. So a sentence
is glanced at once: its characters and its words, as sets. What they rule out is not searched for.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from voicebook.text.language import Context, Tagger, Token

_WORD = re.compile(r"[^\W\d_]+")
_ODD_CAPITALS = re.compile(r"[^\W\d_]+[A-ZÀ-ÖØ-Þ][^\W\d_]*|[B-HJ-Z]|[HC]l[^\W\d_]*")
_NUMERAL = re.compile(r"[MDCLXVI]+(?:th|st|nd|rd|e)?|[mdclxvi]{1,8}")


@dataclass(frozen=True)
class Glance:
    """What a sentence is made of."""

    view: str
    chars: frozenset[str]
    words: frozenset[str]

    def has(self, chars: frozenset[str]) -> bool:
        """Tell whether it has one of these characters."""
        return not self.chars.isdisjoint(chars)

    def says(self, words: frozenset[str]) -> bool:
        """Tell whether it has one of these words."""
        return not self.words.isdisjoint(words)

    @cached_property
    def stops_inside(self) -> bool:
        """Tell whether a full stop stands before its last character."""
        return "." in self.chars and self.view.find(".", 0, len(self.view) - 1) >= 0

    @cached_property
    def odd_capitals(self) -> bool:
        """Tell whether a capital stands where no plain word has one, or before a stop."""
        view = self.view
        return any(map(_is_odd, self.words)) or "I." in view or "A." in view

    @cached_property
    def numerals(self) -> bool:
        """Tell whether a word could be a Roman numeral."""
        return any(map(_is_numeral, self.words))


Needs = Callable[[Glance], object]


def gate(needs: Needs, trigger: re.Pattern[str] | None, *taggers: Tagger) -> Tagger:
    """Return one tagger that asks first: cheaply for what it needs, then for its trigger."""

    def tag(view: str, context: Context) -> Iterable[Token]:
        if not needs(_glance(view)) or (trigger is not None and trigger.search(view) is None):
            return ()
        return _all(taggers, view, context)

    return tag


def _all(taggers: tuple[Tagger, ...], view: str, context: Context) -> Iterator[Token]:
    for tagger in taggers:
        yield from tagger(view, context)


@lru_cache(maxsize=1)
def _glance(view: str) -> Glance:
    """Return the glance at a view; all gates of a sentence share it."""
    return Glance(view, frozenset(view), frozenset(_WORD.findall(view)))


@lru_cache(maxsize=65_536)
def _is_odd(word: str) -> bool:
    return _ODD_CAPITALS.fullmatch(word) is not None


@lru_cache(maxsize=65_536)
def _is_numeral(word: str) -> bool:
    return _NUMERAL.fullmatch(word) is not None
