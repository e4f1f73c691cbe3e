"""The format "mp3book": the whole book as one MP3 with chapters (ID3v2 CHAP and CTOC)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from voicebook.audio.encode import BITRATE
from voicebook.audio.info_header import frame_size, joined_frame, mpeg_frames, samples
from voicebook.audio.tags import tag_mp3
from voicebook.writers.base import NarratedBook
from voicebook.writers.files import BookWriter

_CHUNK = 1 << 20
_HEADER = 4  # bytes of an MPEG frame's


def _write(book: NarratedBook, path: Path) -> None:
    """Join the tracks as they were encoded, behind one tag and one Info header."""
    metadata, rate = book.publication.metadata, book.heard[0].rate
    files = [Path(track.heard) for track in book.heard]
    own = frame_size(rate, BITRATE)
    sizes = [file.stat().st_size - own for file in files]
    path.touch()  # the tag first, then the sound: a tag put in front later would move all of it
    tag_mp3(
        path,
        title=metadata.title,
        album=metadata.title,
        artists=metadata.authors,
        track=1,
        tracks=1,
        language=metadata.language,
        cover=book.cover,
        year=metadata.date[:4],
        chapters=list(_chapters(book, sizes)),
    )
    with path.open("ab") as target:
        for number, file in enumerate(files):
            with file.open("rb") as sound:
                sound.seek(own)  # past its own Info header
                if not number:
                    head = sound.read(_HEADER)
                    sound.seek(own)
                    target.write(joined_frame(head, own + sum(sizes), rate, BITRATE))
                shutil.copyfileobj(sound, target, _CHUNK)


def _chapters(book: NarratedBook, sizes: list[int]) -> Iterator[tuple[str, int, int]]:
    """Yield title, beginning and end of each track, in milliseconds of what is played."""
    at = 0
    for track, size in zip(book.heard, sizes, strict=True):
        begin, at = at, at + mpeg_frames(size, track.rate, BITRATE) * samples(track.rate)
        yield track.title, begin * 1000 // track.rate, at * 1000 // track.rate


WRITER = BookWriter("mp3book", "VB-W16", ".mp3", _write)
