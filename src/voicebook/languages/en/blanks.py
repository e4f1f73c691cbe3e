"""Names and years that a book leaves blank: `Mr. B⸺`, `of ——, Esq.`, `in 18—`."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_DASH = r"(?:⸺|⸻|—{2,6}|–{2,6}|-{3,12})"
_BLANKED = re.compile(rf"(?<![\w-])(?P<letter>[A-Z])(?P<dash>{_DASH})(?P<end>'s|[a-z]{{1,4}})?(?![\w-])")
_BEFORE_NAME = (
    "of|at|in|to|from|near|by|and|the|Mr\\.|Mrs\\.|Miss|Dr\\.|Lady|Lord|Sir|Captain|Count|Rev\\.|M\\.|Colonel|Mister|"
    "Missus|Doctor|Reverend"
)
_NAMELESS = re.compile(
    rf"(?:\b(?:{_BEFORE_NAME}) )(?P<dash>—{{2,6}}|-{{4,12}})(?=[,;:.!?)'\"]| [a-z(]|$)|(?<= )(?P<long>[⸺⸻])"
)
_YEAR = re.compile(rf"(?<![\w-])(?P<century>1[5-9])(?:{_DASH}|—|--)(?=[,;:.!?)'\"]|$| [a-z])")


def tag_blanks(view: str, context: Context) -> Iterator[Token]:
    """`B⸺` → `B blank`, `18—` → `eighteen blank`, a long dash for a whole name → `blank`."""
    del context
    for match in _BLANKED.finditer(view):
        fields = {"letter": match["letter"], "end": match["end"] or ""}
        yield Token(Span(*match.span()), "blank", "letter", fields)
    for match in _YEAR.finditer(view):
        yield Token(Span(*match.span()), "blank", "year", {"century": match["century"]})
    for match in _NAMELESS.finditer(view):
        yield Token(Span(*match.span("dash" if match["dash"] else "long")), "blank", "name", {})


def say_blank(token: Token, context: Context) -> tuple[Said, ...]:
    """Say "blank" for what is left out."""
    fields = token.fields
    if "century" in fields:
        return forms.said(numbers.cardinal(fields["century"], context), "blank")
    if "letter" not in fields:
        return forms.words("blank")
    end = fields["end"]
    tail = "blank" + ("'s" if end == "'s" else "")
    return forms.said(forms.letters(fields["letter"]), tail, end if end not in {"", "'s"} else "")
