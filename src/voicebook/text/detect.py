"""Which language a text is in.

py3langid is used: 117 languages in a wheel of 4.6 MB, BSD licence, maintained, and its confidence is
calibrated for the length of the text.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SURE = 0.8
"""Confidence from which a guess is used without telling the user. A paragraph in one language reaches 0.99,
a sentence 0.4 to 0.99, two words 0.2; a text half in another language about 0.5."""

ASSUMED = "en"
"""The language that is assumed where none can be determined: a text without letters, or a few words of plain
ASCII of which the best guess is a faint one, often a language that hardly anybody writes."""

FAINT = 0.15
"""Confidence below which a guess about words of plain ASCII is discarded."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
"""Characters that the library takes as evidence for the languages that use them most."""

_SAMPLE = 48_000  # code points looked at, at most
_WINDOW = 2_000  # code points judged at once: long enough to be sure, short enough to see a change
_CODES = {"no": "nb"}
"""Codes of the library -> BCP 47: its "no" is what its "nn" (Nynorsk) is not."""
_NOT_A_LANGUAGE = "zxx"


@dataclass(frozen=True, slots=True)
class Guess:
    """The language a text seems to be in."""

    language: str  # BCP 47, without region
    confidence: float  # 0 to 1: how sure each part is, times the share of the parts that agree

    @property
    def sure(self) -> bool:
        """Tell whether the guess can be used without telling the user."""
        return self.confidence >= SURE


def detect(text: str) -> Guess:
    """Return the language of a text, judged from windows spread evenly over all of it."""
    windows = [window for window in _windows(_INVISIBLE.sub("", text)) if any(map(str.isalpha, window))]
    votes: defaultdict[str, float] = defaultdict(float)
    for window in windows:
        language, confidence = _identifier().classify(window)
        votes[str(language)] += len(window) * float(confidence)
    votes.pop(_NOT_A_LANGUAGE, None)
    if not votes:
        return Guess(ASSUMED, 0.0)
    language, weight = max(votes.items(), key=lambda vote: (vote[1], vote[0]))
    confidence = weight / sum(map(len, windows))
    if confidence < FAINT and all(char.isascii() for char in text if char.isalpha()):
        return Guess(ASSUMED, confidence)
    return Guess(_CODES.get(language, language), confidence)


def _windows(text: str) -> list[str]:
    """Return the whole text in windows, or as many as make up a sample, evenly spaced."""
    count = -(-len(text) // _WINDOW)
    if len(text) <= _SAMPLE:
        size = -(-len(text) // count) if count else 1
        return [text[start : start + size] for start in range(0, len(text), size)]
    count = _SAMPLE // _WINDOW
    step = (len(text) - _WINDOW) / (count - 1)
    return [text[start : start + _WINDOW] for start in (round(step * number) for number in range(count))]


@cache
def _identifier() -> "LanguageIdentifier":
    """Return the library's identifier with calibrated confidence; loading takes about 0.4 s, once.

    It chooses among the languages with a code of two letters (ISO 639-1): of those with three, hardly
    written, it takes English of a few words for pidgin.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    written = {code for code in identifier.nb_classes if len(code) == len("en")}
    identifier.set_languages(sorted(written | {_NOT_A_LANGUAGE}))
    return identifier
