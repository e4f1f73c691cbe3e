"""What is heard of a build: plain data, which a command line, a server or a test can take up."""

from dataclasses import dataclass
from pathlib import Path

from voicebook.errors import VoicebookError
from voicebook.model.report import BookReport


@dataclass(frozen=True, slots=True)
class Overall:
    """How far a batch is."""

    done: int  # books, failed ones too
    count: int
    share: float  # of the text that is done
    left: float | None = None  # seconds, None while nobody can tell


@dataclass(frozen=True, slots=True)
class Started:
    """A book was begun."""

    book: str  # label of its source, as in all events
    name: str  # of its output folder
    place: str  # of its source: for people
    number: int  # of the book, counted from 1
    count: int  # of all books


@dataclass(frozen=True, slots=True)
class Planned:
    """All of a book has been planned; most of it may have been spoken meanwhile."""

    book: str  # label of its source, as in all events
    title: str
    sentences: int
    documents: int
    voices: tuple[str, ...]  # who speaks which language, and why: for people


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sentences have been spoken, or were found spoken."""

    book: str
    sentences: int  # more than before


@dataclass(frozen=True, slots=True)
class Encoded:
    """The track of a document is there."""

    book: str
    title: str  # of the document
    seconds: float
    sentences: int
    file: Path  # an MP3 that can be played until the book is finished


@dataclass(frozen=True, slots=True)
class Finished:
    """A book is made, or planned, or was found unchanged."""

    book: str
    place: str
    report: BookReport
    overall: Overall


@dataclass(frozen=True, slots=True)
class Failed:
    """A book could not be made."""

    book: str
    error: VoicebookError
    overall: Overall


Event = Started | Planned | Spoken | Encoded | Finished | Failed
