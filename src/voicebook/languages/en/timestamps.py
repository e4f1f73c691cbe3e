"""Dates and times as computers write them: `2024-10-07T12:54:34Z`, `1944/06/06`, `05/2019`."""

import re
from collections.abc import Iterator

from voicebook.languages.en import dates, forms, numbers
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_ZONE = r"(?P<zone>[+-]\d{2}:?\d{2}(?!\d)|Z(?!\w)| ?(?:UTC|GMT)(?!\w))"
_CLOCK = r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?P<fraction>[.,]\d{1,9})?)?"
_DATE = r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
_STAMP = re.compile(rf"(?<![\w/.-]){_DATE}(?:T| ){_CLOCK} ?{_ZONE}?(?![\w:])")
_ZONED = re.compile(rf"(?<![\w.,:/-]){_CLOCK} ?{_ZONE}")
_YEAR_FIRST = re.compile(
    r"(?<![\w/.-])(?P<year>[12]\d{3})/(?P<month>0?[1-9]|1[0-2])/(?P<day>0?[1-9]|[12]\d|3[01])(?![\w/]|[.-]\d)"
)
_MONTH_YEAR = re.compile(
    r"(?<=\b(?:[Ii]n|[Bb]y|[Oo]f) )(?P<month>0[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\w/]|[.-]\d)"
    r"|(?<=\b(?:[Ss]ince|[Uu]ntil) )(?P<month2>0[1-9]|1[0-2])/(?P<year2>(?:19|20)\d\d)(?![\w/]|[.-]\d)"
)
_NOON = 12


def tag_timestamps(view: str, context: Context) -> Iterator[Token]:
    """Find dates with a time, times with a zone, dates with the year first, months in digits."""
    for pattern, rule in ((_STAMP, "stamp"), (_ZONED, "zoned")):
        for match in pattern.finditer(view):
            fields = {name: text for name, text in match.groupdict().items() if text}
            yield Token(Span(*match.span()), "timestamp", rule, fields)
    for match in _YEAR_FIRST.finditer(view):
        fields = dates.fields_of(match["day"], match["month"], match["year"], context)
        yield Token(Span(*match.span()), "date", "year-first", fields)
    for match in _MONTH_YEAR.finditer(view):
        month, year = match["month"] or match["month2"], match["year"] or match["year2"]
        yield Token(Span(*match.span()), "timestamp", "month", {"month": month, "year": year})


def say_timestamp(token: Token, context: Context) -> tuple[Said, ...]:
    """`2024-10-07 12:54` → `October seventh, twenty twenty four, twelve fifty four`."""
    fields = token.fields
    if token.rule == "month":
        return forms.said(
            forms.MONTH_NUMBERS[int(fields["month"]) - 1], numbers.year(fields["year"], context)
        )
    time = forms.said(
        _time(fields.get("hour", ""), fields.get("minute", ""), context), _seconds(token, context)
    )
    said = forms.said(time, _zone(fields.get("zone", "").strip(), context))
    if token.rule == "zoned":
        return said
    named = dates.fields_of(fields["day"], fields["month"], fields["year"], context)
    day = dates.say_date(Token(token.span, "date", "iso", named), context)
    return forms.said(forms.with_pause(day), said)


def _time(hour: str, minute: str, context: Context) -> list[str]:
    words = numbers.cardinal(int(hour), context)
    if minute == "00":
        return [*words, "o'clock" if 1 <= int(hour) <= _NOON else "hundred"]
    return [*words, *(["oh"] if minute[0] == "0" else []), *numbers.cardinal(int(minute), context)]


def _seconds(token: Token, context: Context) -> list[str]:
    second, fraction = token.fields.get("second", ""), token.fields.get("fraction", "")
    if not second or (second == "00" and not fraction):
        return []
    decimals = ["point", *numbers.digit_by_digit(fraction)] if fraction else []
    return ["and", *numbers.cardinal(int(second), context), *decimals, "seconds"]


def _zone(zone: str, context: Context) -> tuple[Said, ...]:
    if not zone:
        return ()
    if zone[0].isalpha():
        return forms.letters("UTC" if zone == "Z" else zone)
    hours, minutes = int(zone[1:3]), zone[-2:]
    sign = "minus" if zone[0] == "-" else "plus"
    if minutes == "00" and ":" in zone:
        return forms.said(sign, numbers.cardinal(hours, context), "hours")
    tail = ["hundred"] if minutes == "00" else numbers.cardinal(minutes, context)
    return forms.said(sign, numbers.cardinal(hours, context), tail)
