"""Fractions, vulgar and with a slash; mixed numbers; ordinals."""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re
import unicodedata
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.languages.en.forms import GROUPED
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

VULGAR = "¼½¾⅐-⅞↉"
_VULGAR = re.compile(rf"(?P<whole>(?<![\d.,/])\d{{1,6}} ?)?(?P<part>[{VULGAR}])")
_SLASHED = re.compile(
    r"(?<![\w.,/⁄$£€-])(?:(?P<whole>\d{1,6})[ -])?(?P<part>(?P<top>\d{1,3})"
    r"[/⁄](?P<bottom>\d{1,4}))(?P<suffix>th|rd|nd|st|ths|rds)?"
    r"(?![\w/⁄%]|[.,]\d|-\d)"
)
_FRACTION_SLASH = "⁄"
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100, 1000})
_COMMON = frozenset({2, 3, 4, 5, 8, 10})
_DATE_BEFORE = re.compile(r"\b(?:[Oo]n|dated|since|until|till|by|date) $")
_MEASURED = re.compile(
    r"[ -](?:of|full|empty|scale|size|majority|way|inch|inches|mile|miles|foot|feet|yard|"
    r"yards|cups?|teaspoons?|tablespoons?|"
    r"tsp|tbsp|pounds?|ounces?|pints?|quarts?|gallons?|hours?|minutes?|acres?|share|finished|"
    r"complete|done|time|"
    r"kilos?|kilometers?|kilometres?|meters?|metres?|liters?|litres?|lbs?|oz|in|ft|mi|length|"
    r"width|turn|vote|stake|rule|"
    r"dozen|point|points|note|century|page|the|an?)\b"
)
_OF_THEM = re.compile(r" of (?:the|them|it|its|their|his|her|our|us|all|an?|this|that|these|those)\b")
_LARGEST_DAY = 31
_OF_A = re.compile(r" (?:an?|the)\b|-[a-z]|(?<=½) of\b")

_ORDINAL = re.compile(
    rf"(?<![\w.,])(?P<number>{GROUPED}|\d{{1,15}})(?:(?P<suffix>st|nd|rd|th|ST|ND|RD|TH)|ˢᵗ|ⁿᵈ|"
    rf"ʳᵈ|ᵗʰ|[ºª]|(?<=[23])d(?= [A-Za-z]))(?![^\W_]|\.º)"
)
_LETTER_TH = re.compile(r"(?<!\w)(?P<letter>[a-zA-Z])-?(?:th|ᵗʰ)(?!\w)")


def tag_fractions(view: str, context: Context) -> Iterator[Token]:
    """`½`, `1½`, `2/5 of`, `3 1/2`, `5⁄6`."""
    del context
    for match in _VULGAR.finditer(view):
        of_a = "of" if _OF_A.match(view, match.end()) else ""
        fields = {"whole": (match["whole"] or "").strip(), "part": match["part"], "of": of_a}
        yield Token(Span(*match.span()), "fraction", "vulgar", fields)
    for match in _SLASHED.finditer(view):
        if _is_fraction(view, match):
            of_a = "of" if _OF_A.match(view, match.end()) else ""
            fields = {"whole": match["whole"] or "", "part": match["part"], "of": of_a}
            yield Token(Span(*match.span()), "fraction", "slash", fields)


def _is_fraction(view: str, match: re.Match[str]) -> bool:
    """Return whether a slash is a fraction bar: a small denominator, and something it is a part of."""
    top, bottom = int(match["top"]), int(match["bottom"])
    if not bottom > 0 or not top:
        return False
    if _FRACTION_SLASH in match["part"] or match["suffix"]:
        return True
    rare = _OF_THEM.match(view, match.end()) or (top == 1 and bottom > _LARGEST_DAY)
    if top >= bottom or (bottom not in _DENOMINATORS and not rare):
        return False
    if rare or match["whole"] is not None or _MEASURED.match(view, match.end()):
        return True
    return bottom in _COMMON and _DATE_BEFORE.search(view[max(0, match.start() - 10) : match.start()]) is None


def say_fraction(token: Token, context: Context) -> tuple[Said, ...]:
    """`4½` → `four and a half`."""
    if token.fields["whole"]:
        return forms.words(mixed_words(token.fields["whole"], token.fields["part"], context))
    words = fraction_words(token.fields["part"], context)
    if words == ["one", "half"] and token.fields["of"]:
        return forms.words("half")
    return forms.words(words)


def fraction_words(part: str, context: Context) -> list[str]:
    """`⅔` → `two thirds`, `1/10` → `one tenth`."""
    top, bottom = _terms(part)
    names = {2: "half", 4: "quarter"}
    name = [names[bottom]] if bottom in names else numbers.ordinal(bottom, context)
    count = numbers.cardinal(top, context)
    if top == 1 or bottom == 0:
        return [*count, *name]
    return [*count, *(["halves"] if bottom == 2 else numbers.plural(name))]


def mixed_words(whole: str, part: str, context: Context) -> list[str]:
    """`1¾` → `one and three quarters`, `3 1/4` → `three and a quarter`."""
    words = fraction_words(part, context)
    if words[0] == "one":
        words = ["an" if words[1].startswith("eigh") else "a", *words[1:]]
    return [*numbers.number(whole, context), "and", *words]


def _terms(part: str) -> tuple[int, int]:
    if len(part) == 1:
        part = unicodedata.normalize("NFKC", part)
    top, _, bottom = part.replace(_FRACTION_SLASH, "/").partition("/")
    return int(top), int(bottom)


def tag_ordinals(view: str, context: Context) -> Iterator[Token]:
    """`33rd`, `4ᵗʰ`, `2,000th`, `his 2d wife`."""
    del context
    for match in _ORDINAL.finditer(view):
        yield Token(Span(*match.span()), "ordinal", "suffix", {"number": re.sub(r"\D", "", match["number"])})


def tag_letter_ordinals(view: str, context: Context) -> Iterator[Token]:
    """`k-th`, `nᵗʰ` → `kth`, `nth`."""
    del context
    for match in _LETTER_TH.finditer(view):
        if "-" in match[0] or "ᵗ" in match[0]:
            yield Token(Span(*match.span()), "word", "letter-th", {"spoken": match["letter"] + "th"})


def say_ordinal(token: Token, context: Context) -> tuple[Said, ...]:
    """`22` → `twenty second`."""
    return forms.words(numbers.ordinal(token.fields["number"], context))
