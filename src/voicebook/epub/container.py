"""Zip files read behind limits: what is checked before anything is unpacked."""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

from voicebook.epub.archive import STRONGEST_RATIO, Archive
from voicebook.errors import Location, SourceError

MOST_MEMBERS = 20_000
LARGEST_TOTAL = 16 * 1024**3
"""Bytes of all members, unpacked: 500 hours of speech."""
LARGEST_IN_MEMORY = 64 * 1024**2
"""Bytes of a member that is read whole."""

_MEBIBYTE = 1024**2
_ENCRYPTED = 0x1
_UNSAFE_NAME = re.compile(r"^/|^[A-Za-z]:|(^|/)\.{0,2}(/|$)|[\\\x00-\x1f\x7f]")


class Container:
    """An opened EPUB. Its members were checked before any was read."""

    def __init__(self, zipped: zipfile.ZipFile, source: str) -> None:
        self._zip = zipped
        self._source = source
        self._members = {info.filename: info for info in zipped.infolist() if not info.is_dir()}

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the container of a file, open until it is closed or forgotten. Raises SourceError."""
        try:
            zipped = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _refused(f"it is not a zip file ({error})", path.name) from error
        try:
            _check(zipped.infolist(), path.name)
        except SourceError:
            zipped.close()
            raise
        return cls(zipped, path.name)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def hash(self) -> str:
        """Return the SHA-256 of the whole file, as it is open."""
        file = self._zip.fp
        assert file is not None  # noqa: S101 - it is open
        file.seek(0)
        whole = hashlib.sha256()
        while piece := file.read(_MEBIBYTE):
            whole.update(piece)
        return whole.hexdigest()

    @property
    def size(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(info.file_size for info in self._members.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in the order they are stored."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """Return a member that is text. Raises SourceError (VB-R30) if it is missing or too large."""
        info = self._members.get(name)
        if info is None:
            raise _refused(f"{name} is missing", self._source)
        if info.file_size > LARGEST_IN_MEMORY:
            raise _refused(f"{name} has {info.file_size} bytes, over {LARGEST_IN_MEMORY}", self._source)
        with self._open(name) as stream:
            return stream.read()

    def copy(self, name: str, target: Archive) -> None:
        """Stream a member into another archive, packed as it was."""
        info = self._members[name]
        stored = info.compress_type == zipfile.ZIP_STORED
        with self._open(name) as stream:
            target.stream(name, stream, info.file_size, stored=stored)

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(self._members[name]) as stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
            raise _refused(f"{name} is damaged ({error})", self._source) from error


@contextmanager
def open_container(path: Path) -> Iterator[Container]:
    """Open an EPUB behind limits. Raises SourceError (VB-R30) for one that is broken or hostile."""
    container = Container.of(path)
    try:
        yield container
    finally:
        container.close()


def _check(members: list[zipfile.ZipInfo], source: str) -> None:
    if len(members) > MOST_MEMBERS:
        raise _refused(f"it has {len(members)} members, over {MOST_MEMBERS}", source)
    total = sum(info.file_size for info in members)
    if total > LARGEST_TOTAL:
        raise _refused(f"it unpacks to {total} bytes, over {LARGEST_TOTAL}", source)
    if len({info.filename for info in members}) < len(members):
        raise _refused("two members have the same name", source)
    for info in members:
        fault = _fault(info)
        if fault:
            raise _refused(f"{info.filename!r} {fault}", source)


def _fault(info: zipfile.ZipInfo) -> str:
    if _UNSAFE_NAME.search(info.orig_filename.removesuffix("/")):
        return "is not a safe name"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if info.file_size > _MEBIBYTE and info.file_size > STRONGEST_RATIO * info.compress_size:
        return f"is packed more than {STRONGEST_RATIO} to 1"
    return ""


def _refused(why: str, source: str) -> SourceError:
    return SourceError(
        "VB-R30",
        f"the EPUB cannot be unpacked: {why}",
        where=Location(source=source),
        hint="download or export the book again",
    )
