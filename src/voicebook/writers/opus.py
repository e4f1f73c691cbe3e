"""The format "opus": a tagged Ogg Opus file for each document, half the size of the MP3."""

import base64
import shutil
from pathlib import Path
from typing import Any

from voicebook.errors import EncodeError, Location
from voicebook.model.timeline import Track
from voicebook.writers.audiobook import FOLDER, audio_files
from voicebook.writers.base import NarratedBook, writing

_FRONT_COVER = 3


class OpusWriter:
    """Copies the tracks as they were encoded and tags the copies."""

    format = "opus"
    sound = frozenset({"opus"})

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write audio/NN-title.opus, numbered as the MP3 files. Raises WriteError, EncodeError."""
        with writing("VB-W13", FOLDER):
            return tuple(_write(book, *each) for each in audio_files(book, folder, "opus"))


def _write(book: NarratedBook, number: int, track: Track, path: Path) -> Path:
    from mutagen import MutagenError
    from mutagen.oggopus import OggOpus

    metadata = book.publication.metadata
    shutil.copyfile(track.more["opus"], path)
    facts = {
        "TITLE": [track.title],
        "ALBUM": [metadata.title],
        "ARTIST": list(metadata.authors),
        "TRACKNUMBER": [str(number)],
        "TRACKTOTAL": [str(len(book.heard))],
        "LANGUAGE": [metadata.language],
        "DATE": [metadata.date[:4]],
        "METADATA_BLOCK_PICTURE": _picture(book.publication.read(metadata.cover) if metadata.cover else b""),
    }
    try:
        file: Any = OggOpus(path)  # type: ignore[no-untyped-call] # mutagen has no types
        for name, values in facts.items():
            plain = [value.replace("\0", "").encode("utf-8", "replace").decode() for value in values if value]
            if plain:
                file[name] = plain
        file.save(padding=lambda _: 0)
    except MutagenError as error:
        raise EncodeError(
            "VB-A04", f"tags cannot be written: {error}", where=Location(source=path.name)
        ) from error
    return path


def _picture(cover: bytes) -> list[str]:
    """Return the cover as Vorbis comments hold it (RFC 7845, 5.2; the block of RFC 9639, 8.8)."""
    from mutagen.flac import Picture

    mime = "image/jpeg" if cover[:2] == b"\xff\xd8" else "image/png" if cover[:4] == b"\x89PNG" else ""
    if not mime:
        return []
    picture: Any = Picture()  # type: ignore[no-untyped-call] # mutagen has no types
    picture.type, picture.mime, picture.data = _FRONT_COVER, mime, cover
    return [base64.b64encode(picture.write()).decode()]


WRITER = OpusWriter()
