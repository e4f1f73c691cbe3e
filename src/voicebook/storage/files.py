"""Files that appear whole or not at all, whoever else writes beside them."""

import contextlib
import os
import stat
import tempfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from voicebook.errors import WriteError

ASIDE = ".part"
"""How the name of a file ends while it is written."""

HIDDEN = ".voicebook"
"""The folder in an output folder that holds what is ours and no output."""

_CHUNK = 1 << 20


def aside(path: Path) -> Path:
    """Return a name beside a file, to write under: no other process or machine takes the same."""
    return path.with_name(f".{path.name[:40]}.{uuid4().hex}{ASIDE}")


def temporary_folder(name: str) -> Path:
    """Return the temporary folder of a name that this user's processes share: nobody else's. Raises OSError.

    In a folder that all users write to, somebody may have made it first: then it is one without a name.
    """
    folder = (
        Path(tempfile.gettempdir()) / f"voicebook-{name}-{os.getuid() if hasattr(os, 'getuid') else 'own'}"
    )
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    is_own = not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & 0o022)
    return folder if is_own and stat.S_ISDIR(state.st_mode) else Path(tempfile.mkdtemp(prefix="voicebook-"))


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
        raise cannot_write(path.name, error) from error


def cannot_write(what: str, error: OSError) -> WriteError:
    """Return the error of a file that cannot be written."""
    reason = error.strerror or error
    hint = "check free disk space and write permission"
    return WriteError("VB-W01", f"cannot write {what}: {reason}", hint=hint)


def checked_size(path: Path, start: int = 0) -> tuple[int, int]:
    """Return the bytes of a file from `start` and their CRC-32, by which damage is told."""
    check = size = 0
    with path.open("rb") as file:
        file.seek(start)
        while chunk := file.read(_CHUNK):
            check, size = zlib.crc32(chunk, check), size + len(chunk)
    return size, check
