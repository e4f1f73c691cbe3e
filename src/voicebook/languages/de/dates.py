"""Dates, times, years, centuries, ordinals, rulers: German."""

import re
from collections.abc import Iterator

from voicebook.languages.de import forms, numbers
from voicebook.languages.de.forms import MONTH, MONTHS
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token
from voicebook.text.normalize.numerals import value

_YEAR = r"(?P<year>[1-9]\d{2,3})"
_DAY = r"(?<![\d.,])(?P<day>0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(rf"{_DAY}\. ?(?P<month>{MONTH})(?:,? {_YEAR}(?![\d.,]\d|\d))?")
_DIGITS = re.compile(
    rf"{_DAY}\. ?(?P<number>0?[1-9]|1[0-2])\.(?: ?{_YEAR}(?![\d.,]\d|\d)| ?(?P<short>\d\d)(?!\d))?(?!\d)"
)
_ISO = re.compile(r"(?<![\d-])(?P<year>[12]\d{3})-(?P<number>0\d|1[0-2])-(?P<day>[0-3]\d)(?![\d-])")
_TIME = re.compile(r"(?<![\d.:,])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?(?P<said> ?Uhr)(?!\w)")
_CLOCK = re.compile(r"(?<![\d.:,])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:])")
_ORDINAL = re.compile(
    r"(?<![\w.,])(?P<number>[1-9]\d{0,3})\."
    r"(?= (?:[a-zäöüß]+e[nrs]? )?[A-ZÄÖÜ]\w| (?:und|oder|bis) \d{1,3}\. ?[A-ZÄÖÜ])"
)
_JOINED = re.compile(r"\d{1,3}\. (?:und|oder|bis) $")
_LETTER_ORDINAL = re.compile(r"(?<![\w.,])(?P<number>[1-9]\d{0,3})s?t(?P<end>e[nrs]?)(?!\w)")
_CENTURY = re.compile(r"(?<![\w.,])(?P<number>[1-9]|1\d|2[01])\. (?P<noun>Jh\.|Jhs\.|Jahrhunderts?)(?!\w)")
_DECADE = re.compile(r"(?<![\w.,])(?P<year>[12]\d{2}0|[1-9]0)(?P<end>er)(?!\w)")
_FOUR = re.compile(r"(?<![\w.,/:–-])(?P<year>1[1-9]\d\d|20\d\d)(?![\w]|[.,:]\d|[–-]\d{1,2}(?!\d)| ?[%‰€$£°])")
_SPAN = re.compile(
    r"(?<![\w.,])(?P<year>1[1-9]\d\d|20\d\d) ?[–-] ?(?P<to>1[1-9]\d\d|20\d\d|\d\d)(?!\d|[.,]\d)"
)
_CUE = re.compile(
    r"(?:\b(?:Jahr|Jahre|Jahren|Jahres|seit|bis|ab|um|von|vom|nach|vor|anno|Anno|Sommer|Herbst|Winter|Frühling|"
    rf"Frühjahr|Anfang|Mitte|Ende|{MONTH}),? |[(*†])$"
)
_NOUN = re.compile(r" (?:[a-zäöüß]+e[nrs]? )?[A-ZÄÖÜ][a-zäöüß]+")
_CHRIST = re.compile(r"(?<![\w.,])(?P<year>[1-9]\d{0,3})(?= [vn]\. ?Chr)")
_ROMAN = "(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_RULER = re.compile(
    rf"(?P<name>\b(?!Kapitel|Band|Teil|Akt|Buch|Artikel|Klasse)[A-ZÄÖÜ][a-zäöüß]+)"
    rf" (?P<roman>{_ROMAN})\.(?!\w)"
)
_END = re.compile(r"[\"”“»)]*$")  # behind a stop that also ends its sentence
_PART = re.compile(
    rf"(?<!\w)(?P<cue>Kapitel|Kap\.|Band|Bd\.|Teil|Akt|Szene|Buch|Artikel|Art\.|Abschnitt|Klasse|Phase|Typ)"
    rf" (?P<roman>{_ROMAN})(?!\w)"
)
_NO_GENITIVE = frozenset("Louis Thomas Klemens Pius".split())


def tag_dates(view: str, _context: Context) -> Iterator[Token]:
    """`am 6. März 1848`, `06.03.2024`, `2024-03-06`, `14:30 Uhr`, `14:30`."""
    for match in (*_DATE.finditer(view), *_DIGITS.finditer(view), *_ISO.finditer(view)):
        groups = {name: text for name, text in match.groupdict().items() if text}
        month = groups.get("month") or MONTHS[int(groups["number"]) - 1]
        fields = {"day": groups["day"].lstrip("0"), "month": forms.month(month)}
        fields |= {
            "year": groups.get("year") or groups.get("short", ""),
            "end": _before(view, match.start(), "er"),
        }
        if fields["day"] and (match.re is not _DIGITS or fields["year"] or view[match.end() - 1] == "."):
            yield Token(_without_final_stop(view, match), "date", "day-month", fields)
    for match in (*_TIME.finditer(view), *_CLOCK.finditer(view)):
        fields = {"hour": match["hour"], "minute": match["minute"] or ""}
        yield Token(Span(*match.span()), "time", "clock", fields)


def _without_final_stop(view: str, match: re.Match[str]) -> Span:
    final = view[match.end() - 1] == "." and match.end() == len(view)
    return Span(match.start(), match.end() - final)


def _before(view: str, start: int, otherwise: str) -> str:
    return forms.ending(_JOINED.sub("", view[max(0, start - 30) : start]), otherwise)


def say_date(token: Token, _context: Context) -> tuple[Said, ...]:
    """`am 6. März 1848` → `am sechsten März achtzehnhundertachtundvierzig`."""
    fields = token.fields
    year = fields["year"]
    said = numbers.year(year) if len(year) > len("24") else numbers.number(year) if year else []
    return forms.words(numbers.ordinal(fields["day"], fields["end"]), fields["month"], said)


def say_time(token: Token, _context: Context) -> tuple[Said, ...]:
    """`14:30` → `vierzehn Uhr dreißig`, `1 Uhr` → `ein Uhr`."""
    minute = token.fields["minute"]
    minutes = numbers.cardinal(minute) if minute and int(minute) else []
    return forms.words(numbers.cardinal(token.fields["hour"], "ein"), "Uhr", minutes)


def tag_years(view: str, _context: Context) -> Iterator[Token]:
    """`1831`, `1914–1918`, `44 v. Chr.`, `die 1920er`."""
    for match in _FOUR.finditer(view):
        cued = _CUE.search(view[max(0, match.start() - 14) : match.start()])
        if cued or not _NOUN.match(view, match.end()):
            rule = "cue" if cued else "bare"
            yield Token(Span(*match.span()), "year", rule, match.groupdict(), doubt=not cued)
    for pattern, rule in ((_SPAN, "span"), (_CHRIST, "era"), (_DECADE, "decade")):
        for match in pattern.finditer(view):
            yield Token(Span(*match.span()), "year", rule, match.groupdict())


def say_year(token: Token, _context: Context) -> tuple[Said, ...]:
    """`1914–18` → `neunzehnhundertvierzehn bis achtzehn`, `1920er` → `neunzehnhundertzwanziger`."""
    *before, last = numbers.year(token.fields["year"])
    to = token.fields.get("to", "")
    until = ["bis", *(numbers.year(to) if len(to) > len("18") else numbers.cardinal(to))] if to else []
    return forms.words(before, last + token.fields.get("end", ""), until)


def tag_ordinals(view: str, _context: Context) -> Iterator[Token]:
    """`im 17. Jh.`, `der 2. Weltkrieg`, `Ludwig II.`, `Kapitel IV`."""
    for match in _CENTURY.finditer(view):
        noun = "Jahrhunderts" if match["noun"].startswith(("Jhs", "Jahrhunderts")) else "Jahrhundert"
        fields = {"number": match["number"], "end": _before(view, match.start(), "es"), "noun": noun}
        yield Token(_without_final_stop(view, match), "ordinal", "century", fields)
    for match in _ORDINAL.finditer(view):
        fields = {"number": match["number"], "end": _before(view, match.start(), "e")}
        yield Token(Span(*match.span()), "ordinal", "stop", fields)
    for match in _LETTER_ORDINAL.finditer(view):
        yield Token(Span(*match.span()), "ordinal", "letters", match.groupdict())
    for match in _RULER.finditer(view):
        genitive = match["name"].endswith("s") and match["name"] not in _NO_GENITIVE
        fields = {"number": str(value(match["roman"])), "noun": ""}
        fields["end"], fields["article"] = ("en", "des") if genitive else ("e", "der")
        stop = _END.match(view, match.end()) is not None
        yield Token(Span(match.start("roman"), match.end() - stop), "ordinal", "ruler", fields)
    for match in _PART.finditer(view):
        fields = {"from": str(value(match["roman"]))}
        yield Token(Span(*match.span("roman")), "cardinal", "part", fields)


def say_ordinal(token: Token, _context: Context) -> tuple[Said, ...]:
    """`II.` → `der Zweite`, `17. Jh.` → `siebzehnten Jahrhundert`."""
    fields = token.fields
    said = numbers.ordinal(fields["number"], fields["end"])
    if "article" in fields:
        said = [fields["article"], *said[:-1], said[-1][:1].upper() + said[-1][1:]]
    return forms.words(said, fields.get("noun", ""))
