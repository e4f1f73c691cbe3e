"""The format "mp3": a tagged MP3 file for each document."""

import shutil
from pathlib import Path

from voicebook.audio.encode import tag_mp3
from voicebook.epub.naming import slug
from voicebook.errors import WriteError
from voicebook.model.timeline import Track
from voicebook.writers.base import NarratedBook

FOLDER = "audio"

_CHUNK = 1 << 20


class Mp3Writer:
    """Copies the tracks as they were encoded and tags the copies."""

    format = "mp3"
    sound = frozenset({"mp3"})

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write audio/NN-title.mp3, numbered from 01 in spine order. Raises WriteError, EncodeError."""
        audio = folder / FOLDER
        try:
            audio.mkdir(exist_ok=True)
            return tuple(_write(book, number, audio) for number in range(1, len(book.heard) + 1))
        except OSError as error:
            raise WriteError(
                "VB-W13",
                f"{FOLDER} cannot be written: {error.strerror or error}",
                hint="see that the disk has room and the folder is yours",
            ) from error


def file_name(number: int, tracks: int, track: Track, suffix: str = "mp3") -> str:
    """Return the name of a track's file: "02-the-owl.mp3".

    ASCII, and short of 70 characters. The number in front sorts the files, and keeps clear of the
    names that Windows reserves (CON, NUL …).
    """
    stem = slug(track.title, slug(track.document.rpartition(".")[0], "track"))
    return f"{number:0{max(2, len(str(tracks)))}}-{stem}.{suffix}"


def _write(book: NarratedBook, number: int, folder: Path) -> Path:
    tracks, metadata = book.heard, book.publication.metadata
    track = tracks[number - 1]
    path = folder / file_name(number, len(tracks), track)
    path.touch()  # the tag first, then the sound: a tag put in front later would move all of it
    tag_mp3(
        path,
        title=track.title,
        album=metadata.title,
        artists=metadata.authors,
        track=number,
        tracks=len(tracks),
        language=metadata.language,
        cover=book.publication.read(metadata.cover) if metadata.cover else None,
        year=metadata.date[:4],
    )
    with Path(track.heard).open("rb") as sound, path.open("ab") as file:
        shutil.copyfileobj(sound, file, _CHUNK)
    return path


WRITER = Mp3Writer()
