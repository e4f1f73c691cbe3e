"""E-mail, web and network addresses, handles, tags, files and versions."""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers, tables
from voicebook.languages.en.capitals import is_word
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_DOMAINS, _EXTENSIONS, _WORDS, _LETTERS = tables.kinds(
    "addresses.tsv", "domain", "extension", "word", "letters"
)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})"
_HOST = rf"(?:{_LABEL}\.){{1,8}}{forms.alternation(_DOMAINS)}"
_EMAIL = re.compile(
    rf"(?<![\w.+-])(?:mailto:)?(?P<address>[A-Za-z0-9][\w.+-]{{0,63}}@(?:{_LABEL}\.)"
    rf"{{1,8}}[A-Za-z]{{2,12}})(?![\w-])"
)
_URL = re.compile(
    rf"(?<![\w@.-])(?:(?:https?|ftp|file)://(?P<full>[^\s<>\"'()\[\]{{}}]{{1,2000}})|"
    rf"(?P<bare>www\.[^\s<>\"'()\[\]{{}}]{{1,2000}}"
    rf"|{_HOST}(?![\w-]|\.[A-Za-z])(?::\d{{2,5}})?(?:/[^\s<>\"'()\[\]{{}}]{{0,2000}})?))"
)
_URL_END = re.compile(r"[.,;:!?*_…]+$")
_IP = re.compile(
    r"(?<![\w.])(?P<ip>(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3})"
    r"(?::\d{1,5}|/\d{1,2})?(?![\w]|\.\d)"
)
_HANDLE = re.compile(r"(?<![\w.@/])@(?P<name>[A-Za-z_]\w{1,40})(?![\w@])")
_TAG = re.compile(r"(?<![\w&#/])#(?P<name>(?=\w*[A-Za-z])[A-Za-z]\w{1,60})(?!\w)")

_EXTENSION = forms.alternation(_EXTENSIONS)
_FILE = re.compile(
    rf"(?<![\w.@/\\-])(?P<name>(?:[\w.-]{{1,40}}/){{0,8}}[\w-]{{1,60}}(?:\.[\w-]{{1,20}}){{0,3}}\.{_EXTENSION})(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_ONLY_EXTENSION = re.compile(rf"(?<![\w.)\]\"'])\.(?P<name>{_EXTENSION})(?!\w|\.\w)", re.IGNORECASE)
_NOT_FILES = re.compile(
    r"\d+\.\d+[ch]|[A-Z]\.[A-Z]|(?:e\.g|i\.e|a\.m|p\.m)\.?|\w\.[chH]|[A-Z]+\.[A-Z]", re.IGNORECASE
)
_VERSION = re.compile(
    r"(?<![\w.])(?:(?P<v>[vV](?:\.? ?(?=\d+\.\d)|(?=\d)))|(?=\d+\.\d+\.\d)"
    r"(?!\d{1,3}(?:\.\d{3}){2,6}(?!\.?\d)))"
    r"(?P<number>\d{1,6}(?:\.\d{1,6}){0,5})(?P<tail>[ab]\d|-?(?:alpha|beta|rc)\.?\d{0,3})"
    r"?(?![\w]|\.\d)"
)
_SOFTWARE = re.compile(
    r"(?<=\b)(?:Python|Java|Windows|Android|iOS|macOS|Ubuntu|Debian|Firefox|Chrome|Linux|PHP|"
    r"Perl|Ruby|Node|Django|version|Version|release) (?P<number>\d{1,4}\.\d{1,4})(?!\w|\.\d)"
)
_PATH = re.compile(
    r"(?<![\w/.])(?P<path>(?:[A-Z]:\\|~/|\.{1,2}/|/(?=(?:usr|home|etc|var|tmp|bin|opt|dev|mnt|"
    r"root|srv)\b))[\w./\\~-]{1,200})"
)

_PARTS = re.compile(r"[A-Za-z]+|\d+|[^\w\s]|_")
_MARKS = {
    ".": "dot", "@": "at", "/": "slash", "_": "underscore", "-": "dash", "+": "plus", "~": "tilde",
    "?": "question mark", "=": "equals", "&": "and", "#": "hash", "%": "percent", ":": "colon",
    "\\": "backslash", "–": "dash", ",": "comma", ";": "semicolon", "!": "exclamation mark",
    "*": "star", "$": "dollar", "|": "bar", "^": "caret",
}  # fmt: skip
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def tag_electronic(view: str, context: Context) -> Iterator[Token]:
    """`ann@lib.example`, `https://books.example/new`, `192.168.0.1`, `@name`, `#SlowReading`."""
    del context
    for match in _EMAIL.finditer(view):
        yield Token(Span(*match.span()), "electronic", "e-mail", {"address": match["address"]})
    for match in _URL.finditer(view):
        address = match["full"] or match["bare"]
        spare = _URL_END.search(address)
        end = match.end() - (len(spare[0]) if spare else 0)
        address = view[match.start("full" if match["full"] else "bare") : end]
        if address and (match["full"] or "." in address):
            yield Token(Span(match.start(), end), "electronic", "url", {"address": address})
    for match in _IP.finditer(view):
        yield Token(Span(*match.span()), "electronic", "ip", {"address": match[0]})
    for match in _HANDLE.finditer(view):
        yield Token(Span(*match.span()), "electronic", "handle", {"address": match[0]})
    for match in _TAG.finditer(view):
        if not re.fullmatch(r"#[A-Fa-f0-9]{6}", match[0]):
            yield Token(Span(*match.span()), "electronic", "hashtag", {"address": match["name"]})


def tag_files(view: str, context: Context) -> Iterator[Token]:
    """`map.svg`, `.zip`, `v1.4.2`, `Python 3.9`, `/usr/bin`."""
    del context
    for match in _FILE.finditer(view):
        if not _NOT_FILES.fullmatch(match[0]):
            yield Token(Span(*match.span()), "file", "file", {"address": match[0]})
    for match in _ONLY_EXTENSION.finditer(view):
        yield Token(Span(*match.span()), "file", "extension", {"address": match[0]})
    for match in _VERSION.finditer(view):
        if match["v"] or match["number"].count(".") > 1:
            fields = {
                "number": match["number"],
                "v": "version" if match["v"] else "",
                "tail": match["tail"] or "",
            }
            yield Token(Span(*match.span()), "file", "version", fields)
    for match in _SOFTWARE.finditer(view):
        yield Token(
            Span(*match.span("number")), "file", "version", {"number": match["number"], "v": "", "tail": ""}
        )
    for match in _PATH.finditer(view):
        path = match["path"].rstrip(".")
        yield Token(Span(match.start(), match.start() + len(path)), "file", "path", {"address": path})


def say_electronic(token: Token, context: Context) -> tuple[Said, ...]:
    """Say an address part by part: `m_smith@uni.example` → `M underscore smith at uni dot example`."""
    if token.rule == "version":
        return _say_version(token, context)
    if token.rule == "hashtag":
        parts = _CAMEL.findall(token.fields["address"])
        return forms.said("hashtag", *(_say_in_hashtag(part, context) for part in parts))
    host, slash, path = token.fields["address"].rstrip("/").partition("/")
    return forms.said(
        *(_say_part(part, context) for part in _PARTS.findall(host + slash)),
        *(_say_in_path(part, context) for part in _PARTS.findall(path)),
    )


def _say_in_hashtag(part: str, context: Context) -> tuple[Said, ...]:
    """Say a part that its capital makes a word: `#MeToo`."""
    is_word = part[0].isupper() and part[1:].islower()
    return forms.words(part) if is_word else _say_part(part, context)


def _say_in_path(part: str, context: Context) -> tuple[Said, ...]:
    """Say a part behind the host, where short words are words: `a-day-at-a-time`."""
    if part.lower() in tables.word_set("short-words.tsv") | {"a"}:
        return forms.words(part)
    return _say_part(part, context)


def _say_part(part: str, context: Context) -> tuple[Said, ...]:
    if part.isdigit():
        return forms.words(
            numbers.digit_by_digit(part)
            if len(part) > 2 or part[0] == "0"
            else numbers.cardinal(part, context)
        )
    if not part.isalpha():
        return forms.words(_MARKS.get(part, ""))
    return forms.letters(part) if _is_spelled(part) else forms.words([part])


def _is_spelled(part: str) -> bool:
    """Return whether a label of an address is said letter by letter."""
    lower = part.lower()
    if lower in _WORDS or lower in tables.word_set("short-words.tsv") - _LETTERS:
        return False
    if len(part) == 1 or lower in _LETTERS:
        return True
    vowels = any(char in "aeiouy" for char in lower)
    return (
        not vowels
        or (len(part) > 3 and not is_word(part) and len(part) < 6)
        or (len(part) == 3 and lower in _EXTENSIONS)
    )


def _say_version(token: Token, context: Context) -> tuple[Said, ...]:
    """`v1.4.2` → `version one point four point two`."""
    out: list[tuple[Said, ...]] = [forms.words(token.fields["v"])]
    for at, part in enumerate(token.fields["number"].split(".")):
        out += [forms.words("point")] if at else []
        out.append(forms.words(numbers.number(part, context)))
    out += [_say_part(part, context) for part in re.findall(r"[A-Za-z]+|\d+", token.fields["tail"])]
    return forms.said(*out)
