"""Dates: with a month's name, in digits, ranges of days, weekdays in short."""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re
from collections.abc import Iterator, Mapping

from voicebook.languages.en import forms, numbers
from voicebook.languages.en.forms import DAY, ERA, MONTH, SHORT_MONTH
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_YEAR = rf"(?:[12]\d{{3}}(?!\d|[.,]\d|'?s)|[1-9]\d{{0,3}}(?= {ERA}))"
_SUFFIX = r"(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(
    rf"(?<![\w.,/$£€-])(?P<day>{DAY}){_SUFFIX}(?: ?(?P<to>[–-]|and|&|or|to) ?(?P<last>{DAY}){_SUFFIX})?"
    rf"(?: of)?[ -](?P<month>{MONTH})(?!\w)(?:(?P<comma>,?)[ -](?P<year>{_YEAR}))?"
)
_MONTH_FIRST = re.compile(
    rf"(?<![\w-])(?P<month>{MONTH}) (?:the )?(?P<day>{DAY}){_SUFFIX}"
    rf"(?: ?(?P<to>[–-]|and|&|or|to) ?(?P<last>{DAY}){_SUFFIX}(?! ?{MONTH}))?(?![\w]|[.,:]\d|"
    rf"[–-]\d| ?%|-[a-z])"
    rf"(?:(?P<comma>,?) (?P<year>{_YEAR}))?"
)
_MONTH_YEAR = re.compile(rf"(?<!\w)(?P<month>{SHORT_MONTH}\.?)(?=,? [12]\d{{3}}(?!\d))")
_SHORT_ALONE = re.compile(
    rf"(?<!\w)(?P<month>{SHORT_MONTH})\.(?= of (?:that|this|last|the|next|[12]\d{{3}})\b)"
    rf"|(?<=\b(?:[Ii]n|[Bb]y) )(?P<month2>{SHORT_MONTH})\.(?=[,;)]| [a-z]|$)"
    rf"|(?<=\b(?:last|next|this|late|from) )(?P<month3>{SHORT_MONTH})\.(?=[,;)]| [a-z]|$)"
)
_MONTH_SPAN = re.compile(
    rf"(?<!\w)(?P<from>{SHORT_MONTH})(?P<stop>\.?) ?(?P<dash>[–-]|to) ?(?P<to>{SHORT_MONTH})\.?(?!\w)"
)
_MONTH_NAMES = re.compile(rf"(?<=[a-z]) ?(?P<dash>[–]) ?(?={forms.MONTH_NAME}(?!\w))")

_ISO = re.compile(
    r"(?<![\w/.-])(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\w-]|/\d)"
)
_OF_PERSONS = re.compile(r" of (?:us|them|you|these|those|my|his|her|our|their|your)\b")
_COUNTED = re.compile(r" (?:[a-z]{3,} )?(?:[a-z]{2,}(?<![su])s|men|women|people|children|sheep|of)\b(?! ?,)")
_IN = re.compile(r"\b[Ii]n $")
_DIGITS = re.compile(
    r"(?<![\w/.-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|"
    r"(?<=/)\d\d)(?![\w/]|[.-]\d)"
)
_DAY_AND_MONTH = re.compile(r"(?<=\b[Oo]n )(?P<first>\d{1,2})/(?P<second>\d{1,2})(?![\d/]|[.,]\d)")

_WEEKDAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_SHORT_DAYS = "Mon Tues Tue Weds Wed Thurs Thur Thu Fri Sat Sun".split()
_WEEKDAY = "(?:" + "|".join(_SHORT_DAYS) + ")"
SHORT_NAMES = frozenset((*forms.SHORT_MONTHS, *_SHORT_DAYS))
MONTH_NAMES = frozenset(forms.MONTH_NUMBERS)
"""Of days and months: one of either is in every sentence where a short name or a span of months is read."""
_WEEKDAY_IN_DATE = re.compile(
    rf"(?<!\w)(?P<name>{_WEEKDAY})\.?(?=,? (?:the )?(?:{DAY}{_SUFFIX}(?: of)? {MONTH}|{MONTH} "
    rf"{DAY}|\d{{1,2}}[/.]\d{{1,2}}[/.]))"
    rf"|(?<=\b[Oo]n )(?P<on>{_WEEKDAY})\.(?=,? [a-z]|$)"
)
_WEEKDAY_PAIR = re.compile(
    rf"(?<!\w)(?P<from>{_WEEKDAY})\.?(?P<join>(?: ?[–/-] ?| to | through | and | or | & |, ))"
    rf"(?P<to>{_WEEKDAY})(?!\w)\.?(?! +[a-z]+ed\b)"
)
_WEEKDAY_TIME = re.compile(
    rf"(?<!\w)(?P<name>{_WEEKDAY})(?P<on>)\.?(?=,? (?:at )?\d{{1,2}}(?::\d\d| ?[ap]\.?m))"
)


def tag_dates(view: str, context: Context) -> Iterator[Token]:
    """`3 June 1940`, `June 3, 1940`, `2–5 May`, `3rd of June`."""
    del context
    for pattern, rule in ((_DAY_FIRST, "day-month"), (_MONTH_FIRST, "month-day")):
        for match in pattern.finditer(view):
            fields = {name: text for name, text in match.groupdict().items() if text}
            if rule == "month-day" and "year" not in fields and not _is_day(view, match):
                continue
            if rule == "day-month":
                fields["the"] = (
                    "" if re.search(r"\bthe $", view[: match.start()][-5:], re.IGNORECASE) else "the"
                )
            yield Token(Span(*match.span()), "date", rule, fields)


def _is_day(view: str, match: re.Match[str]) -> bool:
    """Tell whether a number behind a month is its day: not in `May 5 of us go?`, nor `In May 20 men came`."""
    if _OF_PERSONS.match(view, match.end()):
        return False
    if (
        match["month"] in {"May", "March"}
        and not match.start()
        and (
            _COUNTED.match(view, match.end())
            or (match["month"] == "May" and view.rstrip("\"')").endswith("?"))
        )
    ):
        return False
    return not (
        _IN.search(view, max(0, match.start() - 3), match.start()) and _COUNTED.match(view, match.end())
    )


def tag_digit_dates(view: str, context: Context) -> Iterator[Token]:
    """`1940-06-03`, `03/06/1940` by region unless only one order is possible, `3.6.1940`."""
    for match in _ISO.finditer(view):
        yield Token(
            Span(*match.span()),
            "date",
            "iso",
            fields_of(match["day"], match["month"], match["year"], context),
        )
    for match in _DIGITS.finditer(view):
        day, month = _ordered(int(match["first"]), int(match["second"]), match["mark"], context)
        if 1 <= day <= 31 and 1 <= month <= 12:
            fields = fields_of(str(day), str(month), match["year"], context)
            yield Token(Span(*match.span()), "date", "digits", fields)
    for match in _DAY_AND_MONTH.finditer(view):
        day, month = _ordered(int(match["first"]), int(match["second"]), "/", context)
        if 1 <= day <= 31 and 1 <= month <= 12:
            yield Token(Span(*match.span()), "date", "digits", fields_of(str(day), str(month), "", context))


def _ordered(first: int, second: int, mark: str, context: Context) -> tuple[int, int]:
    """Return day and month."""
    habit = numbers.is_british(context) if context.day_first is None else context.day_first
    day_first = habit or mark == "."
    if day_first:
        return (first, second) if second <= 12 else (second, first)
    return (second, first) if first <= 12 else (first, second)


def fields_of(day: str, month: str, year: str, context: Context) -> dict[str, str]:
    """Return the fields of a date in digits, in the order that the region says it."""
    name = forms.MONTH_NUMBERS[int(month) - 1][:3]
    order = "the" if numbers.is_british(context) else "month-first"
    return {"day": day, "month": name, "year": year, "the": order, "comma": ","}


def say_date(token: Token, context: Context) -> tuple[Said, ...]:
    """Say a date in the order it is written: `the third of June`, `June third`."""
    fields = token.fields
    days = _days(fields, context)
    month = forms.month(fields["month"])
    if token.rule == "month-day" or fields.get("the") == "month-first":
        day_and_month = forms.said(month, days)
    else:
        day_and_month = forms.said(fields.get("the", ""), days, "of", month)
    year = numbers.year(fields["year"], context) if fields.get("year") else []
    return forms.said(
        forms.with_pause(day_and_month) if year and fields.get("comma") else day_and_month, year
    )


def _days(fields: Mapping[str, str], context: Context) -> list[str]:
    first = numbers.ordinal(fields["day"], context)
    if "last" not in fields:
        return first
    join = {"and": "and", "&": "and", "or": "or"}.get(fields["to"], "to")
    article = ["the"] if join == "to" and "the" in fields else []
    return [*first, join, *article, *numbers.ordinal(fields["last"], context)]


def tag_short_names(view: str, context: Context) -> Iterator[Token]:
    """Months before a year or in a span, weekdays in a date, a pair or before a time: `Mon–Thu`."""
    del context
    for match in _MONTH_YEAR.finditer(view):
        yield Token(Span(*match.span()), "word", "month-year", {"spoken": forms.month(match["month"])})
    for match in _SHORT_ALONE.finditer(view):
        name = match["month"] or match["month2"] or match["month3"]
        yield Token(_without_final_stop(view, match), "word", "short-month", {"spoken": forms.month(name)})
    for match in _MONTH_SPAN.finditer(view):
        names = f"{forms.month(match['from'])} to {forms.month(match['to'])}"
        yield Token(_without_final_stop(view, match), "word", "month-span", {"spoken": names})
    for match in _MONTH_NAMES.finditer(view):
        yield Token(Span(*match.span()), "range", "months", {})
    for pattern in (_WEEKDAY_IN_DATE, _WEEKDAY_TIME):
        for match in pattern.finditer(view):
            name = match["name"] or match["on"]
            yield Token(_without_final_stop(view, match), "word", "weekday", {"spoken": _weekday(name)})
    for match in _WEEKDAY_PAIR.finditer(view):
        join = {"–": "to", "-": "to", "/": "", "&": "and", ",": ","}.get(
            match["join"].strip(), match["join"].strip()
        )
        names = f"{_weekday(match['from'])} {join} {_weekday(match['to'])}"
        yield Token(
            _without_final_stop(view, match), "word", "weekdays", {"spoken": names.replace(" ,", ",")}
        )


def _weekday(short: str) -> str:
    return _WEEKDAYS[short[:3].lower()]


def _without_final_stop(view: str, match: re.Match[str]) -> Span:
    """Leave a stop that may end the sentence too."""
    final = match[0].endswith(".") and re.match(r"\s*$| +[A-Z\"(]", view[match.end() :][:3]) is not None
    return Span(match.start(), match.end() - final)
