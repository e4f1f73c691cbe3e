"""The writer protocol: a narrated book becomes files."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from voicebook.errors import Location, WriteError
from voicebook.model.publication import Fragment, Group, Publication
from voicebook.model.timeline import Caption, Track

Groups = Mapping[str, tuple[Group, ...]]
"""Fragment id -> the groups it lies in, outermost first; a fragment without any may be missing."""


def _no_groups(_document: str) -> Groups:
    return {}


def _no_captions(_track: Track) -> Iterable[Caption]:
    return ()


@dataclass(frozen=True, slots=True)
class Claims:
    """What somebody says of a book that no program can find out."""

    conformance: str = ""  # of EPUB Accessibility, exactly as the specification words it
    certifier: str = ""  # who evaluated it


@dataclass(frozen=True, slots=True)
class NarratedBook:
    """A publication with its sound: what every writer is given."""

    name: str  # of the output folder and the files in it
    publication: Publication  # metadata complete: identifier settled
    tracks: tuple[Track, ...]  # in spine order; a document without speech has none
    fragments: Callable[[str], Iterable[Fragment]]  # document name -> its fragments, in order
    narrator: str  # for people, e.g. "synthetic voice: eSpeak NG, English (America)"
    modified: str  # CCYY-MM-DDThh:mm:ssZ
    groups: Callable[[str], Groups] = _no_groups  # document name -> the groups of its fragments
    claims: Claims = Claims()
    captions: Callable[[Track], Iterable[Caption]] = _no_captions  # sentences as listeners hear them

    @property
    def heard(self) -> tuple[Track, ...]:
        """The tracks in which those who only listen hear something."""
        return tuple(track for track in self.tracks if track.heard)

    @property
    def cover(self) -> bytes:
        """The picture of the cover, b"" if there is none. Raises SourceError."""
        name = self.publication.metadata.cover
        return self.publication.read(name) if name else b""


class Writer(Protocol):
    """Writes one format."""

    format: str  # as in `--format`
    sound: frozenset[str]  # codecs ("mp3", "aac", "opus") of what it takes of the tracks for listening

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write into `folder` (which exists, and is private until the build moves it into place).

        Returns the files made. Raises WriteError.
        """
        ...


def misfit(code: str, what: str, where: Location | None = None) -> WriteError:
    """Return the error for a narration that does not fit its book, which no source should bring about."""
    return WriteError(code, what, where=where, hint="this is a fault of voicebook: report it")


@contextmanager
def writing(code: str, what: str) -> Iterator[None]:
    """Turn an OSError into a WriteError that says what cannot be written."""
    try:
        yield
    except OSError as error:
        raise WriteError(
            code,
            f"{what} cannot be written: {error.strerror or error}",
            hint="check free disk space and write permission for the output folder",
        ) from error
