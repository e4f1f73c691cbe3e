"""`voicebook normalize`."""

from pathlib import Path
from typing import Annotated

import typer

from voicebook.cli import lines

EPILOG = 'Example: echo "By 1946 it had 10 000 members." | voicebook normalize --language en-GB'


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(normalize)


def normalize(
    file: lines.File = None,
    *,
    language: lines.Language = "en",
    lexicon: Annotated[
        Path | None,
        typer.Option(metavar="TSV", help="Your own pronunciations, read first.", show_default=False),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help='Print {"spoken": …, "map": [[s0, s1, w0, w1], …]}.')
    ] = False,
    document: Annotated[
        bool,
        typer.Option(
            "--document",
            help="Treat all lines as one document, so that an abbreviation explained in one is known in the"
            " others.",
        ),
    ] = False,
) -> None:
    """Print what the voice would say.

    A line of spoken text for each line of input. Each line is a document of its own unless
    --document says otherwise.
    """
    from voicebook.planning.lines import normalized_lines
    from voicebook.text.normalize.normalizer import spoken_map

    with lines.read_lines(file) as source:
        for line, form in normalized_lines(source, language, lexicon, together=document):
            if as_json:
                lines.write_json({"spoken": form.text, "map": spoken_map(form, line)})
            else:
                lines.write_line(form.text)
