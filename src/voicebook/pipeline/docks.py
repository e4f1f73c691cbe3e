"""Names -> readers, language packs, engines, writers."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from voicebook import plugins
from voicebook.engines.base import Engine
from voicebook.errors import EngineError, Location, SourceError, UsageError
from voicebook.readers.base import Reader
from voicebook.text.language import Language
from voicebook.writers.base import Writer

_log = logging.getLogger(__name__)

PREFERENCE = ("hibari", "piper", "espeak", "pyttsx3")
"""Engines that `auto` tries first: the best voices, then the most languages. Others follow by name."""

_LIGHT = ("text", "markdown", "epub")
"""Readers that are asked first: they serve most sources, and others take longer to import."""


def docked(dock: str, names: Iterable[str]) -> Iterator[Any]:
    """Yield what is docked under names; a plug-in that cannot be imported is passed over, and told."""
    for name in names:
        try:
            yield plugins.load(dock, name)
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
    if code not in plugins.names("languages"):
        return None
    return cast("Language", plugins.load("languages", code))


def primary(tag: str) -> str:
    """Return the language of a BCP 47 tag: "en-GB" -> "en"."""
    return tag.partition("-")[0].lower()


def full_tag(tag: str) -> str:
    """Return a tag with its region where the pack has a default one: "en" -> "en-US"."""
    pack = language_pack(tag)
    return f"{pack.code}-{pack.default_region}" if pack and "-" not in tag else tag


def engine_named(name: str) -> Engine:
    """Return a docked engine that can speak here. Raises UsageError or EngineError."""
    if name not in plugins.names("engines"):
        raise UsageError(
            "VB-U02", f"no engine {name!r}", hint="there are: auto, " + ", ".join(plugins.names("engines"))
        )
    engine = cast("Engine", plugins.load("engines", name))
    missing = engine.missing()
    if missing:
        raise EngineError("VB-E01", f"engine {name} cannot speak here: {missing}", hint="voicebook doctor")
    return engine


def engines() -> Iterator[Engine]:
    """Yield every engine that speaks here, in the order `auto` tries them. To find out takes a while."""
    found: Iterator[Engine] = docked("engines", _in_order("engines", PREFERENCE))
    return (engine for engine in found if engine.capabilities.real and not engine.missing())


def _in_order(dock: str, first: tuple[str, ...]) -> Iterator[str]:
    """Yield the names of a dock, some of them first."""
    names = plugins.names(dock)
    yield from (name for name in first if name in names)
    yield from (name for name in names if name not in first)


def writers_for(formats: tuple[str, ...]) -> tuple[Writer, ...]:
    """Return the writers of formats, in that order. Raises UsageError."""
    unknown = [name for name in formats if name not in plugins.names("writers")]
    if unknown or not formats:
        raise UsageError(
            "VB-U03",
            f"no format {', '.join(unknown)!r}" if unknown else "no format asked for",
            hint="there are: " + ", ".join(plugins.names("writers")),
        )
    return tuple(cast("Writer", plugins.load("writers", name)) for name in dict.fromkeys(formats))
