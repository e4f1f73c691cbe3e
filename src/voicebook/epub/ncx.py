"""NCX and guide of an EPUB 2 -> the lists of links of an EPUB 3.

Sources: Open Packaging Format 2.0.1 (NCX, guide), EPUB 3.3 (Navigation document).
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, unquote

from lxml import etree

from voicebook.epub.naming import absolute, link
from voicebook.epub.nav import NavLink

_DEEPEST = 12  # lists inside each other
_MOST = 50_000  # entries
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_LANDMARKS = {
    "acknowledgements": "acknowledgments",
    "bibliography": "bibliography",
    "colophon": "colophon",
    "copyright-page": "copyright-page",
    "cover": "cover",
    "dedication": "dedication",
    "epigraph": "epigraph",
    "foreword": "foreword",
    "glossary": "glossary",
    "index": "index",
    "loi": "loi",
    "lot": "lot",
    "notes": "footnotes",
    "preface": "preface",
    "start": "bodymatter",
    "text": "bodymatter",
    "title-page": "titlepage",
    "toc": "toc",
}


@dataclass(frozen=True, slots=True)
class LinkTargets:
    """Makes links of one member links of the navigation document."""

    base: str  # the member that they are written in
    navigation: str  # the navigation document
    ids: Callable[[str], frozenset[str] | None]  # member -> the ids of that document; None: there is none

    def href(self, written: str) -> str:
        """Return a link without its id where that is not there, "" where there is no such document."""
        path, _, fragment = written.strip().partition("#")
        member, fragment = absolute(unquote(path), self.base), unquote(fragment)
        known = self.ids(member)
        if known is None:
            return ""
        place = link(member, self.navigation)
        return f"{place}#{quote(fragment)}" if fragment and fragment in known else place


def contents_of(ncx: etree._Element, targets: LinkTargets) -> tuple[NavLink, ...]:
    """Return the table of contents of an NCX; entries that lead nowhere lose their link, or go."""
    points = ncx.find(f"{_NCX}navMap")
    counter = iter(range(_MOST))
    return () if points is None else tuple(_links(points, targets, counter, 0))


def pages_of(ncx: etree._Element, targets: LinkTargets) -> tuple[NavLink, ...]:
    """Return the list of pages of an NCX."""
    pages = islice(ncx.iterfind(f"{_NCX}pageList/{_NCX}pageTarget"), _MOST)
    found = (NavLink(_label(page), _href(page, targets)) for page in pages)
    return tuple(page for page in found if page.label and page.href)


def landmarks_of(references: Iterable[Mapping[str, str]], targets: LinkTargets) -> tuple[NavLink, ...]:
    """Return the landmarks that the references of a guide are, each kind and place once."""
    found: dict[tuple[str, str], NavLink] = {}
    for reference in references:
        kind = _LANDMARKS.get(reference.get("type", "").lower().removeprefix("other."), "")
        href = targets.href(reference.get("href", ""))
        if kind and href:
            found.setdefault((kind, href), NavLink(reference.get("title") or kind, href, kind=kind))
    return tuple(found.values())


def _links(
    parent: etree._Element, targets: LinkTargets, counter: Iterator[int], depth: int
) -> Iterator[NavLink]:
    if depth >= _DEEPEST:
        return
    for point in parent.iterfind(f"{_NCX}navPoint"):
        if next(counter, None) is None:
            return
        below = tuple(_links(point, targets, counter, depth + 1))
        href = _href(point, targets)
        label = _label(point) or posixpath.basename(unquote(href.partition("#")[0]))
        if label and (href or below):
            yield NavLink(label, href, below)


def _label(element: etree._Element) -> str:
    text = element.findtext(f"{_NCX}navLabel/{_NCX}text") or ""
    return " ".join(text.split())


def _href(element: etree._Element, targets: LinkTargets) -> str:
    content = element.find(f"{_NCX}content")
    return "" if content is None else targets.href(content.get("src") or "")
