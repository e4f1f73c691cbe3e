"""Names of files and folders: their natural order, and those that sources get in the output folder."""

import re
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from voicebook.sources.source import Source

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST_NAME = 80


def natural(path: Path) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """Return a sort key by which "2.txt" comes before "10.txt", alike on every system."""
    return tuple(
        tuple(
            (0, int(part), "") if part.isdecimal() and part.isascii() else (1, 0, part)
            for part in re.split(r"(\d+)", name.casefold())
        )
        for name in path.parts
    )


def safe_name(name: str) -> str:
    """Return a name that every file system takes: "a:b?" -> "a-b-", "con" -> "_con"."""
    safe = _FORBIDDEN.sub("-", name).strip(" .")[:_LONGEST_NAME].strip(" .")
    return f"_{safe}" if not safe or _RESERVED.fullmatch(safe) else safe


def with_distinct_folders(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Return sources of which none share an output folder: renamed by suffix and path, never by order."""
    for rename in (_with_suffix, _with_parent, _with_hash):
        shared = Counter(_folded(source) for source in sources)
        sources = tuple(
            replace(source, folder=source.folder.with_name(safe_name(rename(source))))
            if shared[_folded(source)] > 1
            else source
            for source in sources
        )
    return sources


def _folded(source: Source) -> str:
    return str(source.folder).casefold()


def _with_suffix(source: Source) -> str:
    return f"{source.name}-{source.files[0].suffix[1:]}" if source.files[0].suffix else source.name


def _with_parent(source: Source) -> str:
    return f"{source.files[0].resolve().parent.name}-{source.name}"


def _with_hash(source: Source) -> str:
    return f"{source.name}-{sha256(str(source.files[0].resolve()).encode()).hexdigest()[:8]}"
