"""Where the files of single tracks lie, and how they are called."""

from collections.abc import Iterator
from pathlib import Path

from voicebook.epub.naming import slug
from voicebook.model.timeline import Track
from voicebook.writers.base import NarratedBook

FOLDER = "audio"
"""Folder of these files, beside the others of the book."""


def track_files(book: NarratedBook, folder: Path, suffix: str) -> Iterator[tuple[int, Track, Path]]:
    """Yield the number of each track, the track, and the path of a file of its own. Raises OSError."""
    (folder / FOLDER).mkdir(exist_ok=True)
    for number, track in enumerate(book.heard, start=1):
        yield number, track, folder / FOLDER / file_name(number, len(book.heard), track, suffix)


def file_name(number: int, tracks: int, track: Track, suffix: str = "mp3") -> str:
    """Return the name of a track's file: "02-the-owl.mp3".

    ASCII, and short of 70 characters. The number in front sorts the files, and keeps clear of the
    names that Windows reserves (CON, NUL …).
    """
    stem = slug(track.title, slug(track.document.rpartition(".")[0], "track"))
    return f"{number:0{max(2, len(str(tracks)))}}-{stem}.{suffix}"
