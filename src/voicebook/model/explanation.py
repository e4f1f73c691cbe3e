"""What can be told of a text before it is spoken: habits, decisions, structure, words, pronunciations."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voicebook.model.publication import Span


@dataclass(frozen=True, slots=True)
class Context:
    """What a first pass over the whole document found. Frozen: a sentence never changes it."""

    language: str = "en-US"  # BCP 47, with region
    abbreviations: Mapping[str, str] = field(default_factory=dict)  # short form -> long form
    words: frozenset[str] = frozenset()  # those in capitals that it also writes otherwise, in lower case
    names: frozenset[str] = frozenset()  # of these, in lower case, those that recur with one capital: "Nato"
    decimal_comma: bool = False  # its decimal sign is a comma
    day_first: bool | None = None  # its dates in digits begin with the day; None: it does not show
    capital_headings: bool = False  # its headings are in capitals
    series: frozenset[int] = frozenset()  # Roman numerals that are, or lead, whole texts of it
    expanded: frozenset[str] = frozenset()  # short forms to be said at length in this sentence
    place: str = ""  # what this sentence begins: "heading", "item" of a list or contents, "page" break
    numerals: tuple[Span, ...] = ()  # of the view of this sentence, that the markup calls Roman


@dataclass(frozen=True, slots=True)
class Decision:
    """One reading that changes what is written."""

    document: str
    sentence: str  # its id
    written: str
    spoken: str  # "" is silence
    kind: str  # semiotic class
    rule: str  # that decided
    guess: bool


@dataclass(frozen=True, slots=True)
class StructureLine:
    """A block that is narrated, or a part of a document that is not."""

    document: str
    said: bool
    structure: str  # groups and kind of a block: "list > list-item"; or the name of an element that is silent
    text: str  # how it begins
    language: str = ""  # BCP 47, of a block
    matter: str = ""  # the book's packaging that a block is part of
    why: str = ""  # it is not narrated
    person: str = ""  # what somebody has to add for it to be narrated


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that no dictionary of its language holds."""

    word: str
    count: int
    document: str  # where it is first
    sentence: str  # and the id of its sentence


@dataclass(frozen=True, slots=True)
class PronouncedWord:
    """A word as a voice says it."""

    word: str  # of the spoken form, without the punctuation that touches it
    ipa: str  # "" if it is silent
    written: Span  # what it is said for, in the text
