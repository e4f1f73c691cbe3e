"""A proof: some chapters of a book, or its first minutes, as a small book of their own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from voicebook.errors import UsageError
from voicebook.model.publication import ElementPath, Publication
from voicebook.text.structure.blocks import blocks
from voicebook.text.structure.xml import parse

CHARACTERS_PER_SECOND = 14
"""Of text, at a voice's own tempo: what a sample is measured by before anything is spoken."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Which part of a book is made, as a small book of its own; with both, the beginning of the chapters."""

    chapters: tuple[int, int] | None = None  # first and last, counted from 1
    seconds: float | None = None  # from the beginning

    @classmethod
    def read(cls, chapters: str | None, sample: str | None) -> "Proof | None":
        """Return the proof that "2-5" and "60s" ask for, None if neither does. Raises UsageError."""
        if chapters is None and sample is None:
            return None
        return cls(
            None if chapters is None else _read_range(chapters),
            None if sample is None else _read_duration(sample),
        )

    def of(self, book: Publication) -> Publication:
        """Return that part of a book. Raises UsageError when there is none."""
        if self.chapters is not None:
            book = _chapters(book, *self.chapters)
        return book if self.seconds is None else _sample(book, self.seconds)


def _read_range(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", text.strip())
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last:
        raise UsageError("VB-U06", f"{text!r} is not a chapter range", hint="write 3 or 2-5")
    return first, last


def _read_duration(text: str) -> float:
    match = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)\s*(s|m|min)?", text.strip())
    if match is None or float(match[1]) == 0:
        raise UsageError("VB-U07", f"{text!r} is not a duration", hint="write 60s or 2m")
    return float(match[1]) * (60 if (match[2] or "s").startswith("m") else 1)


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
    left = seconds * CHARACTERS_PER_SECOND
    cut: dict[str, bytes] = {}
    for number, name in enumerate(book.spine, start=1):
        root = parse(book.read(name), name)
        for block in blocks(root, name, book.metadata.language):
            left -= len(block.text)
            if left <= 0:
                cut[name] = _before(root, block.path)
                return replace(
                    book, spine=book.spine[:number], read=lambda wanted: cut.get(wanted) or book.read(wanted)
                )
    return book


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
