"""What lies beside an encoded track, in a file that ends in .track: its size, packs and timing."""

from pathlib import Path

import msgspec

from voicebook.storage.files import checked_size, write_whole

Timing = tuple[int, tuple[tuple[int, int, int, bool], ...]]
"""Frames of a speech, and its marks: token, start, end, estimated."""


class TrackAbout(msgspec.Struct, frozen=True, array_like=True):
    """What is known of an encoded track, but for its timing."""

    rate: int
    frames: int  # that went into the encoder
    size: int  # bytes of the encoded file
    crc: int  # CRC-32 of it
    packs: tuple[str, ...]  # that its speech came from


class TrackFile(TrackAbout, frozen=True, array_like=True):
    """What lies beside an encoded track, in a file that ends in .track."""

    clips: tuple[Timing, ...]


def read_timing(track: Path) -> TrackFile:
    """Return the timing of an encoded track. Raises OSError, msgspec.MsgspecError."""
    return msgspec.msgpack.decode(track.with_suffix(".track").read_bytes(), type=TrackFile)


def read_about(track: Path) -> TrackAbout:
    """Return the same without the timing, which takes a hundred times the memory."""
    return msgspec.msgpack.decode(track.with_suffix(".track").read_bytes(), type=TrackAbout)


def write_timing(track: Path, timing: TrackFile) -> None:
    """Write the timing of an encoded track beside it: from then on the track is there. Raises WriteError."""
    write_whole(track.with_suffix(".track"), [msgspec.msgpack.encode(timing)])


def is_whole(track: Path) -> bool:
    """Tell whether a track is there, byte for byte as it was encoded."""
    try:
        about = read_about(track)
        return checked_size(track) == (about.size, about.crc)
    except (OSError, msgspec.MsgspecError):
        return False
