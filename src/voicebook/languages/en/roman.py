"""Roman numerals that a suffix, a size or a cue word gives away, and how they are said."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers, tables
from voicebook.languages.en.gate import words_of
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token
from voicebook.text.normalize.numerals import NUMERAL, SMALL, value

MORE = rf"(?:(?:,? (?:and|or|to|&|of) (?:the )?|, | ?[–-] ?)(?:{NUMERAL}|(?![mdcl]\b){SMALL}))"
"""A further numeral of a list or range: `Volumes III, IV and VI`, `Volume III of IV`."""
_FIRST_YEAR = 1100  # of those that are written in numerals

CUES = {row[0]: row[1] for row in tables.rows("roman-cues.tsv", flags=("small", "lettered", "exact"))}
_CUED = words_of((*CUES, "appendix", "appendices", "annex", "exhibit", "vitamin", "plan", "planet"))
CUE_WORDS = frozenset().union(*((word, word.capitalize(), word.upper()) for word in _CUED)) | {"Henry"}
"""Words of which one is in every sentence with a numeral that a word announces."""
_EXACT = [cue for cue, flag in CUES.items() if flag == "exact"]
_LOOSE = [cue for cue, flag in CUES.items() if flag != "exact"]
_AFTER_CUE = re.compile(
    rf"(?<![\w-])(?P<cue>(?i:{forms.alternation(_LOOSE)})|{forms.alternation(_EXACT)}|Henry the)"
    rf"(?: no\.)? (?P<numeral>{NUMERAL}|{SMALL})(?P<more>{MORE}{{0,8}})"
    r"(?!'?[A-RT-Za-rt-z0-9])(?!-[a-z])(?! [B-HJ-Z](?![\w']))"
)
_APPENDIX = re.compile(
    rf"(?<!\w)(?i:appendix|appendices|annex|exhibit|vitamin|plan|planet) (?P<numeral>{NUMERAL})(?!\w)"
)
_PAGE = re.compile(
    rf"(?<!\w)(?:pp?\.|[Pp]ages?|n\.|ll?\.) ?(?P<numeral>{SMALL})(?P<more>(?: ?[–-] ?| and |, "
    rf"){SMALL})?(?![\w])"
)
_BRACKETED = re.compile(rf"(?<![\w)])\((?P<numeral>{SMALL})\)")
_NUMERAL_IN = re.compile(r"(?<![A-Za-z])(?:[MDCLXVI]+|[mdclxvi]+)(?![A-Za-z])")
_ORDINAL = re.compile(
    rf"(?<![\w.])(?P<numeral>{NUMERAL.replace('(?![A-Za-z])', '')})(?P<suffix>th|st|nd|rd|e)(?![\w])"
)
_CENTURY = re.compile(
    rf"(?<![\w.])(?P<numeral>{NUMERAL})(?=[ -](?:[Cc]entury|[Cc]enturies|[Dd]ynasty|c\.|[Oo]lympiad|"
    rf"Olympic|Corps|Army|Legion|Congress)(?!\w))"
)
_YEAR = re.compile(r"(?<![\w.])(?P<numeral>MC?[MDCLXVI]{3,14})(?![\w])")
WORLD_WARS = frozenset({"WWI", "WWII"})
_WORLD_WAR = re.compile(r"(?<!\w)WW(?P<numeral>II?)(?P<end>'s)?(?!\w)")

_PRONOUN, _NUMBER, _DETERMINER = tables.kinds("pronoun.tsv", "pronoun", "number", "determiner")
_DETERMINED = re.compile(rf"(?:^|\W)(?i:{forms.alternation(_DETERMINER)})(?: [a-z]+)? $")
_NUMBERED = re.compile(
    rf"$|[.,;:!?)\]\"]|'s?(?!\w)| ?[—–(]| (?:and (?:[IVX]+|its)|{forms.alternation(_NUMBER)}|for the)\b"
)
"""What follows the number I: what the pronoun never has after it."""
PRONOUN = re.compile(rf" (?:{forms.alternation(_PRONOUN)})\b|'(?!s\b)|,? (?:too|myself)\b")
"""What follows I the pronoun."""
_WAS = re.compile(r" was\b")
_NO_NUMBERS = frozenset({"DC", "CD", "CC", "MC", "MD", "MM", "CM", "DM", "DD", "LC", "DL", "CL", "LL", "MDC"})
"""Abbreviations that have the letters of a numeral."""
_SINGLE = frozenset("IVX")
WORDS = frozenset({"mix", "dim", "mild", "mi", "di", "li", "mid", "lid", "civil", "livid", "vivid", "mill"})
"""Words in lower case that have the letters of a numeral."""


def tag_roman(view: str, context: Context) -> Iterator[Token]:
    """Find the Roman numerals that a suffix, brackets or their size give away."""
    del context
    for match in _PAGE.finditer(view):
        for numeral in _NUMERAL_IN.finditer(view, match.start("numeral"), match.end()):
            yield token(view, numeral.start(), numeral[0], "page", "cardinal")
    for pattern, rule in ((_ORDINAL, "suffix"), (_CENTURY, "century")):
        for match in pattern.finditer(view):
            single = len(match["numeral"]) == 1
            if rule != "suffix" or not single or (match["numeral"] in _SINGLE and match["suffix"] != "e"):
                fields = {"numeral": match["numeral"], "as": "ordinal"}
                yield Token(Span(*match.span()), "roman", rule, fields)
    for match in _YEAR.finditer(view):
        if re.fullmatch(NUMERAL, match["numeral"]) and value(match["numeral"]) > _FIRST_YEAR:
            yield token(view, match.start(), match["numeral"], "year", "year")
    yield from _bracketed(view)


def tag_world_wars(view: str, context: Context) -> Iterator[Token]:
    """`WWII` → World War two."""
    del context
    for match in _WORLD_WAR.finditer(view):
        fields = {
            "numeral": match["numeral"],
            "as": "cardinal",
            "before": "World War",
            "end": match["end"] or "",
        }
        yield Token(Span(*match.span()), "roman", "world-war", fields)


def _bracketed(view: str) -> Iterator[Token]:
    """`(ii)` is the number of a clause; `(i)`, `(v)` and `(x)` are beside one of them, or first."""
    found = list(_BRACKETED.finditer(view))
    series = any(len(match["numeral"]) > 1 for match in found)
    for match in found:
        numeral = match["numeral"]
        if numeral not in WORDS and set(numeral) <= set("ivx") and (series or len(numeral) > 1):
            yield token(view, match.start("numeral"), numeral, "clause", "cardinal")


def tag_parts(view: str, context: Context) -> Iterator[Token]:
    """Find the Roman numerals that a word before them announces: `Act I, scene x`."""
    del context
    for match in _AFTER_CUE.finditer(view):
        if not _is_number(view, match):
            continue
        if match["cue"] in {"Mk", "Mk."}:
            yield Token(Span(*match.span("cue")), "word", "cue", {"spoken": "Mark"})
        for numeral in _NUMERAL_IN.finditer(view, match.start("numeral"), match.end()):
            yield token(view, numeral.start(), numeral[0], "part", "cardinal")
    for match in _APPENDIX.finditer(view):
        if len(match["numeral"]) > 1:
            yield token(view, match.start("numeral"), match["numeral"], "part", "cardinal")


def _is_number(view: str, match: re.Match[str]) -> bool:
    """Tell whether what follows a cue is its number: not the pronoun, nor `class X`, nor `part mix`."""
    cue, numeral = match["cue"], match["numeral"]
    if numeral in WORDS:
        return False
    if len(numeral) > 1 or match["more"]:
        return numeral not in _NO_NUMBERS
    flag = CUES.get(cue, CUES.get(cue.lower(), ""))
    if numeral.islower():
        return flag == "small" and numeral in {"i", "v", "x"}
    if numeral == "I":
        return _is_first(view, match)
    return numeral in _SINGLE and (
        flag != "lettered" or (numeral == "V" and cue.lower() in {"type", "class"})
    )


def _is_first(view: str, match: re.Match[str]) -> bool:
    """Tell whether I after a cue is the number one: it is the pronoun unless the sentence proves otherwise.

    `The letter I received`, `In this section I argue`; but `Act I opens`, `chapter I of it`, `World War I`.
    """
    if _NUMBERED.match(view, match.end()):
        return PRONOUN.match(view, match.end()) is None
    if (
        _WAS.match(view, match.end())
        or match["cue"].islower()
        or _DETERMINED.search(view, max(0, match.start() - 24), match.start())
    ):
        return False
    return PRONOUN.match(view, match.end()) is None


def token(view: str, start: int, numeral: str, rule: str, as_: str, *, doubt: bool = False) -> Token:
    """Return a numeral's token; `as_` is how it is said.

    It has the possessive that may follow, and the old stop behind a ruler's number: `Pius IX. spoke`.
    """
    end = start + len(numeral)
    possessive = "'s" if re.match(r"'s(?!\w)", view[end : end + 3]) else ""
    old_stop = as_ == "the" and re.match(r"\.(?=[,;:]| [a-z])", view[end : end + 3]) is not None
    fields = {"numeral": numeral, "as": as_, "end": possessive}
    return Token(Span(start, end + len(possessive) + old_stop), "roman", rule, fields, doubt)


def say_roman(token: Token, context: Context) -> tuple[Said, ...]:
    """Say the numeral as the cue asks."""
    number = value(token.fields["numeral"])
    match token.fields["as"]:
        case "year":
            words = numbers.year(number, context)
        case "cardinal":
            words = numbers.cardinal(number, context)
        case "the":
            words = ["the", *numbers.ordinal(number, context)]
        case _:
            words = numbers.ordinal(number, context)
    before = token.fields.get("before", "").split()
    return forms.words([*before, *words[:-1], words[-1] + token.fields.get("end", "")])
