"""Entry-point lookup. Names no implementation: our own parts come in by the same door."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any


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
