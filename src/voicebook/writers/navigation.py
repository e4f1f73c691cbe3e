"""Headings of the documents -> the navigation document (EPUB 3.3, Navigation document)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from lxml import etree

from voicebook.epub.markup import EPUB, EPUB_TYPE, XHTML, XML_LANG, name_of, serialize, types_of
from voicebook.epub.naming import unused
from voicebook.model.publication import Publication
from voicebook.text.xml import content, parse

STYLE = "book.css"
"""Name of the style sheet of our own documents."""

_LEVELS = {f"h{level}": level for level in range(1, 7)}
_ENGLISH = "en"
_ROLES = {"toc": "doc-toc", "page-list": "doc-pagelist"}
_EMPTY = f'<!DOCTYPE html><html xmlns="{XHTML}" xmlns:epub="{EPUB}"/>'.encode()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list."""

    label: str
    href: str  # relative to the navigation document, encoded
    level: int = 1
    language: str = ""  # of the label, where it is known


@dataclass(frozen=True, slots=True)
class Outline:
    """What one document brings to the navigation."""

    href: str
    headings: tuple[Entry, ...]
    pages: tuple[Entry, ...]
    title_page: bool
    properties: tuple[str, ...]  # that its manifest item must have


@dataclass(slots=True)
class _Node:
    entry: Entry
    below: list["_Node"] = field(default_factory=list)


def outline(root: etree._Element, name: str) -> Outline:
    """Return the outline of a parsed document; `name` is relative to the navigation document."""
    href = quote(name)
    elements = [(element, name_of(element)) for element in root.iter() if isinstance(element.tag, str)]
    headings = tuple(_headings([(element, local) for element, local in elements if local in _LEVELS], href))
    titles = tuple(Entry(label, href) for label in _labels(root.iter(f"{{{XHTML}}}title")))
    names = {local for _, local in elements}
    return Outline(
        href=href,
        headings=headings or titles[:1],
        pages=tuple(_pages(root, href)),
        title_page=any("titlepage" in types_of(element) for element, _ in elements),
        properties=tuple(kind for kind, local in (("mathml", "math"), ("svg", "svg")) if local in names),
    )


def navigation(outlines: Iterable[Outline], *, title: str, language: str, style: str) -> bytes:
    """Return the navigation document of a book: table of contents, landmarks, and pages if any."""
    every = list(outlines)
    root = parse(_EMPTY, "nav.xhtml")
    _speak(root, language)
    head = _add(root, "head")
    _add(head, "title").text = title
    _add(head, "link", {"rel": "stylesheet", "type": "text/css", "href": quote(style)})
    body = _add(root, "body")
    entries = [entry for each in every for entry in each.headings] or [Entry(title, every[0].href)]
    _nav(body, "toc", "Contents", _nest(entries), language)
    _nav(body, "landmarks", "Landmarks", [_Node(_start(every))], language)
    pages = [entry for each in every for entry in each.pages]
    if pages:
        _nav(body, "page-list", "Pages", [_Node(page) for page in pages], language)
    etree.indent(root)
    return serialize(root)


def with_navigation(book: Publication) -> Publication:
    """Return a book of ours with a navigation document, which is not in its spine."""
    taken = {*book.spine, *(resource.name for resource in book.resources)}
    name = unused("nav", ".xhtml", {each.lower() for each in taken})
    outlines = [outline(parse(book.read(document), document), document) for document in book.spine]
    metadata = book.metadata
    data = navigation(outlines, title=metadata.title, language=metadata.language, style=STYLE)

    def read(wanted: str) -> bytes:
        return data if wanted == name else book.read(wanted)

    return replace(book, navigation=name, read=read)


def _headings(headings: Iterable[tuple[etree._Element, str]], href: str) -> Iterator[Entry]:
    """Yield an entry for each heading that can be pointed at: by its id or its section's.

    The first can always: it stands for the document.
    """
    used: set[str] = set()
    for element, name in headings:
        label = " ".join(text_of(element).split())
        target = _target(element)
        if label and (target or not used) and target not in used:
            used.add(target)
            yield Entry(
                label, f"{href}#{quote(target)}" if target else href, _LEVELS[name], _language(element)
            )


def _target(heading: etree._Element) -> str:
    """Return the heading's id, or that of the section it opens."""
    own = heading.get("id")
    parent = heading.getparent()
    if own or parent is None or parent.find("*") is not heading:
        return own or ""
    return parent.get("id") or ""


def text_of(element: etree._Element) -> str:
    """Return the text of an element, pictures by their alternatives; comments have none."""
    if name_of(element) == "img":
        return element.get("alt") or ""
    if name_of(element) == "br":
        return " "
    parts = []
    for run, child in content(element):
        parts += [run, "" if child is None else text_of(child)]
    return "".join(parts)


def _labels(elements: Iterable[etree._Element]) -> Iterator[str]:
    return filter(None, (" ".join(text_of(element).split()) for element in elements))


def _language(element: etree._Element) -> str:
    """Return the language an element or one around it declares."""
    around = (element, *element.iterancestors())
    return next((lang for each in around if (lang := each.get(XML_LANG) or each.get("lang"))), "")


def _pages(root: etree._Element, href: str) -> Iterator[Entry]:
    for element in root.iter(f"{{{XHTML}}}*"):
        label = element.get("aria-label") or element.get("title")
        if label and element.get("id") and "pagebreak" in types_of(element):
            yield Entry(label, f"{href}#{quote(element.get('id') or '')}")


def _start(outlines: list[Outline]) -> Entry:
    """Return the landmark of the text: the first document that is not the title page."""
    first = next((each for each in outlines if not each.title_page), outlines[0])
    return Entry("Start of the text", first.href, language=_ENGLISH)


def _nest(entries: Iterable[Entry]) -> list[_Node]:
    """Return the entries as their levels nest them; a skipped level is not shown."""
    top: list[_Node] = []
    open_nodes: list[_Node] = []
    for entry in entries:
        while open_nodes and open_nodes[-1].entry.level >= entry.level:
            open_nodes.pop()
        node = _Node(entry)
        (open_nodes[-1].below if open_nodes else top).append(node)
        open_nodes.append(node)
    return top


def _nav(body: etree._Element, kind: str, heading: str, nodes: list[_Node], language: str) -> None:
    """Add one list of links, labelled by its own heading."""
    nav = _add(body, "nav", {EPUB_TYPE: kind, "aria-labelledby": f"{kind}-heading"})
    if kind in _ROLES:
        nav.set("role", _ROLES[kind])
    if kind != "toc":
        nav.set("hidden", "hidden")
    title = _add(nav, "h1" if kind == "toc" else "h2", {"id": f"{kind}-heading"})
    title.text = heading
    _speak_if_other(title, _ENGLISH, language)
    _list(nav, nodes, language, "bodymatter" if kind == "landmarks" else "")


def _list(parent: etree._Element, nodes: list[_Node], language: str, kind: str = "") -> None:
    ordered = _add(parent, "ol")
    for node in nodes:
        item = _add(ordered, "li")
        link = _add(item, "a", {"href": node.entry.href})
        link.text = node.entry.label
        if kind:
            link.set(EPUB_TYPE, kind)
        _speak_if_other(link, node.entry.language, language)
        if node.below:
            _list(item, node.below, language)


def _speak_if_other(element: etree._Element, language: str, around: str) -> None:
    if language and language != around and not (language == _ENGLISH and around.startswith("en-")):
        _speak(element, language)


def _speak(element: etree._Element, language: str) -> None:
    element.set("lang", language)
    element.set(XML_LANG, language)


def _add(parent: etree._Element, name: str, attributes: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, f"{{{XHTML}}}{name}", attributes or {})
