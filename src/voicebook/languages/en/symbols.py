"""Mathematics between operands, slashes, and every symbol that nothing else has said."""

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from voicebook.languages.en import forms, numbers, tables
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token
from voicebook.text.normalize.typography import fold

_SYMBOLS = {fold(symbol).text: said for symbol, said in tables.pairs("symbols.tsv").items()}
_EMOJI = {fold(emoji).text: said for emoji, said in tables.pairs("emoji.tsv").items()}
_ODD_CHAR = r"[^\w\s.,;:!?'\"()\[\]{}–—…«»‹›¡¿-]|_"
_LONGER = [form for form in (*_SYMBOLS, *_EMOJI) if not re.fullmatch(_ODD_CHAR, form)]
_ODD = re.compile("|".join([*map(re.escape, sorted(_LONGER, key=len, reverse=True)), _ODD_CHAR]))
NAMED = frozenset(char for form in (*_SYMBOLS, *_EMOJI) for char in form)
"""The characters of symbols and emoji that have a name."""
_RUN = re.compile(
    r"(?P<char>[=_*#~+<>·•|^/\\-])(?P=char){3,}|(?P<pair>[=_*~|^`<>])(?P=pair){1,2}|\*{3}|"
    r"(?<!\w)\*(?: ?\*){1,10}(?!\w)|#{2,}"
)

_OPERAND = r"(?<=[\d)²³⁴-⁹ⁿ%°]|\b[A-Za-zα-ωΑ-Ω])"
_COMPARED = re.compile(rf"{_OPERAND} ?(?P<sign>[<>]=?|!=|==|=<|≤|≥|≠|≈) ?(?=[\w.(√$£€−-])")
_COMPARISONS = {
    "<": "is less than", ">": "is greater than", "==": "equals", "≈": "is approximately equal to",
    "<=": "is less than or equal to", "=<": "is less than or equal to", "≤": "is less than or equal to",
    ">=": "is greater than or equal to", "≥": "is greater than or equal to",
    "!=": "is not equal to", "≠": "is not equal to",
}  # fmt: skip
_ARROWS = {"->": "to", "=>": "to", "<-": "from", "<->": "to and from", "-->": "to"}
_ARROW = re.compile(r"(?<![-<=>])(?:<->|-{1,2}>|=>|<-)(?![->=])")
_MINUS = re.compile(
    rf"{_OPERAND} - (?=[\d(]|[A-Za-z]\b(?!'))|(?<=\b[a-z])-(?=\d+ ?=)|(?<=\d)-(?=\d+ ?=)|(?<=[²³])-(?=\w)"
)
_STAR_TIMES = re.compile(r"(?<=\d) ?\* ?(?=\d)|(?<=\b[a-z]) \* (?=[a-z\d]\b)")
_POWER = re.compile(r"\^\(?(?P<power>-?\d{1,4}|[a-z])\)?|\*\*(?P<stars>\d{1,3})")
_SUPERSCRIPT = re.compile(
    r"(?P<left>(?<![^\W\d_])[^\W\d_]|(?<!\d)\d{1,3}|\)|(?<=\d )[cmk]?m|(?<=\d )ft|"
    r"(?<=[.,]\d{3}))(?P<sign>[⁻⁺])?(?P<power>[⁰¹²³⁴-⁹]{1,4}|[ⁿⁱ])(?!\w)"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_FORMULA_POWER = re.compile(r"(?<![^\W\d_])[a-zπ]{2,3}(?P<power>[²³])")
_STRAY_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴-⁹]{1,6}|[₀-₉]{1,6}")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SHARP = re.compile(r"(?<![\w])(?P<note>[A-G])(?P<sign>[#♯♭])(?!\w)")
_SHARPS = {"#": "sharp", "♯": "sharp", "♭": "flat"}
_ABOUT = re.compile(r"[~∼≈](?= ?[$£€]?\d)")
_RATIO = re.compile(r"(?<=\d):(?=\d)")
_STAR = re.compile(r"(?<=\b[1-7])\*(?=[ -][a-z])")
_CUBE_ROOT = re.compile("³√")
_EVEN = re.compile(r"(?<=\b50)[-–/](?=50\b)")
_EMOTICON = re.compile(r"(?:^|(?<=\s))(?:[:;=]['-]?[)(DPpOo|]|[:;]-[/\\]|<3|:'\(|[xX]D|\^_\^)(?=\s|$|[.,!?])")
_BULLET = re.compile(r"^ ?[*•‣◦▪>+·-] (?=\S)")
_KEYCAP = re.compile(r"(?P<char>[\d#*])\u20e3")

_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
            "sigma sigma tau upsilon phi chi psi omega"
        ).split(),
        strict=True,
    )
)
_LONE_GREEK = re.compile(r"(?<![^\W_])[α-ωΑ-Ω](?![A-Za-z]{2}|[α-ω])|(?<=\d)[α-ω](?![A-Za-z]{2})")

_SLASH = re.compile(r"(?:(?<=[^\W\d_])|(?<=[^\W\d_] ))/ ?(?=(?P<right>[^\W\d_]{1,40}))")
_LAST_WORD = re.compile(r"(?P<left>[^\W\d_]+)(?P<gap> ?)$")
_BOTH = re.compile(r"(?<!\w)(?P<form>s/he|S/he|\(s\)he|he/she/they)(?!\w)")
_PAUSED = frozenset({"and", "either", "neither", "both", "or", "not", "w", "n", "s"})

_FORMULA = re.compile(r"[=²³]")
_SIGNS = (
    (_STAR_TIMES, "times", "times", "math"),
    (_ABOUT, "about", "about", "symbol"),
    (_STAR, "star", "star", "symbol"),
    (_EVEN, "", "even-split", "math"),
    (_CUBE_ROOT, "the cube root of", "root", "math"),
    (_RATIO, "to", "ratio", "math"),
)  # pattern, spoken, rule, kind


def tag_maths(view: str, context: Context) -> Iterator[Token]:
    """`p < 0.05`, `a² − b²`, `x^2`, `5 * 6`, `2:1`, `C#`: signs between operands."""
    del context
    yield from _signs(view)
    yield from _powers(view)


def _signs(view: str) -> Iterator[Token]:
    for match in _COMPARED.finditer(view):
        yield _word(match, _COMPARISONS[match["sign"]], "comparison")
    for match in _ARROW.finditer(view):
        yield _word(match, _ARROWS[match[0]], "arrow", kind="symbol")
    for pattern, spoken, rule, kind in _SIGNS:
        for match in pattern.finditer(view):
            yield _word(match, spoken, rule, kind)
    for match in _MINUS.finditer(view) if _FORMULA.search(view) else ():
        yield _word(match, "minus", "minus")
    for match in _SHARP.finditer(view):
        yield _word(match, f"{match['note']} {_SHARPS[match['sign']]}", "note", kind="symbol")


def _powers(view: str) -> Iterator[Token]:
    for match in _POWER.finditer(view):
        yield Token(Span(*match.span()), "math", "power", {"power": match["power"] or match["stars"]})
    for match in _SUPERSCRIPT.finditer(view):
        power = match["power"].translate(_SUPERSCRIPTS)
        sign = "-" if match["sign"] == "⁻" else ""
        span = Span(match.end("left"), match.end())
        yield Token(span, "math", "power", {"power": sign + power.replace("ⁿ", "n").replace("ⁱ", "i")})
    for match in _FORMULA_POWER.finditer(view):
        if "=" not in view and "π" not in match[0]:
            continue
        yield Token(
            Span(match.end() - 1, match.end()),
            "math",
            "power",
            {"power": match["power"].translate(_SUPERSCRIPTS)},
        )
    for match in _STRAY_SUPERSCRIPT.finditer(view):
        number = match[0].translate(_SUPERSCRIPTS).translate(_SUBSCRIPTS)
        yield Token(Span(*match.span()), "cardinal", "small-digits", {"number": number})


def _word(match: re.Match[str], spoken: str, rule: str, kind: str = "math") -> Token:
    return Token(Span(*match.span()), kind, rule, {"spoken": spoken})


def say_maths(token: Token, context: Context) -> tuple[Said, ...]:
    """`²` → `squared`, `⁶` → `to the sixth`, `ⁿ` → `to the n`."""
    if "spoken" in token.fields:
        return forms.words(token.fields["spoken"])
    power = token.fields["power"]
    if power in {"2", "3"}:
        return forms.words("squared" if power == "2" else "cubed")
    if power.startswith("-"):
        return forms.said(
            "to the minus", numbers.cardinal(power[1:], context) if power[1:].isdigit() else power[1:]
        )
    return forms.said("to the", numbers.ordinal(power, context) if power.isdigit() else power)


def tag_slashes(view: str, context: Context) -> Iterator[Token]:
    """`yes/no` → `yes or no`; between capitals and after and, either …: a space."""
    del context
    for match in _BOTH.finditer(view):
        yield Token(Span(*match.span()), "slash", "she-or-he", {"spoken": "she or he"})
    for match in _SLASH.finditer(view):
        before = _LAST_WORD.search(view[max(0, match.start() - 40) : match.start()])
        if before is None:
            continue
        left, right = before["left"], match["right"]
        both_words = left.islower() and right.islower() and len(left) > 1 and len(right) > 1
        word = "or" if both_words and left not in _PAUSED and right not in _PAUSED else ""
        yield Token(
            Span(match.start() - len(before["gap"]), match.end()), "slash", "alternatives", {"spoken": word}
        )


def tag_symbols(view: str, context: Context) -> Iterator[Token]:
    """Say what is left by its name, or not at all: `&` → `and`, `•` → silence."""
    del context
    for pattern, rule in ((_RUN, "rule"), (_EMOTICON, "emoticon"), (_BULLET, "bullet")):
        for match in pattern.finditer(view):
            yield Token(Span(*match.span()), "silent", rule)
    for match in _KEYCAP.finditer(view):
        yield Token(
            Span(*match.span()),
            "emoji",
            "keycap",
            {"spoken": _SYMBOLS.get(match["char"], "") or match["char"]},
        )
    for match in _LONE_GREEK.finditer(view) if not view.isascii() else ():
        if match[0].lower() in _GREEK:
            yield Token(Span(*match.span()), "symbol", "greek", {"spoken": _GREEK[match[0].lower()]})
    for match in _ODD.finditer(view):
        yield from _symbol(match[0], match.start())


def _symbol(form: str, at: int) -> Iterator[Token]:
    span = Span(at, at + len(form))
    if form in _EMOJI:
        yield Token(span, "emoji", "short-name", {"spoken": _EMOJI[form]})
    elif form in _SYMBOLS:
        yield Token(span, "symbol" if _SYMBOLS[form] else "silent", "name", {"spoken": _SYMBOLS[form]})
    elif unicodedata.category(form)[0] == "S" or unicodedata.category(form) == "Me":
        yield Token(span, "silent", "unknown-symbol", doubt=True)


def tag_odd_numbers(view: str, context: Context) -> Iterator[Token]:
    """`①` → `one`: numbers that are neither digits nor known fractions."""
    del context
    if view.isascii():
        return
    for at, char in enumerate(view):
        if char > "\x7f" and char.isnumeric() and unicodedata.category(char)[0] == "N":
            yield Token(Span(at, at + 1), "symbol", "numeric", {"numeric": char}, doubt=True)


def say_symbol(token: Token, context: Context) -> tuple[Said, ...]:
    """Say a symbol's name; a keycap's or circled number as a cardinal."""
    if "numeric" in token.fields:
        return forms.words(_numeric(token.fields["numeric"], context))
    spoken = token.fields.get("spoken", "")
    if spoken.isdigit():
        return forms.words(numbers.cardinal(spoken, context))
    words = spoken.split()
    return tuple(Said(word, letters=len(word) == 1 and word.isupper()) for word in words)


def _numeric(char: str, context: Context) -> list[str]:
    value = Fraction(unicodedata.numeric(char)).limit_denominator(1000)
    if value.denominator == 1:
        return numbers.cardinal(int(value), context) if value >= 0 else []
    top, bottom = abs(value.numerator), value.denominator
    return [*numbers.cardinal(top, context), "over", *numbers.cardinal(bottom, context)]


def say_separator(token: Token, context: Context) -> tuple[Said, ...]:
    """Say nothing, or keep the comma of a list."""
    del context
    return (Said(token.fields["spoken"]),) if token.fields["spoken"] else ()


def silence(token: Token, context: Context) -> tuple[Said, ...]:
    """Say nothing."""
    del token, context
    return ()
