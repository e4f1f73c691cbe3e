"""What is in the documents of a book, counted: the grounds of its accessibility metadata."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from voicebook.epub.markup import name_of, types_of
from voicebook.text.blocks import content

_WORD = re.compile(r"\w")
_UNSEEN = frozenset("audio canvas datalist head iframe noscript object script style template video".split())
_PICTURES = frozenset({"img", "svg"})
_MAY_MOVE = frozenset({"video", "canvas", "script", "iframe", "object", "embed"})
_HEADING = re.compile(r"h([1-6])")


@dataclass(slots=True)
class Contents:
    """Counts over all documents looked at so far."""

    words: bool = False  # there is text to see
    narrated: bool = False  # some of it is spoken
    silent: bool = False  # some text, or text alternative, is not
    pictures: int = 0  # that carry information
    unexplained: int = 0  # of these, without a text alternative
    formulas: int = 0
    roles: bool = False
    page_breaks: int = 0
    may_move: bool = False  # video, scripts or embedded content: hazards cannot be told
    headings: int = 0
    outlined: bool = True  # headings begin at level 1 and never skip a level on the way down
    level: int = 0  # of the last heading

    def look_at(self, root: etree._Element, spoken: Collection[str]) -> None:
        """Count a document. `spoken` holds the ids that its overlay plays."""
        self._visit(root, spoken, heard=False)

    def _visit(self, element: etree._Element, spoken: Collection[str], *, heard: bool) -> None:
        name = name_of(element)
        if name in _MAY_MOVE:
            self.may_move = True
        if name in _UNSEEN or element.get("hidden") is not None:
            return
        heard = heard or element.get("id") in spoken
        self._count(element, name, heard=heard)
        if name in _PICTURES or name == "math":
            return
        for run, child in content(element):
            if _WORD.search(run):
                self._text(heard=heard)
            if child is not None:
                self._visit(child, spoken, heard=heard)

    def _text(self, *, heard: bool) -> None:
        self.words = True
        self.narrated |= heard
        self.silent |= not heard

    def _count(self, element: etree._Element, name: str, *, heard: bool) -> None:
        self.roles |= element.get("role") is not None
        if "pagebreak" in types_of(element):
            self.page_breaks += 1
        if heading := _HEADING.fullmatch(name):
            self._heading(int(heading[1]))
        if name in _PICTURES:
            self._picture(element, name, heard=heard)
        elif name == "math":
            self.formulas += 1
            self.silent |= not heard

    def _heading(self, level: int) -> None:
        self.headings += 1
        self.outlined &= level <= self.level + 1
        self.level = level

    def _picture(self, element: etree._Element, name: str, *, heard: bool) -> None:
        alternative = element.get("alt" if name == "img" else "aria-label")
        if alternative == "" or element.get("role") in {"presentation", "none"}:
            return
        self.pictures += 1
        self.unexplained += alternative is None
        self.silent |= not (heard and name == "img")  # what a drawing shows is never spoken
        self.may_move |= (element.get("src") or "").lower().endswith(".gif")
