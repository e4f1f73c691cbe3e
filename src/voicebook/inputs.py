"""The files that a book is made of, each with its hash as it was when it was read.

Whoever reads a file for a book reads it here, so that the record of a build says what went into the book,
and an edit that is made meanwhile is in the next one.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_ABSENT = "absent"
_CHANGED = "changed"
"""No hash: the file was another one when it was read again. The next build makes the book again."""

_PIECE = 1 << 20


class Inputs:
    """What has been read, or looked for in vain, so far."""

    def __init__(self) -> None:
        self._hashes: dict[Path, str] = {}

    def __iter__(self) -> Iterator[Path]:
        """Yield the paths, with links followed."""
        yield from self._hashes

    def note(self, path: Path, digest: str) -> None:
        """Note what a file was when it was read."""
        known = self._hashes.setdefault(path.resolve(), digest)
        if known != digest:
            self._hashes[path.resolve()] = _CHANGED

    def note_others(self, paths: Iterable[Path]) -> None:
        """Note, as they are now, the files that were read by other means than those of this module."""
        for path in paths:
            if path.resolve() not in self._hashes:
                self.note(path, hash_file(path))

    def hash_of(self, path: Path) -> str:
        """Return the hash of a file as it was read; KeyError if it was not."""
        return self._hashes[path.resolve()]


_inputs: ContextVar[Inputs | None] = ContextVar("inputs", default=None)


@contextmanager
def noting() -> Iterator[Inputs]:
    """Note the files that are read here meanwhile and in this thread."""
    inputs = Inputs()
    token = _inputs.set(inputs)
    try:
        yield inputs
    finally:
        _inputs.reset(token)


def read_input(path: Path, largest: int) -> bytes:
    """Return the bytes of a file, and of one that has more than `largest` one more. Raises OSError."""
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
            whole = hashlib.sha256(data)
            while piece := file.read(_PIECE):
                whole.update(piece)
    except OSError:
        note_input(path, _ABSENT)
        raise
    note_input(path, whole.hexdigest())
    return data


def note_input(path: Path, digest: str) -> None:
    """Note a file that was read, if anybody notes; `digest` is the SHA-256 of what was read of it."""
    inputs = _inputs.get()
    if inputs is not None:
        inputs.note(path, digest)


def hash_file(path: Path) -> str:
    """Return the hash of a file as it is now, or what stands for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return _ABSENT
