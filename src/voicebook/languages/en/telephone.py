"""Telephone numbers: digit by digit, a pause at the groups."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_CUED = (
    r"(?i:\b(?:call(?:ed|ing)?|dial(?:led|ed|ling|ing)?|phone(?:d)?|telephone|tel\.?|fax|rang|"
    r"ring|text|mobile|cell|whatsapp|number is|"
    r"hotline|helpline)(?: (?:us|me|him|her|them|number|no\.|on|at|now|is))*[: ]{1,2})"
)
_INTERNATIONAL = re.compile(
    r"(?<![\w+])\+\d{1,3}(?:[ .-]?\(\d{1,5}\)|(?=[ .-]?\d))(?:[ .-]?\d{1,12}){1,6}(?!\w)"
)
_AREA = re.compile(r"(?<!\w)\(\d{2,5}\)[ .-]?\d{3,4}[ .-]?\d{3,4}(?:[ .-]?\d{2,4})?(?!\w|[.,]\d)")
_AMERICAN = re.compile(
    r"(?<![\w.,/-])(?:1[-. ])?(?:\d{3}[-. ]\d{3}[-.]\d{4}|\d{3}\.\d{3}\.\d{4}|\d{3} \d{3} "
    r"\d{4})(?![\w-]|[.,]\d)"
)
_LOCAL = re.compile(r"(?<![\w.,/$£€-])\d{3}-\d{4}(?![\w/-]|[.,]\d)")
_TRUNK = re.compile(r"(?<![\w.,/-])0\d{1,4}[ -]\d{3,8}(?:[ -]\d{3,4}){0,2}(?![\w/-]|[.,]\d| ?%)")
_LETTERED = re.compile(r"(?<![\w-])1-\d{3}-(?=[A-Z]{4,8}\b)")
_AFTER_CUE = re.compile(
    rf"{_CUED}(?P<number>\d[\d -]{{1,18}}\d)(?![\w/%]|[.,:]\d| (?:people|times|men|women|"
    rf"meetings?|witnesses|a\.?m|p\.?m|o'clock|more|days|hours|minutes)\b)"
)


def tag_telephone(view: str, context: Context) -> Iterator[Token]:
    """`+49 30 901820`, `(020) 7219 3000`, `555-0164`, `call 112`."""
    del context
    for pattern, rule in (
        (_INTERNATIONAL, "international"),
        (_AREA, "area-code"),
        (_AMERICAN, "ten-digits"),
        (_LOCAL, "seven-digits"),
        (_TRUNK, "trunk-code"),
        (_LETTERED, "lettered"),
    ):
        for match in pattern.finditer(view):
            if sum(char.isdigit() for char in match[0]) >= (4 if rule == "lettered" else 7):
                yield Token(Span(*match.span()), "telephone", rule, {"number": match[0]})
    for match in _AFTER_CUE.finditer(view):
        yield Token(Span(*match.span("number")), "telephone", "cue", {"number": match["number"]})


def say_telephone(token: Token, context: Context) -> tuple[Said, ...]:
    """`555-0177` → `five five five, zero one seven seven`."""
    del context
    groups = [group for group in re.split(r"[^\d]+", token.fields["number"]) if group]
    spoken = [forms.words(numbers.digit_by_digit(group)) for group in groups]
    paused = [forms.with_pause(words) for words in spoken[:-1]]
    return forms.said("plus" if token.fields["number"].startswith("+") else "", *paused, spoken[-1])
