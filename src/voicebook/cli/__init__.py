"""The command line: the only package that imports typer and rich.

Commands parse, call one function below, and render. Nothing heavy is imported until one runs.
"""

import logging
import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from voicebook._version import __version__
from voicebook.cli import build, cache, check, doctor, explain, filters, voices
from voicebook.errors import ExitStatus, UsageError, VoicebookError

app = typer.Typer(
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turn texts into talking books, offline.\n\nAn EPUB 3 that highlights each sentence as it is"
    " spoken, and an MP3 for each chapter. Without network, and with nothing else to install.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if wanted:
        typer.echo(f"voicebook {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    *,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Report what is decided, and why.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
    _: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    level = logging.DEBUG if debug else logging.INFO if verbose else logging.WARNING
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("voicebook").setLevel(level)
    if debug:
        os.environ["VOICEBOOK_DEBUG"] = "1"


_COMMANDS: dict[Callable[..., None], str] = {
    build.build: "voicebook build novel.txt -o books --voice en-GB --sample 60s",
    check.check: "voicebook check output/novel/novel.epub --decode",
    explain.explain: "voicebook explain novel.txt --doubtful >> lexicon.tsv",
    filters.normalize: 'echo "By 1946 it had 10 000 members." | voicebook normalize --language en-GB',
    filters.segment: 'echo "He saw Dr. Marsh. It was late." | voicebook segment',
    filters.pronounce: 'echo "The lead pipe, 5 km long" | voicebook pronounce --voice espeak:en-GB',
    doctor.doctor: "voicebook doctor",
}
"""Commands, each with an example."""

for command, example in _COMMANDS.items():
    app.command(epilog=f"Example: {example}")(command)
app.add_typer(voices.app, name="voices")
app.add_typer(cache.app, name="cache")


def main() -> None:
    """Run the command line; the one place where errors become words and an exit status."""
    try:
        app()
    except VoicebookError as error:
        from voicebook.cli.render import show_error

        if os.environ.get("VOICEBOOK_DEBUG"):
            logging.getLogger(__name__).exception("where it comes from")
        show_error(error)
        sys.exit(ExitStatus.USAGE if isinstance(error, UsageError) else ExitStatus.FAILED)
    except KeyboardInterrupt:
        sys.exit(ExitStatus.INTERRUPTED)
