"""Links from documents to style sheets."""

from lxml import etree

from voicebook.text.structure.semantics import XHTML


def add_style(root: etree._Element, href: str) -> None:
    """Link a document to a style sheet, after those it has. Only its head changes.

    A head is made where there is none: at the end, so that no path to the body changes.
    """
    head = root.find(f"{{{XHTML}}}head")
    if head is None:
        head = etree.SubElement(root, f"{{{XHTML}}}head")
    if any(each.get("href") == href for each in head.iterfind(f"{{{XHTML}}}link")):
        return
    last = head[-1] if len(head) else None
    link = etree.SubElement(head, f"{{{XHTML}}}link", {"rel": "stylesheet", "type": "text/css", "href": href})
    if last is not None:
        link.tail, last.tail = last.tail, head.text
