"""Audio files of a book: how long they are and whether a player can seek in them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from voicebook.audio.loudness import Measured
from voicebook.checking.container import Container, unusable
from voicebook.errors import VoicebookError
from voicebook.model.timeline import milliseconds

_PADDING = 3 * 1152
"""Frames that an MP3's header may count beyond the sound: delay (1105 with LAME) and padding."""


@dataclass(frozen=True, slots=True)
class AudioFile:
    """What is known of an audio file. Lengths are in milliseconds; the true one lies between."""

    name: str
    shortest: int
    longest: int
    is_variable: bool = False
    has_info: bool = True


def known(name: str, frames: int, rate: int) -> AudioFile:
    """Return a sound whose length is known to the frame: that of what went into its encoder."""
    length = milliseconds(frames, rate)
    return AudioFile(name, length, length)


def header(container: Container, name: str) -> AudioFile | None:
    """Return what an MP3's header says; None where it has none that can be read.

    The tags are skipped, not read: a compressed one could unpack without end.
    """
    from mutagen import MutagenError
    from mutagen.mp3 import BitrateMode, MPEGInfo

    with container.stream(name) as file:
        try:
            info = MPEGInfo(file)
        except MutagenError:
            return None
        except (ArithmeticError, AssertionError, LookupError) as error:
            raise unusable("VB-R43", f"the MP3 header cannot be read: {error}", name) from None
    if info.layer != 3:  # noqa: PLR2004 MPEG audio layer III is MP3
        return None
    frames = round(info.length * info.sample_rate)
    return AudioFile(
        name,
        shortest=milliseconds(max(0, frames - _PADDING), info.sample_rate),
        longest=milliseconds(frames, info.sample_rate),
        is_variable=info.bitrate_mode in (BitrateMode.VBR, BitrateMode.ABR),
        has_info=info.bitrate_mode != BitrateMode.UNKNOWN,
    )


def decoded(container: Container, name: str, measured: Measured) -> AudioFile:
    """Return the length of what an audio file decodes to, and measure how loud it is.

    Raises SourceError or EncodeError.
    """
    from voicebook.audio.decode import decoded_frames

    suffix = PurePosixPath(name).suffix.lower()
    suffix = suffix if suffix.isascii() and suffix[1:].isalnum() else ".audio"
    with tempfile.TemporaryDirectory(prefix="voicebook-check-") as folder:
        copy = Path(folder) / f"audio{suffix}"
        with copy.open("wb") as file:
            for piece in container.pieces(name):
                file.write(piece)
        frames, rate = decoded_frames(copy, measured.hear)
        measured.add(measured.rest, rate)
        measured.rest = b""
    if frames <= 0 or rate <= 0:
        raise unusable("VB-R43", "the audio decodes to nothing", name)
    return known(name, frames, rate)


def reason(error: VoicebookError) -> str:
    """Return what went wrong, without the place: the finding has its own."""
    return f"{error.what} ({error.code})"
