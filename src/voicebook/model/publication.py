"""Text: publications, places, blocks, sentences and the fragments that are highlighted.

Offsets are code points, half-open. Nothing here holds a parsed node: a place is plain data that
finds its text again in any parse of the same document.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

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

    def trimmed(self, text: str) -> "Span":
        """Return the range without white space at its ends, empty where it holds nothing else."""
        part = self.of(text)
        start = self.start + len(part) - len(part.lstrip())
        return Span(start, max(start, self.start + len(part.rstrip())))


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
    PAGE_BREAK = "page-break"


@dataclass(frozen=True, slots=True)
class Inline:
    """An element inside a block and the part of the block's text that it holds (never empty)."""

    path: ElementPath
    name: str  # local name, lower case
    id: str  # its own id, or ""
    span: Span  # within the block's text
    language: str = ""  # BCP 47 that it declares itself, or ""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a document that a reader can skip or leave: a `seq` of its overlay."""

    id: str  # of its element, or the one that it gets
    path: ElementPath
    kind: str  # as `epub:type` has it: "list", "table-row", "footnote" …; tokens may be several


@dataclass(frozen=True, slots=True)
class Given:
    """How the source itself says a part of a block: `abbr title`, `ssml:ph`, `z3998:roman`."""

    span: Span  # within the block's text
    spoken: str  # in words; as written where phonemes say it, "" for a Roman numeral
    alphabet: str = ""  # of the phonemes: "ipa"
    phonemes: str = ""  # one for each word of `spoken`, parted by blanks


@dataclass(frozen=True, slots=True)
class Omission:
    """A part of a document that is seen or meant, and not narrated."""

    document: str
    path: ElementPath
    name: str  # of the element
    why: str
    text: str = ""  # how it begins
    person: str = ""  # what somebody has to add, "" where nothing is missing


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like run of text that is read in one go."""

    number: int  # 1-based, in document order
    kind: BlockKind
    text: str  # the pieces' text, joined, white space as in the source; what is not said is word joiners
    language: str  # BCP 47, from the nearest lang attribute
    path: ElementPath  # the element that holds the block
    whole: bool  # the block is all that its element holds, so the element can carry an id
    pieces: tuple[Piece, ...]
    inlines: tuple[Inline, ...] = ()  # in document order, outer before inner
    id: str = ""  # the element's own id, if the block is whole
    level: int = 0  # of a heading, 1 to 6
    groups: tuple[Group, ...] = ()  # that it lies in, outermost first
    given: tuple[Given, ...] = ()  # in order
    matter: str = ""  # the book's packaging that it is part of: "copyright-page", "toc" …
    note: str = ""  # the note that it is part of: "document#id"
    references: tuple[str, ...] = ()  # notes that it refers to: "document#id"
    solid: bool = False  # its element may hold nothing but text: no span can go into it


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block. Sentences tile their block but for white space between them."""

    id: str  # unique in its document, the same in every build of the same text
    block: int  # the block's number
    written: str
    span: Span  # within the block's text
    language: str = ""  # BCP 47; "" is that of the block


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


class Marking(StrEnum):
    """How the sentences of a block are marked."""

    ROUND = "round"  # a span goes round all that a sentence holds
    APART = "apart"  # spans hold no element: an element in a sentence is a fragment of its own
    WHOLE = "whole"  # no spans: the block is highlighted as one


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
    identifier: str = ""  # "" until settled: see voicebook.planning.identity
    date: str = ""  # of publication, ISO 8601, as precise as known
    rights: str = ""
    cover: str = ""  # name of a resource
    publisher: str = ""
    source: str = ""  # the edition that the text is from
    subjects: tuple[str, ...] = ()
    series: str = ""
    position: str = ""  # in the series


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of a publication that is not a content document."""

    name: str
    media_type: str


class Members(Protocol):
    """The members of an EPUB 3 that a publication already is: narration is added, they stay as they are."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in the order they are stored."""
        ...

    def read(self, name: str) -> bytes:
        """Return a member. Raises SourceError."""
        ...

    def copy(self, name: str, target: Any) -> None:
        """Stream a member into an archive, packed as it was. Raises SourceError."""
        ...


@dataclass(frozen=True, slots=True)
class Publication:
    """A book as XHTML documents. Documents are read, and parsed, one at a time."""

    metadata: Metadata
    spine: tuple[str, ...]  # document names in reading order, e.g. "chapter-01.xhtml"
    read: Callable[[str], bytes]  # name of a document or resource -> its bytes; KeyError if unknown
    resources: tuple[Resource, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    navigation: str = ""  # name of the navigation document, which need not be in the spine
    landmarks: Mapping[str, str] = field(default_factory=dict)  # "document" or "document#id" -> epub:type
    prefix: str = "vb"  # of the ids that narration adds; no id of the publication begins with it
    members: Members | None = None  # of the EPUB that it comes from, if it comes from one
    lexicons: tuple[str, ...] = ()  # names of PLS files
    stated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # Dublin Core to be said again
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # document -> "mathml", "svg"

    def with_files(self, files: Mapping[str, Callable[[], bytes]]) -> "Publication":
        """Return the same book with some of its files read from elsewhere: name -> what reads it."""

        def read(name: str) -> bytes:
            return files[name]() if name in files else self.read(name)

        return replace(self, read=read)
