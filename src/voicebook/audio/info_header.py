"""The Info header of an MP3: how many frames of its sound are the encoder's delay and padding.

It is the first frame of the file: "Info" or "Xing" after the side information, flags, then the
fields they announce, then LAME's extension of 36 bytes, which ends with a check sum.

ffmpeg tells of at most one MPEG frame of padding besides the decoder's 529 samples, so that one
length in 12 would play up to 46 frames too long, in its own decoder and in every player. We know how
many frames went in, and write the true number.
"""

from pathlib import Path

from voicebook.errors import EncodeError, Location

_HEAD = 512  # bytes that hold a first frame's header, with room to spare
_BEGINS = 44  # the header begins before this byte
_FIELDS = ((1, 4), (2, 4), (4, 100), (8, 4))  # flag, length: MPEG frames, bytes, table, quality
_GAPS, _SUM = 21, 34  # in the extension: 12 bits of delay and 12 of padding; the check sum
_SUMMED = 190  # bytes that ffmpeg sums, its own field being zero
_POLYNOMIAL = 0xA001  # CRC-16-ANSI, lowest bit first


def set_length(path: Path, frames: int) -> None:
    """Make the Info header of an MP3 without tags tell this length. Raises EncodeError."""
    with path.open("r+b") as file:
        head = bytearray(file.read(_HEAD))
        at = head.find(b"Info", 0, _BEGINS)
        if at < 0 or not head[at + 7] & 1:
            raise EncodeError("VB-A07", "the MP3 has no Info header", where=Location(source=path.name))
        extension = at + 8 + sum(size for flag, size in _FIELDS if head[at + 7] & flag)
        gaps = slice(extension + _GAPS, extension + _GAPS + 3)
        delay = int.from_bytes(head[gaps], "big") >> 12
        whole = int.from_bytes(head[at + 8 : at + 12], "big") * _samples(bytes(head))
        head[gaps] = (delay << 12 | (whole - delay - frames)).to_bytes(3, "big")
        check = slice(extension + _SUM, extension + _SUM + 2)
        head[check] = b"\0\0"
        head[check] = _crc(bytes(head[:_SUMMED])).to_bytes(2, "big")
        file.seek(0)
        file.write(head)


def _samples(head: bytes) -> int:
    """Return the samples in an MPEG frame: 1,152 in MPEG-1, 576 in MPEG-2 and 2.5."""
    return 1152 if head[1] & 0x18 == 0x18 else 576  # noqa: PLR2004 the version's two bits


def _crc(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ _POLYNOMIAL if value & 1 else value >> 1
    return value
