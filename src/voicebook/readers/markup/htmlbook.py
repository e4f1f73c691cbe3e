"""Clean XHTML -> the chapters of a book: parted at its headings, with its links and pictures."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias
from urllib.parse import unquote

from lxml import etree

from voicebook.model.finding import Finding
from voicebook.model.publication import Publication
from voicebook.readers.binding.metadata import Guesses, Said, settle
from voicebook.readers.binding.pictures import Album, UnusableError
from voicebook.readers.binding.publication import ChapterDraft, bound, document_names, same_words
from voicebook.readers.markup.contentmodel import BLOCKS, conform, tidy
from voicebook.readers.markup.htmlnotes import place_notes
from voicebook.readers.markup.htmltree import LINE, body_of, element
from voicebook.readers.markup.links import is_outward, slug
from voicebook.readers.markup.losses import LINK, PICTURE, Losses
from voicebook.settings import Settings
from voicebook.text.structure.semantics import HEADINGS, XHTML, name_of
from voicebook.text.structure.xml import take_out

_WRAPPERS = frozenset({"div", "section", "article", "main", "header", "footer", "hgroup", "body"})
_LOWEST = 6
_RESERVED = frozenset({"chapter", "part"})  # ids of the section that is a chapter

Flow: TypeAlias = "Sequence[Any]"
"""The blocks of a chapter."""

Places: TypeAlias = "Mapping[str, tuple[str, Any]]"
"""What links can name -> the document and the element there."""


def publication_of(html: str, said: Said, findings: Iterable[Finding] = ()) -> Publication:
    """Return the book of a page's content. Raises SourceError if there is nothing to read, LanguageError."""
    body = body_of(html)
    conform(body)
    place_notes(body)
    album, losses = Album(said.source), Losses(str(said.source))
    _settle_pictures(body, album, losses)
    flow = _flow(body)
    title = _title(flow)
    metadata, doubtful = settle(said, Guesses(title))
    chapters = [
        each for each in _chapters(_untold(flow, metadata.title), title, said.settings) if _shows(each)
    ]
    places = _places(chapters)
    drafts = [_draft(chapter) for chapter in chapters]
    _settle_links(chapters, places, losses)
    for chapter in chapters:
        tidy(chapter)
    for draft, chapter in zip(drafts, chapters, strict=True):
        draft.content = ["\n".join(_markup(each) for each in chapter if _is_there(each))]
    prose = " ".join(_prose(each) for chapter in chapters for each in chapter)
    found = (*findings, *losses.findings(), *doubtful)
    return bound(drafts, said, metadata, found, album, prose=prose)


def _flow(body: etree._Element) -> list[etree._Element]:
    """Return the blocks of a page, out of the wrappers that hold headings; loose text as paragraphs."""
    gathering = _Gathering()
    gathering.visit(body)
    gathering.flush()
    return gathering.blocks


@dataclass(slots=True)
class _Gathering:
    """Blocks in order, and the paragraph that loose text is gathered in."""

    blocks: list[etree._Element] = field(default_factory=list)
    loose: etree._Element = field(default_factory=lambda: element("p"))
    last: etree._Element | None = None  # child of it

    def visit(self, around: etree._Element) -> None:
        """Gather what is in an element."""
        self.add(around.text)
        for child in list(around):
            tail, child.tail = child.tail, None
            if name_of(child) in _WRAPPERS and _has_heading(child):
                self.flush()
                self.visit(child)
                self.flush()
            elif _is_block(child):
                self.flush()
                self.blocks.append(child)
            else:
                self.loose.append(child)
                self.last = child
            self.add(tail)

    def add(self, text: str | None) -> None:
        """Add loose text; white space does not begin a paragraph."""
        if self.last is not None:
            self.last.tail = (self.last.tail or "") + (text or "")
        elif text and (text.strip() or self.loose.text):
            self.loose.text = (self.loose.text or "") + text

    def flush(self) -> None:
        """End the paragraph of loose text, if there is one."""
        if self.last is not None or self.loose.text:
            self.blocks.append(self.loose)
        self.loose, self.last = element("p"), None


def _has_heading(each: etree._Element) -> bool:
    return next(each.iter(*(f"{{{XHTML}}}{name}" for name in HEADINGS)), None) is not None


def _is_block(each: etree._Element) -> bool:
    return name_of(each) in BLOCKS or name_of(each) == "hr"


def _headings(flow: Flow) -> list[int]:
    return [at for at, each in enumerate(flow) if name_of(each) in HEADINGS and _text(each)]


def _level(each: etree._Element) -> int:
    return HEADINGS[name_of(each)]


def _text(each: etree._Element) -> str:
    """Return what an element says, pictures by their description."""
    return " ".join("".join(map(str, each.xpath("descendant::text()|descendant::*/@alt"))).split())


def _prose(each: etree._Element) -> str:
    return "".join(
        map(
            str,
            each.xpath("descendant::text()[not(ancestor::x:pre|ancestor::x:code)]", namespaces={"x": XHTML}),
        )
    )


def _title(flow: Flow) -> str:
    """Return the heading that is the text's title, "" if there is none.

    It is the first, where no other is of its level or above, or nothing but the next of its level follows it.
    """
    headings = _headings(flow)
    if not headings:
        return ""
    level, *others = [_level(flow[at]) for at in headings]
    bare = headings[:2] == [0, 1] and others[0] == level
    return _text(flow[headings[0]]) if bare or all(other > level for other in others) else ""


def _untold(flow: Flow, title: str) -> Flow:
    """Return the blocks without a first heading that the title page says."""
    headings = _headings(flow)
    if headings and len(flow) > 1 and same_words(_text(flow[headings[0]]), title):
        return [*flow[: headings[0]], *flow[headings[0] + 1 :]]
    return flow


def _chapters(flow: Flow, title: str, settings: Settings) -> list[Flow]:
    """Return the blocks of each chapter. A text's title that is not the book's opens the first."""
    headings = _headings(flow)
    levels = [_level(flow[at]) for at in headings]
    split = min(levels, default=0)
    if levels.count(split) == 1 and _text(flow[headings[0]]) == title and not settings.book:
        split = min([level for level in levels if level > split], default=split)
    starts = [at for at, level in zip(headings, levels, strict=True) if level <= split]
    edges = [0, *(start for start in starts if start), len(flow)]
    return [flow[start:end] for start, end in pairwise(edges)]


def _shows(chapter: Flow) -> bool:
    return any(_text(each) or next(each.iter(f"{{{XHTML}}}img"), None) is not None for each in chapter)


def _draft(chapter: Flow) -> ChapterDraft:
    """Return a chapter whose headings begin at level 1 and skip none; one that opens it is its own."""
    draft = ChapterDraft()
    levels: list[int] = []
    headings = [each for each in chapter if name_of(each) in HEADINGS]
    for number, heading in enumerate(headings, start=1):
        level = _level(heading)
        while levels and levels[-1] >= level:
            levels.pop()
        levels.append(level)
        heading.tag = f"{{{XHTML}}}h{min(len(levels), _LOWEST)}"
        if heading.get("id") in {None, *_RESERVED}:
            heading.set("id", f"heading-{number}")
    for block in chapter:
        for inner in block.iterdescendants(*(f"{{{XHTML}}}{name}" for name in HEADINGS)):
            inner.tag = (
                f"{{{XHTML}}}p"  # a heading in a quotation, a list or a table is no part of the outline
            )
    if chapter and name_of(chapter[0]) in HEADINGS and _text(chapter[0]):
        draft.title, draft.heading_id = _text(chapter[0]), chapter[0].get("id") or ""
    return draft


def _settle_pictures(body: etree._Element, album: Album, losses: Losses) -> None:
    """Bring pictures along; one that cannot come is its description."""
    line = 0
    for each in list(body.iter(f"{{{XHTML}}}*")):
        line = int(each.get(LINE, line))
        if name_of(each) != "img":
            continue
        url, description = each.get("src", ""), each.get("alt", "")
        try:
            name = album.add(url)
        except UnusableError as why:
            losses.add(PICTURE, f"{url.removeprefix('./'):.60} {why}".strip(), line)
            take_out(each, description)
        else:
            each.set("src", name)
            each.set("alt", description)


def _places(chapters: Sequence[Flow]) -> Places:
    """Return what links can name: every id, and every heading by its slug; a second one gets "-1"."""
    ids: dict[str, tuple[str, etree._Element]] = {}
    slugs: dict[str, tuple[str, etree._Element]] = {}
    seen: Counter[str] = Counter()
    for document, chapter in _documents(chapters):
        for each in _all(chapter):
            if key := each.get("id"):
                ids.setdefault(key, (document, each))
        for name, heading in [(slug(_text(chapter[at])), chapter[at]) for at in _headings(chapter)]:
            slugs.setdefault(f"{name}-{seen[name]}" if seen[name] else name, (document, heading))
            seen[name] += 1
    return slugs | ids


def _documents(chapters: Sequence[Flow]) -> Iterable[tuple[str, Flow]]:
    return zip(document_names(len(chapters)), chapters, strict=True)


def _settle_links(chapters: Sequence[Flow], places: Places, losses: Losses) -> None:
    """Make links lead where their places went, and ids be there once; ids that nothing uses go."""
    targets = {
        link: place for chapter in chapters for link in _links(chapter) if (place := _place(link, places))
    }
    used = {element for _, element in targets.values()}
    for chapter in chapters:
        _settle_ids(chapter, used)
    for document, chapter in _documents(chapters):
        line = 0
        for each in _all(chapter):
            line = int(each.attrib.pop(LINE, line))
            if each in targets:
                there, target = targets[each]
                key = target.get("id", "")
                each.set("href", f"#{key}" if key and there == document else f"{there}#{key}".rstrip("#"))
            elif name_of(each) == "a":
                _settle_outward(each, line, losses)


def _place(link: etree._Element, places: Places) -> tuple[str, etree._Element] | None:
    """Return where a link to a place in the text leads."""
    url, _, fragment = link.get("href", "").strip().partition("#")
    if url or not fragment:
        return None
    name = unquote(fragment)
    return next((places[key] for key in (fragment, name, name.lower()) if key in places), None)


def _settle_ids(chapter: Flow, used: Container[etree._Element]) -> None:
    seen: set[str] = set()
    for each in _all(chapter):
        key = each.get("id")
        if key is None:
            continue
        is_ours = name_of(each) in {*HEADINGS, "aside"}
        if key in seen or not (each in used or is_ours) or key in _RESERVED:
            del each.attrib["id"]
        seen.add(key)


def _settle_outward(link: etree._Element, line: int, losses: Losses) -> None:
    """Keep a link to the web or to mail, if there is anything to follow."""
    href = link.get("href", "").strip()
    if is_outward(href) and (_text(link) or link.find(f".//{{{XHTML}}}img") is not None):
        return
    if link.attrib.pop("href", "#") != "#":
        losses.add(LINK, href.removeprefix("./") or _text(link), line)


def _all(chapter: Flow) -> Iterable[etree._Element]:
    return (each for block in chapter for each in block.iter() if isinstance(each.tag, str))


def _links(chapter: Flow) -> Iterable[etree._Element]:
    return (each for each in _all(chapter) if name_of(each) == "a" and each.get("href") is not None)


def _is_there(block: etree._Element) -> bool:
    """Tell whether anything of a block is left."""
    return bool(len(block) or block.text or block.attrib) or name_of(block) == "hr"


def _markup(block: etree._Element) -> str:
    """Return a block as markup for a document that declares XHTML and `epub`."""
    frame = element("body")
    frame.append(block)
    etree.cleanup_namespaces(frame, keep_ns_prefixes=["epub"])
    framed = etree.tostring(frame, encoding="unicode")
    return framed[framed.index(">") + 1 : framed.rindex("<")]
