"""`voicebook pronounce`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicebook.cli import lines

if TYPE_CHECKING:
    from voicebook.model.explanation import PronouncedWord

EPILOG = 'Example: echo "The lead pipe, 5 km long" | voicebook pronounce --voice espeak:en-GB'


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(pronounce)


def pronounce(
    file: lines.File = None,
    *,
    language: Annotated[
        str | None,
        typer.Option(metavar="TAG", help="Language of the text.", show_default="that of the voice, or en"),
    ] = None,
    voice: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="A voice or a tag, or ENGINE:VOICE.",
            show_default="the first that fits the language",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help='Print [{"word": …, "ipa": …, "written": [start, end]}, …].')
    ] = False,
) -> None:
    """Print how the voice says each word.

    Each line of input is a paragraph. For each word that is said for it, numbers and abbreviations
    resolved, a line: word, tab, IPA. Then an empty line. "written" is what of the line the word is said
    for, in code points. A voice that does not tell its phonemes is an error.
    """
    from voicebook.speaking.open_voice import open_voice

    with lines.read_lines(file) as source, open_voice(voice, language) as opened:
        for line in source:
            words = opened.pronounce(line)
            if as_json:
                lines.write_json([_row(word) for word in words])
            else:
                for word in words:
                    lines.write_line(f"{word.word}\t{word.ipa}")
                lines.write_line("")


def _row(word: "PronouncedWord") -> dict[str, Any]:
    return {"word": word.word, "ipa": word.ipa, "written": [word.written.start, word.written.end]}
