"""Numbers, percentages, money, measures, fractions, ranges: German."""

import re
from collections.abc import Iterator

from voicebook.languages.de import forms, numbers
from voicebook.languages.de.forms import NUMBER
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_UNITS = forms.table("units.tsv", {"a one": ("eine",)})
_ONES = {unit: one for unit, _, one in _UNITS.values() if one}
_CURRENCIES = forms.table("currencies.tsv")
_SCALES = {"Mio.": "Millionen", "Mrd.": "Milliarden", "Tsd.": "tausend", "Mill.": "Millionen"}
_SCALE = rf"(?: (?P<scale>Millionen|Milliarden|Million|Milliarde|{forms.alternation(_SCALES)}))?"
_TO = rf"(?: ?(?:–|-|bis) ?(?P<to>{forms.UPTO}))?"
_PLAIN = re.compile(rf"(?P<sign>(?<![\w\d])[−-])?(?P<number>{NUMBER}|\d+)")
_AMOUNT = re.compile(rf"(?P<from>{NUMBER}){_TO}{_SCALE} ?(?P<unit>{forms.alternation(_CURRENCIES)})(?!\w)")
_AMOUNT_AFTER = re.compile(
    rf"(?<!\w)(?P<unit>{forms.alternation(_CURRENCIES)}) ?(?P<from>{NUMBER}){_TO}{_SCALE}"
)
_PERCENT = re.compile(rf"(?P<from>{NUMBER}){_TO} ?(?P<unit>%|‰)")
_MEASURE = re.compile(rf"(?P<from>{NUMBER}){_TO} ?-?(?P<unit>{forms.alternation(_UNITS)})(?![\w/²³])")
_SCALED = re.compile(rf"(?P<from>{NUMBER}) (?P<scale>{forms.alternation(_SCALES)})")
_FRACTIONS = {
    "½": "ein halb", "¼": "ein Viertel", "¾": "drei Viertel", "⅓": "ein Drittel", "⅔": "zwei Drittel",
    "⅕": "ein Fünftel", "⅛": "ein Achtel",
}  # fmt: skip
_FRACTION = re.compile(
    rf"(?P<whole>\d{{1,3}})? ?(?P<part>[{''.join(_FRACTIONS)}])"
    rf"(?: ?(?P<unit>{forms.alternation(_UNITS)})(?![\w/²³]))?"
)
_RANGE = re.compile(r"(?<=\d)(?P<dash> ?– ?|-)(?=\d)")
_SCORE = re.compile(r"(?<=\d):(?=\d)")
_FEMININE = re.compile(
    r" (?:Stunde|Minute|Sekunde|Woche|Frau|Person|Seite|Million|Milliarde|Tonne|Flasche|Stadt|Kirche|Nacht"
    r"|Straße|Hand|Tür|\w+(?:ung|heit|keit|schaft|tion|tät))\b"
)
_NOUN = re.compile(r" (?:[a-zäöüß]+e[nrs]? )?[A-ZÄÖÜ]")
_CASE = re.compile(r"\b(?:mit|von|nach|bei|aus|seit|zu|vor|in) $", re.IGNORECASE)


def tag_quantities(view: str, _context: Context) -> Iterator[Token]:
    """`4,50 €`, `3–5 %`, `90 km/h`, `2½`, `12 Mio.`, `48 300`, `−7`."""
    for pattern, kind in (
        (_AMOUNT, "money"),
        (_AMOUNT_AFTER, "money"),
        (_PERCENT, "percent"),
        (_MEASURE, "measure"),
        (_SCALED, "cardinal"),
    ):
        for match in pattern.finditer(view):
            fields = {name: text for name, text in match.groupdict().items() if text}
            yield Token(Span(*match.span()), kind, "unit" if "unit" in fields else "scale", fields)
    for match in _FRACTION.finditer(view):
        fields = {name: text for name, text in match.groupdict().items() if text}
        yield Token(Span(*match.span()), "fraction", "vulgar", fields)
    for match in _PLAIN.finditer(view):
        fields = {"from": match["number"], "sign": match["sign"] or "", "one": _one(view, match.end())}
        yield Token(Span(*match.span()), "cardinal", "sign" if match["sign"] else "digits", fields)
    for match in _RANGE.finditer(view):
        yield Token(Span(*match.span()), "range", "numbers", {"spoken": "bis"})
    for match in _SCORE.finditer(view):
        yield Token(Span(*match.span()), "range", "score", {"spoken": "zu"})


def _one(view: str, end: int) -> str:
    """Return what a 1 is before what follows: `eine Stunde`, `ein Mann`, `eins`."""
    if _FEMININE.match(view, end):
        return "eine"
    return "ein" if _NOUN.match(view, end) else "eins"


def say_quantity(token: Token, _context: Context) -> tuple[Said, ...]:
    """Say an amount and its unit: `4,50 €` → `vier Euro fünfzig`, `9 km/h` → `neun Kilometer pro Stunde`."""
    fields = token.fields
    sign = "minus" if fields.get("sign") else ""
    scale = _SCALES.get(fields.get("scale", ""), fields.get("scale", ""))
    unit = _unit(token.kind, fields.get("unit", ""), single=fields["from"] == "1" and "to" not in fields)
    whole, _, cents = fields["from"].partition(",")
    if token.kind == "money" and len(cents) == 2 and not scale and "to" not in fields:  # noqa: PLR2004 - cents
        minor = numbers.cardinal(cents) if int(cents) else []
        return forms.words(numbers.number(whole, "ein"), unit, minor)
    one = fields.get("one", _ONES.get(unit, "ein")) if not scale else "eine"
    if scale in {"Millionen", "Milliarden"} and fields["from"] == "1":
        scale = scale.removesuffix("en") + ("e" if scale == "Milliarden" else "")
    last = ["bis", *numbers.number(fields["to"], one)] if "to" in fields else []
    return forms.words(sign, numbers.number(fields["from"], one), last, scale, unit)


def _unit(kind: str, written: str, *, single: bool) -> str:
    if kind == "percent":
        return "Prozent" if written == "%" else "Promille"
    one, many, *_ = (_CURRENCIES if kind == "money" else _UNITS).get(written, ("", ""))
    return one if single else many or one


def say_fraction(token: Token, _context: Context) -> tuple[Said, ...]:
    """`½` → `ein halb`, `2½` → `zweieinhalb`, `1¾` → `eins drei Viertel`."""
    whole, part = token.fields.get("whole", ""), token.fields["part"]
    unit = _unit("measure", token.fields.get("unit", ""), single=not whole)
    if not whole:
        return forms.words(_FRACTIONS[part], unit)
    if part == "½":
        return forms.words("".join(numbers.cardinal(whole, "ein")) + "einhalb", unit)
    return forms.words(numbers.cardinal(whole), _FRACTIONS[part], unit)


def say_spoken(token: Token, _context: Context) -> tuple[Said, ...]:
    """Say what the tagger found in a table."""
    return forms.words(token.fields.get("spoken", ""))
