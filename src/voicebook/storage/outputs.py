"""Where books go: a folder; where the output is an address, a folder here and the store behind it.

A build works in the folder. With a store, what the last build left is fetched when it is asked for, and
what was made is sent when a book is done: then only what says how it was made stays here as well.
"""

import contextlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from voicebook.errors import Location, WriteError
from voicebook.storage.files import HIDDEN, checked_size
from voicebook.storage.object_store import Store
from voicebook.storage.speech_cache import folder_at


def outputs_at(address: str) -> "Outputs":
    """Return the outputs at a path or an address such as s3://bucket/books. Raises UsageError."""
    return Outputs(*folder_at(address))


class Outputs:
    """Files by name ("novel/novel.epub") in the output folder."""

    def __init__(self, folder: Path, store: Store | None = None) -> None:
        self.folder = folder
        self._store = store

    def place(self, name: PurePosixPath) -> str:
        """Return where a file is or will be: for people."""
        return str(self.folder / name) if self._store is None else f"{self._store.address}/{name}"

    def check(self) -> None:
        """Check that the store, if there is one, takes files. Raises WriteError."""
        if self._store is not None:
            self._store.check()

    def fetch(self, name: str, *, again: bool = False) -> Path:
        """Return the path of a file, fetched if it is not here, or `again` in any case. Raises WriteError."""
        path = self.folder / name
        if self._store is not None and (again or not path.exists()):
            with contextlib.suppress(OSError):
                if not self._store.get(name, path):
                    path.unlink(missing_ok=True)
        return path

    def has(self, name: str, size: int, crc: int) -> bool:
        """Tell whether a file is as it was made; in a store the size has to suffice. Raises WriteError."""
        if self._store is not None:
            return self._store.size(name) == size
        try:
            return checked_size(self.folder / name) == (size, crc)
        except OSError:
            return False

    def send(self, names: Iterable[str], gone: Iterable[str] = ()) -> None:
        """Send files to the store, in this order, and remove what is gone. Raises WriteError, OSError."""
        if self._store is None:
            return
        names = list(names)
        for name in names:
            self._store.put(name, self.folder / name)
        self._store.remove(gone)
        for name in names:
            if not name.startswith(f"{HIDDEN}/"):
                (self.folder / name).unlink()
                with contextlib.suppress(OSError):
                    (self.folder / name).parent.rmdir()

    def stored(self, under: str) -> list[str]:
        """Return the names of files in the store, if there is one, under a folder. Raises WriteError."""
        return [] if self._store is None else [each.name for each in self._store.walk(under)]

    def remove(self, names: Iterable[str]) -> None:
        """Remove files from the store, if there is one. Raises WriteError."""
        if self._store is not None:
            self._store.remove(names)


def unusable(folder: Path, error: OSError) -> WriteError:
    """Return the error of an output folder in which nothing can be written."""
    return WriteError(
        "VB-W04",
        f"the output folder cannot be used: {error.strerror or error}",
        where=Location(str(folder)),
        hint="choose another with -o",
    )
