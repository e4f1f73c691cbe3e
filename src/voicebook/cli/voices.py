"""`voicebook voices`."""

from typing import TYPE_CHECKING, Annotated

import typer

from voicebook.cli.render import plural, say
from voicebook.errors import EngineError

if TYPE_CHECKING:
    from voicebook.model.speech import Voice

EPILOG = "Example: voicebook voices --language de"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(voices)


def voices(
    *,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Only this language.", show_default="all")
    ] = None,
    engine: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this engine.", show_default="all that work here")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what can speak here.

    Best first for each language. Columns: engine, language, name (for --voice), description.
    Without --voice, a book is spoken by the first that fits its language.
    """
    from voicebook.pipeline.docks import engine_named, engines

    speaking = (engine_named(engine),) if engine else engines()
    found = [voice for each in speaking for voice in each.voices() if _fits(voice, language)]
    if not found:
        what = f"no voice speaks {language}" if language else "nothing can speak here"
        raise EngineError("VB-E05", what, hint="`voicebook doctor` says what is missing")
    if as_json:
        _print_json(found)
        return
    for voice in found:
        typer.echo(f"{voice.engine}\t{voice.language}\t{voice.name}\t{voice.description}")
    say(f"{plural(len(found), 'voice')}.")


def _fits(voice: "Voice", language: str | None) -> bool:
    spoken = voice.language.lower()
    return language is None or spoken == language.lower() or spoken.startswith(language.lower() + "-")


def _print_json(found: "list[Voice]") -> None:
    import json
    from dataclasses import asdict

    typer.echo(json.dumps([asdict(voice) for voice in found], ensure_ascii=False, indent=2))
