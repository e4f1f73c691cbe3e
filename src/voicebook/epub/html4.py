"""Old XHTML -> the XHTML of EPUB 3, by tables (`html4*.tsv`, docs/reference/epub2.md).

What an attribute said becomes a declaration in the element's `style`. Text, order and structure stay.
Sources: HTML, "Obsolete features" and "Rendering"; EPUB 3.3, XHTML content documents.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from lxml import etree

from voicebook.text import tsv
from voicebook.text.structure.semantics import XHTML, XML_LANG, name_of
from voicebook.text.structure.xml import entity_text, take_out

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HTTP_KEPT = frozenset({"content-type", "default-style", "refresh", "x-ua-compatible"})
_LENGTH = re.compile(r"(\d{1,5}(?:\.\d+)?)(px|%|em|pt)?")
_PATTERNS = {
    "colour": re.compile(r"#[0-9A-Fa-f]{3,6}|[A-Za-z]{3,20}"),
    "word": re.compile(r"[A-Za-z-]{2,20}"),
    "family": re.compile(r"[\w ,'-]{1,200}"),
}


def modernize(root: etree._Element, title: str) -> Counter[str]:
    """Change a document, in place, to what EPUB 3 allows; return each kind of change and its count.

    `title` is for a document that has none.
    """
    changes: Counter[str] = Counter()
    _settle_entities(root, changes)
    ids = {str(value) for value in root.xpath("//@id")}
    seen: set[str] = set()
    for element in list(root.iter(f"{{{XHTML}}}*")):
        name = name_of(element)
        _change_attributes(element, name, changes)
        if name == "a":
            _name_anchor(element, ids, changes)
        if name in elements():
            new, style = elements()[name]
            element.tag = f"{{{XHTML}}}{new}"
            _style(element, style)
            changes[f"{name} → {new}"] += 1
        _distinguish(element, ids, seen, changes)
    for element in list(root.iter(*(f"{{{XHTML}}}{name}" for name in ("map", "table", "dl")))):
        _complete(element, name_of(element), changes)
    _settle_head(root, title, changes)
    return changes


@cache
def elements() -> Mapping[str, tuple[str, str]]:
    """Return the obsolete elements: element -> (the one that replaces it, its style)."""
    return {old: (new, style) for old, new, style in tsv.rows(__package__, "html4_elements.tsv")}


@cache
def _words() -> Mapping[tuple[str, str], str]:
    """Return the words that attributes have as values: (how it is read, word) -> CSS."""
    return {(reads, word): css for reads, word, css in tsv.rows(__package__, "html4_words.tsv", key=2)}


@cache
def table() -> Mapping[tuple[str, str], tuple[str, str]]:
    """Return the table: (element, attribute) -> (what it becomes, how its value is read)."""
    return {
        (element, attribute): (becomes, reads)
        for elements, attribute, becomes, reads in tsv.rows(__package__, "html4.tsv", key=2)
        for element in elements.split()
    }


def _change_attributes(element: etree._Element, name: str, changes: Counter[str]) -> None:
    """Turn an element's old attributes into style, and make both of its languages agree."""
    for key in list(element.attrib):
        attribute = str(key)
        row = table().get((name, attribute.lower()))
        if row is not None:
            value = element.attrib.pop(key)
            _style(element, _declaration(row, str(value).strip()))
            changes[f"{name} {attribute.lower()}"] += 1
            if (name, attribute) == ("table", "border") and value.strip() not in {"", "0"}:
                _style_cells(element, "border: 1px inset")
        elif attribute == _XML_SPACE:
            del element.attrib[key]
            changes["xml:space"] += 1
    if name == "table" and (padding := element.attrib.pop("cellpadding", None)) is not None:
        length = _length(padding.strip())
        _style_cells(element, f"padding: {length}" if length else "")
        changes["table cellpadding"] += 1
    _settle_size(element, name, changes)
    parent = element.getparent()
    if name == "li" and parent is not None and name_of(parent) != "ol" and "value" in element.attrib:
        del element.attrib["value"]
        changes["li value outside ol"] += 1
    own = element.get(XML_LANG) or element.get("lang")
    if own and (element.get("lang") != own or element.get(XML_LANG) != own):
        element.set("lang", own)
        element.set(XML_LANG, own)


def _settle_size(element: etree._Element, name: str, changes: Counter[str]) -> None:
    """Turn a size that is not a whole number of pixels into style."""
    if name not in {"img", "object", "iframe", "video", "canvas", "embed"}:
        return
    for side in ("width", "height"):
        value = (element.get(side) or "").strip()
        if element.get(side) is not None and not (value.isascii() and value.isdecimal()):
            del element.attrib[side]
            length = _length(value)
            _style(element, f"{side}: {length}" if length else "")
            changes[f"{name} {side} that is not a number"] += 1


def _declaration(row: tuple[str, str], value: str) -> str:
    """Return the declaration for an attribute's value, "" where it says nothing."""
    becomes, reads = row
    if becomes == "-":
        return ""
    css = _read(reads, value) if reads else value
    return becomes.format(css) if css or not reads else ""


def _read(reads: str, value: str) -> str:
    """Return a value of an attribute as CSS, "" if it means nothing."""
    if reads == "length":
        return _length(value)
    if reads == "size":
        return _size(value)
    if (pattern := _PATTERNS.get(reads)) is not None:
        return value if pattern.fullmatch(value) else ""
    return _words().get((reads, value), _words().get((reads, value.lower()), ""))


def _length(value: str) -> str:
    match = _LENGTH.fullmatch(value)
    return f"{match[1]}{match[2] or 'px'}" if match else ""


def _size(value: str) -> str:
    """Return the size of a `font`: 1 to 7, or relative to 3."""
    match = re.fullmatch(r"([+-]?)(\d)", value)
    if match is None:
        return ""
    number = int(match[2])
    steps = {"": number, "+": 3 + number, "-": 3 - number}[match[1]]
    return _words()["size", str(max(1, min(steps, 7)))]


def _style(element: etree._Element, declaration: str) -> None:
    """Put a declaration in front of an element's own style, which goes on winning."""
    if declaration:
        own = (element.get("style") or "").strip()
        element.set("style", f"{declaration}; {own}" if own else declaration)


def _cells(element: etree._Element) -> Iterator[etree._Element]:
    return element.iter(f"{{{XHTML}}}td", f"{{{XHTML}}}th")


def _style_cells(table: etree._Element, declaration: str) -> None:
    for cell in _cells(table):
        _style(cell, declaration)


def _complete(element: etree._Element, name: str, changes: Counter[str]) -> None:
    """Give an element what EPUB 3 requires of it."""
    if name == "map" and element.get("name") is None:
        element.set("name", element.get("id") or "map")
        changes["map without a name"] += 1
    elif name == "table":
        _settle_table(element, changes)
    elif name == "dl":
        _pair_terms(element, changes)


def _settle_table(table: etree._Element, changes: Counter[str]) -> None:
    """Put a foot behind the body, and let cells name only header cells."""
    for foot in table.findall(f"{{{XHTML}}}tfoot"):
        if foot.getnext() is not None:
            table.append(foot)
            changes["tfoot before tbody"] += 1
    heads = {cell.get("id") for cell in table.iter(f"{{{XHTML}}}th")}
    for cell in _cells(table):
        if set((cell.get("headers") or "").split()) - heads:
            del cell.attrib["headers"]
            changes["headers that name no header cell"] += 1


def _pair_terms(terms: etree._Element, changes: Counter[str]) -> None:
    """Give each term a definition and each definition a term, an empty one where there is none."""
    before = "dd"
    for child in [*terms, None]:
        name = "dt" if child is None else name_of(child)
        if (name == "dd" and child is terms[0]) or (name == "dt" and child is None and before == "dt"):
            new = etree.Element(f"{{{XHTML}}}{'dt' if child is not None else 'dd'}")
            terms.append(new) if child is None else child.addprevious(new)
            changes["dl that is not in pairs"] += 1
        before = name


def _name_anchor(element: etree._Element, ids: set[str], changes: Counter[str]) -> None:
    """Turn `a name` into an id, or into a span with it where the anchor has another id."""
    name = element.attrib.pop("name", None)
    if name is None:
        return
    changes["a name → id"] += 1
    if not name or element.get("id") == name or name in ids or any(map(str.isspace, name)):
        return
    ids.add(name)
    if element.get("id") is None:
        element.set("id", name)
    else:
        mark = etree.Element(f"{{{XHTML}}}span", {"id": name})
        mark.tail, element.text = element.text, None
        element.insert(0, mark)


def _distinguish(element: etree._Element, ids: set[str], seen: set[str], changes: Counter[str]) -> None:
    """Add a number to an id that another element has already."""
    own = element.get("id")
    if own is None:
        return
    if own in seen or not own.strip():
        number = next(n for n in range(2, len(ids) + 3) if f"{own or 'id'}-{n}" not in ids)
        new = f"{own or 'id'}-{number}"
        ids.add(new)
        element.set("id", new)
        changes["duplicate id"] += 1
    seen.add(element.get("id") or "")


def _settle_head(root: etree._Element, title: str, changes: Counter[str]) -> None:
    """Give a document a title, and say its encoding as EPUB 3 wants it."""
    head = root.find(f"{{{XHTML}}}head")
    if head is None:
        head = etree.Element(f"{{{XHTML}}}head")
        root.insert(0, head)
        changes["head"] += 1
    own = head.find(f"{{{XHTML}}}title")
    if own is None:
        own = etree.SubElement(head, f"{{{XHTML}}}title")
    if not "".join(own.itertext()).strip():
        own.text = title
        changes["title"] += 1
    for meta in head.findall(f"{{{XHTML}}}meta"):
        kind = (meta.get("http-equiv") or "").lower()
        if kind == "content-type" and meta.get("content") != "text/html; charset=utf-8":
            meta.set("content", "text/html; charset=utf-8")
            changes["meta content-type"] += 1
        elif kind and kind not in _HTTP_KEPT:
            take_out(meta)
            changes[f"meta {kind:.40}"] += 1


def _settle_entities(root: etree._Element, changes: Counter[str]) -> None:
    """Replace references to named characters by the characters: EPUB 3 has no DTD that declares them."""
    for node in list(root.iter(etree.Entity)):
        take_out(node, instead=entity_text(node))
        changes["named character → character"] += 1
