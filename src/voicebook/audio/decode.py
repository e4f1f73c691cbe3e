"""Audio files back to PCM, for checking what was made."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from voicebook.audio.ffmpeg import Ffmpeg
from voicebook.errors import EncodeError, Location

_CHUNK = 1 << 16
_MAGIC = 12  # bytes that tell a format
_SECONDS = 100 * 3600  # no audio of ours is longer: what is, was made to waste time
_PROTOCOLS = ("-protocol_whitelist", "file,pipe")
_HEADER = 44  # bytes of the header of ffmpeg's WAV when it is told to be exact
_RATE_AT = slice(24, 28)


def decode(source: Path | bytes, rate: int) -> Iterator[bytes]:
    """Yield 16-bit little-endian mono PCM at `rate`, in chunks of whole frames. Raises EncodeError."""
    if isinstance(source, bytes):
        with tempfile.TemporaryDirectory(prefix="voicebook-") as folder:
            path = Path(folder) / "audio"
            path.write_bytes(source)
            yield from decode(path, rate)
    else:
        yield from _decoded(source, ["-ar", str(rate), "-f", "s16le"])


def decoded_frames(path: Path, hear: Callable[[bytes, int], None] | None = None) -> tuple[int, int]:
    """Return the length of what a file decodes to, and its own rate: (frames, rate).

    The encoder's delay and padding are left out where the file tells them. `hear` is given the sound,
    as 16-bit mono PCM, piece by piece, with its rate. Raises EncodeError.
    """
    plain = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]  # no chunk of tags
    chunks = _decoded(path, [*plain, "-f", "wav"])
    head = b""
    while len(head) < _HEADER:
        head += next(chunks, b"\0" * _HEADER)
    rate, size = int.from_bytes(head[_RATE_AT], "little"), 0
    for chunk in chain([head[_HEADER:]], chunks):
        size += len(chunk)
        if hear is not None:
            hear(chunk, rate)
    return size // 2, rate


def _decoded(path: Path, output: list[str]) -> Iterator[bytes]:
    source = ["-f", _format(path), "-i", f"file:{path}", "-map", "0:a:0"]
    limits = ["-t", str(_SECONDS), "-threads", "1"]
    form = ["-c:a", "pcm_s16le", "-ac", "1", *output, "pipe:1"]
    ffmpeg = Ffmpeg([*_PROTOCOLS, *source, *limits, *form], stdout=True)
    try:
        while chunk := ffmpeg.output.read(_CHUNK):
            yield chunk
        trouble = ffmpeg.finish()
    except BaseException:
        ffmpeg.kill()
        raise
    if trouble:
        raise _unreadable("VB-A05", f"the audio cannot be decoded: {trouble}", path)


def _format(path: Path) -> str:
    """Return the only format that ffmpeg may read a file as, by its first bytes. Raises EncodeError.

    Left to guess, it would also follow playlists that name other files.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC)
    except OSError as error:
        raise _unreadable("VB-A06", f"the audio cannot be read: {error.strerror}", path) from error
    starts = {b"ID3": "mp3", b"OggS": "ogg", b"RIFF": "wav", b"FORM": "aiff", b"fLaC": "flac"}
    for magic, name in starts.items():
        if head.startswith(magic):
            return name
    if head[4:8] == b"ftyp":
        return "mov"
    if head[:1] == b"\xff" and head[1:2] >= b"\xe0":
        return "mp3" if head[1] & 0x06 else "aac"
    raise _unreadable("VB-A06", "this is not audio of a known format", path)


def _unreadable(code: str, what: str, path: Path) -> EncodeError:
    return EncodeError(code, what, where=Location(source=path.name), hint="make or download the file again")
