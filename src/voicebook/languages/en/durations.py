"""Hours, minutes and seconds by their letters: `2h 3m 59s`, `1m ago`; and `m` for million: `5m people`."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_TIMER = re.compile(
    r"(?<![\w.,])(?P<count>\d{1,3})(?P<unit>[mh])(?= (?:ago|remaining|left|later|elapsed|to go|until)\b)"
)
_HOURS = re.compile(
    r"(?<![\w.,])(?P<hour>\d{1,3}) ?h,? (?P<minute>[0-5]?\d) ?m(?:in)?"
    r"(?:,? (?P<second>[0-5]?\d(?:\.\d+)?) ?s(?:ec)?)?(?!\w)"
    r"|(?<![\w.,])(?P<minute2>[0-5]?\d) ?m(?:in)?,? (?P<second2>[0-5]?\d(?:\.\d+)?) ?s(?:ec)?(?!\w)"
)
_COUNTED = (
    "people|persons|men|women|children|users|viewers|copies|readers|voters|visitors|passengers|workers|households|"
    "homes|jobs|barrels|tonnes|tons|inhabitants|residents|deaths|cases|shares|customers|students|pupils|refugees|"
    "birds|downloads|views|subscribers|members|years"
)
_SCALES = {"k": "thousand", "m": "million", "bn": "billion", "tn": "trillion"}
_PEOPLE = re.compile(rf"(?<![\w.,])(?P<from>\d+(?:\.\d+)?)(?P<scale>m|bn|k|tn)(?= (?:{_COUNTED})\b)")


def tag_durations(view: str, context: Context) -> Iterator[Token]:
    """Find durations, and millions of people: by what stands beside the letter it is no metre."""
    del context
    for match in _TIMER.finditer(view):
        name = "minute" if match["unit"] == "m" else "hour"
        yield Token(Span(*match.span()), "duration", "timer", {name: match["count"]})
    for match in _HOURS.finditer(view):
        fields = {name.rstrip("2"): text for name, text in match.groupdict().items() if text}
        yield Token(Span(*match.span()), "duration", "hours", fields)
    for match in _PEOPLE.finditer(view):
        yield Token(
            Span(*match.span()), "duration", "people", {"from": match["from"], "scale": match["scale"]}
        )


def say_duration(token: Token, context: Context) -> tuple[Said, ...]:
    """`2h 3m 59s` → `two hours three minutes and fifty nine seconds`."""
    if token.rule == "people":
        return forms.said(numbers.number(token.fields["from"], context), _SCALES[token.fields["scale"]])
    parts = [
        [*numbers.number(token.fields[name], context), name + "s" * (token.fields[name] != "1")]
        for name in ("hour", "minute", "second")
        if name in token.fields
    ]
    return forms.said(*parts[:-1], "and" if "second" in token.fields and parts[:-1] else "", parts[-1])
