"""PCM to MP3, streamed, and the tags of an MP3 file.

LAME runs in this process, from the wheel lameenc: a third less CPU than through ffmpeg, and no child
that holds memory of its own. lameenc writes no Info header, so we do (info_header.py).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from voicebook.audio.info_header import frame_size, info_frame
from voicebook.audio.iso639 import three_letters
from voicebook.errors import EncodeError, Location

BITRATE = 64_000
"""Bits per second, constant: a player that seeks in it lands where the overlay says."""
QUALITY = 7
"""LAME's effort, 0 (best) to 9: at 64 kbit/s speech gains nothing that is heard from 5, at twice the CPU."""
RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
"""Frames per second that MPEG audio layer III knows."""

_UTF16 = 1  # ID3v2.3: UTF-16 with byte order mark
_TOP, _ORDERED, _BY_TIME = 2, 1, 0xFFFFFFFF  # of chapters: flags, and an offset that is none
_FRONT_COVER = 3  # ID3v2.3, 4.15
_NO_ROOM = (28, 122)  # ENOSPC, EDQUOT


class Mp3Encoder:
    """Writes a mono MP3 of constant bit rate while PCM comes in; use it in a `with` statement.

    Memory stays the same however long the track. Whatever goes wrong inside the statement, the
    partial file is removed. `frames` is the length that went in: the truth about time, and a player
    that heeds the Info header plays exactly so many.

    The same PCM gives the same bytes. The Info header is written at the end, so `path` must be a
    real file; no PCM at all is an error.
    """

    def __init__(self, path: Path, rate: int, bitrate: int = BITRATE) -> None:
        if rate not in RATES:
            raise EncodeError("VB-A02", f"MP3 has no rate of {rate} frames per second")
        self.frames = 0
        self._path = path
        self._rate, self._bitrate = rate, bitrate
        self._lame = _lame(rate, bitrate)
        self._head = b""  # of the first MPEG frame
        try:
            self._file = path.open("wb")
            self._file.write(bytes(frame_size(rate, bitrate)))  # room for the Info header
        except OSError as error:
            raise self._failed(error) from error

    def __enter__(self) -> Self:
        return self

    def write(self, pcm: bytes) -> None:
        """Encode 16-bit little-endian mono PCM. Raises EncodeError."""
        self._write(self._lame.encode(pcm))
        self.frames += len(pcm) // 2

    def _write(self, data: bytes) -> None:
        self._head = self._head or bytes(data[:4])
        try:
            self._file.write(data)
        except OSError as error:
            raise self._failed(error) from error

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Finish the file, or remove it when there was an error. Raises EncodeError."""
        try:
            if kind is None:
                self._complete()
            kept = kind is None
        except BaseException:
            kept = False
            raise
        finally:
            self._close(keep=kept)

    def _complete(self) -> None:
        if not self.frames:
            where = Location(source=self._path.name)
            raise EncodeError("VB-A03", "MP3 encoding failed: there was nothing to encode", where=where)
        self._write(self._lame.flush())
        try:
            size = self._file.tell()
            self._file.seek(0)
            self._file.write(info_frame(self._head, size, self.frames, self._rate, self._bitrate))
            self._file.flush()
        except OSError as error:
            raise self._failed(error) from error

    def _close(self, *, keep: bool) -> None:
        try:
            self._file.close()
        except OSError as error:  # what was still to be written has nowhere to go
            self._path.unlink(missing_ok=True)
            if keep:
                raise self._failed(error) from error
        if not keep:
            self._path.unlink(missing_ok=True)

    def _failed(self, error: OSError) -> EncodeError:
        hint = "make room on the disk and build again" if error.errno in _NO_ROOM else ""
        what = f"MP3 encoding failed: {error.strerror or error}"
        return EncodeError("VB-A03", what, where=Location(source=self._path.name), hint=hint)


def _lame(rate: int, bitrate: int) -> Any:
    import lameenc

    lame: Any = lameenc.Encoder()
    lame.silence()
    lame.set_channels(1)
    lame.set_in_sample_rate(rate)
    lame.set_out_sample_rate(rate)
    lame.set_bit_rate(bitrate // 1000)
    lame.set_quality(QUALITY)
    return lame


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
    chapters: Sequence[tuple[str, int, int]] = (),
) -> None:
    """Write ID3v2.3 tags to an MP3 file, with the same bytes for the same facts. Raises EncodeError.

    `language` is BCP 47; the tag holds ISO 639-2. `cover` is a JPEG or PNG file, else it is left
    out, as is a `year` that is not four digits. `chapters` are titles, beginnings and ends in milliseconds.
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
    for frame in _chapter_frames(chapters):
        tags.add(frame)
    try:
        tags.save(path, v1=0, v2_version=3, padding=lambda _: 0)
    except (MutagenError, OSError) as error:
        where = Location(source=path.name)
        raise EncodeError("VB-A04", f"tags cannot be written: {error}", where=where) from error


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


def _image_type(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if data.startswith(b"\x89PNG\r\n\x1a\n") else ""
