"""Pounds, shillings and pence: `10s. 6d.`, `£12 7s. 6d.`, `200l. a year`, `1½d.`, `7/6`."""

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_POUNDS = r"(?:£ ?(?P<pounds>\d[\d,]*)|(?<![\w.£$€])(?P<livres>\d[\d,]*) ?l\.)"
_SHILLINGS = r"(?P<shillings>\d{1,3}) ?s\.?"
_PENCE = r"(?P<pence>\d{1,2})? ?(?P<part>[¼½¾])? ?d(?:\.|(?![\w']))"
_SUM = re.compile(
    rf"{_POUNDS}(?:,? |\.){_SHILLINGS}(?:(?:,? |(?<=\.)){_PENCE})?(?!\w)"
    rf"|{_POUNDS.replace('pounds', 'pounds2').replace('livres', 'livres2')},? "
    rf"{_PENCE.replace('pence', 'pence2').replace('part', 'part2')}"
    rf"|(?<![\w.£$€-]){_SHILLINGS.replace('shillings', 'shillings3').replace('?', '?', 1)},? "
    rf"{_PENCE.replace('pence', 'pence3').replace('part', 'part3')}"
)
_ALONE = re.compile(
    r"(?<![\w.£$€-])(?:(?P<shillings>\d{1,3}) ?s\.|(?P<livres>\d[\d,]*)l\.|"
    r"(?=[\d¼½¾])(?P<pence>\d{1,2})?(?P<part>[¼½¾])?d\.)(?!\w)"
)
_SLASHED = re.compile(
    r"£(?P<pounds>\d[\d,]*)/(?P<shillings>1?\d)/(?P<pence>1?\d)(?![\d/])|(?<![\w.,/£$€])(?P<shillings2>\d{1,3})/-(?![\w-])"
)
_PRICED = re.compile(
    r"\b(?:costs?|costing|priced?|prices|paid|pays?|worth|charged?|fare|fee|wages?|rent|sold|bought|sells|only)"
    r"(?: (?:at|for|of|was|is|him|her|me|us|them))? (?P<shillings>\d{1,2})/(?P<pence>1?\d)(?:d\.)?(?![\d/\w])"
)
_DECADE_BEFORE = re.compile(
    r"\b(?:the|his|her|their|my|our|your|its|early|late|mid|in|mid-)[ -]$", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"\b(?:an?|each|every|the|penny|per) $", re.IGNORECASE)
_NOUN_AFTER = re.compile(
    r" (?!(?:an?|the|to|in|on|at|of|for|and|or|per|from|by|is|was|were|each|every|more|less|extra|as|but|if|"
    r"when|that|which|with|be|will|would|had|has|down|off|out)\b)[a-z]{3,}"
)
_PENCE_WORDS = dict(
    enumerate(
        "|a penny|twopence|threepence|fourpence|fivepence|sixpence|sevenpence|eightpence|ninepence|tenpence|"
        "elevenpence".split("|")
    )
)
_PARTS = {"¼": "farthing", "½": "halfpenny", "¾": "three farthings"}


def tag_old_money(view: str, context: Context) -> Iterator[Token]:
    """`2s. 6d.` → `two shillings and sixpence`, `a 6d. novel` → `a sixpenny novel`."""
    del context
    for match in _SUM.finditer(view):
        yield _token(view, match, "sum")
    for match in _ALONE.finditer(view):
        if match["shillings"] is None or not _DECADE_BEFORE.search(
            view, max(0, match.start() - 8), match.start()
        ):
            yield _token(view, match, "alone")
    for match in _SLASHED.finditer(view):
        yield _token(view, match, "slash")
    for match in _PRICED.finditer(view):
        if int(match["pence"]) < 12:  # noqa: PLR2004 - pence in a shilling
            fields = {"shillings": match["shillings"], "pence": match["pence"]}
            yield Token(Span(match.start("shillings"), match.end()), "old-money", "slash-price", fields)


def _token(view: str, match: re.Match[str], rule: str) -> Token:
    """Return a sum's token, without the stop that ends the sentence too."""
    fields = {name.rstrip("23"): text for name, text in match.groupdict().items() if text}
    if "livres" in fields:
        fields["pounds"] = fields.pop("livres")
    before = _ATTRIBUTE.search(view, max(0, match.start() - 8), match.start())
    if before and _NOUN_AFTER.match(view, match.end()):
        fields["singular"] = "yes"
    final = match[0].endswith(".") and forms.closes(view, match.end())
    return Token(Span(match.start(), match.end() - final), "old-money", rule, fields)


def say_old_money(token: Token, context: Context) -> tuple[Said, ...]:
    """Say pounds, shillings and pence; a price with a slash as a shopkeeper does: `7/6` → `seven and six`."""
    fields = token.fields
    if token.rule == "slash-price":
        left = fields["pence"]
        rest = ["and", *numbers.cardinal(left, context)] if left != "0" else ["shillings"]
        return forms.said(numbers.cardinal(fields["shillings"], context), rest)
    single = "singular" in fields and len(fields.keys() & {"pounds", "shillings", "pence", "part"}) == 1
    out: list[list[str]] = []
    for name, one, many in (("pounds", "pound", "pounds"), ("shillings", "shilling", "shillings")):
        if fields.get(name, "0") != "0":
            count = fields[name]
            unit = one if count == "1" or single else many
            out.append([*numbers.number(count, context), unit])
    pence = _pence(int(fields.get("pence", "0")), fields.get("part", ""), single=single, context=context)
    if pence:
        out.append(["and", *pence] if out else pence)
    return forms.said(*out) if out else forms.words("nothing")


def _pence(count: int, part: str, *, single: bool, context: Context) -> list[str]:
    """`6` → sixpence, before a noun sixpenny; `2½` → twopence halfpenny, `½` → a halfpenny."""
    if count == 0:
        return (["three", "farthings"] if part == "¾" else ["a", _PARTS[part]]) if part else []
    words = _PENCE_WORDS.get(count, "").split() or [*numbers.cardinal(count, context), "pence"]
    if single and not part:
        return ["penny"] if count == 1 else [words[0].replace("pence", "penny"), *words[1:]]
    if part == "½" and count == 1:
        return ["three", "halfpence"]
    return [*words, *_PARTS[part].split()] if part else words
