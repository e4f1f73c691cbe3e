"""Speech: what is said for a sentence, and the sound an engine makes of it.

An utterance belongs to a text, a language and a voice. `Speech` belongs to none of them: it is
what an engine returns and a cache keeps.
"""

import io
import sys
from dataclasses import dataclass
from enum import StrEnum

from voicebook.model.publication import Fragment, Group, Sentence, Span


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
class Manner:
    """How one word of a spoken form is to be said, where it is not simply read."""

    at: int  # offset in the spoken form, inside the word
    letters: bool = False
    phonemes: Phonemes | None = None


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """A normalized text: the spoken form and its readings. Its words are the runs between its spaces."""

    text: str
    readings: tuple[Reading, ...]
    manners: tuple[Manner, ...] = ()  # in order; of several in one word the first counts

    @property
    def words(self) -> tuple[Word, ...]:
        """Return what an engine is given."""
        words: list[Word] = []
        manners = iter([*self.manners, _NO_MANNER])
        manner = next(manners)
        end = 0
        for text in self.text.split(" "):
            end += len(text) + 1
            if manner.at < end:
                words.append(Word(text, manner.letters, manner.phonemes))
                while manner.at < end:
                    manner = next(manners)
            elif text:
                words.append(Word(text))
        return tuple(words)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return where each word lies in the text."""
        spans: list[Span] = []
        start = 0
        for word in self.text.split(" "):
            if word:
                spans.append(Span(start, start + len(word)))
            start += len(word) + 1
        return tuple(spans)


_NO_MANNER = Manner(sys.maxsize)


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
    content: str = ""  # a hash of its model, where that is not part of the engine's fingerprint


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """How a voice is to speak: frozen for a session, part of every speech key."""

    rate: float = 1.0  # tempo, 0.5 to 3 times the voice's own
    pitch: float = 1.0  # 0.5 to 2 times the voice's own
    levelled: bool = True  # with the voice's gain, by which all voices are about as loud


Speaker = tuple[Voice, SpeechSettings]
"""Who says an utterance, and how."""


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

    def wav(self) -> bytes:
        """Return the sound as a WAV file."""
        import wave

        made = io.BytesIO()
        with wave.open(made, "wb") as file:
            file.setparams((1, 2, self.rate, self.frames, "NONE", ""))
            file.writeframes(self.pcm)
        return made.getvalue()


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is said for one sentence."""

    sentence: str  # its id
    spoken: SpokenForm
    language: str
    role: Role
    voice: Voice
    how: SpeechSettings
    pause: int  # milliseconds of silence that follow and belong to it
    key: str  # of its speech


@dataclass(frozen=True, slots=True)
class PlannedSentence:
    """A sentence as the plan keeps it: what is spoken beside what is highlighted."""

    sentence: Sentence
    utterance: Utterance
    fragments: tuple[Fragment, ...]
    groups: tuple[Group, ...] = ()  # that it lies in, outermost first
    matter: str = ""  # the book's packaging that it is part of
    note: str = ""  # the note that it is part of: "document#id"
    references: tuple[str, ...] = ()  # notes that a block refers to that ends here


@dataclass(frozen=True, slots=True)
class Clip:
    """An utterance joined to the timing of its speech, at a track's rate."""

    planned: PlannedSentence
    frames: int  # of speech
    marks: tuple[Mark, ...]
    pause: int  # frames of silence after the speech
