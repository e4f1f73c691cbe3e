"""`voicebook doctor`."""

import sys

import typer

from voicebook._version import __version__
from voicebook.errors import ExitStatus


def doctor() -> None:
    """Show what works here and how to get what is missing.

    Exits with 1 if no book could be built.
    """
    from voicebook import docks
    from voicebook.speaking.diagnosis import diagnoses

    typer.echo(f"ok       voicebook {__version__}, Python {sys.version.split()[0]}")
    encodes = speaks = False
    for each in diagnoses():
        typer.echo(f"missing  {each.what}: {each.missing}" if each.missing else f"ok       {each.what}")
        speaks = speaks or (each.speaks and not each.missing)
        encodes = encodes or not (each.speaks or each.missing)
    for dock in ("readers", "languages", "writers"):
        typer.echo(f"ok       {dock}: {', '.join(docks.names(dock))}")
    if not (encodes and speaks):
        raise typer.Exit(ExitStatus.FAILED)
