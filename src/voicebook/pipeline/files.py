"""Files that appear whole or not at all, whoever else writes beside them."""

import contextlib
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from voicebook.errors import WriteError

ASIDE = ".part"
"""How the name of a file ends while it is written."""


def aside(path: Path) -> Path:
    """Return a name beside a file, to write under: no other process or machine takes the same."""
    return path.with_name(f".{path.name[:40]}.{uuid4().hex}{ASIDE}")


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file aside, part by part, and rename it. Raises WriteError."""
    part = aside(path)
    try:
        with part.open("wb") as file:
            file.writelines(parts)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise WriteError(
            "VB-W01",
            f"cannot write {path.name}: {error.strerror}",
            hint="is there room, and may you write there?",
        ) from error
