"""The navigation document (EPUB 3.3): lists of links, each labelled by a heading of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from voicebook.epub.markup import serialize
from voicebook.epub.naming import absolute
from voicebook.text.structure.semantics import EPUB, EPUB_TYPE, XHTML, XML_LANG
from voicebook.text.structure.xml import parse

_ENGLISH = "en"  # the language of our own words
_HEADINGS = {"toc": "Contents", "landmarks": "Landmarks", "page-list": "Pages"}
_ROLES = {"toc": "doc-toc", "page-list": "doc-pagelist"}
_EMPTY = f'<!DOCTYPE html><html xmlns="{XHTML}" xmlns:epub="{EPUB}"/>'.encode()


@dataclass(frozen=True, slots=True)
class NavLink:
    """A line of a list, and the lines below it."""

    label: str
    href: str  # relative to the navigation document, encoded; "" leads nowhere
    below: tuple["NavLink", ...] = ()
    kind: str = ""  # epub:type of a landmark
    language: str = ""  # of the label, where it is known


def start_of_text(href: str) -> NavLink:
    """Return the landmark of the place where the text begins."""
    return NavLink("Start of the text", href, kind="bodymatter", language=_ENGLISH)


def navigation_document(
    lists: Mapping[str, Iterable[NavLink]], *, title: str, language: str, style: str = ""
) -> bytes:
    """Return a navigation document; `lists` are by `epub:type`, and `style` is the URL of a style sheet."""
    root = parse(_EMPTY, "an empty document")
    declare_language(root, language)
    head = _add(root, "head")
    _add(head, "title").text = title
    if style:
        _add(head, "link", {"rel": "stylesheet", "type": "text/css", "href": style})
    body = _add(root, "body")
    for kind, links in lists.items():
        _add_links(_nav(body, kind, language), links, language)
    etree.indent(root)
    return serialize(root)


def landmarks_in(root: etree._Element, document: str) -> dict[str, str]:
    """Return what the landmarks of a navigation document name: document, or document#id -> type."""
    found: dict[str, str] = {}
    for nav in root.iter("{*}nav"):
        if "landmarks" not in (nav.get(EPUB_TYPE) or "").split():
            continue
        for link in nav.iter("{*}a"):
            path, _, fragment = (link.get("href") or "").partition("#")
            kinds = (link.get(EPUB_TYPE) or "").split()
            if path and kinds:
                name = absolute(unquote(path), document)
                found.setdefault(f"{name}#{unquote(fragment)}" if fragment else name, kinds[0])
    return found


def declare_language(element: etree._Element, language: str) -> None:
    """Declare the language of an element, to browsers and XML tools alike."""
    element.set("lang", language)
    element.set(XML_LANG, language)


def _nav(body: etree._Element, kind: str, language: str) -> etree._Element:
    """Add a list without lines, labelled by its own heading."""
    nav = _add(body, "nav", {EPUB_TYPE: kind, "aria-labelledby": f"{kind}-heading"})
    if kind in _ROLES:
        nav.set("role", _ROLES[kind])
    if kind != "toc":
        nav.set("hidden", "hidden")
    heading = _add(nav, "h1" if kind == "toc" else "h2", {"id": f"{kind}-heading"})
    heading.text = _HEADINGS[kind]
    _declare_if_other(heading, _ENGLISH, language)
    return nav


def _add_links(parent: etree._Element, links: Iterable[NavLink], language: str) -> None:
    ordered = _add(parent, "ol")
    for link in links:
        item = _add(ordered, "li")
        line = _add(item, "a", {"href": link.href}) if link.href else _add(item, "span")
        line.text = link.label
        if link.kind:
            line.set(EPUB_TYPE, link.kind)
        _declare_if_other(line, link.language, language)
        if link.below:
            _add_links(item, link.below, language)


def _declare_if_other(element: etree._Element, language: str, around: str) -> None:
    if language and language != around and not (language == _ENGLISH and around.startswith("en-")):
        declare_language(element, language)


def _add(parent: etree._Element, name: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, f"{{{XHTML}}}{name}", attributes or {})
