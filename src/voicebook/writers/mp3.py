"""The format "mp3": a file for each track, copied as it was encoded behind a tag."""

import shutil
from pathlib import Path

from voicebook.audio.tags import tag_mp3
from voicebook.model.timeline import Track
from voicebook.writers.base import NarratedBook
from voicebook.writers.files import TrackWriter

_CHUNK = 1 << 20


def _write(book: NarratedBook, number: int, track: Track, path: Path) -> None:
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


WRITER = TrackWriter("mp3", "VB-W13", _write)
