"""The speech cache: packs by name in a folder that builds, processes and machines share.

    speech/3f/3f0c….pack    one batch each

Packs are written aside and renamed, never changed, so there is nothing to lock. A pack that is used
is touched; `prune` removes those untouched for longest. What is damaged is dropped and made again.

Machines without a common folder share a store (storage/object_store.py). Each then has a folder of its own
before it: what is made is sent to the store, what is needed is fetched from it.
"""

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from voicebook.errors import Location, WriteError
from voicebook.storage.files import ASIDE, temporary_folder
from voicebook.storage.object_store import Store, is_address
from voicebook.storage.packs import Damaged, Index, index_in, read_index

LIMIT = 10_000_000_000
"""Bytes that the cache may hold after a build, unless told otherwise: some 110 hours of espeak."""

_STALE = 24 * 3600.0  # seconds after which a file that was never finished is litter
_SUFFIX = ".pack"
_FOLDER = "speech"
_HEAD = 1 << 16  # bytes of a pack in a store in which its index mostly lies


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What a cache holds."""

    packs: int
    bytes: int


def cache_at(address: str) -> "SpeechCache":
    """Return the cache at a path or an address such as s3://bucket/voicebook. Raises UsageError."""
    return SpeechCache(*folder_at(address))


def folder_at(address: str) -> tuple[Path, Store | None]:
    """Return the folder of a path or an address, and the store behind it, if it is one. Raises UsageError."""
    if not is_address(address):
        return Path(address), None
    if address.startswith("file:"):  # a folder that machines share is a folder
        return Path(unquote(urlsplit(address).path)), None
    store = Store(address)
    return _folder_before(store), store


def usual_cache() -> str:
    """Return where speech is kept: VOICEBOOK_CACHE, else the user's cache folder."""
    return os.environ.get("VOICEBOOK_CACHE") or str(_own_folder())


def _own_folder() -> Path:
    import platformdirs

    return platformdirs.user_cache_path("voicebook", appauthor=False)


def _folder_before(store: Store) -> Path:
    """Return this machine's folder for the files of a store; temporary where the user has no cache folder."""
    name = hashlib.sha256(store.address.encode()).hexdigest()[:16]
    folder = _own_folder() / "before" / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    except OSError:
        pass
    return temporary_folder(name)


class SpeechCache:
    """A folder of packs, and the store behind it if there is one."""

    def __init__(self, root: Path, store: Store | None = None) -> None:
        self.root = root
        self._store = store

    @property
    def address(self) -> str:
        """Where it is, for whoever opens it elsewhere."""
        return str(self.root) if self._store is None else self._store.address

    def path(self, name: str) -> Path:
        """Return where a pack is or will be in the folder."""
        return self.root / _stored(name)

    def fetch(self, name: str) -> Path:
        """Return where a pack is: it is fetched from the store if it is not here. Raises WriteError."""
        path = self.path(name)
        if self._store is not None and not path.exists():
            with contextlib.suppress(OSError):
                self._store.get(_stored(name), path)
        return path

    def fetch_again(self, name: str) -> bool:
        """Replace a damaged pack by the store's, in one step; return whether the store has it."""
        if self._store is None:
            return False
        with contextlib.suppress(OSError):
            return self._store.get(_stored(name), self.path(name))
        return False

    def send(self, name: str) -> None:
        """Send a pack to the store, if there is one. Raises WriteError, OSError."""
        if self._store is not None:
            self._store.put(_stored(name), self.path(name))

    def prepare(self) -> None:
        """See that packs can be written. Raises WriteError."""
        if self._store is not None:
            self._store.check()
        folder = self.root / _FOLDER
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
        """Return what is in a pack and note that it is used; None where there is none that can be read.

        Of a pack in the store only the index is fetched. Raises WriteError when the store fails.
        """
        path = self.path(name)
        try:
            index = read_index(path)
        except Damaged:
            self._unlink(name)
            return self._index_in_store(name)
        with contextlib.suppress(OSError):  # removed this moment, or not ours to touch
            os.utime(path)
        return index

    def _index_in_store(self, name: str) -> Index | None:
        if self._store is None:
            return None
        try:
            head = self._store.head(_stored(name), _HEAD)
            wanted = index_in(head)
            if isinstance(wanted, int):
                wanted = index_in(self._store.head(_stored(name), wanted))
        except FileNotFoundError:
            return None
        except Damaged:
            self._store.remove([_stored(name)])
            return None
        return None if isinstance(wanted, int) else wanted

    def drop(self, name: str) -> None:
        """Remove a pack, if it is there: from the store too. Raises WriteError."""
        self._unlink(name)
        if self._store is not None:
            self._store.remove([_stored(name)])

    def _unlink(self, name: str) -> None:
        with contextlib.suppress(OSError):
            self.path(name).unlink()

    def info(self) -> CacheInfo:
        """Return how many packs and bytes there are, in the store if there is one. Raises WriteError."""
        if self._store is not None:
            sizes = [each.size for each in self._store.walk(_FOLDER)]
        else:
            sizes = [size for _, _, size in self._packs()]
        return CacheInfo(len(sizes), sum(sizes))

    def prune(self, limit: int) -> CacheInfo:
        """Remove the packs unused for longest until the rest fits in `limit` bytes; return what was removed.

        This is about the folder. A store knows nothing of use: rules of its own remove what is old.
        """
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
        """Remove all packs, and what was never finished; return what was removed. Folders stay for others.

        The store is cleared too; then what it held is returned. Raises WriteError.
        """
        removed = self.prune(0)
        self._sweep(0)
        if self._store is None:
            return removed
        held = list(self._store.walk(_FOLDER))
        self._store.remove(each.name for each in held)
        return CacheInfo(len(held), sum(each.size for each in held))

    def _packs(self) -> Iterator[tuple[float, Path, int]]:
        """Yield when each pack was last used, its path and its size. A time in the future counts as now."""
        now = time.time()
        for folder in self._folders():
            for path in folder.glob(f"*{_SUFFIX}"):
                with contextlib.suppress(OSError):
                    state = path.stat()
                    yield min(state.st_mtime, now), path, state.st_size

    def _folders(self) -> tuple[Path, ...]:
        return tuple(sorted((self.root / _FOLDER).glob("[0-9a-f][0-9a-f]")))

    def _sweep(self, age: float) -> None:
        """Remove files that somebody began to write and never finished."""
        for folder in self._folders():
            for path in folder.glob(f".*{ASIDE}"):
                with contextlib.suppress(OSError):
                    if abs(time.time() - path.stat().st_mtime) >= age:
                        path.unlink()


def _stored(name: str) -> str:
    """Return the name of a pack's file."""
    return f"{_FOLDER}/{name[:2]}/{name}{_SUFFIX}"
