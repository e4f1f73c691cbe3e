"""What is heard of one book while it is spoken."""

from dataclasses import dataclass
from pathlib import Path


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
