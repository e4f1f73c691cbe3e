"""`voicebook check`."""

from pathlib import Path
from typing import Annotated

import typer

from voicebook.cli.render import finding_line, length, plural, say
from voicebook.errors import ExitStatus


def check(
    books: Annotated[list[Path], typer.Argument(metavar="BOOK.epub", help="Books to check.")],
    *,
    decode: Annotated[
        bool, typer.Option("--decode", help="Decode all audio and measure it (a second for ten minutes).")
    ] = False,
) -> None:
    """Check that a talking book is complete and correct.

    All visible text is narrated, in order, at the right times, and the metadata is true.
    Exits with 0 if nothing is wrong, 1 if something is, 2 if there is no such file.
    """
    from voicebook import api

    clean = True
    for book in books:
        found = api.check(book, decode=decode)
        for finding in found.findings:
            print(finding_line(finding))  # noqa: T201 - the command's result
        words = f"{found.narrated:,} of {plural(found.visible, 'visible word')} narrated"
        loud = "" if found.loudness is None else f", {found.loudness:.1f} LUFS"
        loud += "" if found.peak is None else f", peak {found.peak:.1f} dBFS"
        say(f"{book}: {words}, {length(found.seconds)}{loud}, {plural(len(found.findings), 'finding')}")
        clean = clean and found.is_clean
    if not clean:
        raise typer.Exit(ExitStatus.FAILED)
