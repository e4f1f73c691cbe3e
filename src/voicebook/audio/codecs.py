"""The codecs of tracks: MP3, by LAME in this process, and those that ffmpeg encodes, streamed."""

from pathlib import Path
from typing import Self

from voicebook.audio.encode import BITRATE, QUALITY, Mp3Encoder
from voicebook.audio.ffmpeg import Ffmpeg, encoding_failed
from voicebook.errors import EncodeError

MP3 = "mp3"
"""The codec of the track that an EPUB plays, which every document has."""
CODECS = {
    "aac": ("-c:a", "aac", "-b:a", "64k", "-aac_coder", "fast", "-f", "adts"),
    "opus": ("-c:a", "libopus", "-b:a", "32k", "-compression_level", "5", "-f", "ogg"),
}
"""Codec, which is also how its files end -> ffmpeg's options. AAC is for MP4, which joins chapters; the coder
"fast" takes a third of the time of the default one."""

_EXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-threads", "1")
"""No name of the encoder, no date, no number drawn at random: the same PCM gives the same bytes."""


class FfmpegEncoder:
    """Writes a mono file while PCM comes in; use it in a `with` statement, as `Mp3Encoder`.

    Whatever goes wrong inside the statement, the partial file is removed. `frames` is the length of what
    went in.
    """

    def __init__(self, path: Path, rate: int, codec: str) -> None:
        self.frames = 0
        self._path = path
        source = ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")
        self._ffmpeg = Ffmpeg((*source, *_EXACT, *CODECS[codec], "-y", f"file:{path}"), stdin=True)

    def __enter__(self) -> Self:
        return self

    def write(self, pcm: bytes) -> None:
        """Encode 16-bit little-endian mono PCM. Raises EncodeError."""
        try:
            self._ffmpeg.write(pcm)
        except OSError as error:  # it has gone, and says why
            raise encoding_failed(self._ffmpeg.finish() or str(error), self._path) from error
        self.frames += len(pcm) // 2

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Finish the file, or remove it when there was an error. Raises EncodeError."""
        if kind is not None:
            self._ffmpeg.kill()
            self._path.unlink(missing_ok=True)
            return
        trouble = self._ffmpeg.finish() or ("" if self.frames else "there was nothing to encode")
        if trouble:
            self._path.unlink(missing_ok=True)
            raise encoding_failed(trouble, self._path)


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
