"""Notes of a page: recognised by links there and back, and put after the block that refers to them."""

from lxml import etree

from voicebook.readers.markup.contentmodel import BLOCKS
from voicebook.readers.markup.htmltree import element
from voicebook.text.structure.semantics import EPUB_TYPE, HEADINGS, XHTML, name_of
from voicebook.text.structure.xml import take_out

_FLOWS = frozenset(
    {"body", "div", "section", "article", "blockquote", "li", "dd", "td", "aside", "main", "figure"}
)
_HOLDERS = frozenset({"li", "p", "div", "aside", "dd", "section", "tr"})
_STANDING = frozenset({*HEADINGS, "p", "ul", "ol", "dl", "table", "pre", "figure", "address", "details"})
_LISTS = frozenset({"ol", "ul", "dl", "section", "div", "aside", "tbody", "table"})
_BACK = "Back to the text"


def place_notes(body: etree._Element) -> int:
    """Move each note behind the block that first refers to it; return how many there are.

    A note is what a link leads to that leads back to it. A list of notes that is left empty goes.
    """
    ids = {key: each for each in body.iter(f"{{{XHTML}}}*") if (key := each.get("id"))}
    placed: set[str] = set()
    last: dict[etree._Element, etree._Element] = {}
    for link in list(body.iter(f"{{{XHTML}}}a")):
        if _fragment(link) in placed:
            _mark(link, "noteref", "doc-noteref")
            continue
        note = _note_of(link, ids)
        if note is None:
            continue
        block = _block_of(link)
        if block is None or note in {block, *block.iterancestors()}:
            continue
        placed.add(_fragment(link))
        emptied = note.getparent()
        aside = _aside(note)
        _mark(link, "noteref", "doc-noteref")
        _place(aside, last.get(block, block))
        last[block] = aside
        _drop_emptied(emptied)
    return len(placed)


def _note_of(link: etree._Element, ids: dict[str, etree._Element]) -> etree._Element | None:
    """Return the note that a link refers to: something small that links back to it."""
    target = ids.get(_fragment(link))
    if target is None or link.get(EPUB_TYPE) == "backlink":
        return None
    note = next((each for each in (target, *target.iterancestors()) if name_of(each) in _HOLDERS), None)
    if note is None or note in set(link.iterancestors()):
        return None
    back = {key for each in (link, link.getparent()) if each is not None and (key := each.get("id"))}
    links = [each for each in note.iter(f"{{{XHTML}}}a") if _fragment(each) in back]
    if not links and note.get("role") not in {"doc-footnote", "doc-endnote"}:
        return None
    for each in links:
        _mark(each, "backlink", "doc-backlink")
        each.set("aria-label", _BACK)
    if note is not target and target.get("id"):
        note.set("id", target.attrib.pop("id"))
    return note


def _fragment(link: etree._Element) -> str:
    href = link.get("href", "")
    return href[1:] if href.startswith("#") else ""


def _block_of(link: etree._Element) -> etree._Element | None:
    """Return the block round a link behind which a note can stand."""
    for around in link.iterancestors():
        parent = around.getparent()
        if name_of(around) in _STANDING and parent is not None and name_of(parent) in _FLOWS:
            return around
        if name_of(around) == "div" and not any(name_of(each) in BLOCKS for each in around):
            return around
    return None


def _aside(note: etree._Element) -> etree._Element:
    """Take a note out of its place and return it as an `aside`."""
    aside = element("aside", {"id": note.get("id", "")})
    _mark(aside, "footnote", "doc-footnote")
    aside.text = note.text
    for child in list(note):
        aside.append(child)
    take_out(note)
    return aside


def _mark(what: etree._Element, kind: str, role: str) -> None:
    what.set(EPUB_TYPE, kind)
    what.set("role", role)


def _place(aside: etree._Element, block: etree._Element) -> None:
    aside.tail, block.tail = block.tail, None
    block.addnext(aside)


def _drop_emptied(holder: etree._Element | None) -> None:
    """Take away lists and sections of notes that hold none any more, and the rule before them."""
    while holder is not None and name_of(holder) in _LISTS:
        parent = holder.getparent()
        rest = [each for each in holder if name_of(each) != "hr"]
        if parent is None or rest or "".join(holder.itertext()).strip():
            return
        heading = holder.getprevious()
        if heading is not None and name_of(heading) in HEADINGS and _ends_here(holder, heading):
            heading.tail = None
            parent.remove(heading)
        take_out(holder)
        holder = parent


def _ends_here(holder: etree._Element, heading: etree._Element) -> bool:
    """Tell whether nothing but what is being taken away stands under a heading."""
    after = holder.getnext()
    return after is None or (name_of(after) in HEADINGS and name_of(after) <= name_of(heading))
