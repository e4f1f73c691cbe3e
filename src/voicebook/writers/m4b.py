"""The format "m4b": the whole book as one MP4 with AAC, chapters, cover and tags."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voicebook.audio import adts
from voicebook.audio.ffmpeg import Ffmpeg, encoding_failed
from voicebook.audio.tags import image_type, tagging
from voicebook.writers.base import NarratedBook
from voicebook.writers.files import BookWriter

_EXACT = ("-map_metadata", "1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
_SPECIAL = str.maketrans({char: f"\\{char}" for char in "=;#\\\n"})
_CHUNK = 1 << 20
_AUDIOBOOK = 2  # value of the atom `stik` by which players tell audiobooks
_COVERS = {"image/jpeg": 13, "image/png": 14}  # types of an MP4 cover


def _write(book: NarratedBook, path: Path) -> None:
    """Join the AAC of the tracks as it is, and mark where each begins."""
    about = path.with_name(f".{book.name}.chapters")
    tracks = [Path(track.more["aac"]) for track in book.heard]
    try:
        about.write_text("".join(_about(book, tracks)), encoding="utf-8", newline="\n")
        _join(tracks, about, path)
        _tag(book, path)
    finally:
        about.unlink(missing_ok=True)


def _about(book: NarratedBook, tracks: list[Path]) -> Iterator[str]:
    """Yield ffmpeg's file of metadata: tags and chapters, the times in samples."""
    metadata = book.publication.metadata
    authors = ", ".join(metadata.authors)
    facts = {
        "title": metadata.title,
        "album": metadata.title,
        "artist": authors,
        "album_artist": authors,
        "composer": book.narrator,
        "genre": "Audiobook",
        "date": metadata.date[:4],
        "copyright": metadata.rights,
    }
    yield ";FFMETADATA1\n"
    for name, fact in facts.items():
        if fact:
            yield f"{name}={_plain(fact)}\n"
    begin = 0
    for track, aac in zip(book.heard, tracks, strict=True):
        end = begin + adts.samples(aac)
        yield f"[CHAPTER]\nTIMEBASE=1/{track.rate}\nSTART={begin}\nEND={end}\ntitle={_plain(track.title)}\n"
        begin = end


def _plain(text: str) -> str:
    """Return a text as ffmpeg's file of metadata takes it."""
    flat = " ".join(text.replace("\0", "").split())
    return flat.encode("utf-8", "replace").decode("utf-8").translate(_SPECIAL)


def _join(tracks: list[Path], about: Path, path: Path) -> None:
    """Pipe the ADTS frames of all chapters into one MP4; nothing is encoded again. Raises EncodeError."""
    ends = ("-map", "0:a", "-c", "copy", "-bsf:a", "aac_adtstoasc", "-movflags", "+faststart", "-f", "mp4")
    source = ("-f", "aac", "-i", "pipe:0", "-f", "ffmetadata", "-i", f"file:{about}")
    ffmpeg = Ffmpeg((*source, *_EXACT, *ends, "-y", f"file:{path}"), stdin=True)
    try:
        for aac in tracks:
            with aac.open("rb") as sound:
                while chunk := sound.read(_CHUNK):
                    ffmpeg.write(chunk)
        trouble = ffmpeg.finish()
    except BrokenPipeError:
        trouble = ffmpeg.finish() or "ffmpeg ended early"
    except BaseException:
        ffmpeg.kill()
        raise
    if trouble:
        path.unlink(missing_ok=True)
        raise encoding_failed(trouble, path)


def _tag(book: NarratedBook, path: Path) -> None:
    """Say that it is an audiobook, and give it its cover. Raises EncodeError."""
    from mutagen.mp4 import MP4, MP4Cover

    cover = book.cover
    with tagging(path):
        file: Any = MP4(path)  # type: ignore[no-untyped-call] # mutagen has no types
        file["stik"] = [_AUDIOBOOK]
        if mime := image_type(cover):
            file["covr"] = [MP4Cover(cover, imageformat=_COVERS[mime])]  # type: ignore[no-untyped-call]
        file.save(padding=lambda _: 0)


WRITER = BookWriter("m4b", "VB-W16", ".m4b", _write, sound=frozenset({"aac"}))
