"""`voicebook explain`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicebook.cli.render import plural, say

if TYPE_CHECKING:
    from voicebook.model.speech import Reading
    from voicebook.pipeline.narration import SaidSentence

EPILOG = "Example: voicebook explain novel.txt --doubtful"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(explain)


def explain(
    source: Annotated[Path, typer.Argument(help="A text that voicebook reads.")],
    *,
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Language of the text.", show_default="detected")
    ] = None,
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Only what is a guess.")] = False,
) -> None:
    """Show what is said unlike it is written, and why.

    Columns: document and sentence, written, spoken, class and rule, and "guess" where it is one.
    """
    from voicebook.pipeline.build import Options, opened
    from voicebook.pipeline.sources import find_sources

    asked = {"language": language} if language else {}
    count = 0
    for each in find_sources([source], Path("output")):
        if each.fault is not None:
            raise each.fault
        narration = opened(each, Options(settings=asked))
        for document in narration.book.spine:
            for _, said in narration.said(document):
                for line in _lines(document, said, doubtful=doubtful):
                    count += 1
                    typer.echo(line)
    say(f"{plural(count, 'reading')} {'in doubt' if doubtful else 'differ from what is written'}.")


def _lines(document: str, said: "tuple[SaidSentence, ...]", *, doubtful: bool) -> Iterator[str]:
    for each in said:
        for reading in each.spoken.readings:
            written = reading.written.of(each.sentence.written)
            spoken = reading.spoken.of(each.spoken.text)
            changed = reading.kind != "plain" and " ".join(written.split()) != spoken.strip()
            if changed and (reading.doubt or not doubtful):
                yield "\t".join(_columns(document, each, reading, written, spoken))


def _columns(
    document: str, said: "SaidSentence", reading: "Reading", written: str, spoken: str
) -> Iterator[str]:
    yield f"{document}#{said.sentence.id}"
    yield " ".join(written.split())
    yield spoken.strip() or "(silent)"
    yield f"{reading.kind}: {reading.rule}" if reading.rule else reading.kind
    if reading.doubt:
        yield "guess"
