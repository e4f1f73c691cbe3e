"""Words of the vocabularies that the writers use, and how their XML is written out."""

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
SMIL = "http://www.w3.org/ns/SMIL"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
CONTAINER = "urn:oasis:names:tc:opendocument:xmlns:container"

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = f"{{{EPUB}}}type"

XHTML_TYPE = "application/xhtml+xml"
SMIL_TYPE = "application/smil+xml"
CSS_TYPE = "text/css"

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def serialize(root: etree._Element) -> bytes:
    """Return a document as UTF-8, with what stands before its root (doctype, comments)."""
    tree = root.getroottree()
    return _DECLARATION + etree.tostring(tree, encoding="utf-8", xml_declaration=False) + b"\n"


def name_of(element: etree._Element) -> str:
    """Return an element's local name."""
    return etree.QName(element).localname


def types_of(element: etree._Element) -> frozenset[str]:
    """Return the semantic types of an element: its `epub:type`, and its role without "doc-"."""
    roles = (role.removeprefix("doc-") for role in (element.get("role") or "").split())
    return frozenset((element.get(EPUB_TYPE) or "").split()) | frozenset(roles)
