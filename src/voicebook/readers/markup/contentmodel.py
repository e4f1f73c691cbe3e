"""A tree of XHTML -> one in which every element stands where HTML allows it (HTML, content models).

Nothing is lost: what stands wrong is wrapped, renamed, or taken away round its content.
"""

import re
from collections.abc import Iterable

from lxml import etree

from voicebook.readers.markup.htmltree import MATH
from voicebook.readers.markup.htmltree import element as made
from voicebook.text.structure.semantics import HEADINGS, XHTML, name_of
from voicebook.text.structure.xml import add_before, take_out

BLOCKS = frozenset(
    """
    address article aside blockquote dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header
    hgroup hr li main ol p pre section summary table tbody td tfoot th thead tr ul caption
    """.split()
)
_PHRASING = frozenset(
    """
    a abbr b bdi bdo cite code del dfn em i ins kbd mark q ruby rt rp s samp small span strong sub sup time u
    var
    """.split()
)
_TABLE_PARTS = frozenset({"caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
_ONLY_PHRASING = frozenset({*HEADINGS, "p", "pre", "dt", "summary"})
_PLAIN = frozenset({"address", "footer", "header", "hgroup", "main"})
"""Elements that may not stand in each other, or not everywhere, and mean nothing in a chapter."""

_NEVER_EMPTY = frozenset({"ul", "ol", "dl", "details", "summary", "caption"})
_DROPPED_EMPTY = (_PHRASING - {"a"}) | frozenset({*HEADINGS, "figure", "p", "div", "section"})
_GROUPS = re.compile(r"(?:t+d+)*")


def conform(body: etree._Element) -> None:
    """Put a tree into shape, in place."""
    for element in _elements(body):
        if etree.QName(element).namespace != MATH and _is_too_wide(element, name_of(element)):
            _unwrap(element)
    for element in _elements(body):
        name = name_of(element)
        wrong = BLOCKS if name in _ONLY_PHRASING else None
        for inner in _below(element) if wrong or name == "rp" else ():
            if wrong is None or name_of(inner) in wrong:
                _unwrap(inner, apart=wrong is not None)
    for element in _elements(body):
        _settle(element, name_of(element))
    for element in reversed(_elements(body)):
        _drop_if_empty(element, name_of(element))


def _is_too_wide(element: etree._Element, name: str) -> bool:
    """Tell whether an inline element holds blocks, is a link in a link, or lacks what it needs."""
    holds_blocks = name in _PHRASING and any(name_of(inner) in BLOCKS for inner in _below(element))
    nested = name == "a" and _is_inside(element, "a")
    return holds_blocks or nested or (name == "bdo" and "dir" not in element.attrib)


def tidy(blocks: Iterable[etree._Element]) -> None:
    """Take away what says and links nothing any more: anchors without an address, empty elements."""
    for block in blocks:
        for each in reversed([block, *_below(block)]):
            name = name_of(each)
            if name == "a" and not each.attrib:
                _unwrap(each)
            else:
                _drop_if_empty(each, name)


def _elements(body: etree._Element) -> list[etree._Element]:
    return [each for each in body.iterdescendants() if isinstance(each.tag, str)]


def _below(element: etree._Element) -> list[etree._Element]:
    return [each for each in element.iterdescendants() if isinstance(each.tag, str)]


def _is_inside(element: etree._Element, name: str) -> bool:
    return any(name_of(each) == name for each in element.iterancestors())


def _settle(element: etree._Element, name: str) -> None:
    """Put one element right in its parent, and its children right in it."""
    parent = element.getparent()
    outside = "" if parent is None else name_of(parent)
    unread = name == "ruby" and element.find(f"{{{XHTML}}}rt") is None
    if new := _misplaced(element, name, outside):
        _rename(element, new)
    elif unread or (name in {"rt", "rp"} and outside != "ruby"):
        _unwrap(element)
    elif name in {"ul", "ol"}:
        _wrap_children(element, {"li"}, "li")
    elif name == "dl":
        _settle_definitions(element)
    elif name == "table":
        _settle_table(element)
    if name == "li" and outside != "ol":
        element.attrib.pop("value", None)


def _misplaced(element: etree._Element, name: str, outside: str) -> str:
    """Return what an element becomes that may not stand in its parent, "" if it may."""
    wrong = {
        "li": outside not in {"ul", "ol"},
        "dt": outside != "dl",
        "dd": outside != "dl",
        "figcaption": outside != "figure" or _is_in_the_middle(element),
        "summary": outside != "details" or element.getprevious() is not None,
        "details": not len(element) or name_of(element[0]) != "summary",
    }
    return ("p" if name == "dt" else "div") if wrong.get(name, name in _PLAIN) else ""


def _settle_definitions(element: etree._Element) -> None:
    """Keep a list of terms if each has its definition; else it is paragraphs."""
    _wrap_children(element, {"dt", "dd"}, "dd")
    shape = "".join("t" if name_of(child) == "dt" else "d" for child in element if isinstance(child.tag, str))
    if _GROUPS.fullmatch(shape):
        return
    _rename(element, "div")
    for child in element:
        _rename(child, "p" if name_of(child) == "dt" else "div")


def _settle_table(table: etree._Element) -> None:
    """Put the caption first, and take parts away that are no part of a table."""
    for child in list(table):
        if name_of(child) not in _TABLE_PARTS:
            _unwrap(child)
    parts = [child for child in table if name_of(child) != "caption"]
    for at, part in enumerate(parts):
        wrong = {"thead": at > 0, "tfoot": at < len(parts) - 1}
        if wrong.get(name_of(part)):
            _rename(part, "tbody")
    captions = table.findall(f"{{{XHTML}}}caption")
    for extra in captions[1:]:
        _rename(extra, "p")
        _move_before(extra, table)
    if captions and table[0] is not captions[0]:
        captions[0].tail = None
        table.insert(0, captions[0])
    if next(table.iter(f"{{{XHTML}}}td", f"{{{XHTML}}}th"), None) is None:
        for part in _below(table):
            _rename(part, "div")
        _rename(table, "div")


def _is_in_the_middle(element: etree._Element) -> bool:
    return element.getprevious() is not None and element.getnext() is not None


def _wrap_children(element: etree._Element, fit: set[str], wrapper: str) -> None:
    """Wrap what may not stand in a list, text among it, into elements that may."""
    if (element.text or "").strip():
        first = made(wrapper)
        first.text, element.text = element.text, None
        element.insert(0, first)
    for child in list(element):
        if name_of(child) not in fit:
            around = made(wrapper)
            element.replace(child, around)
            around.tail, child.tail = child.tail, None
            around.append(child)
            child = around  # noqa: PLW2901 - the tail is the wrapper's now
        if (child.tail or "").strip():
            extra = made(wrapper)
            extra.text, child.tail = child.tail, None
            child.addnext(extra)


def _drop_if_empty(element: etree._Element, name: str) -> None:
    """Drop what is empty and may not be, or says nothing so; an id that it has is lost with it."""
    if len(element) or (element.text or "").strip() or etree.QName(element).namespace == MATH:
        return
    if name in _NEVER_EMPTY or (name in _DROPPED_EMPTY and element.get("id") is None):
        _unwrap(element)
    elif name in HEADINGS or name == "p":
        _rename(element, "div")


def _rename(element: etree._Element, name: str) -> None:
    element.tag = f"{{{XHTML}}}{name}"
    for attribute in ("value", "start", "colspan", "rowspan", "scope", "span"):
        element.attrib.pop(attribute, None)


def _move_before(element: etree._Element, other: etree._Element) -> None:
    element.tail = None
    other.addprevious(element)


def _unwrap(element: etree._Element, *, apart: bool = False) -> None:
    """Take an element away and leave what is in it; `apart` puts a space on either side."""
    space = " " if apart else ""
    add_before(element, space + (element.text or ""))
    for child in list(element):
        element.addprevious(child)  # the text behind it comes along
    take_out(element, space)
