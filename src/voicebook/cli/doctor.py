"""`voicebook doctor`."""

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import typer

from voicebook._version import __version__
from voicebook.errors import EncodeError, ExitStatus, VoicebookError

if TYPE_CHECKING:
    from voicebook.engines.base import Engine

EPILOG = "Example: voicebook doctor"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(doctor)


def doctor() -> None:
    """Show what works here and how to get what is missing.

    Exits with 1 if no book could be built.
    """
    from voicebook import docks

    typer.echo(f"ok       voicebook {__version__}, Python {sys.version.split()[0]}")
    encoder = _missing_encoder()
    _tell("encoder (ffmpeg)", encoder)
    real = [engine for engine in docks.docked_engines() if engine.capabilities.real]
    missing = {engine.name: _missing(engine) for engine in real}
    for name, what in missing.items():
        _tell(f"engine {name}", what)
    for dock in ("readers", "languages", "writers"):
        typer.echo(f"ok       {dock}: {', '.join(docks.names(dock))}")
    if encoder or all(missing.values()):
        raise typer.Exit(ExitStatus.FAILED)


def _missing_encoder() -> str:
    from voicebook.audio.ffmpeg import executable

    try:
        executable()
    except EncodeError as error:
        return f"{error.what}; {error.hint}"
    return ""


def _missing(engine: "Engine") -> str:
    """Have an engine say a word, and return what goes wrong."""
    from voicebook.model.speech import SpeechSettings, Word

    try:
        if missing := engine.missing():
            return missing
        with closing(engine.open(engine.voices()[0], SpeechSettings())) as session:
            return "" if any(session.synth((Word("hello"),)).pcm) else "it makes no sound"
    except VoicebookError as error:
        return f"{error.what}; {error.hint}"


def _tell(what: str, missing: str) -> None:
    typer.echo(f"missing  {what}: {missing}" if missing else f"ok       {what}")
