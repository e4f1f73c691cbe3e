"""Text: publications, places, blocks, sentences and the fragments that are highlighted.

Offsets are code points, half-open. Nothing here holds a parsed node: a place is plain data that
finds its text again in any parse of the same document.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from voicebook.model.finding import Finding

ElementPath = tuple[int, ...]
"""Steps from the root element down; each is an index among *element* children. () is the root.

Comments and processing instructions are not counted and do not end a run of text; an entity
reference counts as the text it stands for (the addressing of EPUB Canonical Fragment Identifiers).
"""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        """Return the number of code points."""
        return self.end - self.start

    def shift(self, by: int) -> "Span":
        """Return the same range moved by `by`."""
        return Span(self.start + by, self.end + by)

    def of(self, text: str) -> str:
        """Return the part of `text` in this range."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Place:
    """A range of characters in a document: plain data, never a node."""

    document: str  # name of the document in its publication
    path: ElementPath  # the element
    slot: str  # "text" (before its first child element), "tail" (after the element), or "@alt" …
    span: Span  # within the slot


class Origin(StrEnum):
    """Where a run of a block's text comes from."""

    TEXT = "text"  # a range of a text node
    ATTRIBUTE = "attribute"  # alt, alttext, aria-label
    REPETITION = "repetition"  # another place said again (a table header)
    GENERATED = "generated"  # a word of our own, or the white space of a `br`


@dataclass(frozen=True, slots=True)
class Piece:
    """One run of a block's text and where it comes from. The pieces of a block tile its text."""

    span: Span  # within the block's text
    origin: Origin
    place: Place | None  # None only when generated; as long as `span` otherwise


class BlockKind(StrEnum):
    """What a block is to a listener: it decides pauses, role and skipping."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    VERSE = "verse"
    QUOTATION = "quotation"
    LIST_ITEM = "list-item"
    CELL = "cell"
    CAPTION = "caption"
    NOTE = "note"
    FIGURE = "figure"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Inline:
    """An element inside a block and the part of the block's text that it holds (never empty)."""

    path: ElementPath
    name: str  # local name, lower case
    id: str  # its own id, or ""
    span: Span  # within the block's text


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like run of text that is read in one go."""

    number: int  # 1-based, in document order
    kind: BlockKind
    text: str  # the pieces' text, joined, white space as in the source
    language: str  # BCP 47, from the nearest lang attribute
    path: ElementPath  # the element that holds the block
    whole: bool  # the block is all that its element holds, so the element can carry an id
    pieces: tuple[Piece, ...]
    inlines: tuple[Inline, ...] = ()  # in document order, outer before inner
    id: str = ""  # the element's own id, if the block is whole
    level: int = 0  # of a heading, 1 to 6


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block. Sentences tile their block but for white space between them."""

    id: str  # unique in its document, the same in every build of the same text
    block: int  # the block's number
    written: str
    span: Span  # within the block's text


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a fragment sits in its document: a whole element, or a range of an element's content.

    Without `start` and `end` it is the element at `path` itself. With them it is a range to be
    wrapped: each is (run, offset), where run 0 is the element's text before its first child element
    and run k is the text after its k-th child element; the child elements between lie inside.
    """

    path: ElementPath
    start: tuple[int, int] | None = None
    end: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of a sentence that one element or span can hold: one id, one par, one cue."""

    id: str
    span: Span  # within the block's text; fragments tile their sentence but for white space
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a publication says about itself."""

    title: str
    language: str  # BCP 47
    authors: tuple[str, ...] = ()
    identifier: str = ""  # "" until settled: see voicebook.pipeline.identity
    date: str = ""  # of publication, ISO 8601, as precise as known
    rights: str = ""
    cover: str = ""  # name of a resource


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of a publication that is not a content document."""

    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A book as XHTML documents. Documents are read, and parsed, one at a time."""

    metadata: Metadata
    spine: tuple[str, ...]  # document names in reading order, e.g. "chapter-01.xhtml"
    read: Callable[[str], bytes]  # name of a document or resource -> its bytes; KeyError if unknown
    resources: tuple[Resource, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
