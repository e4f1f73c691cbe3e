"""What a book is made of: one hash that stays the same as long as building again would change nothing.

Times of files are not looked at: clocks jump, and a copy is no change.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from voicebook._version import __version__
from voicebook.making.brief import Brief
from voicebook.sources.source import Source

_DOCKS = ("readers", "languages", "engines", "writers")


def inputs_hash(
    brief: Brief, beside: Iterable[str], speakers: Iterable[str], hash_of: Callable[[Path], str]
) -> str:
    """Return the hash of a book's files and files beside them, settings, lexicons, voices, and of voicebook.

    `beside` are paths as in `names_beside`; `speakers` are the engines that spoke; `hash_of` hashes a file.
    """
    source = brief.source
    folder = source.files[0].parent
    voices = brief.voices
    parts = (
        (__version__, _own_code(), _plugins()),
        (
            source.label,
            str(brief.folder),
            brief.settings,
            brief.proof,
            os.environ.get("SOURCE_DATE_EPOCH", ""),
        ),
        (voices.lead.engine.name, sorted((name, voices.fingerprint(name)) for name in speakers)),
        [(_relative(path, folder), hash_of(path)) for path in source.files],
        [hash_of(path) for path in source.lexicons],
        [(name, hash_of(folder / name)) for name in sorted(beside)],
    )
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def names_beside(source: Source, read: Iterable[Path]) -> tuple[str, ...]:
    """Return what was read, or looked for, beside a source and its lexicons: relative to its folder."""
    own = {path.resolve() for path in (*source.files, *source.lexicons)}
    folder = source.files[0].parent
    return tuple(sorted({_relative(path, folder) for path in read if path.resolve() not in own}))


def _relative(path: Path, folder: Path) -> str:
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return str(path.resolve())


@cache
def _own_code() -> str:
    """Return a hash of our own code and tables: whoever changes a rule builds again."""
    whole = hashlib.sha256()
    for name, data in sorted(_files(files("voicebook"), "")):
        whole.update(f"{name}\0{len(data)}\n".encode() + data)
    return whole.hexdigest()


def _files(folder: Traversable, inside: str) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{inside}/{entry.name}"
        if entry.is_dir():
            yield from _files(entry, name) if entry.name != "__pycache__" else ()
        else:
            yield name, entry.read_bytes()


@cache
def _plugins() -> tuple[tuple[str, str, str, str], ...]:
    """Return what is docked, with the version of the package that brings it."""
    return tuple(
        (dock, point.name, point.value, point.dist.version if point.dist is not None else "")
        for dock in _DOCKS
        for point in sorted(entry_points(group=f"voicebook.{dock}"))
    )
