"""Tags of audio files: those of an MP3, and what the tags of all formats need."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voicebook.audio.iso639 import three_letters
from voicebook.errors import EncodeError, Location

FRONT_COVER = 3
"""The type of a picture that is the cover (ID3v2.3, 4.15; RFC 9639, 8.8)."""

_UTF16 = 1  # ID3v2.3: UTF-16 with byte order mark
_TOP, _ORDERED, _BY_TIME = 2, 1, 0xFFFFFFFF  # of chapters: flags, and an offset that is none


def image_type(data: bytes) -> str:
    """Return the media type of a JPEG or PNG file, "" for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if data.startswith(b"\x89PNG\r\n\x1a\n") else ""


@contextmanager
def tagging(path: Path) -> Iterator[None]:
    """Turn what goes wrong while tags are written into an EncodeError (VB-A04)."""
    from mutagen import MutagenError

    try:
        yield
    except (MutagenError, OSError) as error:
        raise EncodeError(
            "VB-A04",
            f"tags cannot be written: {error}",
            where=Location(source=path.name),
            hint="make room on the disk and build again",
        ) from error


def tag_mp3(  # noqa: PLR0913 a tag is a list of facts, all named
    path: Path,
    *,
    title: str,
    album: str,
    artists: Sequence[str] = (),
    track: int,
    tracks: int,
    language: str,
    cover: bytes = b"",
    year: str = "",
    chapters: Sequence[tuple[str, int, int]] = (),
) -> None:
    """Write ID3v2.3 tags to an MP3 file, with the same bytes for the same facts. Raises EncodeError.

    `language` is BCP 47; the tag holds ISO 639-2. `cover` is a JPEG or PNG file, else it is left
    out, as is a `year` that is not four digits. `chapters` are titles, beginnings and ends in milliseconds.
    """
    from mutagen import id3

    texts = {
        "TIT2": title,
        "TALB": album,
        "TPE1": "/".join(artists),
        "TRCK": f"{track}/{tracks}",
        "TLAN": three_letters(language),
        "TYER": year if len(year) == len("2000") and year.isdecimal() else "",
    }
    tags: Any = id3.ID3()  # type: ignore[no-untyped-call] # mutagen has no types
    for name, text in texts.items():
        if text:
            tags.add(id3.Frames[name](encoding=_UTF16, text=[_printable(text)]))
    if mime := image_type(cover):
        tags.add(id3.Frames["APIC"](encoding=_UTF16, mime=mime, type=FRONT_COVER, desc="", data=cover))
    for frame in _chapter_frames(chapters):
        tags.add(frame)
    with tagging(path):
        tags.save(path, v1=0, v2_version=3, padding=lambda _: 0)


def _chapter_frames(chapters: Sequence[tuple[str, int, int]]) -> Iterator[Any]:
    """Yield the table of contents and the chapters (ID3v2 Chapter Frame Addendum 1.0)."""
    from mutagen import id3

    names = [f"chp{number}" for number in range(len(chapters))]
    if names:
        yield id3.Frames["CTOC"](
            element_id="toc", flags=_TOP | _ORDERED, child_element_ids=names, sub_frames=[]
        )
    for name, (title, begin, end) in zip(names, chapters, strict=True):
        said = id3.Frames["TIT2"](encoding=_UTF16, text=[_printable(title)])
        yield id3.Frames["CHAP"](
            element_id=name,
            start_time=begin,
            end_time=end,
            start_offset=_BY_TIME,
            end_offset=_BY_TIME,
            sub_frames=[said],
        )


def _printable(text: str) -> str:
    """Return text without NULs, which end a tag, and without lone surrogates, which have no bytes."""
    return text.replace("\0", "").encode("utf-16-le", "replace").decode("utf-16-le")
