"""A source: what the user named, with what the folders around it say of it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from voicebook.errors import VoicebookError


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
