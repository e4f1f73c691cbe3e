"""XHTML document -> blocks with places.

A block's text is its document's own characters, one for one: white space is not collapsed, so that
every offset leads back. The only characters added are marked as generated: a line end for `br`, and
a space on either side of a text alternative.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

from voicebook.model.publication import Block, BlockKind, ElementPath, Inline, Origin, Piece, Place, Span

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BREAKING = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "noframes",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
) | frozenset(_HEADINGS)
_SILENT = frozenset(
    [
        "audio",
        "canvas",
        "datalist",
        "head",
        "iframe",
        "noscript",
        "object",
        "script",
        "style",
        "svg",
        "template",
        "video",
    ]
)
_KINDS = {
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "td": BlockKind.CELL,
    "th": BlockKind.CELL,
    "caption": BlockKind.CAPTION,
    "figcaption": BlockKind.CAPTION,
    "pre": BlockKind.CODE,
    "figure": BlockKind.FIGURE,
    "blockquote": BlockKind.QUOTATION,
}
_NOTES = frozenset({"footnote", "endnote", "rearnote", "note"})
_ALTERNATIVES = {"img": "alt", "math": "alttext"}


def content(element: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """Yield an element's content as (text run, child element after it), the last with no child.

    Comments and processing instructions neither count nor end a run; an entity reference counts as
    the text it stands for, or as nothing where that is unknown.
    """
    run = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            yield "".join(run), child
            run = [child.tail or ""]
        else:
            run += [entity_text(child), child.tail or ""]
    yield "".join(run), None


def entity_text(node: etree._Element) -> str:
    """Return the text an entity reference stands for, "" for a comment or processing instruction."""
    if not isinstance(node, etree._Entity):  # noqa: SLF001 - lxml's only name for it
        return ""
    return html5.get(f"{node.name};", "")


def blocks(root: etree._Element, document: str, language: str) -> Iterator[Block]:
    """Yield the blocks of a parsed document in reading order. `language` is the fallback."""
    for number, draft in enumerate(_walk(root, _Surroundings(document, language)), start=1):
        yield draft.finish(number)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What an element inherits."""

    document: str
    language: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    path: ElementPath = ()

    def inside(self, element: etree._Element, path: ElementPath) -> "_Surroundings":
        name = _name(element)
        kind, level = self.kind, self.level
        if _NOTES & set((element.get(_EPUB_TYPE) or "").split()):
            kind = BlockKind.NOTE
        elif name in _HEADINGS:
            kind, level = BlockKind.HEADING, _HEADINGS[name]
        elif "verse" in (element.get("class") or "").split():
            kind = BlockKind.VERSE
        elif name in _KINDS and kind is not BlockKind.NOTE:
            kind = _KINDS[name]
        language = element.get(_XML_LANG) or element.get("lang") or self.language
        return _Surroundings(self.document, language, kind, level, path)


@dataclass(slots=True)
class _Draft:
    """A block while its text is being gathered."""

    element: etree._Element
    around: _Surroundings
    whole: bool = False
    length: int = 0
    text: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    inlines: list[Inline] = field(default_factory=list)

    def add(self, text: str, origin: Origin, path: ElementPath = (), slot: str = "") -> None:
        if not text:
            return
        place = None
        if origin is not Origin.GENERATED:
            place = Place(self.around.document, path, slot, Span(0, len(text)))
        self.pieces.append(Piece(Span(self.length, self.length + len(text)), origin, place))
        self.text.append(text)
        self.length += len(text)

    def empty(self) -> bool:
        return not any(part.strip() for part in self.text)

    def finish(self, number: int) -> Block:
        around = self.around
        text = "".join(self.text)
        return Block(
            number=number,
            kind=around.kind,
            text=text,
            language=around.language,
            path=around.path,
            whole=self.whole,
            pieces=tuple(self.pieces),
            inlines=tuple(part for part in self.inlines if part.span.of(text).strip()),
            id=(self.element.get("id") or "") if self.whole else "",
            level=around.level if around.kind is BlockKind.HEADING else 0,
        )


def _walk(element: etree._Element, outside: _Surroundings) -> Iterator[_Draft]:
    """Yield the drafts of one element that breaks the flow of text."""
    if _hidden(element):
        return
    around = outside.inside(element, outside.path)
    draft = _Draft(element, around)
    alone = True
    for index, (run, child) in enumerate(content(element)):
        draft.add(run, Origin.TEXT, *_slot(around.path, index))
        if child is None:
            break
        path = (*around.path, index)
        if _breaks(child):
            alone = False
            if not draft.empty():
                yield draft
            draft = _Draft(element, around)
            yield from _walk(child, _at(around, path))
        else:
            _gather(child, path, draft)
    if not draft.empty():
        draft.whole = alone and _name(element) != "body"
        yield draft


def _gather(element: etree._Element, path: ElementPath, draft: _Draft) -> None:
    """Add an inline element's text to a draft."""
    name = _name(element)
    if _hidden(element):
        return
    if name == "br":
        draft.add("\n", Origin.GENERATED)
        return
    start = draft.length
    if name in _ALTERNATIVES:
        draft.add(" ", Origin.GENERATED)
        start = draft.length
        draft.add(element.get(_ALTERNATIVES[name]) or "", Origin.ATTRIBUTE, path, f"@{_ALTERNATIVES[name]}")
    position = len(draft.inlines)
    if name not in _ALTERNATIVES:
        for index, (run, child) in enumerate(content(element)):
            draft.add(run, Origin.TEXT, *_slot(path, index))
            if child is not None:
                _gather(child, (*path, index), draft)
    span = Span(start, draft.length)
    draft.inlines.insert(position, Inline(path, name, element.get("id") or "", span))
    if name in _ALTERNATIVES:
        draft.add(" ", Origin.GENERATED)


def _slot(path: ElementPath, run: int) -> tuple[ElementPath, str]:
    """Return the place of an element's `run`-th text run."""
    return (path, "text") if run == 0 else ((*path, run - 1), "tail")


def _at(around: _Surroundings, path: ElementPath) -> _Surroundings:
    return _Surroundings(around.document, around.language, around.kind, around.level, path)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower()


def _breaks(element: etree._Element) -> bool:
    """Tell whether an element ends the run of text around it: by its kind, or by what it holds."""
    if _name(element) in _BREAKING:
        return True
    return any(
        isinstance(inner.tag, str) and _name(inner) in _BREAKING for inner in element.iterdescendants()
    )


def _hidden(element: etree._Element) -> bool:
    return _name(element) in _SILENT or element.get("hidden") is not None
