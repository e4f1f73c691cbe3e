"""Addresses: streets after a number or a preposition, states after a city, zip codes."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, tables
from voicebook.languages.en.gate import words_of
from voicebook.model.publication import Span
from voicebook.text.language import Context, Token

_STREETS = tables.pairs("streets.tsv")
_STOPPED, _BARE = tables.flagged("streets.tsv", "stop", "bare")
_STATES = tables.pairs("states.tsv")
STREET_WORDS, STATE_WORDS = words_of(_STREETS), words_of(_STATES) | {"Box"}
"""Words of which one is in every sentence with a short form of a street; with a state or a box."""
_STREET = re.compile(
    rf"(?P<before>(?<!\w)\d{{1,6}}[A-Za-z]?(?:-\d+)? (?:[NSEW]\.?[EW]?\.? )"
    rf"?(?:(?:[A-Z][\w'.-]{{0,20}}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,3}}?|\d(?:st|nd|rd|th) "
    rf"|\b(?:[Oo]n|[Dd]own|[Uu]p|[Aa]long|[Oo]ff|[Cc]orner of|[Nn]ear|and|[Ff]rom|[Tt]o|[Aa]t|"
    rf"[Oo]f|[Ii]n) (?:[NSEW]\.? )?[A-Z][\w'-]{{1,20}} (?:[A-Z][\w'-]{{1,20}} )?)"
    rf"(?P<street>{forms.alternation(_STREETS)})(?P<stop>\.?)(?!\w)(?! [A-Z][a-z]+'s\b)"
)
_SENTENCE_AFTER = re.compile(r"$|[\"')]+$| +(?:[A-Z][a-z]{0,20} [a-z]|[A-Z][a-z]? )")
_HOUSE = re.compile(
    rf"(?<![\w.,-])(?P<number>[1-9]\d{{2,3}})(?= (?:[NSEW]\.? )?(?:[A-Z][a-z]+ ){{1,2}}"
    rf"{forms.alternation({*_STREETS, *_STREETS.values()})}\b)"
)
_HOUSE_LETTER = re.compile(r"(?<![\w.,-])(?P<number>[1-9]\d{0,3})(?P<letter>[A-D])(?= [A-Z][a-z]+ )")
_DIRECTION = re.compile(r"(?<=\d )(?P<short>[NSEW])(?P<stop>\.?)(?= (?:[A-Z][a-z]|\d+(?:st|nd|rd|th)))")
_DIRECTIONS = {"N": "North", "S": "South", "E": "East", "W": "West"}
_STATE = re.compile(
    rf"(?<=[a-z], )(?P<state>{forms.alternation(_STATES)})(?P<zip> \d{{5}}(?:-\d{{4}})?)?(?![\w'])"
)
_CITY = re.compile(
    r"(?<!\w)(?!(?:Well|Oh|Yes|No|Ah|So|Now|Hey|Okay|Then|And|But|Sure|Right), )[A-Z][\w'.-]+, $"
)
_BRITISH_POSTCODE = re.compile(r"(?<!\w)(?P<code>[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?!\w)")
_PO_BOX = re.compile(r"(?<!\w)P\.? ?O\.?(?= Box\b)")


_PLAIN_STREET = re.compile(
    rf"(?<=[a-z] )(?:(?P<stopped>{forms.alternation(_STOPPED | _BARE)})\.(?=[,;:)]| [a-z])"
    rf"|(?P<bare>{forms.alternation(_BARE)})(?=[,;:)]| [a-z]|\.?[\"')]*$))"
)
_CAPITAL_BEFORE = re.compile(r"[A-Z][\w']+ $")


def tag_states(view: str, context: Context) -> Iterator[Token]:
    """`Austin, TX 73301` → `Austin, Texas seven three …`; `P.O. Box 9` → `P O Box nine`."""
    del context
    for match in _STATE.finditer(view):
        if not match["zip"] and _CITY.search(view, max(0, match.start() - 30), match.start()) is None:
            continue
        fields = {"spoken": _STATES[match["state"]]}
        yield Token(Span(*match.span("state")), "address", "state", fields)
        if match["zip"]:
            yield Token(Span(match.start("zip") + 1, match.end()), "digit", "zip", {"number": match["zip"]})
    for match in _PO_BOX.finditer(view):
        yield Token(Span(*match.span()), "letters", "po-box", {"letters": "PO"})


def tag_streets(view: str, context: Context) -> Iterator[Token]:
    """`on Mill Rd.` → `on Mill Road`; `Elm Cres. is closed` → `Elm Crescent is closed`."""
    del context
    for match in _STREET.finditer(view):
        if match["street"] == "St" and forms.is_named(view, match.end("street"), match["before"]):
            continue
        final = match["stop"] and _SENTENCE_AFTER.match(view, match.end()) is not None
        spoken = _STREETS[match["street"]]
        span = Span(match.start("street"), match.end() - bool(final))
        yield Token(span, "address", "street", {"spoken": spoken})
    for match in _PLAIN_STREET.finditer(view):
        if _CAPITAL_BEFORE.search(view[max(0, match.start() - 24) : match.start()]):
            spoken = _STREETS[match["stopped"] or match["bare"]]
            yield Token(Span(*match.span()), "address", "street", {"spoken": spoken})


def tag_houses(view: str, context: Context) -> Iterator[Token]:
    """`18B Mill Rd` → `eighteen B Mill Rd`; `12 N. Elm St` → `twelve North Elm St`; `SW1A 1AA`."""
    del context
    for match in _HOUSE.finditer(view):
        yield Token(Span(*match.span()), "alnum", "house-number", {"written": match["number"]})
    for match in _HOUSE_LETTER.finditer(view):
        yield Token(Span(*match.span()), "alnum", "house-number", {"written": match[0]})
    for match in _DIRECTION.finditer(view):
        yield Token(Span(*match.span()), "address", "direction", {"spoken": _DIRECTIONS[match["short"]]})
    for match in _BRITISH_POSTCODE.finditer(view):
        yield Token(Span(*match.span()), "alnum", "postcode", {"written": match["code"], "digits": "yes"})
