"""Places in the Bible and the Quran: `Luke 2:7`, `1 Cor. xiii. 4-7`."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers, roman, tables
from voicebook.languages.en.gate import words_of
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token
from voicebook.text.normalize.numerals import NUMERAL, SMALL, value

_BOOKS = tables.pairs("bible.tsv")
_WITHOUT_VERSE, _SHORT_BOOKS = tables.flagged("bible.tsv", "chapter", "stop")
BOOK_WORDS = words_of(_BOOKS)
"""Words of which one is in every sentence with a place in the Bible."""
_NAMED = rf"(?<![\w])(?:(?P<ordinal>[123]|I{{1,3}}|1st|2nd|3rd) )?(?P<book>{forms.alternation(_BOOKS)})\.? "
_FURTHER = r"(?: ?(?P<join>[–,-]) ?(?:(?P<chapter2>\d{1,3}):)?(?P<verse2>\d{1,3})(?![\d:]))?"
_VERSE = re.compile(
    rf"{_NAMED}(?P<chapter>\d{{1,3}})(?:[:.](?P<verse>\d{{1,3}})(?P<half>[ab])?{_FURTHER})?(?![\d\w]|:\d)"
)
_ROMAN = re.compile(
    rf"{_NAMED}(?P<chapter>{SMALL}|{NUMERAL})"
    rf"(?:(?:\. ?|: ?|, | )(?P<verse>\d{{1,3}}){_FURTHER}(?![\d\w]|:\d))?"
)
_MOST_CHAPTERS = 55
_NUMBERED = {"1": "First", "2": "Second", "3": "Third", "I": "First", "II": "Second", "III": "Third"}


def tag_verses(view: str, context: Context) -> Iterator[Token]:
    """`Luke 2:7`, `Ps. 19:1–4`, `1 Cor. 13:4`."""
    del context
    for match in _VERSE.finditer(view):
        if (
            match["verse"]
            or (match["ordinal"] and int(match["chapter"]) <= _MOST_CHAPTERS)
            or match["book"] in _WITHOUT_VERSE
            or (match["book"] in _SHORT_BOOKS and "." in match[0])
        ):
            yield _place(match)


def tag_roman_chapters(view: str, context: Context) -> Iterator[Token]:
    """`Ps. cxix. 105`, `Luke xv. 11–32`, `Matt. V. 3`; but `John XXIII` is a pope, and `James I` a king."""
    del context
    for match in _ROMAN.finditer(view):
        if match["chapter"] in roman.WORDS:
            continue
        chapter, whole = match["chapter"], match["book"] in _WITHOUT_VERSE
        short = match["book"] in _SHORT_BOOKS and view[match.end("book")] == "."
        if match["verse"] or ((whole or short or chapter.islower()) and len(chapter) > 1):
            yield _place(match, str(value(chapter)))


def _place(match: re.Match[str], chapter: str = "") -> Token:
    fields = {name: text for name, text in match.groupdict().items() if text}
    return Token(
        Span(*match.span()), "scripture", "verse", fields | {"chapter": chapter or fields["chapter"]}
    )


def say_place(token: Token, context: Context) -> tuple[Said, ...]:
    """`Ps. 19:1–4` → `Psalm nineteen verses one to four`."""
    fields = token.fields
    ordinal = _NUMBERED.get(fields.get("ordinal", "")[:3].rstrip("strnd"), "")
    out: list[list[str]] = [[ordinal] if ordinal else [], _BOOKS[fields["book"]].split()]
    out.append(numbers.cardinal(fields["chapter"], context))
    if "verse" in fields:
        many = "verse2" in fields and "chapter2" not in fields
        out += [["verses" if many else "verse"], numbers.cardinal(fields["verse"], context)]
    half = forms.letters(fields.get("half", ""))
    if "verse2" in fields:
        out.append(["and" if fields["join"] == "," else "to"])
        out.append([*numbers.cardinal(fields["chapter2"], context), "verse"] if "chapter2" in fields else [])
        out.append(numbers.cardinal(fields["verse2"], context))
    return forms.said(*out, half)
