"""Takes away what narration added to an EPUB, by its documented marks alone."""

import posixpath
import re
import zipfile
from pathlib import Path

from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OURS = re.compile(r"vb(\d+-\d|\d+$)")
_MARKED = re.compile(r"vb[eg]?\d")


def undone(data: bytes, source: bytes, style: str = "narration.css") -> etree._ElementTree:
    """Return a narrated document without our spans, ids, style link, and languages that `source` lacks."""
    root = etree.fromstring(data, _parser())
    before = etree.fromstring(source, _parser())
    for span in list(root.iter(f"{XHTML}span")):
        if _OURS.match(span.get("id", "")) and set(span.attrib) == {"id"}:
            span.tag = "ours"
    etree.strip_tags(root, "ours")
    for element in root.iter():
        if isinstance(element.tag, str) and _MARKED.match(element.get("id", "")):
            del element.attrib["id"]
    for link in list(root.iter(f"{XHTML}link")):
        if posixpath.basename(link.get("href", "")) == style:
            _remove(link)
    for name in ("lang", XML_LANG):
        if name not in before.attrib:
            root.attrib.pop(name, None)
    return root.getroottree()


def canonical(tree: etree._ElementTree) -> str:
    """Return a document with its doctype, comments and entities, attributes in order.

    Canonical XML proper has no entity references: this keeps them.
    """
    for element in tree.iter():
        if isinstance(element.tag, str) and len(element.attrib) > 1:
            attributes = sorted(element.attrib.items())
            element.attrib.clear()
            element.attrib.update(attributes)
    return etree.tostring(tree, encoding="unicode")


def assert_same_but_for_narration(source: Path, made: Path) -> None:
    """Require that every member of an EPUB 3 came back as it was, but for what may be added."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(made) as after:
        assert set(before.namelist()) <= set(after.namelist())
        for name in before.namelist():
            old, new = before.read(name), after.read(name)
            if name.endswith((".xhtml", ".html")):
                assert canonical(undone(new, old)) == canonical(
                    etree.fromstring(old, _parser()).getroottree()
                )
            elif not name.endswith(".opf"):
                assert new == old, name


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False)


def _remove(element: etree._Element) -> None:
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    assert parent is not None
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)
