"""Money: amount, magnitude, currency."""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers, tables
from voicebook.languages.en.forms import NUMBER, TO
from voicebook.languages.en.quantity import sign_word
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_CURRENCIES = tables.currencies()
_SYMBOLS = forms.alternation(name for name in _CURRENCIES if not name[-1].isalpha() or name[0] == "$")
_CODES = forms.alternation(name for name in _CURRENCIES if name[-1].isalpha())
_SIGNS = forms.alternation(name for name in _CURRENCIES if len(name) == 1 and not name.isalnum())
_SCALES = {
    "k": "thousand", "K": "thousand",
    "m": "million", "M": "million", "mn": "million", "mm": "million", "mln": "million", "MM": "million",
    "bn": "billion", "b": "billion", "B": "billion",
    "tn": "trillion", "trn": "trillion", "T": "trillion", "t": "trillion",
}  # fmt: skip
_SCALE = (
    r"(?: ?-?(?P<scale>hundred thousand|hundred|thousand|million|billion|trillion|lakh|crore|mil(?!\w))|"
    r"-? ?(?P<short>bn|mn|mm|MM|mln|tn|trn)|(?P<letter>[kKmMbBTt]))?(?!\w)"
)
_SIGN = r"(?P<sign>(?<!\w)[-−–+])?"

_EUROPEAN = r"\d{1,3}(?:\.\d{3})+,\d{2}(?!\d)"
_BEFORE = re.compile(
    rf"{_SIGN}(?:(?P<symbol>(?<![A-Za-z]){_SYMBOLS}|(?<=[A-Za-z])[$£€])|(?<!\w)"
    rf"(?P<code>{_CODES})) ?(?P<minus>[-−])?(?P<from>{_EUROPEAN}|{NUMBER})"
    rf"(?:{TO}(?:{_SYMBOLS})?(?P<to>{NUMBER}))?{_SCALE}"
)
_AFTER = re.compile(
    rf"(?<![\w]){_SIGN}(?P<from>{NUMBER})(?:{TO}(?P<to>{NUMBER}))?(?: ?(?P<scale>thousand|"
    rf"million|billion|trillion)| ?(?P<short>bn|mn|k|m))?"
    rf" ?(?:(?P<symbol>{_SIGNS})(?!\d)|(?P<code>{_CODES})(?!\w))"
)
_MINOR = re.compile(
    rf"(?<![\w$£€.,])(?P<from>{NUMBER})(?:{TO}(?P<to>{NUMBER}))?(?P<unit>¢| ?c(?=[.,;)]? "
    rf"(?:coin|stamp|piece))|p(?!\w|\.? ?\d))"
)
_BILLS = re.compile(r"[$£€](?P<number>\d{1,4})s(?![\w.])")
_THE_LETTERS = re.compile(r"(?i:the) \d Rs\b")  # reading, writing and arithmetic
_SCREENS = frozenset({"240", "360", "480", "720", "1080", "1440", "2160"})
_MINOR_UNITS = {"¢": ("cent", "cents"), "c": ("cent", "cents"), "p": ("penny", "pence")}
_SINGULAR_BEFORE = re.compile(r"(?:^|[\s(\"'])(?i:an?|per|another|each|every) $")
_NOUN_AFTER = re.compile(
    r"[ -](?!(?:a|an|the|to|in|on|at|of|for|and|or|per|from|by|is|was|each|every|more|less|"
    r"apiece|extra|as|but|if|when|that|which)\b)[a-z]{3,}"
)


def tag_money(view: str, context: Context) -> Iterator[Token]:
    """`$9.40`, `£3m`, `€8bn`, `9 €`, `US$250 million`, `USD 9`, `75¢`, `20p`."""
    del context
    for pattern, rule in ((_BEFORE, "symbol-first"), (_AFTER, "symbol-last")):
        for match in pattern.finditer(view):
            if match.groupdict()["code"] == "Rs" and _THE_LETTERS.match(view, max(0, match.start() - 4)):
                continue
            groups = {name: text for name, text in match.groupdict().items() if text}
            fields = {**groups, "currency": groups.get("symbol") or groups["code"]}
            if re.fullmatch(_EUROPEAN, fields["from"]):
                fields["from"] = fields["from"].replace(".", "").replace(",", ".")
            fields["singular"] = _is_attribute(view, match)
            yield Token(Span(*match.span()), "money", rule, fields)
    for match in _BILLS.finditer(view):
        yield Token(Span(*match.span()), "decade", "bills", {"number": match["number"]})
    for match in _MINOR.finditer(view):
        if match["from"] in _SCREENS and match["unit"] == "p":
            continue
        minor = {"from": match["from"], "to": match["to"] or "", "unit": match["unit"].strip()}
        yield Token(Span(*match.span()), "money", "minor", {**minor, "singular": _is_attribute(view, match)})


def _is_attribute(view: str, match: re.Match[str]) -> str:
    """Return "yes" where the amount stands before its noun: `a $9 ticket`, `a $5-million grant`."""
    before = view[max(0, match.start() - 12) : match.start()]
    return "yes" if _SINGULAR_BEFORE.search(before) and _NOUN_AFTER.match(view, match.end()) else ""


def say_money(token: Token, context: Context) -> tuple[Said, ...]:
    """`€7.20` → `seven euros and twenty cents`, `$1.6bn` → `one point six billion dollars`."""
    fields = token.fields
    if token.rule == "minor":
        one, many = _MINOR_UNITS[fields["unit"]]
        single = (fields["from"] == "1" and not fields["to"]) or (
            fields["singular"] and fields["unit"] != "p"
        )
        return forms.said(_amount(token, context), one if single else many)
    sign = sign_word(fields.get("sign", "") or fields.get("minus", ""))
    scale = fields.get("scale", "").replace("mil", "million").replace(
        "millionlion", "million"
    ) or _SCALES.get(fields.get("short") or fields.get("letter", ""), "")
    currency = _CURRENCIES[fields["currency"]]
    whole, _, cents = fields["from"].partition(".")
    if not scale and "to" not in fields and len(cents) == 2 and currency.minor:
        return forms.said(sign, _with_minor(whole, cents, currency, context))
    one_unit = bool(fields["singular"]) or (fields["from"] == "1" and not scale and "to" not in fields)
    unit = currency.one if one_unit else currency.many
    return forms.said(sign, _amount(token, context), scale, _unit_words(unit))


def _amount(token: Token, context: Context) -> list[str]:
    first = numbers.number(token.fields["from"], context)
    return [*first, "to", *numbers.number(token.fields["to"], context)] if token.fields.get("to") else first


def _unit_words(unit: str) -> tuple[Said, ...]:
    """`U S dollars`: single capitals are letters."""
    return tuple(Said(word, letters=len(word) == 1) for word in unit.split())


def _with_minor(whole: str, cents: str, currency: tables.Currency, context: Context) -> tuple[Said, ...]:
    major = re.sub(r"[ ,']", "", whole)
    parts: list[tuple[Said, ...]] = []
    if major and int(major):
        unit = currency.one if major == "1" else currency.many
        parts.append(forms.said(numbers.number(whole, context), _unit_words(unit)))
    if int(cents):
        unit = currency.minor if int(cents) == 1 else currency.minors
        parts.append(forms.said(numbers.cardinal(cents, context), unit))
    if not parts:
        return forms.said("zero", _unit_words(currency.many))
    return forms.said(parts[0], "and", parts[1]) if len(parts) > 1 else parts[0]
