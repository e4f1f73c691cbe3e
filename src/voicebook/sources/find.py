"""What to build: files and folders -> sources, each with its settings and a folder of its own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from voicebook.docks import readable
from voicebook.errors import Location, SettingsError, UsageError
from voicebook.settings import FILE, In, checked, joined_tables, names_in, read_settings
from voicebook.sources.metadata_csv import read_catalogue
from voicebook.sources.names import natural, safe_name, with_distinct_folders
from voicebook.sources.source import Source
from voicebook.text.normalize.lexicon_files import NAMES as LEXICONS

_INHERITED = frozenset(names_in(In.FOLDERS).values())
"""Settings that a folder hands down to the folders in it."""

Catalogue = Mapping[str, Mapping[str, Any]]
"""File, relative to the folder that was named -> what metadata.csv says of it."""


def find_sources(named: Iterable[Path], output: Path) -> tuple[Source, ...]:
    """Return the books that files and folders stand for, each once. Raises UsageError, SettingsError."""
    found: dict[tuple[Path, ...], Source] = {}
    for path in named:
        before = len(found)
        for source in _sources(path, output.resolve()):
            found.setdefault(tuple(file.resolve() for file in source.files), source)
        if path.is_dir() and len(found) == before and not any(_sources(path, output.resolve())):
            raise UsageError(
                "VB-U04", f"no text in {path}", hint="put .txt or .md files there, or name another folder"
            )
    return with_distinct_folders(tuple(found.values()))


def _sources(path: Path, output: Path) -> Iterator[Source]:
    if path.is_dir():
        yield from _in_folder(path, path, PurePosixPath(), _NO_LAYERS, {}, output)
    elif path.exists():
        layers = _NO_LAYERS.with_folder(path.parent)
        known = read_catalogue(path.parent).get(path.name, {})
        yield layers.source((path,), path.name, path.name, PurePosixPath(safe_name(path.stem)), known)
    else:
        raise UsageError("VB-U01", f"there is no {path}", hint="name a text or a folder of texts")


@dataclass(frozen=True, slots=True)
class _Layers:
    """Folders inside each other, and what they say together of the texts in the innermost."""

    folders: tuple[Path, ...] = ()  # outermost first
    settings: Mapping[str, Any] = field(default_factory=dict)

    def with_folder(self, folder: Path) -> "_Layers":
        """Return these folders and one inside them. Raises SettingsError."""
        inherited = {name: value for name, value in self.settings.items() if name in _INHERITED}
        own = read_folder_settings(folder)
        return _Layers((*self.folders, folder), {**inherited, **own, **joined_tables(inherited, own)})

    def source(
        self,
        files: tuple[Path, ...],
        label: str,
        root: str,
        folder: PurePosixPath,
        known: Mapping[str, Any],
    ) -> Source:
        """Return a source in the innermost folder; `known` is what metadata.csv says of it."""
        places = (layer / name for layer in (user_folder(), *self.folders) for name in LEXICONS)
        lexicons = tuple(path for path in places if path.is_file())
        return Source(files, label, root, folder, {**self.settings, **known}, lexicons)


_NO_LAYERS = _Layers()


def _in_folder(
    folder: Path,
    root: Path,
    inside: PurePosixPath,
    around: _Layers,
    catalogue: Catalogue,
    output: Path,
) -> Iterator[Source]:
    """Yield the books of a folder: the folder itself, or its files and then its folders."""
    name = root.resolve().name
    try:
        layers = around.with_folder(folder)
        catalogue = {**catalogue, **_below(inside, read_catalogue(folder))}
        if layers.settings.get("book"):
            label = PurePosixPath(name, inside)
            target = PurePosixPath(safe_name(name)) if folder == root else inside
            yield layers.source(_chapters(folder, layers.settings), str(label), name, target, {})
            return
    except SettingsError as error:
        label = PurePosixPath(name, inside, FILE)
        yield Source((folder / FILE,), str(label), name, inside / safe_name(FILE), {}, (), error)
        return
    entries = sorted((entry for entry in folder.iterdir() if _is_inside(entry, root)), key=natural)
    for entry in entries:
        if entry.is_file() and readable(entry) and not entry.name.startswith("."):
            label = PurePosixPath(name, inside, entry.name)
            known = catalogue.get((inside / entry.name).as_posix(), {})
            yield layers.source((entry,), str(label), name, inside / safe_name(entry.stem), known)
    for entry in entries:
        if entry.is_dir() and not entry.name.startswith(".") and entry.resolve() != output:
            yield from _in_folder(entry, root, inside / safe_name(entry.name), layers, catalogue, output)


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
            what = f"the chapter {file.name} is not in the folder"
            hint = f"correct `chapters` in {FILE}, or put the file there"
            raise SettingsError("VB-S08", what, where=where, hint=hint)
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


def user_folder() -> Path:
    """Return where a user keeps a lexicon for all books: ~/.config/voicebook on Linux."""
    import platformdirs

    return platformdirs.user_config_path("voicebook", appauthor=False)


def read_folder_settings(folder: Path) -> Mapping[str, Any]:
    """Return what the voicebook.toml of a folder says, if there is one. Raises SettingsError."""
    path = folder / FILE
    if not path.is_file():
        return {}
    settings = read_settings(path)
    checked(settings, str(path))
    return settings
