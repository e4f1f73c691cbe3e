"""Pictures and formulas -> the text that stands for them."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from voicebook.text.structure.semantics import DECORATIVE, name_of
from voicebook.text.structure.xml import content

_ANNOTATIONS = frozenset({"annotation", "annotation-xml"})

PICTURES = frozenset({"img", "svg"})
REPLACED = PICTURES | {"math", "area", "input"}
"""Elements that are said by the text that stands for them, whatever is inside."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What stands for an element."""

    text: str  # "" where nothing does, or nothing is to be said
    slot: str  # where it comes from, as in `Place`
    person: str = ""  # what somebody has to add


def alternative(element: etree._Element) -> Alternative:
    """Return what stands for a picture or a formula.

    An empty `alt` means decoration, which is silent; only a person can supply a missing one.
    """
    name = name_of(element)
    if name == "math":
        return _formula(element)
    if name == "svg":
        return _drawing(element)
    if element.get("role") in DECORATIVE:
        return Alternative("", "@alt")
    said = element.get("alt")
    if said is None and (label := element.get("aria-label")):
        return Alternative(label, "@aria-label")
    if said is None and name == "img":
        return Alternative("", "@alt", "a description of the picture (alt)")
    return Alternative(said if said and said.strip() else "", "@alt")


def _formula(element: etree._Element) -> Alternative:
    said = element.get("alttext") or ""
    if said.strip():
        return Alternative(said, "@alttext")
    symbols = " ".join(" ".join(_texts(element, _ANNOTATIONS)).split())
    return Alternative(symbols, "content", "a description of the formula (alttext)")


def _drawing(element: etree._Element) -> Alternative:
    label = element.get("aria-label") or ""
    if label.strip():
        return Alternative(label, "@aria-label")
    for child in element:
        if isinstance(child.tag, str) and name_of(child) in {"title", "desc"} and _words(child):
            return Alternative(_words(child), name_of(child))
    drawn = [text for inner in element.iter("{*}text") for text in _texts(inner)]
    said = " ".join(" ".join(drawn).split())
    decorative = element.get("aria-hidden") == "true" or element.get("role") in DECORATIVE
    if said or decorative:
        return Alternative(said, "content")
    return Alternative("", "content", "a description of the drawing (title, or aria-label)")


def _words(element: etree._Element) -> str:
    return " ".join("".join(_texts(element)).split())


def _texts(element: etree._Element, without: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the runs of text in an element, in order, without some kinds of elements."""
    for run, child in content(element):
        yield run
        if child is not None and name_of(child) not in without:
            yield from _texts(child, without)
