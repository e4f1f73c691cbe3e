"""Times of day and durations."""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_HALF = r"(?P<half>[ap]\.? ?m\.?|A\.? ?M\.?|P\.? ?M\.?)(?![\w])"
_WITH_HALF = re.compile(
    rf"(?<![\w.,:$£€])(?P<hour>0?[1-9]|1[0-2]|[12]\d)(?:[:.](?P<minute>[0-5]\d)"
    rf"(?::(?P<second>[0-5]\d))?)? ?{_HALF}"
)
_PLAIN = re.compile(
    r"(?<![\w.,:/$£€])(?P<hour>\d|[01]\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))"
    r"?(?P<fraction>\.\d+)?"
    r"(?: ?h(?:rs|ours)?(?!\w))?(?![\w:]|[.,]\d)"
)
_LONG = re.compile(
    r"(?<![\w.,:/$£€])(?P<hour>\d{2,3}):(?P<minute>[0-5]\d):(?P<second>[0-5]\d)(?![\w:]|[.,]\d)"
)
_AFTER_TIME = (
    "on|in|and|to|sharp|the|every|each|this|precisely|that|he|she|it|they|we|I|you|when|with|for|from|an?|his|her|"
    "their|our|my|but|as|after|before|by|till|until|or|there|everyone|yesterday|today|tomorrow|tonight|last|next|"
    "exactly|train|bus"
)
_DOTTED = re.compile(
    r"(?<=\bat )(?P<hour>[1-9]|1\d|2[0-3])\.(?P<minute>[0-5][05]|\d\d(?= sharp))"
    rf"(?=[,;)]|\.?$|\.? (?:{_AFTER_TIME})\b)"
)
_MILITARY = re.compile(
    r"(?<![\w.,:])(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?= ?(?:hours|hrs|h|GMT|UTC|Z)(?!\w))"
)
_NAMED = re.compile(
    r"(?<![\w.,:])(?P<hour>0\d|1\d|2[0-3])(?P<minute>[0-5]\d)(?= (?:flight|train|bus|ferry|service|departure|"
    r"shift|news|briefing|sailing|boat|coach|tram|start|alarm)\b)"
)
_LAP = re.compile(
    r"(?<![\w.,:/$£€])(?P<minute>\d{1,2}):(?P<second>[0-5]\d)(?P<fraction>[.,]\d{1,3})(?![\w:])"
)
_FRENCH = re.compile(r"(?<![\w.,:])(?P<hour>[01]?\d|2[0-4])h(?P<minute>[0-5]\d)(?!\w)")
_RANGE_HALF = re.compile(
    rf"(?<![\w.,:$£€])(?P<hour>0?[1-9]|1[0-2])(?:[:.](?P<minute>[0-5]\d))?(?= ?[–-] "
    rf"?(?:0?[1-9]|1[0-2])(?:[:.][0-5]\d)? ?{_HALF})"
)
_ENDS = re.compile(r"[\"')\]]*(?:$| +[\"'(]?(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z])")
_RATIO_BEFORE = re.compile(r"\b(?:ratios?|scale|odds|mix|proportions?|diluted|score|aspect)\b[^.;]{0,14} $")


def tag_times(view: str, context: Context) -> Iterator[Token]:
    """`7:45`, `7.45 p.m.`, `19:45`, `0630 hours`, `1:02:09`, `20h15`."""
    del context
    for match in _WITH_HALF.finditer(view):
        yield Token(_span(view, match), "time", "half-day", _fields(match))
    patterns = [
        (_PLAIN, "clock"),
        (_LONG, "clock"),
        (_MILITARY, "military"),
        (_NAMED, "military"),
        (_FRENCH, "clock"),
        (_RANGE_HALF, "range-half"),
        (_DOTTED, "clock"),
    ]
    for pattern, rule in patterns:
        for match in pattern.finditer(view):
            if _RATIO_BEFORE.search(view[max(0, match.start() - 24) : match.start()]):
                continue
            duration = match.groupdict().get("second") and not _is_time_of_day(view, match)
            if match.groupdict().get("fraction") and not match.groupdict().get("second"):
                continue
            yield Token(Span(*match.span()), "time", "duration" if duration else rule, _fields(match))
    for match in _LAP.finditer(view):
        yield Token(Span(*match.span()), "time", "lap", _fields(match))


def _span(view: str, match: re.Match[str]) -> Span:
    """Leave the stop of `p.m.` where it also ends the sentence: before a capital or the end."""
    final = match[0].endswith(".") and _ENDS.match(view, match.end())
    return Span(match.start(), match.end() - bool(final))


def _is_time_of_day(view: str, match: re.Match[str]) -> bool:
    before = view[max(0, match.start() - 8) : match.start()]
    return re.search(r"\b(?:at|by|until|till|after|before|from) $", before) is not None or (
        len(match["hour"]) == 2 and int(match["hour"]) > 12
    )


def _fields(match: re.Match[str]) -> dict[str, str]:
    return {name: text for name, text in match.groupdict().items() if text}


def say_time(token: Token, context: Context) -> tuple[Said, ...]:
    """Say a time of day or, with seconds, a duration."""
    if token.rule == "duration":
        return _say_duration(token, context)
    if token.rule == "lap":
        whole = [*numbers.cardinal(token.fields["second"], context), "point"]
        decimals = numbers.digit_by_digit(token.fields["fraction"])
        minutes = numbers.cardinal(token.fields["minute"], context)
        return forms.said(minutes, "minutes", whole, decimals, "seconds")
    hour, minute = token.fields["hour"], token.fields.get("minute", "")
    half = forms.letters(token.fields.get("half", "")) if token.rule != "range-half" else ()
    words = numbers.cardinal(hour, context)
    if token.rule == "military":
        words = ["oh", *words] if hour.startswith("0") and hour != "00" else words
        return forms.said(words, _minutes(minute, context) or "hundred")
    if not half and token.rule == "clock" and minute == "00" and not token.fields.get("second"):
        return forms.said(words, "o'clock" if 1 <= int(hour) <= 12 else "hundred")
    seconds = token.fields.get("second", "")
    rest = forms.said("and", numbers.cardinal(seconds, context), "seconds") if seconds else ()
    return forms.said(words, _minutes(minute, context), rest, half)


def _minutes(minute: str, context: Context) -> list[str]:
    if not minute or minute == "00":
        return []
    return (["oh"] if minute.startswith("0") else []) + numbers.cardinal(minute, context)


def _decimals(name: str, fraction: str) -> list[str]:
    return ["point", *numbers.digit_by_digit(fraction)] if fraction and name == "second" else []


def _is_many(count: str, name: str, fraction: str) -> bool:
    return int(count) != 1 or bool(_decimals(name, fraction))


def _say_duration(token: Token, context: Context) -> tuple[Said, ...]:
    """`1:02:09` → `one hour two minutes and nine seconds`."""
    parts = [(token.fields[name], name) for name in ("hour", "minute", "second")]
    fraction = token.fields.get("fraction", "")
    counted = [
        [
            *numbers.cardinal(count, context),
            *_decimals(name, fraction),
            name + "s" * _is_many(count, name, fraction),
        ]
        for count, name in parts
        if int(count) or (fraction and name == "second")
    ]
    if not counted:
        return forms.words("zero seconds")
    if len(counted) > 1:
        counted[-1] = ["and", *counted[-1]]
    return forms.said(*counted)
