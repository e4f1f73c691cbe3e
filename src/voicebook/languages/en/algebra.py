"""Algebra in running text: `dy/dx`, `f′(x)`, `1e-5`, `2x + 3y`, `5 x 10^6`; patterns such as `dd/mm/yyyy`."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, measure, numbers
from voicebook.languages.en.forms import NUMBER
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_DERIVATIVE = re.compile(r"(?<!\w)d(?P<top>[a-zA-Z])/d(?P<bottom>[a-zA-Z])(?!\w)")
_PRIMED = re.compile(r"(?<!\w)(?P<function>[a-zA-Z])(?P<primes>[′″]|''?)\((?P<of>[a-zA-Z])\)")
_SCIENTIFIC = re.compile(rf"(?<![\w.])(?P<number>{NUMBER})[eE](?P<sign>[+−-]?)(?P<power>\d{{1,3}})(?![\w.])")
_TIMES_TEN = re.compile(
    rf"(?<![\w.])(?P<number>{NUMBER}) ?[x×·*] ?10(?:\^|\*\*)(?P<sign>[−-]?)(?P<power>\d{{1,3}})"
    r"(?: (?P<unit>[A-Za-zΩμ]{1,5}(?:/[A-Za-z]{1,4}[²³23]?)?))?(?!\w)"
)
_COEFFICIENT = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,4}(?:\.\d+)?)(?P<letter>[a-z])(?=\)? ?[+=−<>≤≥^²³]| [-/*] |[²³])"
    r"|(?<=[+=−<>≤≥] )(?P<number2>\d{1,4}(?:\.\d+)?)(?P<letter2>[a-z])(?![\w'])"
)
_DATE_PATTERN = re.compile(
    r"(?<!\w)(?:dd?|mm?|yy|yyyy|hh|ss)(?:[/.:-](?:dd?|mm?|yyyy|yy|hh|ss)){1,5}(?!\w)", re.IGNORECASE
)
_PRIMES = {"′": "prime", "'": "prime", "″": "double prime", "''": "double prime"}


def tag_algebra(view: str, context: Context) -> Iterator[Token]:
    """Find derivatives, primed functions, scientific notation and coefficients."""
    del context
    for pattern, rule in (
        (_DERIVATIVE, "derivative"),
        (_PRIMED, "primed"),
        (_SCIENTIFIC, "scientific"),
        (_TIMES_TEN, "scientific"),
        (_COEFFICIENT, "coefficient"),
    ):
        for match in pattern.finditer(view):
            fields = {name.rstrip("2"): text for name, text in match.groupdict().items() if text}
            end = match.end()
            if "unit" in fields and not measure.unit_words(fields["unit"], one=False):
                end = match.start("unit") - 1
                del fields["unit"]
            yield Token(Span(match.start(), end), "algebra", rule, fields)


def tag_patterns(view: str, context: Context) -> Iterator[Token]:
    """`dd/mm/yyyy` → `D D M M Y Y Y Y`."""
    del context
    for match in _DATE_PATTERN.finditer(view):
        yield Token(Span(*match.span()), "letters", "date-pattern", {"letters": match[0]})


def say_algebra(token: Token, context: Context) -> tuple[Said, ...]:
    """`1e-5` → `one times ten to the minus fifth`, `dy/dx` → `D Y by D X`."""
    fields = token.fields
    match token.rule:
        case "derivative":
            return forms.said(forms.letters("d" + fields["top"]), "by", forms.letters("d" + fields["bottom"]))
        case "primed":
            return forms.said(
                forms.letters(fields["function"]),
                _PRIMES[fields["primes"]],
                "of",
                forms.letters(fields["of"]),
            )
        case "coefficient":
            return forms.said(numbers.number(fields["number"], context), forms.letters(fields["letter"]))
        case _:
            sign = "minus" if fields.get("sign", "") in {"-", "−"} else ""
            power = numbers.ordinal(int(fields["power"]), context)
            unit = measure.unit_words(fields["unit"], one=False) if "unit" in fields else []
            return forms.said(
                numbers.number(fields["number"], context), "times ten to the", sign, power, unit
            )
