"""What is in the documents of a book, counted: the grounds of its accessibility metadata."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from voicebook.text.structure.alternatives import PICTURES, REPLACED, alternative
from voicebook.text.structure.semantics import EPUB_TYPE, HEADINGS, is_hidden, kinds_of, name_of
from voicebook.text.structure.xml import content

_WORD = re.compile(r"\w")
_MAY_MOVE = frozenset({"video", "canvas", "script", "iframe", "object", "embed"})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of a document is heard, and what nobody sees."""

    spoken: Collection[str]
    hidden: Collection[etree._Element]


@dataclass(slots=True)
class Contents:
    """Counts over all documents looked at so far."""

    words: bool = False  # there is text to see
    narrated: bool = False  # some of it is spoken
    silent: bool = False  # some text, or text alternative, is not
    pictured: bool = False  # there is a picture, if only a decorative one
    pictures: int = 0  # that carry information
    unexplained: int = 0  # of these, without a text alternative
    formulas: int = 0
    roles: bool = False
    page_breaks: int = 0
    page_list: bool = False
    index: bool = False
    may_move: bool = False  # video, scripts or embedded content: hazards cannot be told
    headings: int = 0
    outlined: bool = True  # headings begin at level 1 and never skip a level on the way down
    level: int = 0  # of the last heading

    def look_at(
        self, root: etree._Element, spoken: Collection[str], hidden: Collection[etree._Element] = ()
    ) -> None:
        """Count a document. `spoken` holds the ids that its overlay plays; style sheets hide `hidden`."""
        self.look_for_lists(root)
        self._visit(root, _Seen(spoken, hidden), heard=False)

    def look_for_lists(self, root: etree._Element) -> None:
        """Note a list of pages, in the navigation document."""
        self.page_list |= any(
            "page-list" in (nav.get(EPUB_TYPE) or "").split() for nav in root.iter("{*}nav")
        )

    def _visit(self, element: etree._Element, seen: "_Seen", *, heard: bool) -> None:
        name = name_of(element)
        if name in _MAY_MOVE:
            self.may_move = True
        if is_hidden(element) or element in seen.hidden:
            return
        heard = heard or element.get("id") in seen.spoken
        self._count(element, name, heard=heard)
        if name in REPLACED:
            return
        for run, child in content(element):
            if _WORD.search(run):
                self._text(heard=heard)
            if child is not None:
                self._visit(child, seen, heard=heard)

    def _text(self, *, heard: bool) -> None:
        self.words = True
        self.narrated |= heard
        self.silent |= not heard

    def _count(self, element: etree._Element, name: str, *, heard: bool) -> None:
        types = kinds_of(element)
        self.roles |= element.get("role") is not None
        self.page_breaks += "pagebreak" in types
        self.index |= "index" in types
        if name in HEADINGS:
            self._heading(HEADINGS[name])
        if name in REPLACED:
            self._replaced(element, name, heard=heard)

    def _heading(self, level: int) -> None:
        self.headings += 1
        self.outlined &= level <= self.level + 1
        self.level = level

    def _replaced(self, element: etree._Element, name: str, *, heard: bool) -> None:
        """Count a picture or a formula, and what stands for it."""
        found = alternative(element)
        self.silent |= bool(found.text.strip()) and not heard
        if name == "math":
            self.formulas += 1
            return
        self.pictured |= name in PICTURES
        if not (found.text or found.person):
            return
        self.pictures += 1
        self.unexplained += not found.text
        self.may_move |= (element.get("src") or "").lower().endswith(".gif")
