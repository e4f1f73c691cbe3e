"""The one guarded XML parser, which reads every XML document of voicebook; and the text between its nodes."""

import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from voicebook.errors import Location, SourceError

LARGEST = 64 * 1024 * 1024
"""Bytes of a document at most. The text of the longest novels is under 20 MB."""

DEEPEST = 200
"""Elements inside each other at most: walks of the tree may recurse."""

_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_HINT = "open the document in a browser or a validator: it must be well-formed XHTML"


def parse(data: bytes, name: str) -> etree._Element:
    """Return the root of an XML document; `name` says which one in an error.

    Comments, processing instructions and entity references stay in the tree as nodes. Nothing is
    fetched, no external subset is read, no entity in text is expanded. Raises SourceError: VB-R05
    where the document is not well-formed, VB-R06 where it is larger or deeper than any real one.
    """
    where = Location(document=name)
    if len(data) > LARGEST:
        raise _oversized(f"the document has {len(data)} bytes, over {LARGEST}", where)
    try:
        root = _root(data)
    except etree.XMLSyntaxError as error:
        where = Location(document=name, line=error.lineno or 0)
        raise SourceError("VB-R05", f"not well-formed XML: {error.msg}", where=where, hint=_HINT) from None
    except ValueError as error:
        raise SourceError("VB-R05", f"not XML: {error}", where=where, hint=_HINT) from None
    if _is_deep(root):
        raise _oversized(f"elements are nested more than {DEEPEST} deep", where)
    return root


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


def put_text(parent: etree._Element, at: int, text: str) -> None:
    """Put text right before the child at a position."""
    if not text:
        return
    if at == 0:
        parent.text = (parent.text or "") + text
    else:
        parent[at - 1].tail = (parent[at - 1].tail or "") + text


def take_out(node: etree._Element, instead: str = "") -> None:
    """Remove a node, for which `instead` may stand; the text after it stays."""
    parent = node.getparent()
    if parent is not None:
        add_before(node, instead + (node.tail or ""))
        node.tail = None
        parent.remove(node)


def add_before(node: etree._Element, text: str) -> None:
    """Put text right before a node."""
    parent = node.getparent()
    if parent is not None:
        put_text(parent, parent.index(node), text)


def _oversized(what: str, where: Location) -> SourceError:
    return SourceError("VB-R06", what, where=where, hint="split the document, or leave it out")


def _root(data: bytes) -> etree._Element:
    """Return the root; a named character of HTML that no doctype declares is read as the character."""
    try:
        return etree.fromstring(data, parser=_parser())
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
            raise
        return etree.fromstring(_NAMED.sub(_character, data), parser=_parser())


def _character(match: "re.Match[bytes]") -> bytes:
    name = match[1].decode("ascii")
    known = "" if name in _OF_XML else html5.get(f"{name};", "")
    return "".join(f"&#{ord(char)};" for char in known).encode() or match[0]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
    )


def _is_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False
