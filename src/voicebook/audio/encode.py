"""PCM to MP3, streamed.

LAME runs in this process, from the wheel lameenc: a third less CPU than through ffmpeg, and no child
that holds memory of its own. lameenc writes no Info header, so we do (info_header.py).
"""

from pathlib import Path
from typing import Any, Self

from voicebook.audio.info_header import frame_size, info_frame
from voicebook.errors import EncodeError, Location

BITRATE = 64_000
"""Bits per second, constant: a player that seeks in it lands where the overlay says."""
QUALITY = 7
"""LAME's effort, 0 (best) to 9: at 64 kbit/s speech gains nothing that is heard from 5, at twice the CPU."""
RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
"""Frames per second that MPEG audio layer III knows."""

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
            what = f"MP3 has no rate of {rate} frames per second"
            raise EncodeError("VB-A02", what, hint="choose another voice")
        self.frames = 0
        self._path = path
        self._rate, self._bitrate = rate, bitrate
        self._lame = _lame(rate, bitrate)
        self._head = b""  # of the first MPEG frame
        try:
            self._file = path.open("wb")
            self._file.write(bytes(frame_size(rate, bitrate)))  # room for the Info header
        except OSError as error:
            raise self._unwritten(error) from error

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
            raise self._unwritten(error) from error

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Finish the file, or remove it when there was an error. Raises EncodeError."""
        kept = False
        try:
            if kind is None:
                self._complete()
                kept = True
        finally:
            self._close(keep=kept)

    def _complete(self) -> None:
        if not self.frames:
            raise self._failed("there was nothing to encode", "this is a fault of voicebook: report it")
        self._write(self._lame.flush())
        try:
            size = self._file.tell()
            self._file.seek(0)
            self._file.write(info_frame(self._head, size, self.frames, self._rate, self._bitrate))
            self._file.flush()
        except OSError as error:
            raise self._unwritten(error) from error

    def _close(self, *, keep: bool) -> None:
        try:
            self._file.close()
        except OSError as error:  # what was still to be written has nowhere to go
            self._path.unlink(missing_ok=True)
            if keep:
                raise self._unwritten(error) from error
        if not keep:
            self._path.unlink(missing_ok=True)

    def _unwritten(self, error: OSError) -> EncodeError:
        is_full = error.errno in _NO_ROOM
        hint = "make room on the disk and build again" if is_full else "check the disk and its permissions"
        return self._failed(error.strerror or str(error), hint)

    def _failed(self, why: str, hint: str) -> EncodeError:
        where = Location(source=self._path.name)
        return EncodeError("VB-A03", f"MP3 encoding failed: {why}", where=where, hint=hint)


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
