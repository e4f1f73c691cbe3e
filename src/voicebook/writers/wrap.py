"""Fragments -> ids and spans in a parsed document.

All anchors speak of the pristine tree, so every path is resolved before anything changes, and each
element whose content is wrapped is rebuilt once, in one pass over that content.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from lxml import etree

from voicebook.errors import WriteError
from voicebook.model.publication import ElementPath, Fragment, Group
from voicebook.text.structure.xml import entity_text
from voicebook.writers.base import misfit

Position: TypeAlias = tuple[int, int]
"""(run, offset) in an element's content, as in `Anchor`."""


@dataclass(frozen=True, slots=True)
class _Range:
    """A part of an element's content that gets a span."""

    start: Position
    end: Position
    id: str


def apply(root: etree._Element, fragments: Iterable[Fragment], groups: Iterable[Group] = ()) -> None:
    """Give every fragment its element or span, and every group its id. `root` must be freshly parsed.

    Linear in the size of the document. Raises WriteError (VB-W10) for an anchor that does not fit
    the document, overlaps another, or brings an id that is in use; the tree is then worthless.
    """
    tree = _Pristine(root)
    ranges: dict[ElementPath, list[_Range]] = defaultdict(list)
    for fragment in fragments:
        anchor = fragment.anchor
        if anchor.start is not None and anchor.end is not None:
            tree.claim(fragment.id)
            ranges[anchor.path].append(_Range(anchor.start, anchor.end, fragment.id))
        else:
            tree.name(fragment.id, anchor.path)
    for group in groups:
        tree.name(group.id, group.path)
    span = _span_tag(root)
    elements = [(tree.element(path), sorted(parts, key=_by_start)) for path, parts in ranges.items()]
    for element, parts in elements:
        _check_order(parts)
        _Rebuild(element, parts, span).run()


class _Pristine:
    """The tree before any span: finds elements by path, each level listed once."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._children: dict[ElementPath, list[etree._Element]] = {}
        self._ids = {str(value) for value in root.xpath("//@id")}

    def element(self, path: ElementPath) -> etree._Element:
        """Return the element at a path."""
        if not path:
            return self._root
        siblings = self._children.get(path[:-1])
        if siblings is None:
            siblings = [child for child in self.element(path[:-1]) if isinstance(child.tag, str)]
            self._children[path[:-1]] = siblings
        try:
            return siblings[path[-1]]
        except IndexError:
            raise _misfit(f"there is no element at {path}") from None

    def claim(self, new: str) -> None:
        """Take an id that must not be in use."""
        if new in self._ids:
            raise _misfit(f"the id {new!r} is in use")
        self._ids.add(new)

    def name(self, wanted: str, path: ElementPath) -> None:
        """Make an element carry an id, unless it does already."""
        element = self.element(path)
        own = element.get("id")
        if own is None:
            self.claim(wanted)
            element.set("id", wanted)
        elif own != wanted:
            raise _misfit(f"the element of {wanted!r} has the id {own!r}")


class _Rebuild:
    """One element's content, put together again with spans in it."""

    def __init__(self, element: etree._Element, ranges: list[_Range], span: str) -> None:
        self._element = element
        self._span = span
        self._edges = [edge for part in ranges for edge in ((part.start, part.id), (part.end, ""))]
        self._next = 0  # index of the next edge
        self._run = 0
        self._offset = 0  # within the run
        self._into = element  # the element, or the open span
        self._last: etree._Element | None = None  # the last node put into it
        self._text: list[str] = []  # that follows the last node

    def run(self) -> None:
        """Move the content, node by node, behind what is already in its new place."""
        element = self._element
        nodes = [(node, node.tail) for node in element]
        text, element.text = element.text, None
        self._add_text(text or "")
        for node, tail in nodes:
            node.tail = None
            self._add_node(node)
            self._add_text(tail or "")
        self._flush()
        if self._next < len(self._edges):
            raise _misfit(f"{self._edges[self._next][0]} is past the end of its run")

    def _add_text(self, text: str) -> None:
        """Put text in, and every edge up to its end. An end is taken at once, a beginning late."""
        taken = 0
        while self._next < len(self._edges):
            run, offset = self._edges[self._next][0]
            upto = taken + offset - self._offset
            if run != self._run or upto > len(text) or (upto == len(text) and self._opens()):
                break
            self._put(text[taken:upto])
            taken = upto
            self._toggle()
        self._put(text[taken:])

    def _put(self, text: str) -> None:
        self._text.append(text)
        self._offset += len(text)

    def _add_node(self, node: etree._Element) -> None:
        """Put a child node in; a beginning right before it is taken if the node is content."""
        counts = isinstance(node.tag, str)
        length = len(entity_text(node))
        if (counts or length) and self._at_edge() and self._opens():
            self._toggle()
        self._flush()
        self._into.append(node)
        self._last = node
        self._offset += length
        if counts:
            self._run, self._offset = self._run + 1, 0
        self._leave_entity()

    def _opens(self) -> bool:
        return self._next % 2 == 0

    def _at_edge(self) -> bool:
        return self._next < len(self._edges) and self._edges[self._next][0] == (self._run, self._offset)

    def _leave_entity(self) -> None:
        """Move an edge that lies within an entity reference behind it: it cannot be cut."""
        here = (self._run, self._offset)
        for index in range(self._next, len(self._edges)):
            edge, name = self._edges[index]
            if edge >= here:
                break
            if edge[0] < self._run:
                raise _misfit(f"{edge} is past the end of its run")
            self._edges[index] = (here, name)

    def _toggle(self) -> None:
        """Open the next span, or close the open one."""
        self._flush()
        new = self._edges[self._next][1]
        if self._opens():
            self._into = etree.SubElement(self._element, self._span, {"id": new})
            self._last = None
        else:
            self._last, self._into = self._into, self._element
        self._next += 1

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if not text:
            return
        if self._last is None:
            self._into.text = text
        else:
            self._last.tail = text


def _by_start(part: _Range) -> Position:
    return part.start


def _check_order(ranges: list[_Range]) -> None:
    """Refuse empty and overlapping ranges."""
    for part in ranges:
        if part.start >= part.end:
            raise _misfit(f"the range of {part.id!r} is empty")
    for before, after in pairwise(ranges):
        if before.end > after.start:
            raise _misfit(f"{before.id!r} and {after.id!r} overlap")


def _span_tag(root: etree._Element) -> str:
    namespace = etree.QName(root).namespace
    return f"{{{namespace}}}span" if namespace else "span"


def _misfit(what: str) -> WriteError:
    return misfit("VB-W10", f"the narration does not fit its document: {what}")
