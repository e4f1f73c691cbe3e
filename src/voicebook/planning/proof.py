"""A proof: some chapters of a book, or its first minutes, as a small book of their own."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from lxml import etree

from voicebook.errors import SourceError, UsageError
from voicebook.model.proof import Proof
from voicebook.model.publication import ElementPath, Publication
from voicebook.text.structure.blocks import blocks
from voicebook.text.structure.xml import parse

CHARACTERS_PER_SECOND = 14
"""Of text, at a voice's own tempo: what a sample is measured by before anything is spoken."""


def proof_of(book: Publication, proof: Proof) -> Publication:
    """Return a part of a book. Raises UsageError when there is none."""
    if proof.chapters is not None:
        book = _chapters(book, *proof.chapters)
    return book if proof.seconds is None else _sample(book, proof.seconds)


def _chapters(book: Publication, first: int, last: int) -> Publication:
    """Return a book of some chapters, counted from 1. Raises UsageError when there are none."""
    spine = book.spine[first - 1 : last]
    if not spine:
        raise UsageError(
            "VB-U05", f"there is no chapter {first}", hint=f"the book has {len(book.spine)} chapters"
        )
    return replace(book, spine=spine)


def _sample(book: Publication, seconds: float) -> Publication:
    """Return the first `seconds` of a book, to the end of the block they fall in."""
    number, last = _cut(book, seconds)
    if not number:
        return book
    return replace(book.with_files({book.spine[number - 1]: lambda: last}), spine=book.spine[:number])


def _cut(book: Publication, seconds: float) -> tuple[int, bytes]:
    """Return how many documents the first `seconds` take, and what of the last; 0 where that is all."""
    left = seconds * CHARACTERS_PER_SECOND
    for number, name in enumerate(book.spine, start=1):
        with suppress(SourceError):  # the first look tells of a document that cannot be read
            root = parse(book.read(name), name)
            for block in blocks(root, name, book.metadata.language):
                left -= len(block.text)
                if left <= 0:
                    return number, _before(root, block.path)
    return 0, b""


def _before(root: etree._Element, path: ElementPath) -> bytes:
    """Return a document without what follows an element."""
    element = root
    for step in path:
        element = [child for child in element if isinstance(child.tag, str)][step]
        for later in list(element.itersiblings()):
            element.getparent().remove(later)  # type: ignore[union-attr]
        element.tail = None
    kept = {node.get("id") for node in root.iter() if isinstance(node.tag, str)}
    for link in _links(root):
        if link.get("href", "").startswith("#") and link.get("href", "")[1:] not in kept:
            del link.attrib["href"]
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)


def _links(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter("{*}a")
