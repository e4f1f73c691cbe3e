"""Words of the vocabularies that the writers use, and how their XML is written out."""

from lxml import etree

SMIL = "http://www.w3.org/ns/SMIL"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
CONTAINER = "urn:oasis:names:tc:opendocument:xmlns:container"

XHTML_TYPE = "application/xhtml+xml"
SMIL_TYPE = "application/smil+xml"
CSS_TYPE = "text/css"
MP3_TYPE = "audio/mpeg"

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def serialize(root: etree._Element) -> bytes:
    """Return a document as UTF-8, with what stands before its root (doctype, comments)."""
    tree = root.getroottree()
    return _DECLARATION + etree.tostring(tree, encoding="utf-8", xml_declaration=False) + b"\n"
