"""Writers of files: one for each track that is heard, or one for the whole book."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from voicebook.epub.naming import slug
from voicebook.model.timeline import Track
from voicebook.writers.base import NarratedBook, writing

FOLDER = "audio"
"""Folder of the files of single tracks, beside the others of the book."""


@dataclass(slots=True)
class TrackWriter:
    """Writes audio/NN-title.FORMAT for each track that is heard, numbered from 01 in spine order."""

    format: str
    code: str  # of the error if a file cannot be written
    write_track: Callable[[NarratedBook, int, Track, Path], None]  # the number of the track, and its file
    sound: frozenset[str] = frozenset({"mp3"})

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write the files. Raises WriteError, EncodeError."""
        made: list[Path] = []
        with writing(self.code, FOLDER):
            (folder / FOLDER).mkdir(exist_ok=True)
            for number, track in enumerate(book.heard, start=1):
                path = folder / FOLDER / file_name(number, len(book.heard), track, self.format)
                self.write_track(book, number, track, path)
                made.append(path)
        return tuple(made)


@dataclass(slots=True)
class BookWriter:
    """Writes one file, NAME and a suffix; none of a book in which nothing is heard, unless `always`."""

    format: str
    code: str  # of the error if the file cannot be written
    suffix: str
    write_book: Callable[[NarratedBook, Path], None]
    sound: frozenset[str] = frozenset({"mp3"})
    always: bool = False

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write the file. Raises WriteError, EncodeError."""
        path = folder / f"{book.name}{self.suffix}"
        if not (book.heard or self.always):
            return ()
        with writing(self.code, path.name):
            self.write_book(book, path)
        return (path,)


def file_name(number: int, tracks: int, track: Track, suffix: str = "mp3") -> str:
    """Return the name of a track's file: "02-the-owl.mp3".

    ASCII, and short of 70 characters. The number in front sorts the files, and keeps clear of the
    names that Windows reserves (CON, NUL …).
    """
    stem = slug(track.title, slug(track.document.rpartition(".")[0], "track"))
    return f"{number:0{max(2, len(str(tracks)))}}-{stem}.{suffix}"


def write_text(path: Path, parts: Iterable[str]) -> None:
    """Write a text file, a part at a time; what UTF-8 lacks becomes a question mark. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="\n", errors="replace") as file:
        file.writelines(parts)
