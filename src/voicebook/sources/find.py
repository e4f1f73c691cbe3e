"""What to build: files and folders -> books, each with its settings and a folder of its own."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from voicebook.docks import readable
from voicebook.errors import Location, SettingsError, UsageError, VoicebookError
from voicebook.settings import FILE, In, checked, joined_tables, names_in, read_settings
from voicebook.sources.metadata_csv import read_catalogue
from voicebook.text.normalize.lexicon_files import NAMES as LEXICONS

_INHERITED = frozenset(names_in(In.FOLDERS).values())
"""Settings that a folder hands down to the folders in it."""
Catalogue = Mapping[str, Mapping[str, Any]]
"""File, relative to the folder that was named -> what metadata.csv says of it."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Source:
    """One book to be."""

    files: tuple[Path, ...]  # more than one where a folder is one book
    label: str  # how reports name it: relative to what was named, the same in every working folder
    root: str  # name of what was named on the command line
    folder: PurePosixPath  # of its outputs, relative to the output folder
    settings: Mapping[str, Any]  # what voicebook.toml files say, merged
    lexicons: tuple[Path, ...]  # the user's own, then outermost first
    fault: VoicebookError | None = None  # why it cannot be built: its settings are broken

    @property
    def name(self) -> str:
        """Return the name of the output folder and of the EPUB in it."""
        return self.folder.name

    @property
    def size(self) -> int:
        """Bytes of its files, 0 where they cannot be looked at."""
        with suppress(OSError):
            return sum(path.stat().st_size for path in self.files)
        return 0

    @property
    def place(self) -> str:
        """Return how errors name it."""
        return str(self.files[0] if len(self.files) == 1 else self.files[0].parent)


def find_sources(named: Iterable[Path], output: Path) -> tuple[Source, ...]:
    """Return the books that files and folders stand for, none twice. Raises UsageError, SettingsError."""
    found: dict[tuple[Path, ...], Source] = {}
    for path in named:
        before = len(found)
        for source in _sources(path, output.resolve()):
            found.setdefault(tuple(file.resolve() for file in source.files), source)
        if path.is_dir() and len(found) == before and not any(_sources(path, output.resolve())):
            raise UsageError(
                "VB-U04", f"no text in {path}", hint="put .txt or .md files there, or name another folder"
            )
    return _distinct(tuple(found.values()))


def _sources(path: Path, output: Path) -> Iterator[Source]:
    if path.is_dir():
        yield from _in_folder(path, path, (), PurePosixPath(), output)
    elif path.exists():
        layers = (path.parent,)
        target = PurePosixPath(safe_name(path.stem))
        yield _source(
            (path,), path.name, path.name, target, layers, read_catalogue(path.parent).get(path.name)
        )
    else:
        raise UsageError("VB-U01", f"there is no {path}", hint="name a text or a folder of texts")


def _in_folder(
    folder: Path,
    root: Path,
    above: tuple[Path, ...],
    inside: PurePosixPath,
    output: Path,
    catalogue: Catalogue | None = None,
) -> Iterator[Source]:
    """Yield the books of a folder: the folder itself, or its files and then its folders."""
    catalogue = catalogue or {}
    name = root.resolve().name
    layers = (*above, folder)
    try:
        settings = _layer(folder)
        catalogue = {**catalogue, **_below(inside, read_catalogue(folder))}
        if settings.get("book"):
            label = PurePosixPath(name, inside)
            target = PurePosixPath(safe_name(name)) if folder == root else inside
            yield _source(_chapters(folder, settings), str(label), name, target, layers)
            return
    except SettingsError as error:
        label = PurePosixPath(name, inside, FILE)
        yield Source((folder / FILE,), str(label), name, inside / safe_name(FILE), {}, (), error)
        return
    entries = sorted((entry for entry in folder.iterdir() if _is_inside(entry, root)), key=natural)
    for entry in entries:
        if entry.is_file() and readable(entry) and not entry.name.startswith("."):
            label = PurePosixPath(name, inside, entry.name)
            known = catalogue.get((inside / entry.name).as_posix())
            yield _source((entry,), str(label), name, inside / safe_name(entry.stem), layers, known)
    for entry in entries:
        if entry.is_dir() and not entry.name.startswith(".") and entry.resolve() != output:
            yield from _in_folder(entry, root, layers, inside / safe_name(entry.name), output, catalogue)


def _below(folder: PurePosixPath, catalogue: Catalogue) -> Catalogue:
    """Return a catalogue with its files as seen from the folder that was named."""
    return {(folder / file).as_posix(): settings for file, settings in catalogue.items()}


def _is_inside(path: Path, root: Path) -> bool:
    """Tell whether a path, its links followed, lies in the folder that was named."""
    return path.resolve().is_relative_to(root.resolve()) and not (path.is_symlink() and path.is_dir())


def _chapters(folder: Path, settings: Mapping[str, Any]) -> tuple[Path, ...]:
    """Return the files of a folder that is one book: as listed, else in natural order."""
    where = Location(str(folder / FILE))
    listed = [folder / str(name) for name in settings.get("chapters") or ()]
    for file in listed:
        if not _is_inside(file, folder) or not file.is_file():
            raise SettingsError("VB-S08", f"chapter {file.name} is not in the folder", where=where)
    files = listed or sorted(
        (
            file
            for file in folder.rglob("*")
            if file.is_file()
            and readable(file)
            and _is_inside(file, folder)
            and not file.name.startswith(".")
        ),
        key=lambda file: natural(file.relative_to(folder)),
    )
    if not files:
        raise SettingsError("VB-S09", "the book has no chapters", where=where, hint="put texts beside it")
    return tuple(files)


def _source(
    files: tuple[Path, ...],
    label: str,
    root: str,
    folder: PurePosixPath,
    layers: tuple[Path, ...],
    known: Mapping[str, Any] | None = None,
) -> Source:
    settings: dict[str, Any] = {}
    for layer in layers:
        handed_down = {name: value for name, value in settings.items() if name in _INHERITED}
        own = _layer(layer)
        settings = {**handed_down, **own, **joined_tables(handed_down, own)}
    settings |= known or {}
    places = (layer / name for layer in (user_folder(), *layers) for name in LEXICONS)
    lexicons = tuple(path for path in places if path.is_file())
    return Source(files, label, root, folder, settings, lexicons)


def user_folder() -> Path:
    """Return where a user keeps a lexicon for all books: ~/.config/voicebook on Linux."""
    import platformdirs

    return platformdirs.user_config_path("voicebook", appauthor=False)


def _layer(folder: Path) -> Mapping[str, Any]:
    """Return the settings of one folder. Raises SettingsError."""
    path = folder / FILE
    if not path.is_file():
        return {}
    settings = read_settings(path)
    checked(settings, str(path))
    return settings


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


def _distinct(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Give sources that would share an output folder names from suffix and path, never from order."""
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
