"""What is heard of a build: plain data, which a command line, a server or a test can take up."""

from dataclasses import dataclass

from voicebook.errors import VoicebookError
from voicebook.making.book_report import BookReport
from voicebook.making.tally import Overall
from voicebook.speaking.events import Encoded, Planned, Spoken


@dataclass(frozen=True, slots=True)
class Started:
    """A book was begun."""

    book: str  # label of its source, as in all events
    name: str  # of its output folder
    place: str  # of its source: for people
    number: int  # of the book, counted from 1
    count: int  # of all books


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
