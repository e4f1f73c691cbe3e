"""What a production is made of: where it happens, who hears of it, and each document on its way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from voicebook.audio.loudness import Master, Target
from voicebook.planning.planner import PlannedDocument
from voicebook.speaking.encode import track_name
from voicebook.speaking.places import Shared
from voicebook.speaking.tasks import Executor
from voicebook.storage.speech_cache import SpeechCache

Clips = tuple[tuple[str, int], ...]
"""What a track is made of: keys of speech, each with its pause in milliseconds."""


class Progress(Protocol):
    """Hears how a book goes on."""

    def planned(self, title: str, sentences: int, documents: int, voices: Sequence[str]) -> None:
        """Hear that a book has been planned."""
        ...

    def spoken(self, sentences: int) -> None:
        """Hear that sentences have been spoken, or were found spoken."""
        ...

    def encoded(self, title: str, seconds: float, sentences: int) -> None:
        """Hear that a document's track is there, how long it plays, and of how many sentences it is."""
        ...


@dataclass(frozen=True, slots=True)
class Studio:
    """Where the books of a batch are spoken and encoded."""

    cache: SpeechCache
    executor: Executor
    shared: Shared
    progress: Progress
    rank: int = 0  # of the book: the smallest is served first


@dataclass(frozen=True, slots=True)
class TrackFormat:
    """What a book's tracks are to be."""

    rate: int  # frames per second, of all of them; speech at another is converted
    heard: frozenset[str]  # codecs of the tracks for those who only listen
    target: Target | None = None  # how loud the whole book is to be; None: as its voices are

    @property
    def others(self) -> tuple[str, ...]:
        """Codecs besides MP3."""
        return tuple(sorted(self.heard - {"mp3"}))


@dataclass(slots=True)
class Part:
    """A document on its way. What belongs to its speech is forgotten when its tracks are there."""

    document: PlannedDocument
    rate: int
    master: Master  # what is done to all its speech
    track: str = ""  # name of its track
    listening: str | None = None  # and of what is heard without the text: None if it is the same, "" if none
    more: dict[str, str] = field(default_factory=dict)  # codec -> the same in another codec
    clips: dict[str, Clips] = field(default_factory=dict)  # track -> what is in it
    place: dict[str, str] = field(default_factory=dict)  # key -> pack
    waiting: set[str] = field(default_factory=set)  # packs that are being spoken
    encoding: set[str] = field(default_factory=set)  # tracks
    gaps: set[str] = field(default_factory=set)  # keys that were given up
    loud: str = ""  # name of what is measured of it, if it is to be
    told: int = 0  # sentences that progress has heard of
    repairs: int = 0

    def name(self, clips: Clips, codec: str = "mp3") -> str:
        """Return the name of a track: one with gaps is another track."""
        named = ((key + "!" * (key in self.gaps), pause) for key, pause in clips)
        return track_name(codec, self.rate, self.master, named)

    def give_up(self, key: str) -> None:
        """Note that a sentence could not be spoken; the tracks that it is in get other names."""
        self.gaps.add(key)
        self._rename()

    def set_master(self, master: Master) -> None:
        """Settle how loud the tracks are: they get their names."""
        self.master = master
        self._rename()

    def _rename(self) -> None:
        names = {old: self.name(clips, old.rpartition(".")[2]) for old, clips in self.clips.items()}
        self.clips = {names[old]: clips for old, clips in self.clips.items()}
        self.track = names[self.track]
        self.listening = names[self.listening] if self.listening else self.listening
        self.more = {codec: names[old] for codec, old in self.more.items()}

    @property
    def tracks(self) -> tuple[str, ...]:
        """Names of all tracks."""
        return (self.track, *((self.listening,) if self.listening else ()), *self.more.values())
