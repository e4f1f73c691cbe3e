"""Dashes: "to" between two numbers, days or letters; a pause between words that they join."""

import re
from collections.abc import Iterator

from voicebook.languages.en.forms import MONTH_NAME
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_NUMBERS = re.compile(
    r"(?<=[\d%½¼¾°⅓⅔])(?P<dash> ?– ?|-|‑)(?=[$£€¥]?\.?[\d½¼¾])|(?<=\d)(?P<spaced> - )(?=\d)|"
    r"(?<=\ds)(?P<decades> ?[–-] ?)(?='?\d)"
    r"|(?<=\d(?:st|nd|rd|th))(?P<ordinals> ?[–-] ?)(?=\d)|(?<=[ap]m)(?P<halves> ?[–-] ?)(?=\d)"
    r"|(?<=[ap]\.m\.)(?P<stopped> ?[–-] ?)(?=\d)"
    r"|(?<=\d[a-z])(?P<parts> ?[–-] ?)(?=\d+[a-z]?(?!\w))|(?<=\d[mkMbB])(?P<scaled>[–-])"
    r"(?=[$£€]\d)|"
    r"(?<=\d [mbt]illion)(?P<large> ?[–-] ?)(?=[$£€]\d)|"
    r"(?<=°[CF])(?P<temperatures> ?[–-] ?)(?=\d)|(?<=noon)(?P<noon>–)(?=\d)|"
    r"(?<=\dbn)(?P<billions>[–-])(?=[$£€]\d)"
    r"|(?<=\d (?:BC|AD|CE))(?P<eras> ?[–-] ?)(?=(?:AD )?\d)|(?<=\d BCE)(?P<era> ?[–-] ?)"
    r"(?=(?:AD )?\d)|(?<=\d)(?P<to_era>–)(?=AD \d)"
    r"|(?<=[₀-₉⁰-⁹′″NSEW])(?P<degrees> ?– ?)(?=\d)|(?<=\d)(?P<present> ?– ?)(?=(?:present|now|"
    r"today)\b)|(?<=[ivxlc])(?P<roman>–)(?=[ivxlc]+\b)|(?<=[IVX])(?P<capital>[–-])(?=[IVX]+\b)"
)
_AFTER_QUERY = re.compile(r"(?<=1\d{3}\?)(?P<dash> ?[–-] ?)(?=1\d{3})")
_CODES = re.compile(r"(?<![\w-])(?P<letter>[A-Z])\d{1,3}(?P<dash> ?[–-] ?)(?=(?P=letter)\d{1,3}(?!\w))")
_UNITS = re.compile(r"\d ?(?P<unit>[A-Za-z°%\"′″]{1,4})(?P<dash> ?[–-] ?)(?=\d+(?:\.\d+)? ?(?P=unit)(?!\w))")
_TO_NOON = re.compile(
    r"(?<=[ap]\.m\.)(?P<dash> ?[–-] ?)(?=(?:noon|midnight)\b)"
    r"|(?<=[ap]m)(?P<close> ?[–-] ?)(?=(?:noon|midnight)\b)"
)
_DATES = re.compile(
    rf"(?:\d|(?<!\w){MONTH_NAME}|[12]\d{{3}})(?P<dash> ?– ?)(?=\d{{1,2}}(?:st|nd|rd|th)? "
    rf"{MONTH_NAME}\b|{MONTH_NAME} \d)"
)
_LETTERS = re.compile(
    r"(?<![\w'.-])(?P<from>[A-Z])(?P<dash>–)(?P<to>[A-Z])(?![\w'])|(?<=[Gg]rades )"
    r"(?P<from2>[A-F])(?P<dash2>-)(?P<to2>[A-F])(?!\w)"
)
_WORDS = re.compile(
    r"(?<=[^\s–—])(?P<dash>[–—―]|--+)(?=[^\s–—.,;:!?)\]\"'”’…])|(?<=[^\s-])(?P<before>--+|—)"
    r"(?= )|(?<= )(?P<after>--+|—)(?=[^\s–—-])"
)
_DOUBLE_HYPHEN = re.compile(r"(?<= )(?:--+|——+)(?= )")


def tag_ranges(view: str, context: Context) -> Iterator[Token]:
    """`3–9`, `4–1`, `1840s–1850s`, `15 000–20 000`, `A–F`: "to"."""
    del context
    for match in _NUMBERS.finditer(view):
        yield Token(Span(*match.span()), "range", "numbers")
    for pattern, rule in ((_AFTER_QUERY, "years"), (_CODES, "codes"), (_UNITS, "units")):
        for match in pattern.finditer(view):
            yield Token(Span(*match.span("dash")), "range", rule)
    for match in _TO_NOON.finditer(view):
        yield Token(Span(*match.span()), "range", "noon")
    for match in _DATES.finditer(view):
        yield Token(Span(*match.span("dash")), "range", "dates")
    for match in _LETTERS.finditer(view):
        name = "dash" if match["dash"] else "dash2"
        yield Token(Span(*match.span(name)), "range", "letters")


def say_range(token: Token, context: Context) -> tuple[Said, ...]:
    """Say "to"."""
    del token, context
    return (Said("to"),)


def tag_dashes(view: str, context: Context) -> Iterator[Token]:
    """`end–that` → `end – that`: a dash without spaces parts words and is a pause."""
    del context
    for match in _WORDS.finditer(view):
        yield Token(Span(*match.span()), "dash", "joined-words")
    for match in _DOUBLE_HYPHEN.finditer(view):
        yield Token(Span(*match.span()), "dash", "double-hyphen")


def say_dash(token: Token, context: Context) -> tuple[Said, ...]:
    """Keep a dash of its own, for the pause."""
    del token, context
    return (Said("–"),)
