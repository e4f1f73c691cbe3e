"""What inline elements do to the words of a block: silence them, raise them, or say how they are said."""

import posixpath
import re
from enum import StrEnum
from urllib.parse import unquote

from lxml import etree

from voicebook.model.publication import Given, Span
from voicebook.settings import Rules
from voicebook.text.structure.semantics import SSML, kinds_of, name_of

_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§¶]{1,3}|[a-z]|[ivxlc]{1,6})[\])]?")
_BRACKETED = re.compile(r"\[.+\]|[*†‡§¶]+")
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_READINGS = frozenset({"rt", "rtc"})
_BASES = frozenset({"rb"})
_DELETED = frozenset({"del", "s", "strike"})
_FORMULA = re.compile(r"[0-9+\-−()n]{1,12}")
_LONGEST = 500  # characters of a title that is said


class Silence(StrEnum):
    """Why an inline element is not said."""

    NONE = ""
    NOTE_REFERENCE = "note reference"
    PAGE_BREAK = "page break"
    RUBY = "reading of a ruby"
    BACKLINK = "way back from a note"
    DELETION = "narration.deletions is silent"


def silence_of(element: etree._Element, name: str, rules: Rules) -> Silence:
    """Return why an inline element is not said where it stands; NONE if it is."""
    kinds = kinds_of(element)
    if "pagebreak" in kinds or "backlink" in kinds:
        return Silence.PAGE_BREAK if "pagebreak" in kinds else Silence.BACKLINK
    if name == "rp" or name in (_READINGS if rules.ruby == "base" else _BASES):
        return Silence.RUBY
    if name in _DELETED and rules.deletions == "silent":
        return Silence.DELETION
    if rules.note_references == "silent" and is_note_reference(element, name):
        return Silence.NOTE_REFERENCE
    return Silence.NONE


def is_note_reference(element: etree._Element, name: str) -> bool:
    """Tell whether an element is the mark of a note: it says so, or it is a small raised link."""
    if "noteref" in kinds_of(element):
        return True
    href = element.get("href", "") if name == "a" else ""
    if "#" not in href:
        return False
    text = str(element.xpath("string()")).strip()
    if _NOTE_MARK.fullmatch(text) is None:
        return False
    parent = element.getparent()
    raised_around = parent is not None and name_of(parent) == "sup"
    return raised_around or element.find("{*}sup") is not None or bool(_BRACKETED.fullmatch(text))


def target_of(href: str, document: str) -> str:
    """Return where a link leads: "document#id"."""
    path, _, fragment = href.partition("#")
    target = posixpath.join(posixpath.dirname(document), unquote(path)) if path else document
    return f"{posixpath.normpath(target)}#{unquote(fragment)}"


def raised(element: etree._Element, name: str, before: str) -> dict[int, int] | None:
    """Return how the characters of `sup` and `sub` are written without them: 10³, H₂O; None: they stay."""
    if name not in {"sup", "sub"} or not (before.isalnum() or before in {")", "]"}):
        return None
    if _FORMULA.fullmatch(str(element.xpath("string()"))) is None:
        return None
    return _RAISED if name == "sup" else _LOWERED


def is_numeral(element: etree._Element) -> bool:
    """Tell whether an element is called a Roman numeral."""
    return "z3998:roman" in kinds_of(element)


def is_given(element: etree._Element, name: str, rules: Rules) -> bool:
    """Tell whether the source says itself how an element is said."""
    if is_numeral(element):
        return True
    by_title = rules.abbreviations == "title" and name in {"abbr", "acronym"}
    return element.get(f"{SSML}ph") is not None or (by_title and bool(element.get("title")))


def given_of(element: etree._Element, text: str, start: int, alphabet: str) -> Given | None:
    """Return how the source says an element's text: by `ssml:ph`, as a numeral, by its title."""
    written = text.strip()
    if not written:
        return None
    at = start + text.index(written[0])
    span = Span(at, at + len(written))
    sounds = element.get(f"{SSML}ph", "").split()
    if sounds and alphabet in {"", "ipa"} and len(sounds) == len(written.split()):
        return Given(span, " ".join(written.split()), "ipa", " ".join(sounds))
    if is_numeral(element) and not sounds:
        return Given(span, "")
    title = " ".join(element.get("title", "")[:_LONGEST].split())
    return Given(span, title) if title and not sounds else None
