"""An EPUB's zip, opened as hostile input: nothing is trusted, nothing is unpacked to its own name."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lxml import etree

from voicebook.errors import Location, SourceError, UsageError
from voicebook.text.structure.xml import parse

MOST_FILES = 50_000
"""Files of a book. The largest talking books hold three for each of some thousand chapters."""

LARGEST_DIRECTORY = 8 * 1024 * 1024
"""Bytes of a zip directory: reading a longer one takes seconds before anything can be counted."""

LARGEST_BOOK = 16 * 1024**3
"""Bytes of all files, unpacked: over 500 hours of speech at 64 kbit/s."""

LARGEST_TEXT = 32 * 1024 * 1024
"""Bytes of a file that is read whole: package, document, overlay or style sheet."""

ALL_TEXT = 512 * 1024 * 1024
"""Bytes that are read whole from one book. A million words narrated word by word make 300 MB."""

TIGHTEST = 200
"""Times that a file or a whole book may shrink; overlays shrink 20 to 40 times, a zip bomb 1,000."""

_SMALL = 1024 * 1024  # files that unpack to less are no danger, however tight
_PIECE = 1024 * 1024
_CONTAINER = "META-INF/container.xml"
_ROOTFILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_UNSAFE = re.compile(r'^/|^[A-Za-z]:|[\\\x00-\x1f\x7f"*<>?|]|(?:^|/)\.{1,2}(?:/|$)|//|\.$')
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
_HINTS = {
    "VB-R40": "this is not an EPUB file, or its download was cut short",
    "VB-R41": "this looks like a zip bomb rather than a book",
    "VB-R42": "open the book in an EPUB editor, or export it again",
    "VB-R43": "download or export the book again",
}


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file in the zip, as its directory lists it."""

    name: str
    size: int  # bytes, unpacked
    stored: bool  # not compressed
    is_safe: bool  # its name stays in the book and can travel


class _BoundedFile(io.FileIO):
    """A file that at first refuses to read much at once: a huge directory is not loaded."""

    is_listed = False  # the directory has been read

    def read(self, size: int | None = -1, /) -> bytes:
        if not self.is_listed and size is not None and size > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile(f"the directory has {size} bytes")
        return super().read(-1 if size is None else size)


class Container:
    """The files of an open book. Use `open_container`."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self.members = tuple(_member(info) for info in archive.infolist() if not info.is_dir())
        self._safe = {member.name: member for member in self.members if member.is_safe}
        self._budget = ALL_TEXT

    def __contains__(self, name: str) -> bool:
        """Tell whether a file of that (safe) name is there."""
        return name in self._safe

    def member(self, name: str) -> ZipMember:
        """Return what the directory says of a file; KeyError if it is not there."""
        return self._safe[name]

    def read(self, name: str) -> bytes:
        """Return a file's bytes. Raises SourceError where it is missing, too large or damaged."""
        member = self._safe.get(name)
        if member is None:
            raise unusable("VB-R42", "the file is not in the book", name)
        if member.size > LARGEST_TEXT:
            raise unusable("VB-R41", f"the file has {member.size} bytes, over {LARGEST_TEXT}", name)
        self._budget -= member.size
        if self._budget < 0:
            raise unusable("VB-R41", f"the book has over {ALL_TEXT} bytes of text", name)
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes in pieces of a megabyte. Raises SourceError as `read` does."""
        with self.stream(name) as file:
            while piece := file.read(_PIECE):
                yield piece

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file to be read in small reads, seekable. Raises SourceError if it is damaged."""
        try:
            with self._archive.open(name) as file:
                yield file
        except (KeyError, *_DAMAGE) as error:
            raise unusable("VB-R43", f"the file cannot be unpacked: {error}", name) from None

    def head(self) -> bytes:
        """Return the zip's first 58 bytes: all of a correct `mimetype` with its header."""
        with self.path.open("rb") as file:
            return file.read(58)

    def package_name(self) -> str:
        """Return the name of the package document. Raises SourceError where there is none."""
        root = parse(self.read(_CONTAINER), _CONTAINER)
        names = [element.get("full-path", "") for element in root.iter(_ROOTFILE)]
        if not names or names[0] not in self._safe:
            raise unusable("VB-R42", "the container names no package document that is there", _CONTAINER)
        return names[0]


@contextmanager
def open_container(path: Path) -> Iterator[Container]:
    """Open an EPUB to read it.

    Raises UsageError VB-U41 if there is no such file, SourceError VB-R40 if it is not a zip and
    VB-R41 if it is beyond the limits of this module.
    """
    if not path.is_file():
        where = Location(source=str(path))
        raise UsageError("VB-U41", "there is no such file", where=where, hint="give the path of an EPUB file")
    with _BoundedFile(path, "rb") as file:
        try:
            archive = zipfile.ZipFile(file)
        except _DAMAGE as error:
            raise unusable("VB-R40", f"not a readable zip: {error}", source=str(path)) from None
        file.is_listed = True
        with archive:
            _refuse_bombs(archive.infolist(), path)
            yield Container(path, archive)


def _refuse_bombs(infos: list[zipfile.ZipInfo], path: Path) -> None:
    if len(infos) > MOST_FILES:
        raise unusable("VB-R41", f"the book has {len(infos)} files, over {MOST_FILES}", source=str(path))
    unpacked, packed = sum(info.file_size for info in infos), path.stat().st_size
    if unpacked > LARGEST_BOOK or unpacked > max(_SMALL, packed * TIGHTEST):
        what = f"the book unpacks from {packed} to {unpacked} bytes"
        raise unusable("VB-R41", what, source=str(path))
    for info in infos:
        if info.file_size > max(_SMALL, info.compress_size * TIGHTEST):
            what = f"{info.filename!r} unpacks from {info.compress_size} to {info.file_size} bytes"
            raise unusable("VB-R41", what, source=str(path))


def _member(info: zipfile.ZipInfo) -> ZipMember:
    # zipfile cuts a name at a NUL and turns "\" into "/" on Windows: look at what was written
    written = info.orig_filename
    is_safe = _UNSAFE.search(written) is None
    stored = info.compress_type == zipfile.ZIP_STORED
    return ZipMember(info.filename, info.file_size, stored, is_safe)


def unusable(code: str, what: str, document: str = "", source: str = "") -> SourceError:
    """Return the error for a book, or a document of it, that cannot be checked."""
    return SourceError(code, what, where=Location(source, document), hint=_HINTS[code])


def root_of(container: Container, name: str) -> etree._Element:
    """Return the parsed root of a file. Raises SourceError as `Container.read` and `parse` do."""
    return parse(container.read(name), name)
