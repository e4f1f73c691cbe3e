"""16-bit mono PCM to FLAC and back, in memory, by libsndfile: 3,900 times faster than the sound, and 3,500.

soundfile is imported inside the functions: the command line starts without it.
"""

import io
from typing import Any, BinaryIO, Self

from voicebook.errors import EncodeError

_EFFORT = 0.0
"""Of 0 to 1: speech gets 4 % larger than at the usual effort, and is done 6 % sooner."""


def prepare() -> None:
    """Import soundfile: a process that is about to be forked does it once."""
    import soundfile

    del soundfile


class FlacWriter:
    """Takes PCM as it comes; `finish` returns the FLAC file. Holds only what is compressed already."""

    def __init__(self, rate: int) -> None:
        import soundfile

        self._file = io.BytesIO()
        self._sound: Any = soundfile.SoundFile(
            self._file, "w", rate, 1, "PCM_16", format="FLAC", compression_level=_EFFORT
        )
        self.frames = 0

    def write(self, pcm: bytes) -> None:
        """Compress 16-bit mono PCM of the machine's byte order."""
        self._sound.buffer_write(pcm, "int16")
        self.frames += len(pcm) // 2

    def finish(self) -> bytes:
        """Return the file."""
        self._sound.close()
        return self._file.getvalue()


class FlacReader:
    """Reads ranges of an opened FLAC file; one after another costs no seek."""

    def __init__(self, file: BinaryIO | io.RawIOBase) -> None:
        """Take over the file. Raises EncodeError."""
        import soundfile

        self._file = file
        try:
            self._sound: Any = soundfile.SoundFile(file)
        except (soundfile.SoundFileError, OSError) as error:
            raise _damaged("this is not a FLAC file") from error

    def read(self, start: int, frames: int) -> bytes:
        """Return a range as 16-bit PCM. Raises EncodeError when it is not there."""
        import soundfile

        try:
            if self._sound.tell() != start:
                self._sound.seek(start)
            pcm = bytes(self._sound.buffer_read(frames, "int16"))
        except (soundfile.SoundFileError, OSError) as error:
            raise _damaged("the FLAC file cannot be decoded") from error
        if len(pcm) != 2 * frames:
            raise _damaged("the FLAC file ends too early")
        return pcm

    def close(self) -> None:
        """Close it, and the file."""
        self._sound.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _damaged(what: str) -> EncodeError:
    return EncodeError("VB-A08", what, hint="build again: damaged speech is spoken once more")
