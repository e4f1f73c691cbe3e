"""Time: integer frames inside, seconds and clock values only on the way out."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from voicebook.model.contents import SentenceRef
from voicebook.model.publication import Span
from voicebook.model.speech import Speech

_CLOCK = re.compile(r"(\d+):([0-5]\d):([0-5]\d)\.(\d{3})")


@dataclass(frozen=True, slots=True)
class Cue:
    """When one fragment is highlighted."""

    fragment: str  # id
    start: int  # frames from the beginning of the track
    end: int
    estimated: bool = False  # the cut inside a sentence was not marked by the engine


class PackedCues(Sequence[Cue]):
    """Cues in a tenth of the memory: those of all documents of a book are held at once."""

    __slots__ = ("_estimated", "_fragments", "_spans")

    def __init__(self, cues: Iterable[Cue]) -> None:
        fragments: list[str] = []
        self._spans = array("Q")  # start and end of each
        self._estimated = bytearray()
        for cue in cues:
            fragments.append(cue.fragment)
            self._spans.extend((cue.start, cue.end))
            self._estimated.append(cue.estimated)
        self._fragments = "\n".join(fragments)

    def __len__(self) -> int:
        return len(self._estimated)

    def __iter__(self) -> Iterator[Cue]:
        for at, fragment in enumerate(self._fragments.split("\n") if self._estimated else ()):
            yield Cue(fragment, self._spans[2 * at], self._spans[2 * at + 1], bool(self._estimated[at]))

    @overload
    def __getitem__(self, at: int) -> Cue: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Cue]: ...
    def __getitem__(self, at: int | slice) -> Cue | Sequence[Cue]:
        return tuple(self)[at]


@dataclass(frozen=True, slots=True)
class TimedWord:
    """When a written word is heard."""

    span: Span  # in the caption's text
    start: int  # frames from the beginning of the track
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """When a sentence is heard, in a track for those who only listen. Its pause is not part of it."""

    sentence: str  # id
    text: str  # as it is written
    start: int  # frames from the beginning of the track
    end: int
    words: tuple[TimedWord, ...]  # runs between spaces, in order; those whose time is not known are missing


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A sentence of an open book, to be heard and highlighted."""

    ref: SentenceRef
    speech: Speech
    words: tuple[TimedWord, ...]  # of the sentence as it is written, in frames of the speech


@dataclass(frozen=True, slots=True)
class Track:
    """The audio of one document. Cues are non-empty, in order, contiguous, and fill the track."""

    document: str
    title: str
    audio: str  # path of the encoded file, in the build's work folder
    rate: int  # frames per second
    frames: int  # that went into the encoder
    cues: Sequence[Cue]
    listening: str | None = None  # the file for those who only listen, if it is another; "" if there is none
    more: Mapping[str, str] = field(default_factory=dict)  # codec -> the same for those who only listen

    @property
    def heard(self) -> str:
        """The path of what those hear who only listen, "" if it is nothing."""
        return self.audio if self.listening is None else self.listening


def milliseconds(frames: int, rate: int) -> int:
    """Return frames as the nearest whole millisecond.

    Every boundary is rounded once, from the beginning of its track, so that neighbours agree.
    """
    return (frames * 2000 + rate) // (2 * rate)


def frames_of(milliseconds: int, rate: int) -> int:
    """Return the nearest number of frames to a length in milliseconds."""
    return (milliseconds * rate + 500) // 1000


def format_clock(milliseconds: int) -> str:
    """Return a SMIL full clock value: 83250 → "0:01:23.250" (SMIL 3.0, Clock values)."""
    seconds, ms = divmod(milliseconds, 1000)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    return f"{hours}:{m:02}:{s:02}.{ms:03}"


def parse_clock(clock: str) -> int:
    """Return the milliseconds of a clock value as `format_clock` writes it; ValueError otherwise."""
    match = _CLOCK.fullmatch(clock)
    if match is None:
        raise ValueError(f"not a full clock value: {clock!r}")
    hours, minutes, seconds, ms = (int(group) for group in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
