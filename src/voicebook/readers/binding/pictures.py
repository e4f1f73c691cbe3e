"""Pictures of a text: files beside it that become resources of the publication."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import unquote

from voicebook.errors import Location, SourceError
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Resource
from voicebook.readers.charset import read_bytes

LARGEST = 20_000_000
"""Bytes of a picture at most."""

NO_COVER = "none"
"""In place of a file: no cover, not even one that is drawn."""

_MOST = 2_000  # pictures in a text
_HEAD = 16  # bytes that tell a format


@dataclass(frozen=True, slots=True)
class Pictures:
    """The resources of a publication."""

    resources: tuple[Resource, ...] = ()
    read: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


class UnusableError(Exception):
    """A picture cannot be in the book; the message says why."""


class Album:
    """The pictures of one publication, in the order in which they were added."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._names: dict[Path | bytes, str] = {}
        self._data: dict[str, bytes] = {}
        self._resources: list[Resource] = []

    def add(self, reference: str) -> str:
        """Return the resource name of a picture that a text refers to.

        The reference is a `data:` URL that holds it, or the relative URL of a file in the text's folder or
        below. Raises UnusableError.
        """
        if reference.startswith("data:"):
            return self._decoded(reference)
        if "://" in reference or reference.startswith("//"):
            raise UnusableError("is on the web")
        return self._added(self._inside(unquote(reference)), "")

    def cover(self, path: str) -> tuple[str, tuple[Finding, ...]]:
        """Return the resource name of a cover: an absolute path, or one beside the text; "" if unusable."""
        if path in {"", NO_COVER}:
            return "", ()
        try:
            file = Path(path) if Path(path).is_absolute() else self._inside(path)
            return self._added(file, "images/cover"), ()
        except UnusableError as error:
            what = f"the book has no cover: {path!r:.80} {error}"
            hint = "name a PNG, JPEG, GIF or WebP file in the text's folder"
            return "", (Finding("VB-R28", Severity.WARNING, what, Location(str(self._source)), hint),)

    def pictures(self) -> Pictures:
        """Return what was added. The files are read when they are asked for."""
        files = [(name, path) for path, name in self._names.items() if isinstance(path, Path)]
        read = {name: partial(read_bytes, path, LARGEST) for name, path in files}
        decoded = {name: partial(self._data.__getitem__, name) for name in self._data}
        return Pictures(tuple(self._resources), {**read, **decoded})

    def _decoded(self, url: str) -> str:
        head, _, text = url.partition(",")
        if not head.endswith(";base64") or len(text) > 2 * LARGEST:
            raise UnusableError("is not a picture, or is too large")
        try:
            data = b64decode("".join(text.split()), validate=True)
        except ValueError as error:
            raise UnusableError("cannot be decoded") from error
        key = sha256(data).digest()
        if key in self._names:
            return self._names[key]
        name = self._name(key, _type_of(data[:_HEAD]), "")
        self._data[name] = data
        return name

    def _inside(self, reference: str) -> Path:
        if not is_inside(reference):
            raise UnusableError("is not a file in the text's folder")
        folder = self._source.parent.resolve()
        try:
            file = (folder / PurePosixPath(reference)).resolve()
        except (OSError, RuntimeError, ValueError) as error:
            raise UnusableError("cannot be found") from error
        if not file.is_relative_to(folder):
            raise UnusableError("is not a file in the text's folder")
        return file

    def _added(self, file: Path, stem: str) -> str:
        if file in self._names:
            return self._names[file]
        return self._name(file, _media_type(file), stem)

    def _name(self, key: Path | bytes, media_type: str, stem: str) -> str:
        """Return the name of a new picture."""
        if len(self._names) >= _MOST:
            raise UnusableError(f"is one of over {_MOST}")
        stem = stem or f"images/image-{len(self._names) + 1:02}"
        name = f"{stem}.{media_type.removeprefix('image/').replace('jpeg', 'jpg')}"
        self._names[key] = name
        self._resources.append(Resource(name, media_type))
        return name


def is_inside(reference: str) -> bool:
    """Tell whether a path is relative and stays in its folder on every system."""
    anchored = PurePosixPath(reference).anchor or PureWindowsPath(reference).anchor
    parts = {*PurePosixPath(reference).parts, *PureWindowsPath(reference).parts}
    return bool(reference) and not anchored and ".." not in parts and "\0" not in reference


def _media_type(file: Path) -> str:
    """Return the media type that a file's first bytes show. Raises UnusableError."""
    try:
        head = read_bytes(file, LARGEST)[:_HEAD]
    except SourceError as error:
        raise UnusableError(f"cannot be used: {error.what}") from error
    return _type_of(head)


def _type_of(head: bytes) -> str:
    """Return the media type that a picture's first bytes show. Raises UnusableError."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    raise UnusableError("is not a PNG, JPEG, GIF or WebP picture")
