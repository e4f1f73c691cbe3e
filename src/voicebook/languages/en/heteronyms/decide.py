"""Which of its sounds a word has in a sentence: a cue, else a model, else the sense of prose.

The order is that of what is surest: words beside it, rules by hand, the pooled model for nouns and verbs, the
word's own model if it is sure, the first sense of the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from voicebook.languages.en.heteronyms import cues, data, models
from voicebook.languages.en.heteronyms.words import Words
from voicebook.model.publication import Span

_CUED = 0.95  # how sure a cue is, by what it gets right in the training sentences
_SURE = 0.75  # of its own model, before it is heard
_DEFAULT = 0.6


@dataclass(frozen=True, slots=True)
class Sounded:
    """A heteronym, and what was decided of it."""

    span: Span
    word: str  # as written
    sense: str
    ipa: str  # US English
    rule: str  # the cue, or the heaviest features of the model
    confidence: float  # 0 to 1


def decide(view: str) -> Iterator[Sounded]:
    """Yield the heteronyms of a sentence with their sounds."""
    words = Words.of(view)
    for at, low in enumerate(words.low):
        if low in FORMS and words.word(at + 1) != "." * (len(low) < 3):  # noqa: PLR2004 - an abbreviation
            sense, rule, confidence = sense_of(words, at)
            yield Sounded(words.spans[at], words.written[at], sense, sounds()[low][sense], rule, confidence)


def sense_of(words: Words, at: int) -> tuple[str, str, float]:
    """Return the sense of a heteronym, what decided, and how sure it is."""
    low = words.low[at]
    sense, cue = cues.collocated(words, at)
    if sense:
        return sense, cue, _CUED
    verdict = models.verb(words, at)
    chance = verdict.probability if verdict.sense == "verb" else 1 - verdict.probability
    rule = cues.RULES.get(low)
    sense = rule(words, at, chance) if rule else ""
    if sense:
        return sense, "cue", _CUED
    if low in pairs():
        return verdict.sense, " ".join(verdict.heaviest), verdict.probability
    own = models.own(words, at)
    if own is not None and own.probability >= _SURE:
        return own.sense, " ".join(own.heaviest), own.probability
    return next(iter(sounds()[low])), "prose", _DEFAULT


@cache
def pairs() -> frozenset[str]:
    """Return the words whose sound a verb decides."""
    return frozenset(row[0] for row in data.rows("verbs.tsv"))


@cache
def sounds() -> dict[str, dict[str, str]]:
    """Return the sounds of each word by sense, in IPA; the first sense is that of prose."""
    found = {word: {"noun": noun, "verb": verb} for word, noun, verb in data.rows("verbs.tsv")}
    for word, sense, ipa in data.rows("senses.tsv", 2):
        found.setdefault(word, {})[sense] = ipa
    return found


FORMS = frozenset(sounds())
"""The words that are looked for, in lower case."""
