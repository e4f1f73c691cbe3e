"""Roman numerals after names: `Edward IV`, `James I and VI`, `Shah Abbas I`, `Thomas Howell III`."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, tables
from voicebook.languages.en.roman import CUES, PRONOUN, token
from voicebook.text.language import Context, Token
from voicebook.text.normalize.numerals import NUMERAL, value

_NAME = "[A-ZÀ-ÖØ-ž][a-zß-öø-ž]{1,14}"
_NAMED = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME}(?:[ -]{_NAME})?) (?P<numeral>{NUMERAL})"
    rf"(?P<more>(?:,? and (?:the )?|, |[–/-]){NUMERAL})?(?!\w|-[A-Z]|\.[A-Za-z])"
)
_NUMERAL_IN = re.compile(r"(?<![A-Za-z])[MDCLXVI]+(?![A-Za-z])")
_TITLES, _RELATIONS, _OWNED, _DONE = tables.kinds("realms.tsv", "title", "relation", "owned", "done")
_BEFORE = re.compile(r"(?:^|\W)(?P<word>[A-Za-z][\w-]*)\.? (?:[A-Z][\w-]+ )?$")
_RULER_AFTER = re.compile(
    rf"'s (?:{forms.alternation(_OWNED)})\b| of [A-Z](?![A-Z])| \((?:r\.|reigned|b\.|d\.|\d)"
    rf"|,? (?:{forms.alternation(_DONE)}|{forms.alternation(_TITLES)})\b"
)
_MOST = 50  # that a number after an unknown name may be
_HEIRS = frozenset({2, 3, 4})


def tag_rulers(view: str, context: Context) -> Iterator[Token]:
    """`Edward IV` → `Edward the fourth`; an unknown name before II, VII … takes a cardinal, as a guess."""
    del context
    for match in _NAMED.finditer(view):
        as_, rule = _reading(view, match)
        if not rule:
            continue
        for numeral in _NUMERAL_IN.finditer(view, match.start("numeral"), match.end()):
            yield token(view, numeral.start(), numeral[0], rule, as_, doubt=rule in {"name", "heir"})


def _reading(view: str, match: re.Match[str]) -> tuple[str, str]:
    """Return how the numeral after a name is said, and the rule; ("", "") if it is not one."""
    numeral, names = match["numeral"], re.split("[ -]", match["name"])
    rulers = tables.word_set("rulers.tsv")
    if not CUES.keys().isdisjoint({names[-1], names[-1].lower()}):
        return "", ""
    ruled = _is_titled(view, match, names)
    if numeral == "I" and not match["more"] and PRONOUN.match(view, match.end()):
        return "", ""
    if names[-1] in rulers or (ruled and names[-1].lower() not in _TITLES | _RELATIONS):
        return ("", "") if numeral in {"C", "D", "L", "M"} else ("the", "ruler")
    if len(numeral) == 1 or value(numeral) >= _MOST or set(numeral) & set("LCDM"):
        return "", ""
    if _RULER_AFTER.match(view, match.end()):
        return "the", "ruler"
    given = tables.word_set("given-names.tsv") | rulers
    heir = len(names) > 1 and names[0] in given and value(numeral) in _HEIRS
    return ("the", "heir") if heir else ("cardinal", "name")


def _is_titled(view: str, match: re.Match[str], names: list[str]) -> bool:
    """Tell whether a title or a relation stands before the name, or is its first word: `Shah Abbas I`."""
    words = [names[0].lower()] if len(names) > 1 else []
    before = _BEFORE.search(view, max(0, match.start() - 40), match.start())
    if before:
        words.append(before["word"].lower())
    return not (_TITLES | _RELATIONS).isdisjoint(words)
