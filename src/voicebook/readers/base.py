"""The reader protocol: a source becomes a publication of XHTML documents."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from voicebook.model.publication import Publication
from voicebook.settings import Settings


class Reader(Protocol):
    """Reads one kind of source."""

    suffixes: tuple[str, ...]  # lower case, with the dot

    def declared(self, source: Path) -> Mapping[str, Any]:
        """Return the settings that a file declares itself (front matter). Raises SourceError."""
        ...

    def read(self, source: Path, settings: Settings) -> Publication:
        """Read one file. Raises SourceError, with the source as its place.

        Settings win over guesses; what the source declares is among them already.
        The publication's metadata holds the outcome; identifier stays empty unless given.
        """
        ...


def nothing_declared(source: Path) -> Mapping[str, Any]:
    """Return nothing: what such a source says of itself is weaker than any setting."""
    del source
    return {}
