"""The writer protocol: a narrated book becomes files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from voicebook.model.publication import Fragment, Publication
from voicebook.model.timeline import Track


@dataclass(frozen=True, slots=True)
class NarratedBook:
    """A publication with its sound: what every writer is given."""

    name: str  # of the output folder and the files in it
    publication: Publication  # metadata complete: identifier settled
    tracks: tuple[Track, ...]  # in spine order; a document without speech has none
    fragments: Callable[[str], Iterable[Fragment]]  # document name -> its fragments, in order
    narrator: str  # for people, e.g. "synthetic voice: eSpeak NG, English (America)"
    modified: str  # CCYY-MM-DDThh:mm:ssZ


class Writer(Protocol):
    """Writes one format."""

    format: str  # as in `--format`

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write into `folder` (which exists, and is private until the build moves it into place).

        Returns the files made. Raises WriteError.
        """
        ...
