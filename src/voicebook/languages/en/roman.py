"""Roman numerals, and the words that only look like them."""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers, tables
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_NUMERAL = r"(?=[MDCLXVI])M{0,4}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})(?![A-Za-z])"
_SMALL = r"(?=[mdclxvi])m{0,4}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})(?![A-Za-z])"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

_CUES = (
    r"(?i:chapters?|chaps?\.|ch\.|parts?|pts?\.|books?|bks?\.|acts?|scenes?|sc\.|volumes?|"
    r"vols?\.|sections?|sect?s?\.|"
    r"articles?|arts?\.|types?|phases?|stages?|classe?s?|grades?|levels?|titles?|schedules?|"
    r"figures?|figs?\.|tables?|plates?|"
    r"cantos?|psalms?|sonnets?|rounds?|groups?|categor(?:y|ies)|divisions?|corps|factor|opus|"
    r"op\.|nos\.|numbers|"
    r"verses?|stanzas?|lessons?|letters?|episodes?|symphony|sonata|concerto|quartet|cranial nerves?)"
    r"|\bMark|Mk\.?|World Wars?|WW|War|Super Bowl|Apollo|Vatican|Saturn|Gemini|Ariane|Soyuz|"
    r"Titan|Polaris|Rocky|Rambo|Godfather|Fantasy|Crusade|Land Rover Series|Series|Henry\ the"
)
_AFTER_CUE = re.compile(
    rf"(?<![\w-])(?P<cue>{_CUES})(?: no\.)? (?P<numeral>{_NUMERAL}|{_SMALL})"
    rf"(?P<more>(?:(?:,? (?:and|or|to|&) |, | ?[–-] ?)(?:{_NUMERAL}|{_SMALL})){{0,8}})"
    rf"(?!'?[A-Za-z0-9])(?!-[a-z])"
)
_APPENDIX = re.compile(
    rf"(?<!\w)(?i:appendix|appendices|annex|exhibit|vitamin|plan|planet) (?P<numeral>{_NUMERAL})(?!\w)"
)
_PAGE = re.compile(
    rf"(?<!\w)(?:pp?\.|[Pp]ages?|n\.|ll?\.) ?(?P<numeral>{_SMALL})(?P<more>(?: ?[–-] ?| and |, "
    rf"){_SMALL})?(?![\w])"
)
_NUMERAL_IN = re.compile(r"(?<![A-Za-z])(?:[MDCLXVI]+|[mdclxvi]+)(?![A-Za-z])")
_ORDINAL = re.compile(
    rf"(?<![\w.])(?P<numeral>{_NUMERAL.replace('(?![A-Za-z])', '')})(?P<suffix>th|st|nd|rd|e)(?![\w])"
)
_CENTURY = re.compile(
    rf"(?<![\w.])(?P<numeral>{_NUMERAL})(?=[ -](?:[Cc]entury|[Cc]enturies|[Dd]ynasty|c\.|[Oo]lympiad|"
    rf"Olympic|Corps|Army|Legion|Congress)(?!\w))"
)
_YEAR = re.compile(r"(?<![\w.])(?P<numeral>MC?[MDCLXVI]{3,14})(?![\w])")
_NAME = "[A-ZÀ-ÖØ-ž][a-zß-öø-ž]{1,14}"
_NAMED = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME}(?: {_NAME})?) (?P<numeral>{_NUMERAL})"
    rf"(?!\w|-[A-Z]|\.[A-Za-z])"
)
_VERB_AFTER_I = re.compile(
    r" (?:am|have|had to|think|thought|know|knew|love|loved|will|would|can|could|do|did|don't|"
    r"didn't|saw|want|wanted|must|shall|"
    r"should|may|might|met|admire|adore|like|liked|hate|remember|believe|hope|wish|mean|meant|"
    r"said|say|told|went|feel|felt|never|"
    r"always|really|just|see|need|guess|suppose|played|play|read|wrote|write|found|find)\b|"
    r"'(?!s\b)|,? (?:too|myself)\b"
)
_CUED_I_VERB = re.compile(
    r" (?:am|have|had|think|thought|know|knew|love|loved|will|would|can|could|do|did|don't|"
    r"saw|want|must|shall|like|play|played|met|read|liked|wrote)\b|'"
)
_SINGLE = frozenset("IVX")
_LETTERED = frozenset({"mark", "letters", "letter", "class", "grade", "type", "group", "factor"})


def value(numeral: str) -> int:
    """`XIV` → 14."""
    total = 0
    worth = [_VALUES[char] for char in numeral.upper()]
    for at, one in enumerate(worth):
        total += -one if at + 1 < len(worth) and one < worth[at + 1] else one
    return total


def tag_roman(view: str, context: Context) -> Iterator[Token]:
    """Find the Roman numerals that a cue, a name, a suffix or their size gives away."""
    del context
    yield from _after_cues(view)
    for match in _PAGE.finditer(view):
        for numeral in _NUMERAL_IN.finditer(view, match.start("numeral"), match.end()):
            yield _token(view, numeral.start(), numeral[0], "page", "cardinal")
    for pattern, rule in ((_ORDINAL, "suffix"), (_CENTURY, "century")):
        for match in pattern.finditer(view):
            if rule != "suffix" or len(match["numeral"]) > 1 or match["numeral"] in _SINGLE:
                yield Token(
                    Span(*match.span()), "roman", rule, {"numeral": match["numeral"], "as": "ordinal"}
                )
    for match in _YEAR.finditer(view):
        if re.fullmatch(_NUMERAL, match["numeral"]) and value(match["numeral"]) > 1100:
            yield _token(view, match.start(), match["numeral"], "year", "year")


def _after_cues(view: str) -> Iterator[Token]:
    for match in _AFTER_CUE.finditer(view):
        single = match["numeral"] if len(match["numeral"]) == 1 and not match["more"] else ""
        if single and (
            single.upper() not in _SINGLE or single.islower() or not _cued_single(view, match, single)
        ):
            continue
        if (
            match["numeral"][0].islower()
            and match["cue"][0].isupper()
            and match["numeral"] in {"mix", "dim", "mild"}
        ):
            continue
        for numeral in _NUMERAL_IN.finditer(view, match.start("numeral"), match.end()):
            yield _token(view, numeral.start(), numeral[0], "part", "cardinal")
    for match in _APPENDIX.finditer(view):
        if len(match["numeral"]) > 1:
            yield _token(view, match.start("numeral"), match["numeral"], "part", "cardinal")


def _cued_single(view: str, match: re.Match[str], numeral: str) -> bool:
    """Return whether one letter after a part word is its number: not the pronoun, not `class X`."""
    cue = match["cue"].lower()
    if numeral == "I":
        return _CUED_I_VERB.match(view, match.end()) is None
    if cue in _LETTERED:
        return numeral == "V" and cue in {"type", "class"}
    return True


def _token(view: str, start: int, numeral: str, rule: str, as_: str) -> Token:
    end = start + len(numeral)
    possessive = "'s" if re.match(r"'s(?!\w)", view[end : end + 3]) else ""
    fields = {"numeral": numeral, "as": as_, "end": possessive}
    return Token(Span(start, end + len(possessive)), "roman", rule, fields)


def tag_rulers(view: str, context: Context) -> Iterator[Token]:
    """`Edward IV` → `Edward the fourth`; an unknown name before II, VII … takes a cardinal, as a guess."""
    del context
    rulers = tables.word_set("rulers.tsv")
    given = tables.word_set("given-names.tsv") | rulers
    for match in _NAMED.finditer(view):
        numeral, names = match["numeral"], match["name"].split()
        start = match.start("numeral")
        if names[-1] in rulers:
            if numeral == "I" and _VERB_AFTER_I.match(view, match.end()):
                continue
            if numeral in {"C", "D", "L", "M"}:
                continue
            yield _token(view, start, numeral, "ruler", "the")
        elif len(numeral) > 1 and value(numeral) < 50 and not set(numeral) & set("LCDM"):
            heir = len(names) > 1 and names[0] in given and value(numeral) in {2, 3, 4}
            token = _token(view, start, numeral, "heir" if heir else "name", "the" if heir else "cardinal")
            yield Token(token.span, token.kind, token.rule, token.fields, doubt=True)


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
    return forms.words([*words[:-1], words[-1] + token.fields.get("end", "")])
