"""How the source itself says parts of a sentence -> tokens, as strong as those of a lexicon."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace

from voicebook.model.publication import Given, Span
from voicebook.text.language import Token
from voicebook.text.normalize.lexicon import KIND, PHONEMES
from voicebook.text.normalize.typography import View

RULE = "source"
"""The rule of what the source says in words."""


def given_in(given: Iterable[Given], sentence: Span) -> tuple[Given, ...]:
    """Return those that lie in a sentence, with spans in its written form."""
    return tuple(
        replace(each, span=each.span.shift(-sentence.start))
        for each in given
        if sentence.start <= each.span.start and each.span.end <= sentence.end
    )


def numerals_in(view: View, given: Iterable[Given]) -> tuple[Span, ...]:
    """Return what the source calls Roman numerals, in the view."""
    return tuple(
        Span(_at(view, each.span.start), _at(view, each.span.end)) for each in given if not each.spoken
    )


def tag_given(view: View, given: Iterable[Given]) -> Iterator[Token]:
    """Yield a token for each part that the source says itself."""
    for each in (each for each in given if each.spoken):
        start, end = _at(view, each.span.start), _at(view, each.span.end)
        fields = {"spoken": each.spoken}
        if each.phonemes:
            fields |= {"alphabet": each.alphabet, "phonemes": each.phonemes}
        if start < end:
            yield Token(Span(start, end), KIND, PHONEMES if each.phonemes else RULE, fields)


def _at(view: View, offset: int) -> int:
    """Return where a written offset is in the view."""
    return offset if view.starts is None else bisect_left(view.starts, offset)
