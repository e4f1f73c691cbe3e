"""`voicebook voices` and `voicebook voices say`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicebook.cli.render import length, plural, say
from voicebook.errors import EngineError, UsageError

if TYPE_CHECKING:
    from voicebook.model.speech import Voice

EPILOG = "Example: voicebook voices --language de"
_LONGEST_TEXT = 2_000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(invoke_without_command=True, epilog=EPILOG)
    group.callback()(voices)
    group.command("say", epilog='Example: voicebook voices say de "Guten Tag." -o tag.wav')(say_text)
    app.add_typer(group, name="voices")


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
        typer.Option("--speed/--no-speed", help="Measure how quick each engine is here."),
    ] = True,
) -> None:
    """List what can speak here.

    Best first for each language. Columns: engine, language, name (for --voice), gender, frames per
    second, how exact word times are, licence, description, and how many seconds of speech a second of CPU
    makes here. Without --voice, a book is spoken by the first that fits its language.
    """
    if context.invoked_subcommand is not None:
        return
    found = [_told(voice) for voice in _listed(engine, language)]
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


def say_text(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A voice or a tag, or ENGINE:VOICE.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to say.")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to.", show_default="NAME.wav"),
    ] = None,
    rate: Annotated[float, typer.Option(min=0.5, max=3.0, help="Tempo, times the voice's own.")] = 1.0,
    pitch: Annotated[float, typer.Option(min=0.5, max=2.0, help="Pitch, times the voice's own.")] = 1.0,
    play: Annotated[bool, typer.Option("--play", help="Play it, where there is a player.")] = False,
) -> None:
    """Say a text in a voice, into a WAV file."""
    from voicebook.epub.naming import slug
    from voicebook.model.speech import SpeechSettings
    from voicebook.speaking import sample as sampling

    if not text.strip() or len(text) > _LONGEST_TEXT:
        raise UsageError("VB-U11", f"a sample has 1 to {_LONGEST_TEXT} characters", hint="build longer texts")
    engine, voice = sampling.find_voice(name)
    speech = sampling.spoken(engine, voice, text, SpeechSettings(rate, pitch))
    path = output or Path(f"{slug(name, 'voice')}.wav")
    sampling.write_wav(speech, path)
    say(f"{path}: {length(speech.frames / speech.rate)}, {voice.engine}: {voice.name}")
    if play:
        sampling.play(path)


def _listed(engine: str | None, language: str | None) -> "list[tuple[Voice, str]]":
    """Return the voices that are asked for, and how exact their word times are. Raises EngineError."""
    from voicebook.docks import engine_named, engines

    found = [
        (voice, each.capabilities.marks)
        for each in ((engine_named(engine),) if engine else engines())
        for voice in each.voices()
        if _fits(voice, language)
    ]
    if not found:
        what = f"no voice speaks {language}" if language else "nothing can speak here"
        raise EngineError("VB-E05", what, hint="`voicebook doctor` says what is missing")
    return found


def _fits(voice: "Voice", language: str | None) -> bool:
    spoken = voice.language.lower()
    return language is None or spoken == language.lower() or spoken.startswith(language.lower() + "-")


def _told(listed: "tuple[Voice, str]") -> dict[str, Any]:
    from dataclasses import asdict

    voice, marks = listed
    return {**asdict(voice), "timing": marks}
