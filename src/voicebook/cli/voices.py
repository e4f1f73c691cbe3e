"""`voicebook voices` and `voicebook voices say`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicebook.cli.render import length, plural, say

if TYPE_CHECKING:
    from voicebook.model.speech import Voice

app = typer.Typer(invoke_without_command=True, epilog="Example: voicebook voices --language de")


@app.callback()
def voices(
    context: typer.Context,
    *,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Only this language.", show_default="all")
    ] = None,
    engine: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this engine.", show_default="all that work here")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    measure: Annotated[
        bool,
        typer.Option("--speed/--no-speed", help="Measure how fast each engine is here."),
    ] = True,
) -> None:
    """List the voices that can speak here.

    Best first for each language. Columns: engine, language, name (for --voice), gender, frames per
    second, how exact word times are, licence, description, and how many seconds of speech a second of CPU
    makes here. Without --voice, a book is spoken by the first that fits its language.
    """
    if context.invoked_subcommand is not None:
        return
    from voicebook import api

    found = [_row(voice) for voice in api.voices(language, engine=engine)]
    if measure:
        from voicebook.speaking.sample import speeds

        quick = dict(speeds({str(each["engine"]) for each in found}))
        found = [{**each, "speed": round(quick.get(each["engine"], 0.0), 1)} for each in found]
    if as_json:
        import json

        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for each in found:
        speed = (f"{each['speed']:g}x",) if measure else ()
        columns = ("engine", "language", "name", "gender", "rate", "timing", "licence", "description")
        typer.echo("\t".join((*(str(each[name]) or "-" for name in columns), *speed)))
    say(f"{plural(len(found), 'voice')}.")


@app.command("say", epilog='Example: voicebook voices say de "Guten Tag." -o tag.wav')
def say_text(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A voice or a tag, or ENGINE:VOICE.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to say.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to save it.", show_default="NAME.wav"),
    ] = None,
    rate: Annotated[float, typer.Option(min=0.5, max=3.0, help="Tempo, times the voice's own.")] = 1.0,
    pitch: Annotated[float, typer.Option(min=0.5, max=2.0, help="Pitch, times the voice's own.")] = 1.0,
    play: Annotated[bool, typer.Option("--play", help="Play it, if an audio player is found.")] = False,
) -> None:
    """Speak a text in a voice and save it as a WAV file."""
    from voicebook import api
    from voicebook.epub.naming import slug
    from voicebook.speaking import sample

    speech = api.say(text, name, rate=rate, pitch=pitch)
    path = output or Path(f"{slug(name, 'voice')}.wav")
    sample.write_wav(speech, path)
    say(f"{path}: {length(speech.frames / speech.rate)}, {name}")
    if play:
        sample.play(path)


def _row(voice: "Voice") -> dict[str, Any]:
    from dataclasses import asdict

    from voicebook.docks import engine_of

    return {**asdict(voice), "timing": engine_of(voice.engine).capabilities.marks}
