"""Libraries that only some sources need: extras of the package."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from voicebook.errors import Location, SourceError


def needed(module: str, extra: str, source: Path) -> ModuleType:
    """Return a module of an extra. Raises SourceError (VB-R35) with the command where it is missing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise SourceError(
            "VB-R35",
            f"reading {source.suffix} files needs the extra `{extra}`",
            where=Location(str(source)),
            hint=f'pip install "voicebook[{extra}]"; in a checkout: uv run --extra {extra} voicebook build',
        ) from error
