"""`voicebook segment`."""

from typing import Annotated

import typer

from voicebook.cli import lines

EPILOG = 'Example: echo "He saw Dr. Marsh. It was late." | voicebook segment'
_END = " ¦ "


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(segment)


def segment(
    file: lines.File = None,
    *,
    language: lines.Language = "en",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print [[start, end], …] in code points of the line.")
    ] = False,
) -> None:
    """Print where sentences end.

    Each line of input is a paragraph, and is printed with " ¦ " between its sentences. An empty line
    stays empty, so that line numbers match.
    """
    from voicebook import api

    with lines.read_lines(file) as source:
        for line in source:
            spans = api.segment(line, language)
            if as_json:
                lines.write_json([[span.start, span.end] for span in spans])
            else:
                lines.write_line(_END.join(span.of(line) for span in spans))
