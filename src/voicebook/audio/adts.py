"""AAC as ADTS frames (ISO/IEC 14496-3, 1.A.2): how long a file plays, without decoding it."""

from pathlib import Path

from voicebook.errors import EncodeError, Location

SAMPLES = 1024
"""Of an AAC frame."""

_HEADER = 7  # bytes
_SYNC, _LAYER = 0xFF, 0xF0  # with which each frame begins, but for bits that differ
_CHUNK = 1 << 20


def samples(path: Path) -> int:
    """Return how many samples an ADTS file decodes to. Raises EncodeError, OSError."""
    count = at = 0
    size = path.stat().st_size
    with path.open("rb", buffering=_CHUNK) as file:
        while at < size:
            head = file.read(_HEADER)
            length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5 if len(head) == _HEADER else 0
            if length < _HEADER or head[0] != _SYNC or head[1] & 0xF6 != _LAYER:
                where = Location(source=path.name)
                raise EncodeError("VB-A05", "the AAC is damaged", where=where, hint="build the book again")
            count += SAMPLES
            at += length
            file.seek(at)
    return count
