"""Typography is read before classification: fold a written text into a view, with a way back.

A view has two texts of equal length. Taggers look at `text`, where a run of white space is one U+0020, every
typographic apostrophe is ', every double quotation mark is ", and every decimal digit is ASCII.
`tidy` is what is said where no tagger speaks: the same characters as written, but for ligatures,
composed letters (NFC), no-break hyphens and the apostrophe inside a word. Silent characters
(soft hyphen, zero width, variation selectors, controls, lone surrogates) are in neither.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from voicebook.model.publication import Span

_ODD_ASCII = re.compile(r"[\x00-\x1f\x7f]")
_APOSTROPHE_INSIDE = re.compile(r"(?<=[^\W\d_])[’ʼ‘‛](?=[^\W\d_])")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?![\d.,]\d|\d))")
_GROUP_POINT = re.compile(r"(?<=\d)\.(?=\d{3}(?:\.\d{3})*,\d{1,2}(?!\d))")
_LONGEST_CLUSTER = 64  # a letter with more marks than this is left as it is: composing is quadratic

_QUOTES = dict.fromkeys("’‘‛ʼ", "'") | dict.fromkeys("“”„‟", '"')
_DASHES = {"‐": "-", "‑": "-", "‒": "–", "―": "—", "﹣": "-", "﹘": "—"}
_UNITS = {
    "℃": "°C",
    "℉": "°F",
    "µ": "μ",
    "㎞": "km",
    "㎡": "m²",
    "㎥": "m³",
    "㎏": "kg",
    "㎝": "cm",
    "㎜": "mm",
}
_OLD_LETTERS = {"ſ": "s"}
_RESPELLED = _DASHES | _UNITS | _OLD_LETTERS  # said as folded; quotation marks are said as written
_SAME = _QUOTES | _RESPELLED
_SELECTORS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_COMPATIBLE = re.compile("[\u2160-\u217f\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]")
_JAMO_OR_MAYBE = re.compile(
    "[\u1161-\u1175\u11a8-\u11c2\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57"
    "\u0dcf\u0ddf\u102e\u1b35\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930]"
)  # no combining class, yet they may compose with what stands before them


@dataclass(frozen=True, slots=True)
class View:
    """A folded text and where its characters were written."""

    text: str  # what taggers see
    tidy: str  # what is said where no tagger speaks; as long as `text`
    length: int  # of the written text
    starts: tuple[int, ...] | None  # first written code point of each character; None: one to one

    def written(self, start: int, end: int) -> Span:
        """Return where a range of the view was written. Ranges that tile the view tile the text."""
        return Span(self._offset(start), self._offset(end))

    def _offset(self, at: int) -> int:
        if at == 0:
            return 0
        if at >= len(self.text):
            return self.length
        return at if self.starts is None else self.starts[at]


def fold(written: str) -> View:
    r"""Return the view of a text. Never raises; linear in the length of the text.

    `ta\u00adble` → `table`, `ﬂoor` → `floor`, `25\\u202f000` → `25 000`, `It’s` → `It's`.
    """
    if written.isascii() and _ODD_ASCII.search(written) is None and "  " not in written:
        return View(written, written, len(written), None)
    odd = {char: _folded(char) for char in set(written) if not " " <= char <= "~"}
    if all(len(view) == 1 for view, _ in odd.values()) and not any(map(_joins, odd)):
        text = tidy = written
        for char, (view, said) in odd.items():  # faster than `translate`; what is folded folds to itself
            text, tidy = text.replace(char, view), tidy.replace(char, said)
        if "  " not in text:
            return View(text, _plain_apostrophes(tidy), len(written), None)
    return _fold_clusters(written, odd)


def pointed(view: View) -> View:
    """Return a view whose decimal commas are points: `1.250,5` → `1 250.5`. What is said stays."""
    text = _GROUP_POINT.sub(" ", view.text)
    return replace(view, text=_DECIMAL_COMMA.sub(".", text))


def is_silent(char: str) -> bool:
    """Return whether a character has no place in a view."""
    return not _folded(char)[0]


def _plain_apostrophes(tidy: str) -> str:
    """`People’s` → `People's`: inside a word the apostrophe is a letter, not a quotation mark."""
    return _APOSTROPHE_INSIDE.sub("'", tidy)


def _fold_clusters(written: str, odd: dict[str, tuple[str, str]]) -> View:
    texts: list[str] = []
    tidies: list[str] = []
    starts: list[int] = []
    for start, end in _clusters(written, odd):
        text, tidy = _fold_cluster([odd.get(char, (char, char)) for char in written[start:end]])
        texts.append(text)
        tidies.append(tidy)
        if text:
            starts.append(start)
            starts.extend([min(start + 1, end)] * (len(text) - 1))
    return View("".join(texts), _plain_apostrophes("".join(tidies)), len(written), tuple(starts))


def _fold_cluster(chars: list[tuple[str, str]]) -> tuple[str, str]:
    text = "".join(view for view, _ in chars)
    if text.isspace():
        return " ", " "
    tidy = "".join(said for _, said in chars)
    if 1 < len(text) <= _LONGEST_CLUSTER:
        text = unicodedata.normalize("NFC", text)
        tidy = unicodedata.normalize("NFC", tidy)
    return (text, tidy) if len(text) == len(tidy) else (text, text)


def _clusters(written: str, odd: dict[str, tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """Cut a text into characters with the marks and silent characters that follow them.

    A run of white space is one cluster.
    """
    tied = {char for char, (view, _) in odd.items() if not view or _joins(char)}
    start = 0
    blank = True  # nothing but white space and silence since `start`
    for at, char in enumerate(written):
        if at > start and char not in tied and not (blank and written[start].isspace() and char.isspace()):
            yield start, at
            start = at
            blank = True
        blank = blank and (char.isspace() or (char in tied and not _joins(char)))
    if written:
        yield start, len(written)


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    """Return whether a character may compose with what stands before it (NFC)."""
    return unicodedata.combining(char) != 0 or _JAMO_OR_MAYBE.match(char) is not None


@lru_cache(maxsize=4096)
def _folded(char: str) -> tuple[str, str]:
    """Return what taggers see for one character, and what is said if they pass it by."""
    if char.isspace():
        return " ", " "
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn"} or _SELECTORS.match(char):
        return "", ""
    if char in _SAME:
        return _SAME[char], _SAME[char] if char in _RESPELLED else char
    if _COMPATIBLE.match(char):
        char = unicodedata.normalize("NFKC", char)
        return char, char
    if category == "Nd" and not char.isascii():
        return str(unicodedata.decimal(char)), char
    composed = unicodedata.normalize("NFC", char)
    return composed, composed
