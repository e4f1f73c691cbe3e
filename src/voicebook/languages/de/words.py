"""Abbreviations, titles, acronyms and symbols: German."""

import re
import unicodedata
from collections.abc import Iterator

from voicebook.languages.de import forms, numbers
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Stops, Token

_CUES = {"any": re.compile(""), "number": re.compile(r" ?(?:\d|[IVX]+\b)"), "name": re.compile(r" [A-ZÄÖÜ]")}
_SHORT = forms.table("abbreviations.tsv", {"cue": _CUES})
_SHORT |= {
    short[0].upper() + short[1:]: (said[0].upper() + said[1:], cue) for short, (said, cue) in _SHORT.items()
}
_PATTERN = re.compile(
    rf"(?<![\w.])(?P<short>{forms.alternation(_SHORT).replace(chr(92) + ' ', ' ?')})(?P<stop>\.?)(?!\w)"
)
_STREET = re.compile(r"(?<!\w)(?P<stem>[A-ZÄÖÜ][\wäöüß-]{1,40}s)tr\.(?= ?\d|,| [a-zA-Z]|$)")
_PHONE = re.compile(
    r"(?:\bTel\.?:? |\bTelefon:? |\bFax:? |\bRuf:? |\banrufen: |(?=\+\d)|(?<!\d )(?=\(?0\d{2,4}\)?[ /]))"
    r"(?P<number>\+?\(?\d[\d ()/-]{4,24}\d)(?!\d)"
)
_WEEKDAYS = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()
_DAYS = {day[:2]: day for day in _WEEKDAYS}
_DAY = "|".join(_DAYS)
_WEEK = re.compile(rf"(?<!\w)(?P<day>{_DAY})\.?(?: ?[–-] ?| bis )(?P<to>{_DAY})\b\.?")
_ACRONYMS = {word: how for word, (how,) in forms.table("acronyms.tsv", {"how": ("letters", "word")}).items()}
_CAPITALS = re.compile(
    rf"(?<!\w)(?P<word>[A-ZÄÖÜ]{{2,6}}|{forms.alternation(filter(str.isupper, _ACRONYMS))})(?P<end>s?)(?!\w)"
)
_MIXED = re.compile(
    rf"(?<!\w)(?P<word>{forms.alternation(word for word in _ACRONYMS if not word.isupper())})(?!\w)"
)
_NOTE = re.compile(r"(?<=[^\W_]|[.,;:!?)\"”“»])(?:\[\d{1,3}\]|[⁰¹²³⁴-⁹]+)(?!\w)")
_SECTION = re.compile(r"(?P<sign>§§|§) ?(?=\d)")
_NAMES = forms.table("symbols.tsv")
_ADDRESS = re.compile(r"(?<![\w@.])(?:https?://)?(?:[\w-]+[.@])+(?:[a-z]{2,8})(?:/[\w./-]*[\w/])?(?![\w@])")
_MARKS = {
    ".": "Punkt", "@": "at", "/": "Schrägstrich", "-": "Bindestrich", "_": "Unterstrich", ":": "Doppelpunkt",
}  # fmt: skip
_ASCII_SYMBOL = re.compile(r"[&@#+=<>%$^~\\_/*|`]")
_STARTERS = (
    "der die das er sie es wir ihr ich ein eine dann da doch aber und nun so in im am auf als wenn man"
).split()
_FINAL = frozenset({"usw", "etc", "v. Chr", "n. Chr", "o. Ä", "u. Ä"})
_SENTENCE_AFTER = re.compile(rf"[\"”“»)]*(?:$| +[\"„»(]?(?:{'|'.join(map(str.title, _STARTERS))})\b)")


def tag_words(view: str, context: Context) -> Iterator[Token]:
    """`z. B.`, `Nr. 5`, `Hr. Ames`, `BRD`, `§ 5`, `[7]`."""
    for match in _PATTERN.finditer(view) if "." in view else ():
        spoken, cue = _entry(match["short"])
        if match["stop"] and _CUES[cue].match(view, match.end()):
            ends = match["short"] in _FINAL and _SENTENCE_AFTER.match(view, match.end())
            final = match.end() == len(view) or (cue == "any" and ends)
            yield _word(Span(match.start(), match.end() - bool(final)), spoken, "abbrev", f"cue-{cue}")
    yield from _tag_capitals(view, context)
    yield from _tag_marks(view)


def _tag_marks(view: str) -> Iterator[Token]:
    """`§ 5`, `[7]`, `Hauptstr.`, `Mo–Fr`."""
    for match in _STREET.finditer(view):
        end = match.end() - (match.end() == len(view))
        yield _word(Span(match.start(), end), f"{match['stem']}traße", "abbrev", "street")
    for match in _WEEK.finditer(view):
        days = f"{_DAYS[match['day']]} bis {_DAYS[match['to']]}"
        yield _word(Span(*match.span()), days, "abbrev", "weekdays")
    for match in _SECTION.finditer(view):
        spoken = "Paragrafen" if len(match["sign"]) > 1 else "Paragraf"
        yield _word(Span(*match.span()), spoken, "symbol", "section")
    for match in _NOTE.finditer(view):
        yield _word(Span(*match.span()), "", "silent", "footnote")


def _tag_capitals(view: str, context: Context) -> Iterator[Token]:
    """`BRD`, `LKWs`, `GmbH`: letters; not in a line that is all capitals, unless the table has it."""
    shouted = view.isupper() and len(re.findall(r"[^\W\d_]+", view)) > 1
    for match in _CAPITALS.finditer(view):
        how = _ACRONYMS.get(match["word"], "letters")
        known = match["word"] in _ACRONYMS or match["word"] in context.abbreviations
        if how == "letters" and (known or not shouted) and match["word"].lower() not in context.words:
            fields, rule = {"letters": match["word"], "end": match["end"]}, "list" if known else "capitals"
            yield Token(Span(*match.span()), "letters", rule, fields, doubt=not known)
    for match in _MIXED.finditer(view):
        if _ACRONYMS[match["word"]] == "letters":
            yield Token(Span(*match.span()), "letters", "list", {"letters": match["word"], "end": ""})


def _entry(short: str) -> tuple[str, str]:
    """Return what a short form is said as, and its cue; `z.B` is `z. B`."""
    row = _SHORT.get(short) or _SHORT[re.sub(r"\.(?=\w)", ". ", short)]
    return row[0], row[1]


def _word(span: Span, spoken: str, kind: str, rule: str) -> Token:
    return Token(span, kind, rule, {"spoken": spoken})


def tag_telephone(view: str, _context: Context) -> Iterator[Token]:
    """`Tel. 030 901820`, `+49 30 901820`: digit by digit."""
    for match in _PHONE.finditer(view):
        plus = "plus " if match["number"].startswith("+") else ""
        spoken = plus + " ".join(numbers.digit_by_digit(match["number"]))
        yield _word(Span(*match.span("number")), spoken, "telephone", "digits")


def tag_addresses(view: str, _context: Context) -> Iterator[Token]:
    """`anna@buch.example`, `www.buch.example/neu`."""
    for match in _ADDRESS.finditer(view) if "." in view else ():
        if "@" in match[0] or "/" in match[0] or match[0].startswith("www."):
            yield Token(Span(*match.span()), "electronic", "address", {"address": match[0]})


def say_address(token: Token, _context: Context) -> tuple[Said, ...]:
    """`anna@buch.de` → `anna at buch Punkt de`."""
    address = token.fields["address"].partition("://")[2] or token.fields["address"]
    parts = re.findall(r"[^\W\d_]+|\d+|[^\w]|_", address)
    said = (numbers.digit_by_digit(part) if part.isdecimal() else [_MARKS.get(part, part)] for part in parts)
    return forms.words([word for words in said for word in words])


def tag_symbols(view: str, _context: Context) -> Iterator[Token]:
    """Say what no other rule has said: a sign by its name, or not at all."""
    if view.isascii() and _ASCII_SYMBOL.search(view) is None:
        return
    for at, char in enumerate(view):
        if char in _NAMES:
            yield _word(Span(at, at + 1), _NAMES[char][0], "symbol", "name")
        elif char in "*|`" or unicodedata.category(char) in {"So", "Sm", "Sc", "Sk", "No", "Nl"}:
            yield _word(Span(at, at + 1), "", "silent", "unknown-symbol")
        elif char in "–—" and at and view[at - 1 : at].isalnum() and view[at + 1 : at + 2].isalnum():
            yield _word(Span(at, at + 1), "–", "dash", "joined-words")


def say_letters(token: Token, _context: Context) -> tuple[Said, ...]:
    """`PKWs` → `P K Ws`: the plural belongs to the last letter."""
    spelled = forms.letters(token.fields["letters"])
    end = token.fields["end"]
    return (*spelled[:-1], Said(spelled[-1].text + end, letters=not end)) if end else spelled


_ORDINALS = (*map(str, range(1, 1000)), *"i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi".split())
"""Numbers whose stop mostly makes them ordinals: `am 6. März`, `Ludwig II.`"""


def _stops() -> Stops:
    by_cue: dict[str, set[str]] = {"any": set(), "number": set(), "name": set()}
    for short, (_, cue) in _SHORT.items():
        by_cue[cue].add(short.replace(" ", "").lower())
        by_cue[cue] |= {part.lower() for part in short.split(". ")} if ". " in short else set()
    return Stops(
        before_name=frozenset(by_cue["name"]),
        before_number=frozenset(by_cue["number"] | {name.lower() for name in forms.SHORT_MONTHS}),
        inside=frozenset(by_cue["any"] - {short.lower() for short in _FINAL}),
        anywhere=frozenset({"usw", "etc", "chr", "jh", "str", *_ORDINALS}),
        starters=frozenset(_STARTERS),
    )


STOPS = _stops()
