"""The format "opus": a tagged Ogg Opus file for each track, half the size of the MP3."""

import base64
import shutil
from pathlib import Path
from typing import Any

from voicebook.audio.tags import FRONT_COVER, image_type, tagging
from voicebook.model.timeline import Track
from voicebook.writers.base import NarratedBook
from voicebook.writers.files import TrackWriter


def _write(book: NarratedBook, number: int, track: Track, path: Path) -> None:
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
        "METADATA_BLOCK_PICTURE": _picture(book.cover),
    }
    with tagging(path):
        file: Any = OggOpus(path)  # type: ignore[no-untyped-call] # mutagen has no types
        for name, values in facts.items():
            plain = [value.replace("\0", "").encode("utf-8", "replace").decode() for value in values if value]
            if plain:
                file[name] = plain
        file.save(padding=lambda _: 0)


def _picture(cover: bytes) -> list[str]:
    """Return the cover as Vorbis comments hold it (RFC 7845, 5.2; the block of RFC 9639, 8.8)."""
    from mutagen.flac import Picture

    mime = image_type(cover)
    if not mime:
        return []
    picture: Any = Picture()  # type: ignore[no-untyped-call] # mutagen has no types
    picture.type, picture.mime, picture.data = FRONT_COVER, mime, cover
    return [base64.b64encode(picture.write()).decode()]


WRITER = TrackWriter("opus", "VB-W13", _write, sound=frozenset({"opus"}))
