"""The speech cache: packs by name in a folder that builds, processes and machines share.

    speech/3f/3f0c….pack    one batch each

Packs are written aside and renamed, never changed, so there is nothing to lock. A pack that is used
is touched; `prune` removes those untouched for longest. What is damaged is dropped and made again.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voicebook.errors import Location, WriteError
from voicebook.pipeline.files import ASIDE
from voicebook.pipeline.packs import Damaged, Index, read_index

LIMIT = 10_000_000_000
"""Bytes that the cache may hold after a build, unless told otherwise: some 110 hours of espeak."""

_STALE = 24 * 3600.0  # seconds after which a file that was never finished is litter
_SUFFIX = ".pack"


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What a cache holds."""

    packs: int
    bytes: int


def cache_folder() -> Path:
    """Return where speech is kept: VOICEBOOK_CACHE, else the user's cache folder."""
    chosen = os.environ.get("VOICEBOOK_CACHE")
    if chosen:
        return Path(chosen)
    import platformdirs

    return platformdirs.user_cache_path("voicebook", appauthor=False)


class SpeechCache:
    """A folder of packs."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Return where a pack is or will be."""
        return self.root / "speech" / name[:2] / f"{name}{_SUFFIX}"

    def prepare(self) -> None:
        """See that packs can be written. Raises WriteError."""
        folder = self.root / "speech"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise PermissionError(13, "Permission denied")
        except OSError as error:
            raise WriteError(
                "VB-W05",
                f"the speech cache cannot be used: {error.strerror or error}",
                where=Location(str(self.root)),
                hint="choose another folder with --cache or VOICEBOOK_CACHE",
            ) from error

    def index(self, name: str) -> Index | None:
        """Return what is in a pack and note that it is used; None where there is none that can be read."""
        path = self.path(name)
        try:
            index = read_index(path)
        except Damaged:
            self.drop(name)
            return None
        with contextlib.suppress(OSError):  # removed this moment, or not ours to touch
            os.utime(path)
        return index

    def drop(self, name: str) -> None:
        """Remove a pack, if it is there."""
        with contextlib.suppress(OSError):
            self.path(name).unlink()

    def info(self) -> CacheInfo:
        """Return how much there is."""
        sizes = [size for _, _, size in self._packs()]
        return CacheInfo(len(sizes), sum(sizes))

    def prune(self, limit: int) -> CacheInfo:
        """Remove what was not used for longest until `limit` bytes hold the rest; return what was removed."""
        packs = sorted(self._packs())
        total = sum(size for _, _, size in packs)
        removed = freed = 0
        for _, path, size in packs:
            if total - freed <= limit:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                removed, freed = removed + 1, freed + size
        self._sweep(_STALE)
        return CacheInfo(removed, freed)

    def clear(self) -> CacheInfo:
        """Remove all packs, and what was never finished; return what was removed. Folders stay for others."""
        removed = self.prune(0)
        self._sweep(0)
        return removed

    def _packs(self) -> Iterator[tuple[float, Path, int]]:
        """Yield when each pack was last used, its path and its size. A time to come counts as now."""
        now = time.time()
        for folder in self._folders():
            for path in folder.glob(f"*{_SUFFIX}"):
                with contextlib.suppress(OSError):
                    state = path.stat()
                    yield min(state.st_mtime, now), path, state.st_size

    def _folders(self) -> tuple[Path, ...]:
        return tuple(sorted((self.root / "speech").glob("[0-9a-f][0-9a-f]")))

    def _sweep(self, age: float) -> None:
        """Remove files that somebody began to write and never finished."""
        for folder in self._folders():
            for path in folder.glob(f".*{ASIDE}"):
                with contextlib.suppress(OSError):
                    if abs(time.time() - path.stat().st_mtime) >= age:
                        path.unlink()
