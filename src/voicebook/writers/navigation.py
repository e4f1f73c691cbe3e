"""Headings of the documents -> the navigation document (EPUB 3.3, Navigation document)."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from lxml import etree

from voicebook.epub.naming import unused
from voicebook.epub.nav import NavLink, navigation_document, start_of_text
from voicebook.model.publication import Publication
from voicebook.text.structure.semantics import HEADINGS, XHTML, kinds_of, language_of, name_of
from voicebook.text.structure.xml import content

STYLE = "book.css"
"""Name of the style sheet of our own documents."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, as a line of the table of contents."""

    link: NavLink
    level: int = 1


@dataclass(frozen=True, slots=True)
class Outline:
    """What one document brings to the navigation."""

    href: str
    headings: tuple[Heading, ...]
    pages: tuple[NavLink, ...]
    title_page: bool
    properties: tuple[str, ...]  # that its manifest item must have


def outline(root: etree._Element, name: str) -> Outline:
    """Return the outline of a parsed document; `name` is relative to the navigation document."""
    href = quote(name)
    elements = [(element, name_of(element)) for element in root.iter() if isinstance(element.tag, str)]
    headings = tuple(_headings([(element, local) for element, local in elements if local in HEADINGS], href))
    titles = tuple(Heading(NavLink(label, href)) for label in _labels(root.iter(f"{{{XHTML}}}title")))
    names = {local for _, local in elements}
    return Outline(
        href=href,
        headings=headings or titles[:1],
        pages=tuple(_pages(root, href)),
        title_page=any("titlepage" in kinds_of(element) for element, _ in elements),
        properties=tuple(kind for kind, local in (("mathml", "math"), ("svg", "svg")) if local in names),
    )


def navigation(outlines: Iterable[Outline], *, title: str, language: str, style: str) -> bytes:
    """Return the navigation document of a book: table of contents, landmarks, and pages if any."""
    every = list(outlines)
    headings = [heading for each in every for heading in each.headings]
    contents = headings or [Heading(NavLink(title, every[0].href))]
    first = next((each for each in every if not each.title_page), every[0])
    lists = {"toc": tuple(_nested(deque(contents))), "landmarks": (start_of_text(first.href),)}
    if pages := tuple(page for each in every for page in each.pages):
        lists["page-list"] = pages
    return navigation_document(lists, title=title, language=language, style=quote(style))


def with_navigation(book: Publication, outlines: Sequence[Outline]) -> Publication:
    """Return a book of ours with a navigation document, which is not in its spine.

    `outlines` are those of the documents of the spine, in order.
    """
    taken = {*book.spine, *(resource.name for resource in book.resources)}
    name = unused("nav", ".xhtml", {each.lower() for each in taken})
    metadata = book.metadata
    data = navigation(outlines, title=metadata.title, language=metadata.language, style=STYLE)
    properties = {name: each.properties for name, each in zip(book.spine, outlines, strict=True)}
    return replace(book.with_files({name: lambda: data}), navigation=name, properties=properties)


def _headings(headings: Iterable[tuple[etree._Element, str]], href: str) -> Iterator[Heading]:
    """Yield an entry for each heading that can be pointed at: by its id or its section's.

    The first can always: it stands for the document.
    """
    used: set[str] = set()
    for element, name in headings:
        label = " ".join(text_of(element).split())
        target = _target(element)
        if label and (target or not used) and target not in used:
            used.add(target)
            place = f"{href}#{quote(target)}" if target else href
            yield Heading(NavLink(label, place, language=_language(element)), HEADINGS[name])


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
    return next((lang for each in around if (lang := language_of(each))), "")


def _pages(root: etree._Element, href: str) -> Iterator[NavLink]:
    for element in root.iter(f"{{{XHTML}}}*"):
        label = element.get("aria-label") or element.get("title")
        if label and element.get("id") and "pagebreak" in kinds_of(element):
            yield NavLink(label, f"{href}#{quote(element.get('id') or '')}")


def _nested(headings: deque[Heading], above: int = 0) -> Iterator[NavLink]:
    """Take headings below a level, each with those below it; a skipped level is not shown."""
    while headings and headings[0].level > above:
        heading = headings.popleft()
        yield replace(heading.link, below=tuple(_nested(headings, heading.level)))
