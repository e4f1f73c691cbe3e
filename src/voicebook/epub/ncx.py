"""NCX and guide of an EPUB 2 -> the navigation document of an EPUB 3.

Sources: Open Packaging Format 2.0.1 (NCX, guide), EPUB 3.3 (Navigation document).
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from lxml import etree

from voicebook.epub.markup import EPUB, EPUB_TYPE, XHTML, XML_LANG, serialize
from voicebook.text.xml import parse

_DEEPEST = 12  # lists inside each other
_MOST = 50_000  # entries
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_EMPTY = f'<!DOCTYPE html><html xmlns="{XHTML}" xmlns:epub="{EPUB}"/>'.encode()
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

Ids = Callable[[str], frozenset[str] | None]
"""Member → the ids of that document; None if there is no such document."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list of links."""

    label: str
    target: str  # member, and #id
    below: tuple["Entry", ...] = ()
    kind: str = ""  # epub:type of a landmark


def contents_of(ncx: etree._Element, name: str, ids: Ids) -> tuple[Entry, ...]:
    """Return the table of contents of an NCX; entries that lead nowhere lose their link, or go."""
    points = ncx.find(f"{_NCX}navMap")
    counter = iter(range(_MOST))
    return () if points is None else tuple(_entries(points, name, ids, counter, 0))


def pages_of(ncx: etree._Element, name: str, ids: Ids) -> tuple[Entry, ...]:
    """Return the list of pages of an NCX."""
    targets = ncx.iterfind(f"{_NCX}pageList/{_NCX}pageTarget")
    found = (
        Entry(_label(each), _target(each, name, ids)) for each, _ in zip(targets, range(_MOST), strict=False)
    )
    return tuple(entry for entry in found if entry.label and entry.target)


def landmarks_of(references: Iterable[Mapping[str, str]], name: str, ids: Ids) -> tuple[Entry, ...]:
    """Return the landmarks that the references of a guide are, each kind and place once."""
    found: dict[tuple[str, str], Entry] = {}
    for reference in references:
        kind = _LANDMARKS.get(reference.get("type", "").lower().removeprefix("other."), "")
        target = _checked(reference.get("href", ""), name, ids)
        if kind and target:
            found.setdefault((kind, target), Entry(reference.get("title") or kind, target, kind=kind))
    return tuple(found.values())


def navigation_of(
    member: str,
    language: str,
    contents: tuple[Entry, ...],
    pages: tuple[Entry, ...],
    marks: tuple[Entry, ...],
) -> bytes:
    """Return the navigation document `member`, with links relative to it."""
    root = parse(_EMPTY, member)
    root.set("lang", language)
    root.set(XML_LANG, language)
    _add(_add(root, "head"), "title").text = "Contents"
    body = _add(root, "body")
    _list(_nav(body, "toc", "Contents"), contents, member)
    if marks:
        _list(_nav(body, "landmarks", "Landmarks"), marks, member)
    if pages:
        _list(_nav(body, "page-list", "Pages"), pages, member)
    etree.indent(root)
    return serialize(root)


def _entries(
    parent: etree._Element, name: str, ids: Ids, counter: Iterator[int], depth: int
) -> Iterator[Entry]:
    if depth >= _DEEPEST:
        return
    for point in parent.iterfind(f"{_NCX}navPoint"):
        if next(counter, None) is None:
            return
        below = tuple(_entries(point, name, ids, counter, depth + 1))
        target = _target(point, name, ids)
        label = _label(point) or posixpath.basename(target.partition("#")[0])
        if label and (target or below):
            yield Entry(label, target, below)


def _label(element: etree._Element) -> str:
    text = element.findtext(f"{_NCX}navLabel/{_NCX}text") or ""
    return " ".join(text.split())


def _target(element: etree._Element, name: str, ids: Ids) -> str:
    content = element.find(f"{_NCX}content")
    return "" if content is None else _checked(content.get("src") or "", name, ids)


def _checked(href: str, base: str, ids: Ids) -> str:
    """Return the place that a link names: without its id where that is not there, "" without its document."""
    path, _, fragment = href.strip().partition("#")
    member = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path)))
    known = ids(member)
    if known is None:
        return ""
    return f"{member}#{unquote(fragment)}" if unquote(fragment) in known else member


def _nav(body: etree._Element, kind: str, heading: str) -> etree._Element:
    roles = {"toc": "doc-toc", "page-list": "doc-pagelist"}
    nav = _add(body, "nav", {EPUB_TYPE: kind, "aria-labelledby": f"{kind}-heading"})
    if kind in roles:
        nav.set("role", roles[kind])
    if kind != "toc":
        nav.set("hidden", "hidden")
    _add(nav, "h1" if kind == "toc" else "h2", {"id": f"{kind}-heading"}).text = heading
    return nav


def _list(parent: etree._Element, entries: tuple[Entry, ...], member: str) -> None:
    ordered = _add(parent, "ol")
    for entry in entries:
        item = _add(ordered, "li")
        if entry.target:
            link = _add(item, "a", {"href": _href(entry.target, member)})
            if entry.kind:
                link.set(EPUB_TYPE, entry.kind)
        else:
            link = _add(item, "span")
        link.text = entry.label
        if entry.below:
            _list(item, entry.below, member)


def _href(target: str, member: str) -> str:
    path, _, fragment = target.partition("#")
    relative = quote(posixpath.relpath(path, posixpath.dirname(member) or "."))
    return f"{relative}#{quote(fragment)}" if fragment else relative


def _add(parent: etree._Element, name: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, f"{{{XHTML}}}{name}", attributes or {})
