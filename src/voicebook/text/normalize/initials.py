"""Abbreviations that nobody explains: the initials of one phrase of the document, and of no other.

`The Guild of Gate Keepers met … the GGK left` → GGK is the Guild of Gate Keepers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_PHRASE = re.compile(
    r"(?<![\w.])(?:[A-Z][a-z'-]+)"
    r"(?: (?:(?:of|for|and|the|in|on|de|du|la|of the|for the|and the) )?[A-Z][a-z'-]+){2,7}"
)
_SHORTEST, _LONGEST = 3, 8  # letters of such an abbreviation
_MOST_PHRASES = 5_000
_ARTICLES = frozenset({"The", "A", "An", "In", "On", "At", "And", "But", "Of", "For", "By", "With", "From"})


@dataclass(slots=True)
class Phrases:
    """The capitalized phrases of a document, by their initials."""

    _by_initials: dict[str, set[str]] = field(default_factory=dict)

    def look_at(self, text: str) -> None:
        """Note the phrases of one text."""
        for match in _PHRASE.finditer(text):
            if len(self._by_initials) >= _MOST_PHRASES:
                return
            words = match[0].split()
            if words[0] in _ARTICLES:
                words = words[1:]
            for initials in {_initials(words, small=False), _initials(words, small=True)}:
                if _SHORTEST <= len(initials) <= _LONGEST:
                    self._by_initials.setdefault(initials, set()).add(" ".join(words))

    def meaning(self, capitals: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield (abbreviation, phrase) for those of the words in capitals that only one phrase spells."""
        for word in capitals:
            phrases = self._by_initials.get(word, ())
            if len(phrases) == 1:
                yield word, next(iter(phrases))


def _initials(words: list[str], *, small: bool) -> str:
    return "".join(word[0].upper() for word in words if small or word[0].isupper())
