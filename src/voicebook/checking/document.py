"""A content document as plain facts, found in one walk over its tree: the tree is not kept."""

import html
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from voicebook.checking.book import XML_LANG
from voicebook.checking.container import Container, root_of
from voicebook.checking.links import is_remote, resolve
from voicebook.checking.words import Words
from voicebook.epub.sheets import sheets_in
from voicebook.text import tsv
from voicebook.text.structure.cascade import hidden_in

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_SSML = "{http://www.w3.org/2001/10/synthesis}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_TARGETS = ("href", _XLINK)  # what a fragment of the address must be found for
_SOURCES = ("src", "data", "poster")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

_ROWS = tsv.rows(__package__, "elements.tsv", choices={"text": ("inline", "unseen")})
_INLINE = frozenset(name for name, text, _ in _ROWS if text == "inline")
_UNSEEN = frozenset(name for name, text, _ in _ROWS if text == "unseen")
_SHOWN = {name: shows for name, _, shows in _ROWS if shows}


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a document that stays in the book."""

    name: str  # of the file; "" when it climbs out of the book
    fragment: str  # id to be found there; "" when only the file matters
    href: str  # as written
    line: int


@dataclass(slots=True)
class Document:
    """What a content document shows, and what of it is narrated. Lists are in document order."""

    name: str
    root: str  # local name
    lang: str
    xml_lang: str
    title: str = ""
    ids: list[str] = field(default_factory=list)  # with those that come again
    headings: list[tuple[int, int]] = field(default_factory=list)  # level, line
    without_alt: list[int] = field(default_factory=list)  # lines of images
    links: list[Link] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)  # names of linked style sheets
    style: str = ""  # text of its style elements
    features: set[str] = field(default_factory=set)  # in schema.org's words, else "nav:toc", "image", "media"
    words: Words = field(default_factory=Words)
    mute: list[str] = field(default_factory=list)  # narrated ids of elements that show no text
    nested: list[str] = field(default_factory=list)  # narrated ids inside a narrated element


def read_document(container: Container, name: str, narrated: frozenset[str]) -> Document:
    """Read a document; `narrated` are the ids of it that have sound.

    Raises SourceError where it is missing, damaged or not well-formed.
    """
    root = root_of(container, name)
    document = Document(name, _local(root), root.get("lang", "").strip(), root.get(XML_LANG, "").strip())
    walk = _Walk(document, narrated, hidden_in(root, sheets_in(container.read, name, root)))
    for event, element, text in _events(root):
        if event == "open":
            walk.open(element)
        elif event == "close":
            walk.close(element)
        walk.text(text, element)
    document.words.end_word()
    document.title, document.style = " ".join("".join(walk.title).split()), "".join(walk.style)
    return document


def _events(root: etree._Element) -> Iterator[tuple[str, etree._Element, str]]:
    """Yield ("open" | "close" | "text", element, the text that follows) in document order.

    A comment or instruction does not end a text; an entity reference is the text it stands for.
    """
    yield "open", root, root.text or ""
    stack = [(root, iter(root))]
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "close", element, (element.tail or "") if stack else ""
        elif isinstance(child.tag, str):
            yield "open", child, child.text or ""
            stack.append((child, iter(child)))
        else:
            yield "text", element, _meant(child) + (child.tail or "")


def _meant(node: etree._Element) -> str:
    """Return the text that a node that is not an element stands for."""
    is_entity = isinstance(node, etree._Entity)  # noqa: SLF001 the only name of the type
    return html.unescape(node.text or "") if is_entity else ""


@dataclass(slots=True)
class _Frame:
    """An open element."""

    name: str
    id: str  # if it is a narrated one
    hidden: bool
    narrated: bool
    shown: int  # characters before it


@dataclass(slots=True)
class _Walk:
    """A walk over a document that fills in what it shows."""

    found: Document
    sounding: frozenset[str]
    hidden: frozenset[etree._Element]  # by style sheets
    stack: list[_Frame] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    style: list[str] = field(default_factory=list)

    def open(self, element: etree._Element) -> None:
        """Go into an element."""
        name = _local(element)
        outer = self.stack[-1] if self.stack else _Frame("", "", hidden=False, narrated=False, shown=0)
        own = element.get("id", "")
        if own:
            self.found.ids.append(own)
        sounds = own in self.sounding
        if sounds and outer.narrated and not _is_page_break(element):
            self.found.nested.append(own)
        if name not in _INLINE:
            self.found.words.end_word()
        hidden = outer.hidden or _is_hidden(name, element) or element in self.hidden
        frame = _Frame(
            name, own if sounds else "", hidden, sounds or outer.narrated, shown=self.found.words.shown
        )
        self.stack.append(frame)
        self._note(name, element)
        self._alternative(frame, element)

    def close(self, element: etree._Element) -> None:
        """Come out of an element."""
        frame = self.stack.pop()
        if frame.name not in _INLINE:
            self.found.words.end_word()
        if frame.id and self.found.words.shown == frame.shown and not _is_page_break(element):
            self.found.mute.append(frame.id)

    def text(self, text: str, element: etree._Element) -> None:
        """Take the text that follows an event."""
        if not text or not self.stack:
            return
        frame = self.stack[-1]
        if frame.name == "style":
            self.style.append(text)
        elif frame.name == "title" and len(self.stack) > 1 and self.stack[-2].name == "head":
            self.title.append(text)
        elif not frame.hidden:
            self.found.words.add(text, element.sourceline or 0, narrated=frame.narrated)

    def _alternative(self, frame: _Frame, element: etree._Element) -> None:
        """Count the text that is shown, or said, in an element's place."""
        other = {"img": "alt", "math": "alttext", "svg": "aria-label"}.get(frame.name)
        said = element.get(other, "") if other and element.get("role") not in {"presentation", "none"} else ""
        if frame.name == "svg" and not said:
            title = element.find("{http://www.w3.org/2000/svg}title")
            said = "" if title is None else "".join(title.itertext())
        if said and not frame.hidden:
            self.found.words.add(said, element.sourceline or 0, narrated=frame.narrated)
            self.found.words.end_word()
        if said and frame.name in {"math", "svg"}:
            frame.hidden = True  # what is drawn is the same words again

    def _note(self, name: str, element: etree._Element) -> None:
        """Keep what the rules ask about an element."""
        line = element.sourceline or 0
        if name in _HEADINGS and not self.stack[-1].hidden:
            self.found.headings.append((_HEADINGS[name], line))
        if name == "img" and element.get("alt") is None:
            self.found.without_alt.append(line)
        self.found.features.update(_features(name, element))
        self._note_links(name, element, line)

    def _note_links(self, name: str, element: etree._Element, line: int) -> None:
        for attribute in (*_TARGETS, *_SOURCES):
            href = element.get(attribute)
            if href is None or is_remote(href.strip()) or not href.strip():
                continue
            target, fragment = resolve(self.found.name, href)
            wanted = fragment if attribute in _TARGETS else ""
            self.found.links.append(Link(target, wanted, href, line))
            if name == "link" and "stylesheet" in element.get("rel", "").lower().split():
                self.found.sheets.append(target)


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _is_hidden(name: str, element: etree._Element) -> bool:
    style = "".join(element.get("style", "").lower().split())
    return (
        name in _UNSEEN
        or element.get("hidden") is not None
        or "display:none" in style
        or "visibility:hidden" in style
        or (name == "dialog" and element.get("open") is None)
        or (name == "title" and not str(element.tag).startswith("{http://www.w3.org/1999/xhtml}"))
    )


def _kinds(element: etree._Element) -> set[str]:
    roles = (role.removeprefix("doc-") for role in element.get("role", "").split())
    return {*roles, *element.get(_EPUB_TYPE, "").split()}


def _is_page_break(element: etree._Element) -> bool:
    return "pagebreak" in _kinds(element)


def _features(name: str, element: etree._Element) -> Iterator[str]:
    """Yield what an element adds to the book, in the words of accessibilityFeature where it has any."""
    kinds = _kinds(element)
    if name in _SHOWN:
        yield _SHOWN[name]
    if name == "nav":
        yield from (f"nav:{kind}" for kind in element.get(_EPUB_TYPE, "").split())
    if name == "img" and element.get("alt", "").strip():
        yield "alternativeText"
    if element.get("role"):
        yield "ARIA"
    if "pagebreak" in kinds:
        yield "pageBreakMarkers"
    if "index" in kinds:
        yield "index"
    if any(str(key).startswith(_SSML) for key in element.keys()):  # noqa: SIM118 an element is no dict
        yield "ttsMarkup"
