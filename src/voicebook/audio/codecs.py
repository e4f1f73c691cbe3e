"""The codecs of tracks: MP3, by LAME in this process, and what ffmpeg encodes."""

from pathlib import Path

from voicebook.audio.encode import BITRATE, QUALITY, Mp3Encoder
from voicebook.audio.ffmpeg_encode import CODECS, FfmpegEncoder
from voicebook.errors import EncodeError

MP3 = "mp3"
"""The codec of the track that an EPUB plays, which every document has."""


def encoder(codec: str, path: Path, rate: int) -> Mp3Encoder | FfmpegEncoder:
    """Return an encoder that writes a file, at `rate` frames per second. Raises EncodeError."""
    if codec == MP3:
        return Mp3Encoder(path, rate)
    _options(codec)
    return FfmpegEncoder(path, rate, codec)


def settings_of(codec: str) -> tuple[int | str, ...]:
    """Return what the bytes of a codec depend on: part of the name of every track. Raises EncodeError."""
    return (BITRATE, QUALITY) if codec == MP3 else _options(codec)


def _options(codec: str) -> tuple[str, ...]:
    if codec not in CODECS:
        hint = f"a writer can ask for {', '.join(sorted((MP3, *CODECS)))}"
        raise EncodeError("VB-A09", f"there is no encoder for {codec!r}", hint=hint)
    return CODECS[codec]
