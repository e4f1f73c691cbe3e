"""The format "mp3": a tagged MP3 file for each document."""

import shutil
from pathlib import Path

from voicebook.audio.tags import tag_mp3
from voicebook.model.timeline import Track
from voicebook.writers.base import NarratedBook, writing
from voicebook.writers.track_files import FOLDER, track_files

_CHUNK = 1 << 20


class Mp3Writer:
    """Copies the tracks as they were encoded and tags the copies."""

    format = "mp3"
    sound = frozenset({"mp3"})

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write audio/NN-title.mp3, numbered from 01 in spine order. Raises WriteError, EncodeError."""
        with writing("VB-W13", FOLDER):
            return tuple(_write(book, *each) for each in track_files(book, folder, "mp3"))


def _write(book: NarratedBook, number: int, track: Track, path: Path) -> Path:
    metadata = book.publication.metadata
    path.touch()  # the tag first, then the sound: a tag put in front later would move all of it
    tag_mp3(
        path,
        title=track.title,
        album=metadata.title,
        artists=metadata.authors,
        track=number,
        tracks=len(book.heard),
        language=metadata.language,
        cover=book.cover,
        year=metadata.date[:4],
    )
    with Path(track.heard).open("rb") as sound, path.open("ab") as file:
        shutil.copyfileobj(sound, file, _CHUNK)
    return path


WRITER = Mp3Writer()
