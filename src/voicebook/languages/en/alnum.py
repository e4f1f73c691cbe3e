"""Letters and numbers together: models, roads, formulas, isotopes, coordinates."""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.languages.en.capitals import ACRONYMS, is_word
from voicebook.languages.en.forms import NUMBER
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_ALNUM = re.compile(
    r"(?<![\w.,'/-])(?=[A-Za-z0-9&+-]{0,24}\d)(?=[A-Za-z0-9&+-]{0,24}[A-Za-z])"
    r"(?P<written>(?:[A-Z]{1,6}[a-z]?|[a-z]{1,2}(?=\d)|[A-Z][a-z]{1,10}(?=-?\d)|"
    r"\d{1,4}(?=-?[A-Z]))"
    r"(?:-?(?:[A-Z]{1,5}|\d{1,5}|[a-z](?=\d)|[a-rt-z](?![\w-]))){1,6})(?P<end>'s|s|')?(?![\w]|"
    r"[.,]\d|-\d|-[A-Z])"
)
_HYPHEN_NUMBER = re.compile(
    r"(?<![\w-])(?!(?:post|pre|mid|early|late|circa)-[12]\d{3}(?!\d))(?P<name>[A-Z]?[a-z]{2,14}|[A-Z]{2,10}|[A-Z][a-z]?)-(?P<number>\d{1,4})"
    r"(?P<letter>[A-Z])?(?![\w]|[.,]\d|-\w)"
)
_NUMBER_LETTER = re.compile(r"(?<![\w.,-])(?P<number>\d{1,2})-(?P<letter>[A-Z])(?![\w-])")
_AMPERSAND = re.compile(r"(?<![\w&])(?P<written>[A-Z]{1,3}(?:&[A-Z]{1,3}){1,3})(?P<end>'s|s)?(?![\w&])")
_MODEL = re.compile(
    r"(?<=\b)(?:Flight|flight|Boeing|Airbus|Route|route|Highway|highway|Interstate|Room|room|"
    r"Channel|channel|Bus|bus|Apollo|Porsche|Peugeot|BMW|Train|train|Area|Gate|Studio|Unit) "
    r"(?P<number>[1-9]\d{2,3}(?:-[1-9]\d{2})?)(?![\w]|[.,]\d| ?%)"
)
_STANDARD = re.compile(
    r"(?<!\w)(?:ISO|IEC|RFC|DIN|ANSI|IEEE|ASTM|SAE|NIST|FIPS|BS|EN|ECMA|ITU|KS|JIS)(?:/[A-Z]{2,4})?[ -]"
    r"(?P<number>\d{3,5}(?:-\d{1,3}){0,2})(?![\w]|[.,]\d|-\d)"
)
_HEX = re.compile(r"(?<!\w)0[xX][0-9A-Fa-f]{1,16}(?!\w)")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_BRACKETED = re.compile(
    r"(?<!\w)(?P<formula>(?:[A-Z][a-z]?\d{0,2}){0,4}\((?:[A-Z][a-z]?\d{0,2}){1,4}\)\d{1,2}"
    r"(?:[A-Z][a-z]?\d{0,2}){0,4})(?!\w)"
)
_BOOK_SIZES = {
    "4to": "quarto", "8vo": "octavo", "12mo": "duodecimo", "16mo": "sextodecimo", "18mo": "octodecimo",
    "24mo": "vicesimo quarto", "32mo": "tricesimo secundo", "64mo": "sixty-fourmo",
}  # fmt: skip
_BOOK_SIZE = re.compile(rf"(?<![\w.])({'|'.join(_BOOK_SIZES)})(?!\w)")
_FORMULA = re.compile(
    r"(?<![\w])(?P<formula>(?:\(?[A-Z][a-z]?[₀-₉]{0,3}\)?[₀-₉]{0,3}){1,12})"
    r"(?P<charge>[⁰¹²³⁴-⁹]?[⁺⁻]|[₊₋])?(?![\w])"
)
_ISOTOPE = re.compile(r"(?<![\w])(?P<number>[⁰¹²³⁴-⁹]{1,3})(?P<name>[A-Z][a-z]?)(?!\w)")
_ELEMENT = re.compile(r"[A-Z][a-z]?|\d+")
_COORDINATE = re.compile(
    rf"(?<![\w.,])(?P<degrees>{NUMBER}) ?[°º] ?(?:(?P<minutes>\d{{1,2}}(?:\.\d+)?) ?['′] ?)"
    rf"?(?:(?P<seconds>\d{{1,2}}(?:\.\d+)?) ?(?:[\"″]|'') ?)?(?P<side>[NSEW])(?![\w])"
    rf"|(?<![\w.,])(?P<only>\d{{1,3}}) ?° ?(?P<arc>\d{{1,2}}(?:\.\d+)?) ?['′](?: "
    rf"?(?P<arcsec>\d{{1,2}}(?:\.\d+)?) ?[\"″])?"
)
_SIDES = {"N": "north", "S": "south", "E": "east", "W": "west"}
_PIECES = re.compile(r"[A-Za-z]+|\d+|&|\+")


def tag_alnum(view: str, context: Context) -> Iterator[Token]:
    """`MP4`, `B-17`, `H1N1`, `COVID-19`, `3-D`, `R&B`, `Flight 370`."""
    del context
    for match in _ALNUM.finditer(view):
        yield Token(
            Span(*match.span()), "alnum", "mixed", {"written": match["written"], "end": match["end"] or ""}
        )
    for match in _HYPHEN_NUMBER.finditer(view):
        fields = {"name": match["name"], "number": match["number"], "letter": match["letter"] or ""}
        yield Token(Span(*match.span()), "alnum", "name-number", fields)
    for match in _NUMBER_LETTER.finditer(view):
        yield Token(Span(*match.span()), "alnum", "number-letter", {"written": match[0]})
    for pattern, rule in ((_MODEL, "model"), (_STANDARD, "standard")):
        for match in pattern.finditer(view):
            yield Token(Span(*match.span("number")), "alnum", rule, {"written": match["number"]})
    for match in _HEX.finditer(view):
        yield Token(Span(*match.span()), "alnum", "hex", {"written": match[0]})


def tag_ampersands(view: str, context: Context) -> Iterator[Token]:
    """`R&B`, `AT&T`: letters with "and" between."""
    del context
    for match in _AMPERSAND.finditer(view):
        yield Token(
            Span(*match.span()),
            "alnum",
            "ampersand",
            {"written": match["written"], "end": match["end"] or ""},
        )


def say_alnum(token: Token, context: Context) -> tuple[Said, ...]:
    """`B-17` → `B seventeen`, `COVID-19` → `COVID nineteen`."""
    if token.rule == "name-number":
        fields = token.fields
        number = (
            numbers.cardinal(fields["number"], context)
            if fields["number"][0] != "0"
            else numbers.digit_by_digit(fields["number"])
        )
        return forms.said(_name(fields["name"]), number, forms.letters(fields["letter"]))
    if token.rule == "hex":
        return forms.said(*(_char(char) for char in token.fields["written"]))
    out: list[tuple[Said, ...]] = []
    for piece in _PIECES.findall(token.fields["written"]):
        if piece.isdigit():
            out.append(forms.words(_digits(piece, token, context)))
        elif piece in {"&", "+"}:
            out.append(forms.words("and" if piece == "&" else "plus"))
        else:
            out.append(_name(piece))
    said = forms.said(*out)
    end = token.fields.get("end", "")
    return (*said[:-1], Said(_with_end(said[-1], end))) if end else said


def _char(char: str) -> tuple[Said, ...]:
    return forms.words(numbers.digit_by_digit(char)) if char.isdigit() else forms.letters(char)


def _with_end(last: Said, end: str) -> str:
    if last.letters:
        return last.text + "'s"
    return last.text + "'s" if end == "'s" else numbers.plural([last.text])[0] if end == "s" else last.text


def _digits(piece: str, token: Token, context: Context) -> list[str]:
    if "digits" in token.fields or len(piece) > 4:
        return numbers.digit_by_digit(piece)
    if token.rule in {"model", "house-number", "standard"} or (
        len(piece) == 4 and token.rule != "number-letter"
    ):
        return numbers.pairs(piece, context)
    return numbers.number(piece, context)


def _name(name: str) -> tuple[Said, ...]:
    """Say the letters of a model; a pronounceable or known word stays a word."""
    known = ACRONYMS.get(name)
    if (known == "word" or (known is None and is_word(name))) or (not name.isupper() and len(name) > 2):
        return forms.words([name])
    return forms.letters(name)


def tag_brackets(view: str, context: Context) -> Iterator[Token]:
    """Find formulas with brackets: `Ca(OH)2`; and sizes of books: `8vo` → `octavo`."""
    del context
    for match in _BRACKETED.finditer(view):
        yield Token(Span(*match.span()), "chem", "brackets", {"formula": match["formula"], "charge": ""})
    for match in _BOOK_SIZE.finditer(view):
        yield Token(Span(*match.span()), "word", "book-size", {"spoken": _BOOK_SIZES[match[1]]})


def tag_formulas(view: str, context: Context) -> Iterator[Token]:
    """`CO₂`, `Na⁺`, `²³⁵U`; formulas with plain digits are letters and numbers like any other."""
    del context
    for match in _FORMULA.finditer(view):
        if match["charge"] or re.search(r"[₀-₉]", match["formula"]):
            fields = {
                "formula": match["formula"].translate(_SUBSCRIPTS),
                "charge": (match["charge"] or "").translate(_SUPERSCRIPTS).translate(_SUBSCRIPTS),
            }
            yield Token(Span(*match.span()), "chem", "formula", fields)
    for match in _ISOTOPE.finditer(view):
        fields = {"formula": match["name"] + match["number"].translate(_SUPERSCRIPTS), "charge": ""}
        yield Token(Span(*match.span()), "chem", "isotope", fields)


def say_formula(token: Token, context: Context) -> tuple[Said, ...]:
    """`CH₄` → `C H four`, `Ca²⁺` → `C A two plus`."""
    out = [
        forms.words(numbers.cardinal(part, context)) if part.isdigit() else forms.letters(part)
        for part in _ELEMENT.findall(token.fields["formula"])
    ]
    charge = token.fields["charge"]
    count = charge.rstrip("+-")
    out.append(forms.words(numbers.cardinal(count, context) if count else []))
    out.append(forms.words({"+": "plus", "-": "minus"}.get(charge[-1:], "")))
    return forms.said(*out)


def tag_coordinates(view: str, context: Context) -> Iterator[Token]:
    """`51°30'N`, `40.7° N`."""
    del context
    for match in _COORDINATE.finditer(view):
        fields = {name: text for name, text in match.groupdict().items() if text}
        yield Token(Span(*match.span()), "coord", "degrees", fields)


def say_coordinate(token: Token, context: Context) -> tuple[Said, ...]:
    """`51°30'N` → `fifty one degrees thirty minutes north`."""
    fields = token.fields
    out: list[list[str]] = []
    for names, unit in (
        (("degrees", "only"), "degree"),
        (("minutes", "arc"), "minute"),
        (("seconds", "arcsec"), "second"),
    ):
        count = fields.get(names[0]) or fields.get(names[1])
        if count:
            plain = count.lstrip("0") or "0" if count.isdigit() else count
            out.append([*numbers.number(plain, context), unit + "s" * (not numbers.is_one(plain))])
    return forms.said(*out, _SIDES.get(fields.get("side", ""), ""))
