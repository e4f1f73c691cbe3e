"""The format "mp3": a tagged MP3 file for each document."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from voicebook.audio.encode import tag_mp3
from voicebook.epub.naming import slug
from voicebook.model.timeline import Track
from voicebook.writers.base import NarratedBook, writing

FOLDER = "audio"

_CHUNK = 1 << 20


class Mp3Writer:
    """Copies the tracks as they were encoded and tags the copies."""

    format = "mp3"
    sound = frozenset({"mp3"})

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write audio/NN-title.mp3, numbered from 01 in spine order. Raises WriteError, EncodeError."""
        with writing("VB-W13", FOLDER):
            return tuple(_write(book, *each) for each in audio_files(book, folder, "mp3"))


def audio_files(book: NarratedBook, folder: Path, suffix: str) -> Iterator[tuple[int, Track, Path]]:
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
        cover=book.publication.read(metadata.cover) if metadata.cover else None,
        year=metadata.date[:4],
    )
    with Path(track.heard).open("rb") as sound, path.open("ab") as file:
        shutil.copyfileobj(sound, file, _CHUNK)
    return path


WRITER = Mp3Writer()
