"""Gates: a family of taggers runs only where its trigger is in the sentence.

Most sentences have nothing to normalize, and most of their time would go into looking for it. So a sentence
is glanced at once: its characters and its words, as sets. What they rule out is not searched for. A gate
takes its words from the table that its taggers read, so that a new row opens it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from voicebook.languages.en import tables
from voicebook.text.language import Context, Tagger, Token

_WORD = re.compile(r"[^\W\d_]+")
_ODD_CAPITALS = re.compile(r"[^\W\d_]+[A-ZÀ-ÖØ-Þ][^\W\d_]*|[B-HJ-Z]")
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
        return any(map(is_odd, self.words)) or "I." in view or "A." in view

    @cached_property
    def numerals(self) -> bool:
        """Tell whether a word could be a Roman numeral."""
        return any(map(_is_numeral, self.words))


@dataclass(frozen=True, slots=True)
class Gate:
    """Taggers, and what a sentence must have before they run: cheaply at a glance, then by a search."""

    needs: Callable[[Glance], object]
    taggers: tuple[Tagger, ...]
    trigger: re.Pattern[str] | None


def gate(needs: Callable[[Glance], object], *taggers: Tagger, trigger: re.Pattern[str] | None = None) -> Gate:
    """Return a gate before these taggers."""
    return Gate(needs, taggers, trigger)


def gated(gates: tuple[Gate, ...]) -> Tagger:
    """Return one tagger for all that stand behind gates."""

    def tag(view: str, context: Context) -> Iterator[Token]:
        glance = Glance(view, frozenset(view), frozenset(_WORD.findall(view)))
        for gate in gates:
            if gate.needs(glance) and (gate.trigger is None or gate.trigger.search(view)):
                for tagger in gate.taggers:
                    yield from tagger(view, context)

    return tag


def words_of(forms: Iterable[str]) -> frozenset[str]:
    """Return a word of each of the forms, one of which is in every sentence that has one of the forms.

    The longest that is no ordinary word: `loc. cit.` → `loc`, `w/out` → `w`.
    """
    common = tables.word_set("short-words.tsv") | {"a", "i"}
    return frozenset(
        min(_WORD.findall(form), key=lambda word: (word.lower() in common, -len(word)), default=form)
        for form in forms
    )


@lru_cache(maxsize=65_536)
def is_odd(word: str) -> bool:
    """Tell whether a word has a capital where no plain word has one."""
    return _ODD_CAPITALS.fullmatch(word) is not None


@lru_cache(maxsize=65_536)
def _is_numeral(word: str) -> bool:
    return _NUMERAL.fullmatch(word) is not None
