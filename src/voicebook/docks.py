"""Names -> readers, language packs, engines, writers, by entry points.

No implementation is named here: our own parts come in by the same door as those of others.
"""

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, cast

from voicebook.engines.base import Engine, ModelEngine
from voicebook.errors import EngineError, Location, SourceError, UsageError
from voicebook.readers.base import Reader
from voicebook.text.language import Language
from voicebook.writers.base import Writer

_log = logging.getLogger(__name__)

_LIGHT = ("text", "markdown", "epub")
"""Readers that are asked first: they serve most sources, and others take longer to import."""


@cache
def _installed(dock: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"voicebook.{dock}")}


def names(dock: str) -> tuple[str, ...]:
    """Return what is docked at "readers", "languages", "engines" or "writers", sorted by name."""
    return tuple(sorted(_installed(dock)))


@cache
def load(dock: str, name: str) -> Any:
    """Return the object docked under `name`; KeyError if there is none, ImportError as it comes."""
    return _installed(dock)[name].load()


def engine_of(name: str) -> Engine:
    """Return the engine of a voice, which may not be able to speak here. KeyError if there is none."""
    return cast("Engine", load("engines", name))


def docked(dock: str, wanted: Iterable[str]) -> Iterator[Any]:
    """Yield what is docked under names; a plug-in that cannot be imported is passed over, and told."""
    for name in wanted:
        try:
            yield load(dock, name)
        except ImportError as error:
            _log.warning("the plug-in %s of %s cannot be used: %s", name, dock, error)


def reader_for(path: Path) -> Reader:
    """Return the reader of a file, by its suffix. Raises SourceError."""
    known: list[str] = []
    readers: Iterator[Reader] = docked("readers", _in_order("readers", _LIGHT))
    for reader in readers:
        if path.suffix.lower() in reader.suffixes:
            return reader
        known += reader.suffixes
    raise SourceError(
        "VB-R01",
        f"no reader for {path.suffix or 'a file without a suffix'}",
        where=Location(str(path)),
        hint="voicebook reads " + ", ".join(sorted(known)),
    )


def readable(path: Path) -> bool:
    """Tell whether some reader takes a file of this name."""
    try:
        return reader_for(path) is not None
    except SourceError:
        return False


def language_pack(tag: str) -> Language | None:
    """Return the language pack of a BCP 47 tag, None if there is none."""
    code = primary(tag)
    if code not in names("languages"):
        return None
    return cast("Language", load("languages", code))


def primary(tag: str) -> str:
    """Return the language of a BCP 47 tag: "en-GB" -> "en"."""
    return tag.partition("-")[0].lower()


def full_tag(tag: str) -> str:
    """Return a tag with its region where the pack has a default one: "en" -> "en-US"."""
    pack = language_pack(tag)
    return f"{pack.code}-{pack.default_region}" if pack and "-" not in tag else tag


def engine_named(name: str) -> Engine:
    """Return a docked engine that can speak here. Raises UsageError or EngineError."""
    if name not in names("engines"):
        raise unknown_engine(name)
    engine = engine_of(name)
    missing = engine.missing()
    if missing:
        raise EngineError("VB-E01", f"engine {name} cannot speak here: {missing}", hint="voicebook doctor")
    return engine


def unknown_engine(name: str) -> UsageError:
    """Return the error of an engine that is not docked."""
    there = ", ".join(names("engines"))
    return UsageError("VB-U02", f"there is no engine {name!r}", hint=f"there are: auto, {there}")


def engines(language: str = "") -> Iterator[Engine]:
    """Yield every engine that speaks here, by its rank for a language; to find out takes a while.

    Those of the same rank follow by name.
    """
    ranked = sorted(docked_engines(), key=lambda engine: -engine.capabilities.rank_for(language))
    return (engine for engine in ranked if engine.capabilities.real and not engine.missing())


def model_engines() -> tuple[ModelEngine, ...]:
    """Return the engines that speak models on the disk, whether they can speak here or not."""
    ranked = sorted(docked_engines(), key=lambda engine: -engine.capabilities.rank_for(""))
    return tuple(cast("ModelEngine", engine) for engine in ranked if engine.capabilities.models)


def docked_engines() -> Iterator[Engine]:
    """Yield all engines by name, whether they can speak here or not."""
    return docked("engines", names("engines"))


def _in_order(dock: str, first: tuple[str, ...]) -> Iterator[str]:
    """Yield the names of a dock, some of them first."""
    here = names(dock)
    yield from (name for name in first if name in here)
    yield from (name for name in here if name not in first)


def writers_for(formats: tuple[str, ...]) -> tuple[Writer, ...]:
    """Return the writers of formats, in that order. Raises UsageError."""
    check_formats(formats)
    return tuple(cast("Writer", load("writers", name)) for name in dict.fromkeys(formats))


def check_formats(formats: tuple[str, ...]) -> None:
    """See that there is a writer for each format; none is imported. Raises UsageError."""
    unknown = [name for name in formats if name not in names("writers")]
    if unknown or not formats:
        raise UsageError(
            "VB-U03",
            f"no format {', '.join(unknown)!r}" if unknown else "no format asked for",
            hint="there are: " + ", ".join(names("writers")),
        )
