"""A folder of files somewhere else: an object store, or whatever fsspec reaches, by its address.

What is sent appears whole: an object store does that by itself, elsewhere a file is sent aside and
renamed. Keys and passwords are the business of fsspec and of the libraries behind it: they read them
from the environment and from their own files, on each machine.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from voicebook.errors import Location, UsageError, WriteError
from voicebook.storage.files import ASIDE, aside

_WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss", "memory"})
"""Kinds of store in which a file appears when all of it is there."""

_PATIENCE, _SLOWEST = 20.0, 200_000  # seconds that an upload may take, and bytes a second beside them
_TRIES = 3

_PLAIN = {
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
    "s3": {"payload_signing_enabled": False},
}
"""Check sums beyond S3's first edition differ from server to server; packs and tracks carry their own.

Requests are signed, their contents are not: TLS guards those, and without it what is read is open anyway.
"""

_S3 = frozenset({"s3", "s3a"})


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in a store."""

    name: str
    size: int  # bytes


def is_address(text: str) -> bool:
    """Tell whether a text names a store rather than a path: "s3://bucket/voicebook"."""
    kind, found, _ = text.partition("://")
    return bool(found) and len(kind) > 1 and kind.isascii() and kind.replace("+", "").isalnum()


class Store:
    """Files by name ("speech/3f/3f0c.pack") under an address."""

    def __init__(self, address: str) -> None:
        """Find the file system that serves the address; nothing is read or written yet. Raises UsageError."""
        self.address = address.rstrip("/")
        try:
            import fsspec

            kind = self.address.partition("://")[0]
            options = {"config_kwargs": _PLAIN, "session": _session()} if kind in _S3 else {}
            self._files, self._root = fsspec.core.url_to_fs(self.address, use_listings_cache=False, **options)
        except ImportError as error:
            hint = (
                'uv pip install "voicebook[s3]" brings what reaches Amazon S3, and stores that speak like it'
            )
            raise UsageError("VB-U12", f"{address} cannot be reached: {error}", hint=hint) from error
        except ValueError as error:
            hint = "give a path, or an address that fsspec knows, such as s3://bucket/folder"
            raise UsageError(
                "VB-U12", f"{address} is not the address of a store: {error}", hint=hint
            ) from error
        self._is_whole = kind in _WHOLE

    def put(self, name: str, path: Path) -> None:
        """Send a file. Raises WriteError, OSError when it cannot be read."""
        with path.open("rb"), self._asked(f"write {name}"):
            self._send(name, lambda to: self._upload(path.stat().st_size, "put_file", str(path), to))

    def write(self, name: str, data: bytes) -> None:
        """Send bytes. Raises WriteError."""
        with self._asked(f"write {name}"):
            self._send(name, lambda to: self._upload(len(data), "pipe_file", to, data))

    def get(self, name: str, path: Path) -> bool:
        """Fetch a file, whole or not at all; False if there is none. Raises WriteError, OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = aside(path)
        try:
            with self._asked(f"read {name}", may_lack=True):
                self._files.get_file(self._at(name), str(part))
            part.replace(path)
        except FileNotFoundError:
            return False
        finally:
            part.unlink(missing_ok=True)
        return True

    def head(self, name: str, size: int) -> bytes:
        """Return the first bytes of a file, at most `size`. Raises FileNotFoundError, WriteError."""
        with self._asked(f"read {name}", may_lack=True):
            return bytes(self._files.cat_file(self._at(name), start=0, end=size))

    def size(self, name: str) -> int | None:
        """Return the bytes of a file, None if there is none. Raises WriteError."""
        with suppress(FileNotFoundError), self._asked(f"look for {name}", may_lack=True):
            return int(self._files.info(self._at(name))["size"] or 0)
        return None

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; it does not matter if they are not there. Raises WriteError."""
        for name in names:
            with suppress(FileNotFoundError), self._asked(f"remove {name}", may_lack=True):
                self._files.rm_file(self._at(name))

    def walk(self, under: str = "") -> Iterator[Stored]:
        """Yield all files under a name. Raises WriteError."""
        with self._asked("list it"):
            found: dict[str, dict[str, Any]] = self._files.find(self._at(under), detail=True)
        for path, about in sorted(found.items()):
            name = path.removeprefix(self._root).lstrip("/")
            if not name.endswith(ASIDE):
                yield Stored(name, int(about["size"] or 0))

    def check(self) -> None:
        """See that files can be written, read and removed. Raises WriteError."""
        name = f"check-{uuid4().hex}"
        self.write(name, b"voicebook")
        try:
            self.head(name, 9)
        except FileNotFoundError as error:
            raise _unusable(self.address, "what is written cannot be read") from error
        self.remove([name])

    def _upload(self, size: int, method: str, *arguments: Any) -> None:
        """Have the file system send something; over a network, try again if that takes far too long.

        A client of S3 has time limits for connecting and for the answer, none for sending.
        """
        if not getattr(self._files, "async_impl", False):
            getattr(self._files, method)(*arguments)
            return
        from fsspec.asyn import FSTimeoutError, sync

        work = getattr(self._files, f"_{method}")
        for tries_left in reversed(range(_TRIES)):
            try:
                sync(self._files.loop, work, *arguments, timeout=_PATIENCE + size / _SLOWEST)
            except FSTimeoutError:
                if not tries_left:
                    raise
            else:
                return

    def _at(self, name: str) -> str:
        if ".." in Path(name).parts or name.startswith("/"):
            raise _unusable(self.address, f"{name!r:.80} would lie outside it")
        return f"{self._root}/{name}" if name else str(self._root)

    def _send(self, name: str, send: Any) -> None:
        """Send a file so that it appears under its name only when all of it is there."""
        to = self._at(name)
        if self._is_whole:
            send(to)
            return
        folder, _, own = to.rpartition("/")
        part = f"{folder}/.{own[:40]}.{uuid4().hex}{ASIDE}"
        self._files.makedirs(folder, exist_ok=True)
        try:
            send(part)
            self._files.mv(part, to)
        except BaseException:
            with suppress(Exception):
                self._files.rm_file(part)
            raise

    @contextmanager
    def _asked(self, what: str, *, may_lack: bool = False) -> Iterator[None]:
        """Turn whatever the store or the network raises into a WriteError.

        With `may_lack` the caller deals with a file that is not there.
        """
        try:
            yield
        except WriteError:
            raise
        except Exception as error:  # each library has classes of its own
            if may_lack and isinstance(error, FileNotFoundError):
                raise
            raise _unusable(self.address, f"it does not let us {what}: {_said(error)}") from error


@cache
def _session() -> Any:
    """Return what makes S3 clients that send at once, without asking first whether they may.

    Asking is `Expect: 100-continue`. aiohttp now and then misses the answer of a server that is quick, and
    waits for ever: in 2 of 10 builds on a busy machine (see boto/botocore issue 3755 for the like).
    """
    from aiobotocore.session import AioSession

    session = AioSession()
    session.register("before-sign.s3", _unasked)
    return session


def _unasked(request: Any, **_: object) -> None:
    del request.headers["Expect"]


def _said(error: Exception) -> str:
    return " ".join(f"{error!s:.200}".split()) or type(error).__name__


def _unusable(address: str, what: str) -> WriteError:
    hint = "check its address, the network, and that its keys are in the environment"
    return WriteError("VB-W06", f"the store cannot be used: {what}", where=Location(address), hint=hint)
