"""PCM to MP3, streamed, and the tags of an MP3 file."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from voicebook.audio.ffmpeg import Ffmpeg
from voicebook.audio.info_header import set_length
from voicebook.audio.iso639 import three_letters
from voicebook.errors import EncodeError, Location

BITRATE = 64_000
"""Bits per second, constant: a player that seeks in it lands where the overlay says."""
RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
"""Frames per second that MPEG audio layer III knows."""

_NO_ROOM = "No space left on device"
_UTF16 = 1  # ID3v2.3: UTF-16 with byte order mark
_FRONT_COVER = 3  # ID3v2.3, 4.15


class Mp3Encoder:
    """Writes a mono MP3 of constant bit rate while PCM comes in; use it in a `with` statement.

    Memory stays the same however long the track. Whatever goes wrong inside the statement, ffmpeg
    is ended and the partial file removed. `frames` is the length that went in: the truth about
    time, and a player that heeds the Info header plays exactly so many.

    The same PCM gives the same bytes. The Info header is written at the end, so `path` must be a
    real file; no PCM at all is an error.
    """

    def __init__(self, path: Path, rate: int, bitrate: int = BITRATE) -> None:
        if rate not in RATES:
            raise EncodeError("VB-A02", f"MP3 has no rate of {rate} frames per second")
        self.frames = 0
        self._path = path
        self._ffmpeg = Ffmpeg(_arguments(path, rate, bitrate), stdin=True)

    def __enter__(self) -> Self:
        return self

    def write(self, pcm: bytes) -> None:
        """Encode 16-bit little-endian mono PCM. Raises EncodeError."""
        try:
            self._ffmpeg.write(pcm)
        except OSError as error:
            raise self._failed(self._ffmpeg.finish() or str(error)) from error
        self.frames += len(pcm) // 2

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file, or remove it when there was an error. Raises EncodeError."""
        if kind is not None:
            self._ffmpeg.kill()
            self._path.unlink(missing_ok=True)
            return
        try:
            self._complete()
        except BaseException:
            self._path.unlink(missing_ok=True)
            raise

    def _complete(self) -> None:
        if trouble := self._ffmpeg.finish():
            raise self._failed(trouble)
        if not self.frames:
            raise self._failed("there was nothing to encode")
        try:
            set_length(self._path, self.frames)
        except OSError as error:
            raise self._failed(str(error.strerror)) from error

    def _failed(self, trouble: str) -> EncodeError:
        hint = "make room on the disk and build again" if _NO_ROOM in trouble else ""
        return EncodeError(
            "VB-A03", f"MP3 encoding failed: {trouble}", where=Location(source=self._path.name), hint=hint
        )


def _arguments(path: Path, rate: int, bitrate: int) -> list[str]:
    """Return ffmpeg's arguments. `file:` keeps a name with a colon from being taken for a protocol."""
    source = ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0"]
    codec = ["-c:a", "libmp3lame", "-b:a", str(bitrate), "-compression_level", "7", "-threads", "1"]
    repeatable = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    container = ["-f", "mp3", "-write_xing", "1", "-id3v2_version", "0", "-y", f"file:{path}"]
    return [*source, *codec, *repeatable, *container]


def tag_mp3(  # noqa: PLR0913 a tag is a list of facts, all named
    path: Path,
    *,
    title: str,
    album: str,
    artists: Sequence[str] = (),
    track: int,
    tracks: int,
    language: str,
    cover: bytes | None = None,
    year: str = "",
) -> None:
    """Write ID3v2.3 tags to an MP3 file, with the same bytes for the same facts. Raises EncodeError.

    `language` is BCP 47; the tag holds ISO 639-2. `cover` is a JPEG or PNG file, else it is left
    out, as is a `year` that is not four digits.
    """
    from mutagen import MutagenError, id3

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
    if mime := _image_type(cover or b""):
        tags.add(id3.Frames["APIC"](encoding=_UTF16, mime=mime, type=_FRONT_COVER, desc="", data=cover))
    try:
        tags.save(path, v1=0, v2_version=3, padding=lambda _: 0)
    except (MutagenError, OSError) as error:
        where = Location(source=path.name)
        raise EncodeError("VB-A04", f"tags cannot be written: {error}", where=where) from error


def _printable(text: str) -> str:
    """Return text without NULs, which end a tag, and without lone surrogates, which have no bytes."""
    return text.replace("\0", "").encode("utf-16-le", "replace").decode("utf-16-le")


def _image_type(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if data.startswith(b"\x89PNG\r\n\x1a\n") else ""
