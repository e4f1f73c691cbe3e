"""Speech: what is said for a sentence, and the sound an engine makes of it.

An utterance belongs to a text, a language and a voice. `Speech` belongs to none of them: it is
what an engine returns and a cache keeps.
"""

from dataclasses import dataclass
from enum import StrEnum

from voicebook.model.publication import Fragment, Sentence, Span


@dataclass(frozen=True, slots=True)
class Phonemes:
    """A pronunciation with its alphabet."""

    alphabet: str  # "ipa"
    text: str  # of one word, stress marks included


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a spoken form, with the punctuation that touches it: what an engine is given."""

    text: str
    letters: bool = False  # said by its letter's name: the A of "U S A" is not the article
    phonemes: Phonemes | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a range of the written form is said. Readings tile both forms, in order."""

    written: Span
    spoken: Span
    kind: str  # semiotic class: "plain", "cardinal", "letters", …
    rule: str = ""  # which rule decided; "" for plain text
    doubt: bool = False  # a guess


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """A normalized text: the spoken form, its readings, and its words with their spans."""

    text: str
    words: tuple[Word, ...]
    spans: tuple[Span, ...]  # of each word, within `text`
    readings: tuple[Reading, ...]


class Role(StrEnum):
    """Who speaks: narrator of the text, or of its headings, quotations and notes."""

    NARRATOR = "narrator"
    HEADING = "heading"
    QUOTATION = "quotation"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that an engine offers."""

    engine: str  # name of the engine in its dock
    name: str  # the engine's own name of the voice
    language: str  # BCP 47
    rate: int  # frames per second of its speech
    description: str = ""  # for people: "English (America)"
    licence: str = ""
    gender: str = ""  # "female", "male" or ""
    alphabets: tuple[str, ...] = ()  # of phonemes that it takes: "ipa"


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """How a voice is to speak: frozen for a session, part of every speech key."""

    rate: float = 1.0  # tempo, 0.5 to 3 times the voice's own
    pitch: float = 1.0  # 0.5 to 2 times the voice's own


@dataclass(frozen=True, slots=True)
class Mark:
    """When one word of an utterance is spoken."""

    token: int  # index into the utterance's words
    start: int  # frames from the beginning of the speech
    end: int
    estimated: bool = False


class Quality(StrEnum):
    """How far marks can be trusted."""

    EXACT = "exact"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Speech:
    """Sound and marks. Knows no sentence, place, written text or pause."""

    pcm: bytes  # signed 16-bit little-endian mono
    rate: int  # frames per second
    marks: tuple[Mark, ...]  # ordered by token and time, within the speech; tokens may be missing
    quality: Quality

    @property
    def frames(self) -> int:
        """Length in frames."""
        return len(self.pcm) // 2


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is said for one sentence."""

    sentence: str  # its id
    spoken: SpokenForm
    language: str
    role: Role
    voice: Voice
    pause: int  # milliseconds of silence that follow and belong to it
    key: str  # of its speech


@dataclass(frozen=True, slots=True)
class PlannedSentence:
    """A sentence as the plan keeps it: what is spoken beside what is highlighted."""

    sentence: Sentence
    utterance: Utterance
    fragments: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """An utterance joined to its speech, at a track's rate."""

    planned: PlannedSentence
    speech: Speech
    pause: int  # frames of silence after the speech
