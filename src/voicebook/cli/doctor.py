"""`voicebook doctor`."""

import sys
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
    from voicebook.docks import engines

    typer.echo(f"ok       voicebook {__version__}, Python {sys.version.split()[0]}")
    encoder = _missing_encoder()
    _tell("encoder (ffmpeg)", encoder)
    for name in docks.names("engines"):
        engine: Engine = docks.load("engines", name)
        if engine.capabilities.real:
            _tell(f"engine {name}", _missing(engine))
    for dock in ("readers", "languages", "writers"):
        typer.echo(f"ok       {dock}: {', '.join(docks.names(dock))}")
    if encoder or next(engines(), None) is None:
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
        missing = engine.missing()
        if missing:
            return missing
        session = engine.open(engine.voices()[0], SpeechSettings())
        try:
            speech = session.synth((Word("hello"),))
        finally:
            session.close()
    except VoicebookError as error:
        return f"{error.what}; {error.hint}"
    return "" if speech.frames else "it makes no sound"


def _tell(what: str, missing: str) -> None:
    typer.echo(f"missing  {what}: {missing}" if missing else f"ok       {what}")
