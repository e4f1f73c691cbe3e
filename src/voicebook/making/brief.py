"""What is settled of a book before its text is read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from voicebook.docks import check_formats, names, reader_for, unknown_engine, writers_for
from voicebook.errors import Location, SettingsError, UsageError, VoicebookError, WriteError
from voicebook.model.proof import Proof
from voicebook.planning.voices import AUTO, VoiceChain, voice_chain
from voicebook.settings import Settings, checked, merged
from voicebook.sources.source import Source
from voicebook.writers.base import Writer


@dataclass(frozen=True, slots=True)
class Brief:
    """One book to be made: everything that is settled before its text is read."""

    source: Source
    settings: Settings
    voices: VoiceChain
    proof: Proof | None = None  # some chapters, or a minute, as a book of its own

    @property
    def folder(self) -> PurePosixPath:
        """The folder of the book, relative to the output folder."""
        return book_folder(self.source, self.proof)

    @property
    def writers(self) -> tuple[Writer, ...]:
        """Who writes the formats that are asked for. Raises UsageError."""
        return writers_for(self.settings.formats)

    @property
    def name(self) -> str:
        """The name of the book's folder and of the EPUB in it."""
        return self.folder.name


def book_folder(source: Source, proof: Proof | None) -> PurePosixPath:
    """Return the folder of a book, or of a proof of it, relative to the output folder."""
    return source.folder if proof is None else source.folder.with_name(f"{source.name}-proof")


def brief_for(source: Source, given: Mapping[str, Any], proof: Proof | None = None) -> Brief:
    """Return what a source and the settings that were `given` for all books ask for.

    What is given wins over what the source and its folder say. Raises VoicebookError.
    """
    if source.fault is not None:
        raise source.fault
    with naming_source(source):
        reader = reader_for(source.files[0])
        declared = reader.declared(source.files[0]) if len(source.files) == 1 else {}
        settings = merged(source.settings, declared, given, source=source.place)
        return Brief(source, settings, voice_chain(settings), proof)


def checked_request(given: Mapping[str, Any]) -> Settings:
    """Return the settings that are asked for all books, so that what cannot be is refused before any begins.

    Raises UsageError.
    """
    try:
        settings = checked(given, "the request")
    except SettingsError as error:
        raise UsageError(error.code, error.what, hint=error.hint) from error
    check_formats(settings.formats)
    for name in settings.engine.split(","):
        if name.strip() not in {AUTO, *names("engines")}:
            raise unknown_engine(name.strip())
    return settings


@contextmanager
def naming_source(source: Source) -> Iterator[None]:
    """Let errors that leave the block say which source they are about. Raises VoicebookError."""
    try:
        yield
    except VoicebookError as error:
        where = replace(error.where, source=error.where.source or source.place)
        raise type(error)(error.code, error.what, where=where, hint=error.hint) from error
    except OSError as error:
        raise WriteError(
            "VB-W02",
            f"a file cannot be read or written: {error.strerror or error}",
            where=Location(source.place),
            hint="check free disk space and write permission for the output folder",
        ) from error
