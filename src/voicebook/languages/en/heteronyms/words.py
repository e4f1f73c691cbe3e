"""Sentence -> words and their classes, as the models see them.

A class is that of the word alone, from a table (`classes.tsv`, drawn from the English Web Treebank): there is
no tagging at run time. A word that the table lacks has a class by its form.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from voicebook.languages.en.heteronyms import data
from voicebook.model.publication import Span

_TOKEN = re.compile(r"n't|'(?:ll|re|ve|[smd])(?!\w)|[^\W\d_]+?(?=n't)|[^\W\d_]+|\d+|[^\w\s]", re.IGNORECASE)
_PUNCTUATION = {
    ".": ".",
    "!": ".",
    "?": ".",
    ";": ".",
    ":": ".",
    ",": ",",
    "(": "(",
    ")": ")",
    '"': '"',
    "-": "-",
    "—": "-",
}
_LONGEST_ENDING, _SHORTEST_STEM = 3, 3


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence, each punctuation mark one of them."""

    spans: tuple[Span, ...]
    written: tuple[str, ...]
    low: tuple[str, ...]  # in lower case
    classes: tuple[str, ...]

    @classmethod
    def of(cls, view: str) -> "Words":
        """Return the words of a view."""
        found = [(Span(*match.span()), match[0]) for match in _TOKEN.finditer(view)]
        written = tuple(text for _, text in found)
        low = tuple(text.lower() for text in written)
        classes = tuple(class_of(text, at == 0) for at, text in enumerate(written))
        return cls(tuple(span for span, _ in found), written, low, classes)

    def word(self, at: int) -> str:
        """Return a word in lower case, "" outside of the sentence."""
        return self.low[at] if 0 <= at < len(self.low) else ""

    def kind(self, at: int) -> str:
        """Return the class of a word, or two with "/" between, the commoner first; "" outside."""
        return self.classes[at] if 0 <= at < len(self.classes) else ""

    def main(self, at: int) -> str:
        """Return the commoner class of a word."""
        return self.kind(at).partition("/")[0]


@lru_cache(maxsize=65_536)
def class_of(written: str, first: bool = False) -> str:  # noqa: FBT001, FBT002 - a key of the cache
    """Return a word's class: that of the table, else by its form."""
    if not written[0].isalnum() and written[0] != "'" and written.lower() != "n't":
        return _PUNCTUATION.get(written, "-")
    if written[0].isdigit():
        return "CD"
    low = written.lower()
    known = classes().get(low)
    if known:
        return known
    if written[0].isupper() and not first:
        return "NNP"
    return next(
        (kind for ending, kind in _ENDINGS if low.endswith(ending) and len(low) > len(ending) + 2), "NN"
    )


_ENDINGS = (
    ("ness", "NN"),
    ("ment", "NN"),
    ("tion", "NN"),
    ("ity", "NN"),
    ("ism", "NN"),
    ("ly", "RB"),
    ("ing", "VBG"),
    ("ed", "VBD"),
    ("ous", "JJ"),
    ("ful", "JJ"),
    ("less", "JJ"),
    ("able", "JJ"),
    ("ible", "JJ"),
    ("ive", "JJ"),
    ("ish", "JJ"),
    ("ical", "JJ"),
    ("est", "JJ"),
    ("ss", "NN"),
    ("us", "NN"),
    ("s", "NNS"),
)


@cache
def classes() -> dict[str, str]:
    """Return the classes of words, in lower case."""
    return {row[0]: row[1] for row in data.rows("classes.tsv")}
