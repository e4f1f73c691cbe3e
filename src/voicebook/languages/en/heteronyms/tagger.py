"""Heteronyms as tokens: words said as they are written, by phonemes."""

import re
from collections.abc import Iterator

from voicebook.languages.en.heteronyms.decide import FORMS, decide
from voicebook.model.speech import Phonemes
from voicebook.text.language import Context, Said, Token

HETERONYMS = FORMS | {form.capitalize() for form in FORMS}
"""Words of which one is in every sentence with a heteronym."""
_JOINED = frozenset("-'’/&@_+=\\")  # beside a letter, they make a longer word
_DOUBTED = 0.7  # a decision less sure than this is a guess
_LONGEST = 2_000  # characters of a sentence that are looked at
_R = re.compile("ɹ(?![aeiouæɑɒɔəɛɜɪʊʌ])")


def tag_heteronyms(view: str, context: Context) -> Iterator[Token]:
    """`Lead is heavy` → `Lead` by the phonemes lɛd; the rule is the sense and what decided it."""
    british = context.language.endswith("GB")
    for found in decide(view[:_LONGEST]):
        if found.word[1:].isupper() or not _stands_free(view, found.span.start, found.span.end):
            continue
        ipa = british_of(found.ipa) if british else found.ipa
        fields = {"spoken": found.word, "phonemes": ipa}
        rule = f"{found.sense} ({found.rule}) {found.confidence:.2f}"
        yield Token(found.span, "heteronym", rule, fields, doubt=found.confidence < _DOUBTED)


def _stands_free(view: str, start: int, end: int) -> bool:
    """Tell whether a word is no part of a longer one: `well-read` is one of its own, `lead's` is `lead`."""
    if start and view[start - 1] in _JOINED - {"'"}:
        return False
    return view[end : end + 1] not in _JOINED or (
        view[end : end + 2] == "'s" and not view[end + 2 : end + 3].isalpha()
    )


def say_sounded(token: Token, context: Context) -> tuple[Said, ...]:
    """Say a word by its phonemes."""
    del context
    return (Said(token.fields["spoken"], phonemes=Phonemes("ipa", token.fields["phonemes"])),)


def british_of(ipa: str) -> str:
    """Return a sound of US English as it is in southern England: no r but before a vowel, `oʊ` as `əʊ`."""
    said = ipa.replace("ɚ", "ə").replace("oʊ", "əʊ").replace("ɪɹ", "ɪəɹ").replace("ɛɹ", "ɛəɹ")
    return _R.sub("", said)
