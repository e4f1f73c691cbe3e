"""Zip files written so that the same content is the same bytes."""

import shutil
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

STRONGEST_RATIO = 200
"""Unpacked to packed size of a member over a mebibyte. Text seldom passes 10; a bomb has 1,000."""

_MEBIBYTE = 1024**2
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


class Archive:
    """A new EPUB: `mimetype` first and stored, then what is added, in that order.

    Dates are 1980-01-01, and there is nothing of the machine or the user in it. Python adds no
    extra field below 4 GiB. A file left half-written by an error is removed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._zip = zipfile.ZipFile(path, "w")
        self.writestr("mimetype", b"application/epub+zip", stored=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._zip.close()
            return
        with suppress(OSError, ValueError):  # it may fail as what brought us here did
            self._zip.close()
        self._path.unlink(missing_ok=True)

    def writestr(self, name: str, data: bytes | str, *, stored: bool = False) -> None:
        """Add a member from memory. Named as in `ZipFile`, because ebooklib calls it.

        What would look like a bomb when packed, a page of one letter, is stored as it is.
        """
        content = data.encode() if isinstance(data, str) else data
        self._zip.writestr(_info(name, stored=stored or _like_a_bomb(content)), content)

    def stream(self, name: str, source: IO[bytes], size: int, *, stored: bool) -> None:
        """Add a member of `size` bytes, piece by piece."""
        info = _info(name, stored=stored)
        info.file_size = size  # decides beforehand whether the member needs the 64-bit form
        with self._zip.open(info, "w") as target:
            shutil.copyfileobj(source, target, _MEBIBYTE)

    def add_file(self, name: str, path: Path) -> None:
        """Add a file from the disk as it is, uncompressed: sound does not get smaller."""
        with path.open("rb") as source:
            self.stream(name, source, path.stat().st_size, stored=True)


def _like_a_bomb(content: bytes) -> bool:
    return len(content) > _MEBIBYTE and len(content) > STRONGEST_RATIO * len(zlib.compress(content))


def _info(name: str, *, stored: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _PLAIN_FILE
    return info
