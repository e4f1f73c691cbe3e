"""What came of a book: its plan, its report, and the outcome of its source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from voicebook.errors import VoicebookError
from voicebook.model.explanation import Context
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Metadata
from voicebook.model.speech import Voice
from voicebook.model.timeline import Track


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """One document of the plan."""

    number: int  # 1-based, in spine order
    name: str
    title: str
    sentences: int
    characters: int  # of spoken text


@dataclass(frozen=True, slots=True)
class Plan:
    """A book ready to be spoken. Its sentences lie in the work folder."""

    documents: tuple[PlannedDocument, ...]
    guesses: int = 0  # readings in doubt
    findings: tuple[Finding, ...] = ()
    speakers: Mapping[Voice, str] = field(default_factory=dict)  # as they first speak -> that language

    @property
    def sentences(self) -> int:
        """Number of sentences in the book."""
        return sum(document.sentences for document in self.documents)


@dataclass(frozen=True, slots=True)
class BookReport:
    """The outcome of one book."""

    source: str  # its label
    metadata: Metadata
    voices: tuple[str, ...]
    plan: Plan
    tracks: tuple[Track, ...]
    outputs: Mapping[str, int]  # path in the book's folder -> bytes
    visible: int  # words
    narrated: int
    findings: tuple[Finding, ...]
    context: Context = field(default_factory=Context)  # what the text shows of itself
    unchanged: bool = False  # nothing had to be done

    @property
    def seconds(self) -> float:
        """Length of all tracks."""
        return round(sum(track.frames / track.rate for track in self.tracks), 3)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one source of a build: a report, or an error."""

    book: str  # label of the source, as in events
    place: str  # of the source: for people
    folder: PurePosixPath  # of the book, relative to the output folder
    number: int  # of the source, counted from 1 in the order in which they were found
    report: BookReport | None = None
    files: tuple[str, ...] = ()  # paths or addresses of what stands at the top of the book's folder
    error: VoicebookError | None = None

    def is_severe(self) -> bool:
        """Tell whether the book has findings of severity error."""
        found = self.report.findings if self.report else ()
        return any(finding.severity is Severity.ERROR for finding in found)
