"""Measures: a number and a unit's symbol."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers, tables
from voicebook.languages.en.forms import NUMBER, SIGN, TO
from voicebook.languages.en.fractions import VULGAR, fraction_words, mixed_words
from voicebook.languages.en.quantity import sign_word
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_UNITS = tables.units()
_LETTERS = f"[{''.join(sorted({char for unit in _UNITS for char in unit if char.isalpha()}))}]"
_LONGEST = max(map(len, _UNITS))
_SIGNED = forms.alternation(unit for unit in _UNITS if not re.fullmatch(rf"{_LETTERS}+[23]?", unit))
_AMOUNT = (
    rf"(?P<sign>{SIGN})?(?P<from>{NUMBER})?(?P<part> ?[{VULGAR}]|(?:(?<=\d)[ -])?(?<![/\d])"
    rf"\d{{1,2}}[/⁄]\d{{1,2}}(?![\d/]))?"
)
_MEASURE = re.compile(
    rf"(?<![\w.])(?=[\d.\-–−+±{VULGAR}]){_AMOUNT}(?: ?[°º]?(?P<to_dash>{TO})(?P<to>{NUMBER}))?"
    rf"(?: (?P<scale>hundred|thousand|million|billion|trillion))?(?P<gap> |-)?"
    rf"(?P<unit>(?:(?P<power>sq|cu|fl)\.? )?(?:{_SIGNED}(?![A-Za-z])|{_LETTERS}{{1,{_LONGEST}}})[²³23]?"
    rf"(?:(?:/| per )(?:{_LETTERS}{{1,{_LONGEST}}}|100 km)(?:[²³]|[23](?!\d))?(?![A-Za-z]))?)"
    rf"(?P<stop>\.(?= [a-z0-9(]|[,;:)]|-))?(?![\w²³⁻])"
)
_PER = re.compile(rf"(?<=[a-z])/(?P<unit>{_LETTERS}{{1,{_LONGEST}}}[²³]?)(?![\w²³])")
_RATE = re.compile(
    r"(?:[$£€¥]\d[\d,.]*|\d(?:bn|[kKmM])?|\d [a-z]{2,12})(?P<slash> ?/ ?)(?=(?P<unit>(?:day|"
    r"hour|hr|week|month|year|yr|person|people|night|minute|second|capita|"
    r"head|unit|mile|acre|ton|tonne|barrel|share|kilo|pound|ounce|gallon|liter|litre|student|"
    r"lb|kg|oz|gal|sq ft|household|inhabitant)s?)\b)"
)
_BY = re.compile(
    r"(?<=[\d°\"′″'½¼¾⅛⅜⅝⅞])(?P<gap> ?)(?P<mark>[×x])(?= ?\d)|(?<=\d[cmk]m)(?P<gap2> ?)"
    r"(?P<mark2>[×x])(?= ?\d)|(?<= (?:[cmk]m|ft|in)) (?P<mark3>[×x])(?= ?\d)|(?<= m) "
    r"(?P<mark4>[×x])(?= ?\d)"
)
_TIMES = re.compile(r"(?<=\d)(?P<mark> ?×|x)(?![\w×]| ?\d)")
_SUM = re.compile(r"=|\d (?:is|equals|makes|gives) \d|× ?10[⁰-⁹⁻²³]")

_NOT_INCHES = re.compile(
    r"\.? (?!tall|long|wide|deep|high|thick|of|by|x|×|in|and|or|to|from|apart|above|below|"
    r"across|each|rain|snow)\w"
)
_ATTRIBUTE = re.compile(r"(?:^|[\s(\"'])(?i:an?|each|every|per|this|that) $")
_NOUN = re.compile(
    r"[ -](?!(?:away|from|of|to|in|on|at|for|and|or|per|by|is|was|each|every|more|less|long|"
    r"high|wide|tall|deep|thick|ago|above|below|"
    r"before|after|the|as|but|if|when|that|which|later|earlier|apart|north|south|east|west|up|"
    r"down|off|across|with|wide)\b)[a-z]{3,}"
)
_BY_BEFORE = re.compile(r"[x×] ?$")
_INVERSE = re.compile(rf"(?<=[a-zμΩ])[ ·](?P<unit>{_LETTERS}{{1,{_LONGEST}}})⁻(?P<power>[¹²³])(?!\w)")
_STREET_AFTER = re.compile(
    r"\.? (?:\d{1,3}(?:st|nd|rd|th)\b|[A-Z][a-z]+ (?:St|Ave|Rd|Blvd|Dr|Street|Avenue|Road|Drive)\b)"
)
_HOURS_BEFORE = re.compile(r"\dh $")
_AFTER_UNIT = {
    "letter": re.compile(r"(?![.']\w|-[A-Za-z]|&)"),
    "force": re.compile(r" [a-z]|[,;)]|[.]?$"),
    "stone": re.compile(r",? \d|[.,;]|$"),
}
_SQUARES = {"²": "square", "2": "square", "³": "cubic", "3": "cubic"}
_POWERS = {"²": "squared", "³": "cubed"}
_WORDS = {"sq": "square", "cu": "cubic", "fl": "fluid"}


def tag_measures(view: str, context: Context) -> Iterator[Token]:
    """`90 km/h`, `31 °C`, `8 m²`, `20–25 min`, `4½ lb`, `a 6-km walk`."""
    del context
    for match in _MEASURE.finditer(view):
        yield from _measure(view, match)
    for match in _INVERSE.finditer(view):
        if unit_words(match["unit"], one=True):
            unit = match["unit"] + match["power"].replace("¹", "")
            yield Token(Span(*match.span()), "measure", "per", {"unit": unit})


def tag_rates(view: str, context: Context) -> Iterator[Token]:
    """`$5/day`, `24 hrs/day`, `people/km²`: the slash and what it divides by."""
    del context
    for match in _RATE.finditer(view):
        end = match.end("slash") + (len(match["unit"]) if match["unit"] in _UNITS else 0)
        spoken = " ".join(["per", *_simple_unit(match["unit"], one=True)])
        yield Token(Span(match.start("slash"), end), "word", "rate", {"spoken": spoken})
    for match in _PER.finditer(view):
        if unit_words(match["unit"], one=True):
            yield Token(Span(*match.span()), "measure", "per", {"unit": match["unit"]})


def _measure(view: str, match: re.Match[str] | None) -> Iterator[Token]:
    """Yield what is measured; where the unit under a slash is none (`24 hrs/day`), the one above it."""
    if match is None or not (match["from"] or match["part"]):
        return
    if not _is_unit(view, match):
        slash = match["unit"].find("/")
        if slash > 0:
            yield from _measure(view, _MEASURE.match(view, match.start(), match.start("unit") + slash))
        return
    fields = {name: text for name, text in match.groupdict().items() if text}
    if match["gap"] == "-" or is_attribute(view, match):
        fields["singular"] = "yes"
    yield Token(Span(*match.span()), "measure", "unit", fields)


def is_attribute(view: str, match: re.Match[str]) -> bool:
    """Tell whether an amount stands before its noun: `a 6 km walk`."""
    before = view[max(0, match.start() - 7) : match.start()]
    return _ATTRIBUTE.search(before) is not None and _NOUN.match(view, match.end()) is not None


def _is_unit(view: str, match: re.Match[str]) -> bool:
    """Return whether the letters after the number are a unit here."""
    symbol = match["unit"]
    if not unit_words(symbol, one=True):
        return False
    if symbol == "mo" and not match["gap"]:
        return False
    if symbol in {"N", "S", "E", "W"} and _STREET_AFTER.match(view, match.end()):
        return False
    if symbol == "m" and _HOURS_BEFORE.search(view[max(0, match.start() - 3) : match.start()]):
        return False
    unit = _UNITS.get(symbol)
    return all(_flag_holds(flag, view, match) for flag in (unit.flags if unit else ()))


def _flag_holds(flag: str, view: str, match: re.Match[str]) -> bool:
    """Return whether what a unit's flag asks for is so (units.tsv)."""
    gap = match["gap"] or ""
    if flag == "inch" and _BY_BEFORE.search(view, max(0, match.start() - 8), match.start()):
        return True
    if flag == "inch":
        if match["stop"] or gap != " ":
            return True
        return _NOT_INCHES.match(view, match.end()) is None and _after_feet_or_size(view, match)
    if flag == "large":
        return len(match["from"] or "") > 1
    if flag in {"spaced", "stone"} and gap != " ":
        return False
    after = _AFTER_UNIT.get(flag)
    return flag != "never" and (after is None or after.match(view, match.end()) is not None)


def _after_feet_or_size(view: str, match: re.Match[str]) -> bool:
    before = view[max(0, match.start() - 6) : match.start()]
    after = view[match.end() : match.end() + 8]
    return (
        re.search(r"(?:ft|feet|foot|['′])\.? $", before) is not None
        or re.match(r" (?:tall|long|wide|deep|high|thick|of |by |x |×|apart)|[,;)]", after) is not None
    )


def unit_words(symbol: str, *, one: bool) -> list[str]:
    """Return the words of a unit, or [] if there is no such unit."""
    top, _, under = symbol.replace(" per ", "/").partition("/")
    words = _simple_unit(top, one=one)
    if words and under:
        below = ["one", "hundred", "kilometers"] if under == "100 km" else _simple_unit(under, one=True)
        return [*words, "per", *below] if below else []
    return words


def _simple_unit(symbol: str, *, one: bool) -> list[str]:
    power = re.match(r"(sq|cu|fl)\.? ", symbol)
    bare = symbol[power.end() :] if power else symbol
    unit = _UNITS.get(bare)
    if unit:
        before = [_WORDS[power[1]]] if power else []
        return before + (unit.one if one else unit.many).split()
    unit = _UNITS.get(bare[:-1])
    if unit is None or bare[-1:] not in _SQUARES or (bare[-1] in "23" and "length" not in unit.flags):
        return []
    words = (unit.one if one else unit.many).split()
    return [_SQUARES[bare[-1]], *words] if "length" in unit.flags else [*words, _POWERS.get(bare[-1], "")]


def say_measure(token: Token, context: Context) -> tuple[Said, ...]:
    """Say amount and unit: `90 km/h` → `ninety kilometers per hour`."""
    fields = token.fields
    if token.rule == "per":
        return _said_unit(["per", *unit_words(fields["unit"], one=True)], context)
    amount = _amount(token, context)
    first, last = fields.get("from", ""), fields.get("to", "")
    below_one = not first and "part" in fields
    one = (
        "singular" in fields
        or below_one
        or (numbers.is_one(last or first) and not fields.keys() & {"part", "scale"})
    )
    unit = _said_unit(unit_words(fields["unit"], one=one), context)
    if below_one and amount[-1] != "half" and unit:
        return forms.said(amount, "of", _article(unit), unit)
    if below_one:
        return forms.said("half", _article(unit), unit)
    return forms.said(sign_word(fields.get("sign", "")), amount, fields.get("scale", ""), unit)


def _article(unit: tuple[Said, ...]) -> str:
    return "an" if unit[0].text[0] in "aeio" or unit[0].text.startswith("hour") else "a"


def _amount(token: Token, context: Context) -> list[str]:
    fields = token.fields
    part = fields.get("part", "").strip(" -")
    if part:
        return (
            mixed_words(fields["from"], part, context) if "from" in fields else fraction_words(part, context)
        )
    words = numbers.number(fields["from"], context)
    return [*words, "to", *numbers.number(fields["to"], context)] if "to" in fields else words


def _said_unit(words: list[str], context: Context) -> tuple[Said, ...]:
    """Single capitals are letters; British spelling in a British region."""
    if numbers.is_british(context):
        words = [re.sub(r"^(.*)(meter|liter)(s?)$", _respelled, word) for word in words]
    return tuple(Said(word, letters=len(word) == 1) for word in words)


def _respelled(match: re.Match[str]) -> str:
    return match[1] + match[2][:-2] + "re" + match[3]


def tag_by(view: str, context: Context) -> Iterator[Token]:
    """`4 × 6 cm` is "by", `5 × 6 = 30` is "times"; `3×` alone is "times"."""
    del context
    for match in _BY.finditer(view):
        word = "times" if _SUM.search(view) else "by"
        yield Token(Span(*match.span()), "word", "by", {"spoken": word})
    for match in _TIMES.finditer(view) if "=" not in view else ():
        yield Token(Span(*match.span()), "word", "times", {"spoken": "times"})
