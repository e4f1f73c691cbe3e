"""Cardinals, decimals, signs, digit strings and percentages.

Whether four digits are a year is decided in `years`; a token found here is the reading of last
resort for any digit.
"""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.languages.en.forms import NUMBER, SIGN, TO
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_NUMBER = re.compile(rf"(?P<sign>{SIGN})?(?P<number>{NUMBER})|\d++")
_SIGNS = {"-": "minus", "–": "minus", "−": "minus", "±": "plus or minus", "+": "plus"}

_PERCENT = re.compile(
    rf"(?P<sign>{SIGN})?(?P<from>{NUMBER})"
    rf"(?: ?%?{TO}(?P<to>{NUMBER}))?[ -]?(?P<unit>%|‰|bps?(?!\w)|"
    r"pp(?= (?:higher|lower|points|up|down|more|less)\b))"
)
_PERCENT_WORDS = {
    "%": "percent",
    "‰": "per mille",
    "bp": "basis points",
    "bps": "basis points",
    "pp": "percentage points",
}

_CODE = re.compile(
    r"(?:(?i:\b(?:code|passcode|postcode|zip|serial|account|combination|password|extension|"
    r"ext\.))|\bPINs?|\bZIP)"
    r"(?: (?:code|number|no\.))?(?: (?:is|was|of|to))?:? #?(?P<digits>\d[\d -]{1,30}\d)(?![\w.,/]\d|\w| ?%)"
)
_BOOK_NUMBER = re.compile(
    r"(?<!\w)(?P<name>[ep]-?(?=IS[BS]N)|)(?:ISBN|ISSN|LCCN|OCLC|ISNI|ORCID|EAN|UPC|ISMN|ISRC|PMID|DOI)(?:-1[03])?"
    r"(?:[:#]|[ ](?:is|was|are|number|no\.|num|of|for|the|it|\([^()]{1,24}\)|[a-z]{2,12}))*:? ?"
    r"(?P<digits>[\dXx](?:[\d -]{4,22}[\dXx]))(?![\w]|[.,]\d)"
)

_DOTTED = re.compile(r"(?<![\w.,$£€])(?P<number>[1-9]\d{0,2}(?:\.\d{3}){2,6})(?![\w]|[.,]\d)")
_ROUND = re.compile(r"(?<![\w.,])(?P<number>10|100|1,?000|1,?000,?000)s(?= (?:of|upon|and)\b|,)")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_STRAY_POINT = re.compile(r"(?<=\d)[.:'](?=\d)")


def tag_numbers(view: str, context: Context) -> Iterator[Token]:
    """`48 300`, `2.75`, `−7`, `007`: every digit gets at least this reading."""
    del context
    for match in _DOTTED.finditer(view):
        number = match["number"].replace(".", "")
        yield Token(Span(*match.span()), "cardinal", "dotted", {"number": number, "sign": ""})
    for match in _ROUND.finditer(view):
        yield Token(Span(*match.span()), "decade", "round", {"round": match["number"].replace(",", "")})
    for match in _NUMBER.finditer(view):
        number = match["number"] or match[0]
        fields = {"number": number, "sign": match["sign"] or ""}
        kind = "decimal" if re.search(r"[.·]", number) else "cardinal"
        if match["sign"]:
            yield Token(Span(*match.span()), "negative", "sign", fields)
            fields = {"number": number, "sign": ""}
        start = match.end() - len(number)
        yield Token(Span(start, match.end()), kind, _rule(kind, number), fields)


def _rule(kind: str, number: str) -> str:
    if kind == "decimal":
        return "point"
    if not number.isdigit():
        return "grouped"
    return "leading-zero" if len(number) > 1 and number.startswith("0") else "digits"


def say_number(token: Token, context: Context) -> tuple[Said, ...]:
    """`−7` → `minus seven`."""
    sign = _SIGNS.get(token.fields.get("sign", ""), "")
    return forms.said(sign, numbers.number(token.fields["number"], context))


def say_digits(token: Token, context: Context) -> tuple[Said, ...]:
    """`0-14-04` → `zero one four zero four`; an X is a letter."""
    del context
    out: list[Said] = []
    for char in token.fields["number"]:
        out += forms.letters(char) if char in "Xx" else forms.words(numbers.digit_by_digit(char))
    return tuple(out)


def tag_codes(view: str, context: Context) -> Iterator[Token]:
    """`ISBN 0-14-043-9`, `code 4821`: digit by digit after a cue."""
    del context
    for match in _BOOK_NUMBER.finditer(view):
        if match["name"]:
            span = Span(match.start(), match.start() + len(match["name"]) + 4)
            yield Token(
                span, "letters", "book-number", {"letters": view[match.start() : span.end].replace("-", "")}
            )
        yield Token(Span(*match.span("digits")), "digit", "book-number", {"number": match["digits"]})
    for match in _CODE.finditer(view):
        yield Token(Span(*match.span("digits")), "digit", "code", {"number": match["digits"]})


def tag_percent(view: str, context: Context) -> Iterator[Token]:
    """`62.5 %`, `3–4%`, `7‰`, `25 bp`."""
    del context
    for match in _PERCENT.finditer(view):
        fields = {name: match[name] or "" for name in ("sign", "from", "to", "unit")}
        yield Token(Span(*match.span()), "percent", "percent", fields)


def say_percent(token: Token, context: Context) -> tuple[Said, ...]:
    """`3–4%` → `three to four percent`: a range says the unit once."""
    unit = _PERCENT_WORDS[token.fields["unit"]]
    if token.fields["from"] == "1" and not token.fields["to"]:
        unit = unit.removesuffix("s")
    return forms.said(_SIGNS.get(token.fields["sign"], ""), span_of_numbers(token, context), unit)


def span_of_numbers(token: Token, context: Context) -> list[str]:
    """Say the fields "from" and "to": one number or two."""
    first = numbers.number(token.fields["from"], context)
    if not token.fields.get("to"):
        return first
    return [*first, "to", *numbers.number(token.fields["to"], context)]


def sign_word(sign: str) -> str:
    """`−` → `minus`."""
    return _SIGNS.get(sign, "")


def tag_separators(view: str, context: Context) -> Iterator[Token]:
    """Separators between numbers that are not one number: `1,2` is a list, `1:2` two numbers."""
    del context
    for match in _COMMA.finditer(view):
        yield Token(Span(*match.span()), "separator", "list", {"spoken": ","})
    for match in _STRAY_POINT.finditer(view):
        yield Token(Span(*match.span()), "separator", "stray-point", {"spoken": ""}, doubt=True)
