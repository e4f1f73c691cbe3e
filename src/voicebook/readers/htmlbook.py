"""Clean XHTML -> the chapters of a book: parted at its headings, with its links and pictures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Publication
from voicebook.readers.about import Guesses, chapter_name, language_of, settle
from voicebook.readers.bookmaking import Draft, bound, document_names, named, same_words
from voicebook.readers.contentmodel import BLOCKS, conform, tidy
from voicebook.readers.htmlnotes import place_notes
from voicebook.readers.htmltree import body_of, element
from voicebook.readers.links import is_outward
from voicebook.readers.pictures import Album, UnusableError
from voicebook.settings import Settings
from voicebook.text.semantics import HEADINGS, XHTML, name_of

_WRAPPERS = frozenset({"div", "section", "article", "main", "header", "footer", "hgroup", "body"})
_SHOWN = 5
_LOWEST = 6

Flow: TypeAlias = "Sequence[Any]"
"""The blocks of a chapter."""


@dataclass(slots=True)
class _Doubts:
    """What could not be kept."""

    pictures: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def findings(self, source: Path) -> Iterable[Finding]:
        where = Location(str(source))
        if self.pictures:
            what = f"pictures that are not in the book (their description is read): {_some(self.pictures)}"
            hint = "put PNG, JPEG, GIF or WebP files beside the text and name them by a relative path"
            yield Finding("VB-R29", Severity.WARNING, what, where, hint)
        if self.links:
            what = f"links that lead nowhere in the book (their text is kept): {_some(self.links)}"
            yield Finding(
                "VB-R33",
                Severity.NOTE,
                what,
                where,
                "link to http, https or mailto, or to a place in the text",
            )


def publication_of(
    html: str, source: Path, settings: Settings, declared: Mapping[str, Any], findings: Iterable[Finding] = ()
) -> Publication:
    """Return the book of a page's content. `declared` is what the source says of itself, as settings.

    Raises SourceError where there is nothing to read.
    """
    body = body_of(html)
    conform(body)
    place_notes(body)
    album, doubts = Album(source), _Doubts()
    _settle_pictures(body, album, doubts)
    flow = _flow(body)
    metadata, doubtful = settle(settings, declared, Guesses(_title(flow)), source)
    chapters = [chapter for chapter in _chapters(_untold(flow, metadata.title), settings) if _shows(chapter)]
    drafts = [_draft(chapter) for chapter in chapters]
    _settle_links(chapters, doubts)
    for chapter in chapters:
        tidy(chapter)
    for draft, chapter in zip(drafts, chapters, strict=True):
        draft.content = ["\n".join(_markup(each) for each in chapter if _is_there(each))]
    prose = " ".join(str(each.xpath("string()")) for chapter in chapters for each in chapter)
    language, unsure = language_of(settings, declared, prose, source)
    cover, coverless = album.cover(settings.cover or "")
    return bound(
        named(drafts, settings, declared),
        replace(metadata, language=language, cover=cover),
        (*findings, *doubts.findings(source), *doubtful, *unsure, *coverless),
        source=source,
        name=chapter_name(settings, declared, "", source),
        pictures=album.pictures(),
    )


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
    return " ".join(str(each.xpath("string()")).split())


def _title(flow: Flow) -> str:
    """Return the heading that is the page's title: the first, where no other is of its level."""
    headings = [flow[at] for at in _headings(flow)]
    if not headings:
        return ""
    level = _level(headings[0])
    only = len(headings) == 1 or all(_level(each) > level for each in headings[1:])
    return _text(headings[0]) if only else ""


def _untold(flow: Flow, title: str) -> Flow:
    """Return the blocks without a first heading that the title page says."""
    headings = _headings(flow)
    if headings and len(flow) > 1 and same_words(_text(flow[headings[0]]), title):
        return [*flow[: headings[0]], *flow[headings[0] + 1 :]]
    return flow


def _chapters(flow: Flow, settings: Settings) -> list[Flow]:
    """Return the blocks of each chapter."""
    headings = _headings(flow)
    levels = [_level(flow[at]) for at in headings]
    split = min(levels, default=0)
    if levels and levels.count(split) == 1 and levels[0] == split and not settings.book:
        split = min([level for level in levels if level > split], default=split)
    starts = [at for at, level in zip(headings, levels, strict=True) if level <= split]
    edges = [0, *(start for start in starts if start), len(flow)]
    return [flow[start:end] for start, end in pairwise(edges)]


def _shows(chapter: Flow) -> bool:
    return any(_text(each) or next(each.iter(f"{{{XHTML}}}img"), None) is not None for each in chapter)


def _draft(chapter: Flow) -> Draft:
    """Return a chapter whose headings begin at level 1 and skip none; one that opens it is its own."""
    draft = Draft()
    levels: list[int] = []
    headings = [each for each in chapter if name_of(each) in HEADINGS]
    for number, heading in enumerate(headings, start=1):
        level = _level(heading)
        while levels and levels[-1] >= level:
            levels.pop()
        levels.append(level)
        heading.tag = f"{{{XHTML}}}h{min(len(levels), _LOWEST)}"
        if heading.get("id") is None:
            heading.set("id", f"heading-{number}")
    for block in chapter:
        for inner in block.iterdescendants(*(f"{{{XHTML}}}{name}" for name in HEADINGS)):
            inner.tag = (
                f"{{{XHTML}}}p"  # a heading in a quotation, a list or a table is no part of the outline
            )
    if chapter and name_of(chapter[0]) in HEADINGS and _text(chapter[0]):
        draft.title, draft.heading_id = _text(chapter[0]), chapter[0].get("id") or ""
    return draft


def _settle_pictures(body: etree._Element, album: Album, doubts: _Doubts) -> None:
    """Bring pictures along; one that cannot come is its description."""
    for image in list(body.iter(f"{{{XHTML}}}img")):
        url = image.get("src", "")
        try:
            name = _picture(url, album)
        except UnusableError as why:
            if url:
                doubts.pictures.append(f"{url[:60]} {why}")
            _replace_by_text(image, image.get("alt", ""))
        else:
            image.set("src", name)
            image.set("alt", image.get("alt", ""))


def _picture(url: str, album: Album) -> str:
    """Return the resource name of a picture. Raises UnusableError."""
    if url.startswith("data:"):
        return album.add_data(url)
    if "://" in url or url.startswith("//"):
        raise UnusableError("is on the web")
    return album.add(url)


def _replace_by_text(each: etree._Element, text: str) -> None:
    parent, before, tail = each.getparent(), each.getprevious(), each.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + text + tail
    else:
        parent.text = (parent.text or "") + text + tail
    each.tail = None
    parent.remove(each)


def _settle_links(chapters: Sequence[Flow], doubts: _Doubts) -> None:
    """Make links lead where their places went, and ids be there once; ids that nothing uses go."""
    places: dict[str, str] = {}
    for document, chapter in zip(document_names(len(chapters)), chapters, strict=True):
        for each in _all(chapter):
            if key := each.get("id"):
                places.setdefault(key, document)
    used = {link.get("href", "")[1:] for chapter in chapters for link in _links(chapter)}
    for document, chapter in zip(document_names(len(chapters)), chapters, strict=True):
        seen: Counter[str] = Counter()
        for each in _all(chapter):
            key = each.get("id")
            if key is None:
                continue
            seen[key] += 1
            is_ours = name_of(each) in {*HEADINGS, "aside"}
            if seen[key] > 1 or not (key in used or is_ours) or key in {"chapter", "part"}:
                del each.attrib["id"]
        for link in _links(chapter):
            _settle_link(link, document, places, doubts)


def _settle_link(link: etree._Element, document: str, places: Mapping[str, str], doubts: _Doubts) -> None:
    href = link.get("href", "").strip()
    place = places.get(href[1:]) if href.startswith("#") else None
    if place is not None:
        link.set("href", href if place == document else f"{place}{href}")
    elif not is_outward(href):
        if href not in {"", "#"}:
            doubts.links.append(href)
        del link.attrib["href"]


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


def _some(cases: Sequence[str]) -> str:
    return ", ".join(cases[:_SHOWN]) + (" …" if len(cases) > _SHOWN else "")
