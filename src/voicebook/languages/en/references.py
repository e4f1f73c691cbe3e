"""References: pages, figures, sections, notes; and numbers with a sign before them."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, tables
from voicebook.languages.en.gate import words_of
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_LISTED = tables.pairs("references.tsv")
_WORDS = {short.capitalize(): said for short, said in _LISTED.items() if len(short) > 1} | _LISTED
(_BARE,) = tables.flagged("references.tsv", "bare")
_SHORT = forms.alternation(_WORDS)
_BEFORE_NUMBER = re.compile(
    rf"(?<![\w.])(?P<short>{_SHORT})\.? ?(?=#?\(?\d|(?<=[. ])[MDCLXVIxvi]+\b(?! [a-z]+ed\b))"
)
REFERENCE_WORDS = words_of(_WORDS) | {"no", "No", "nos", "Nos"}
"""Words of which one is in every sentence with a reference or a number in short form."""
_NUMBER_SIGN = re.compile(
    r"(?<!\w)(?P<short>[Nn]os?\. ?|N[ºo°] ?(?=\d)|n[º°] ?(?=\d)|(?<=\b(?:bus|car) )no (?=\d)|"
    r"(?<=\b(?:room|flat|line|unit|page|gate|tram) )no (?=\d)|Nos (?=\d)|(?<=[a-z] )nos (?=\d)|№ ?|#(?! ))"
    r"(?=\d|[IVX]{2,}\b)"
)
_ANSWERED = re.compile(
    r"(?:\b(?:said|say|says|answered|replied|is|was|a|means|meant|answer|or|an)[,:]? |[\"'“‘])$"
)
_SECTION_SIGN = re.compile(r"(?P<sign>§§|§|¶¶|¶) ?(?=[\dIVXivx])")
_SIGNS = {"§§": "sections", "§": "section", "¶": "paragraph", "¶¶": "paragraphs"}
_FOLLOWING = re.compile(r"(?<=\d)(?: ?)(?P<short>ff?\.)(?!\w)")
_PAGES = re.compile(r"(?:(?<=(?<!\d)1 )(?P<one>)|(?<=\d )|(?<=\d))pp?\.(?=$|[,;:)]| [a-z(A-Z])")
_PARTED = re.compile(
    r"(?<!\w)(?:Table|Figure|Fig\.|Equation|Exercise|Example|Listing|Form) "
    r"(?P<number>\d{1,2}[-–]\d{1,2})(?![\w–-]|[.,]\d)"
)
_LETTER_PART = re.compile(r"(?<=\d)(?P<letter>[a-h])(?!\w)")

_FOOTNOTE = re.compile(
    r"(?<=[^\W_]|[.,;:!?…)\]\"'”’%])(?:\[(?:\d{1,3}|[a-z]|note \d{1,2}|n \d{1,2}|nb \d{1,2})"
    r"(?:[,–-] ?\d{1,3}){0,6}\])+(?![\w(])"
    r"|(?<=[.,;:!?…)\"”’])[⁰¹²³⁴-⁹]{1,3}(?:[,–⁻][⁰¹²³⁴-⁹]{1,3})*(?![\w])"
    r"|(?<=[^\W\d_]{3})[⁰¹²³⁴-⁹]{1,3}(?![\w])"
    r"|(?<=[^\W_])[†‡]{1,2}|(?<=[.,;:!?)\"”’])[*†‡]{1,3}(?!\w)"
)
_SPACED_FOOTNOTE = re.compile(r"(?<=[^\W_]) \[\d{1,3}\](?=[.,;:!?]|$)")


def tag_references(view: str, context: Context) -> Iterator[Token]:
    """`p. 9`, `figs. 2–3`, `vol. 8`, `§ 12`, `No. 5`: the word before the number."""
    del context
    for match in _BEFORE_NUMBER.finditer(view):
        short = match["short"]
        if "." in match[0] or short in _BARE:
            yield _word(match, _WORDS[short], "reference")
    for match in _NUMBER_SIGN.finditer(view):
        if not (
            match["short"].startswith("no.")
            and _ANSWERED.search(view[max(0, match.start() - 12) : match.start()])
        ):
            many = match["short"].lower().startswith("nos")
            yield _word(match, "numbers" if many else "number", "number-sign", "number_sign")
    for match in _SECTION_SIGN.finditer(view):
        yield _word(match, _SIGNS[match["sign"]], "section-sign")
    for match in _PAGES.finditer(view):
        final = match[0].endswith(".") and forms.closes(view, match.end())
        span = Span(match.start(), match.end() - final)
        yield Token(span, "reference", "pages", {"spoken": "page" if match["one"] else "pages"})
    for match in _PARTED.finditer(view):
        yield Token(Span(*match.span("number")), "alnum", "part", {"written": match["number"]})
    for match in _FOLLOWING.finditer(view):
        final = match.end() == len(view)
        span = Span(match.start(), match.end() - final)
        yield Token(span, "reference", "following", {"spoken": "and following"})
    for match in _LETTER_PART.finditer(view):
        yield Token(Span(*match.span()), "letters", "part", {"letters": match["letter"]})


def _word(match: re.Match[str], spoken: str, rule: str, kind: str = "reference") -> Token:
    """Say the word; at the head of a sentence with a capital, as it was written."""
    if match[0][0].isupper():
        spoken = spoken[0].upper() + spoken[1:]
    end = match.start() + len(match[0].rstrip(" "))
    return Token(Span(match.start(), end), kind, rule, {"spoken": spoken})


def say_reference(token: Token, context: Context) -> tuple[Said, ...]:
    """Say the word that the short form or the sign stands for."""
    del context
    return forms.words(token.fields["spoken"])


def tag_footnotes(view: str, context: Context) -> Iterator[Token]:
    """`[7]`, `⁷`, `†` directly after a word or a stop are links, not text: silent."""
    del context
    for pattern in (_FOOTNOTE, _SPACED_FOOTNOTE):
        for match in pattern.finditer(view):
            yield Token(Span(*match.span()), "footnote", "footnote")
