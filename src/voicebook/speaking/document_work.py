"""A document on its way: which tracks are wanted of it, and where its speech lies."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from voicebook.audio.codecs import MP3
from voicebook.audio.loudness import Master, Target
from voicebook.model.report import PlannedDocument
from voicebook.speaking.encode import track_name

Clips = tuple[tuple[str, int], ...]
"""What a track is made of: keys of speech, each with its pause in milliseconds."""


@dataclass(frozen=True, slots=True)
class TrackFormat:
    """What a book's tracks are to be."""

    rate: int  # frames per second, of all of them; speech at another is converted
    heard: frozenset[str]  # codecs of the tracks for those who only listen
    target: Target | None = None  # how loud the whole book is to be; None: as its voices are

    @property
    def others(self) -> tuple[str, ...]:
        """Codecs besides MP3."""
        return tuple(sorted(self.heard - {MP3}))


@dataclass(slots=True)
class DocumentWork:
    """A document on its way. What is known of its speech is forgotten when its tracks are there."""

    document: PlannedDocument
    rate: int
    master: Master  # what is done to all its speech
    track: str = ""  # name of its track
    listening: str | None = None  # and of what is heard without the text: None if it is the same, "" if none
    more: dict[str, str] = field(default_factory=dict)  # codec -> the same in another codec
    clips: dict[str, Clips] = field(default_factory=dict)  # track -> what is in it
    place: dict[str, str] = field(default_factory=dict)  # key -> pack
    is_placed: bool = False  # whether every sentence has a place
    gaps: set[str] = field(default_factory=set)  # keys that were given up
    loud: str = ""  # name of what is measured of it, if it is to be
    told: int = 0  # sentences that were heard of
    repairs: int = 0
    is_done: bool = False

    def name(self, clips: Clips, codec: str = MP3) -> str:
        """Return the name of a track: one with gaps is another track."""
        named = ((key + "!" * (key in self.gaps), pause) for key, pause in clips)
        return track_name(codec, self.rate, self.master, named)

    def move(self, pack: str, other: str, gap: str) -> None:
        """Note that a pack is spoken as another, in which a sentence is given up; its tracks are renamed."""
        self.place.update({key: other for key, place in self.place.items() if place == pack})
        if gap in self.place:
            self.gaps.add(gap)
            self._rename()

    def lose(self, pack: str) -> None:
        """Note that a pack is gone: what was in it has no place."""
        kept = {key: place for key, place in self.place.items() if place != pack}
        self.is_placed &= len(kept) == len(self.place)
        self.place = kept

    def set_master(self, master: Master) -> None:
        """Settle how loud the tracks are: they get their names."""
        self.master = master
        self._rename()

    def finish(self) -> None:
        """Note that the tracks are there; forget the speech."""
        self.is_done, self.is_placed = True, False
        self.place, self.clips = {}, {}

    def _rename(self) -> None:
        names = {old: self.name(clips, self.codec(old)) for old, clips in self.clips.items()}
        self.clips = {names[old]: clips for old, clips in self.clips.items()}
        self.track = names[self.track]
        self.listening = names[self.listening] if self.listening else self.listening
        self.more = {codec: names[old] for codec, old in self.more.items()}

    def codec(self, track: str) -> str:
        """Return the codec of a track."""
        return next((codec for codec, name in self.more.items() if name == track), MP3)

    @property
    def tracks(self) -> tuple[str, ...]:
        """Names of all tracks."""
        return (self.track, *((self.listening,) if self.listening else ()), *self.more.values())

    @property
    def packs(self) -> frozenset[str]:
        """The packs in which its speech lies, or will."""
        return frozenset(self.place.values())

    def needs(self, name: str) -> bool:
        """Tell whether a pack or track is, or was, wanted of it."""
        return name == self.loud or name in self.tracks or name in self.packs

    def spoken(self, lacking: Iterable[str]) -> int:
        """Return how many of its sentences are in packs other than those that are lacking."""
        without = frozenset(lacking)
        return sum(pack not in without for pack in self.place.values())
