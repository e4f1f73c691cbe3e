"""How one finds one's way in an open book: its documents, its chapters, and references to sentences."""

from dataclasses import dataclass

SentenceRef = str
"""A sentence of a book: "document#id", as in overlays and reports."""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document that is narrated."""

    name: str
    title: str
    language: str  # BCP 47
    sentences: int  # that are spoken


@dataclass(frozen=True, slots=True)
class Chapter:
    """An entry of the table of contents: a range of one or more documents. It holds the chapters below it."""

    title: str
    level: int  # 1 for the outermost
    first: SentenceRef
    last: SentenceRef
