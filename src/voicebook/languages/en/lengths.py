"""Feet and inches by their marks: `6'2"`, `2" x 4"`, `a 3/8" bolt`."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.languages.en.fractions import VULGAR, fraction_words, mixed_words
from voicebook.languages.en.measure import is_attribute
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_FEET = re.compile(
    rf"(?<![\w.,])(?P<feet>\d{{1,3}})(?:['′]|-?f(?:oo|ee)?t\.?)"
    rf"[ -]?(?P<inches>\d{{1,2}}(?:\.\d)?)(?P<part>[{VULGAR}])?(?:[\"″]|''|-?in(?:ch(?:es)?)"
    rf"?\b\.?)"
    rf"|(?<![\w.,])(?P<only_feet>\d{{1,3}})(?:′(?! ?\d)|'(?= (?:tall|high|long|wide|deep|by|x|×)(?!\w))"
    rf"|(?<=[x×] \d)'(?!\w)|(?<=[x×] \d\d)'(?!\w))"
    rf"|(?<![\w.,])(?P<only_inches>\d{{1,3}}(?:\.\d+)?)(?P<small>[{VULGAR}])?(?:″|\"(?= "
    rf"?(?:[x×]|by\b|pipe|screen|disk|disc|monitor|record|single|nail|tall|wide|long|deep|high|"
    rf"thick)))"
)
_THINGS = (
    "bolt|pipe|nut|screw|drill|plank|board|tube|hose|cable|screen|disk|nail|tall|wide|long|deep|high|thick|plywood|"
    "steel|rod|bit|valve|thread|gap|strip|margin|square"
)
_SIZES = re.compile(
    r"(?<![\w.,'/])(?P<count>\d{1,3}(?:\.\d+)?)?(?P<part>(?:(?<=\d)[ -])?\d{1,2}/(?:2|4|8|16|32|64))?\""
    rf"(?=(?: ?[x×]| by\b| ?[–-] ?\d| (?:{_THINGS})\b))"
    r"|(?<=[x×] )(?P<count2>\d{1,3}(?:\.\d+)?)\"(?!\w)|(?<=\d\"[–-])(?P<count3>\d{1,3})\"(?!\w)"
)
_FRACTIONS = re.compile(
    r"(?<![\w.,'/])(?:(?P<count>\d{1,3})[ -])?(?P<part>\d{1,2}/(?:2|4|8|16|32|64))\"(?!\w)"
)
_FEET_RANGE = re.compile(r"(?<![\w.,])(?P<from>\d{1,3})'[–-](?P<to>\d{1,3})'(?!\w)")
_INCHES = re.compile(r"(?<![\w.,'])(?P<count>\d{1,3}(?:\.\d)?)\"(?=[\s.,;)]|$)")


def tag_lengths(view: str, context: Context) -> Iterator[Token]:
    """Find feet and inches; a quotation mark behind a number is no inch mark unless the sentence shows it."""
    del context
    for match in _FEET.finditer(view):
        fields = {name: text for name, text in match.groupdict().items() if text}
        yield Token(Span(*match.span()), "length", "feet", fields)
    for match in _FEET_RANGE.finditer(view):
        yield Token(Span(*match.span()), "length", "range", {"from": match["from"], "to": match["to"]})
    odd = view.count('"') == 1
    for match in (*_SIZES.finditer(view), *(_FRACTIONS.finditer(view) if odd else ())):
        count = next((text for name, text in match.groupdict().items() if name != "part" and text), "")
        if count or match["part"]:
            fields = {"only_inches": count, "part": (match["part"] or "").strip(" -")}
            fields["singular"] = "yes" if is_attribute(view, match) else ""
            fields = {name: text for name, text in fields.items() if text}
            yield Token(Span(*match.span()), "length", "size", fields)
    for match in _INCHES.finditer(view) if odd else ():
        yield Token(Span(*match.span()), "length", "inches", {"only_inches": match["count"]})


def say_length(token: Token, context: Context) -> tuple[Said, ...]:
    """`6'2"` → `six feet two inches`."""
    fields = token.fields
    if token.rule == "range":
        first, last = (numbers.cardinal(fields[name], context) for name in ("from", "to"))
        return forms.said(first, "to", last, "feet")
    out: list[list[str]] = []
    feet = fields.get("feet") or fields.get("only_feet")
    inches = fields.get("inches") or fields.get("only_inches")
    part = fields.get("part") or fields.get("small")
    if feet:
        out.append([*numbers.cardinal(feet, context), "foot" if feet == "1" else "feet"])
    if inches:
        amount = mixed_words(inches, part, context) if part else numbers.number(inches, context)
        out.append([*amount, "inch" if (inches == "1" and not part) or "singular" in fields else "inches"])
    elif part:
        out.append([*fraction_words(part, context), *([] if "singular" in fields else ["of", "an"]), "inch"])
    return forms.said(*out)
