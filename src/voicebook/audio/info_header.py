"""The Info header of an MP3: how many frames of its sound are the encoder's delay and padding.

It is the first MPEG frame of the file, silent to players that do not know it: "Info" after the side
information, flags, the fields they announce, then LAME's extension of 36 bytes, which ends with a check
sum (LAME's `VbrTag.c`; Mp3 Info Tag revision 1). Players that heed it play what went in, to the frame.
"""

import struct

_VERSION = b"LAME3.100"
_CONSTANT = 1  # the extension's method: constant bit rate
_FIELDS = 0xF  # number of MPEG frames, bytes, table of contents, quality
_DELAY = 576  # frames that LAME puts before the sound
_PADDED = 0x02  # in the third byte of a header: this frame has a byte more
_POLYNOMIAL = 0xA001  # CRC-16-ANSI, lowest bit first
_FIRST_OF_MPEG_1 = 32_000


def samples(rate: int) -> int:
    """Return the samples in an MPEG frame: 1,152 in MPEG-1, 576 in MPEG-2 and 2.5."""
    return 1152 if rate >= _FIRST_OF_MPEG_1 else 576


def frame_size(rate: int, bitrate: int) -> int:
    """Return the bytes of an MPEG frame without padding (ISO 11172-3, 2.4.3.1)."""
    return samples(rate) * bitrate // (8 * rate)


def mpeg_frames(size: int, rate: int, bitrate: int) -> int:
    """Return how many MPEG frames so many bytes of a stream of constant bit rate are: padding evens out."""
    return round(size * 8 * rate / (samples(rate) * bitrate))


def joined_frame(head: bytes, size: int, rate: int, bitrate: int) -> bytes:
    """Return the frame to put in front of several streams in a row; `size` as for `info_frame`.

    The delay and padding of each is part of what is played; what is left out is the delay of the first.
    """
    played = mpeg_frames(size - frame_size(rate, bitrate), rate, bitrate) * samples(rate)
    return info_frame(head, size, played - _DELAY, rate, bitrate)


def info_frame(head: bytes, size: int, frames: int, rate: int, bitrate: int) -> bytes:
    """Return the frame to put in front of a mono stream of constant bit rate.

    `head` is the header of the stream's first frame, `size` the bytes of the whole file with this
    frame, `frames` the length of the sound that was encoded.
    """
    own = frame_size(rate, bitrate)
    count = mpeg_frames(size - own, rate, bitrate)
    padding = count * samples(rate) - _DELAY - frames
    gaps = (_DELAY << 12 | padding).to_bytes(3, "big")
    table = bytes(256 * percent // 100 for percent in range(100))
    side = bytes(17 if rate >= _FIRST_OF_MPEG_1 else 9)
    extension = struct.pack(
        ">BBIHHBB3sBBHIH", _CONSTANT, 0, 0, 0, 0, 0, bitrate // 1000, gaps, 0, 0, 0, size, 0
    )
    frame = bytes([*head[:2], head[2] & ~_PADDED, head[3]]) + side
    frame += b"Info" + struct.pack(">III", _FIELDS, count, size) + table + bytes(4) + _VERSION + extension
    return (frame + _crc(frame).to_bytes(2, "big")).ljust(own, b"\0")


def _crc(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ _POLYNOMIAL if value & 1 else value >> 1
    return value
