"""`voicebook normalize`."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from voicebook.errors import Location, SourceError, UsageError

if TYPE_CHECKING:
    from voicebook.model.speech import SpokenForm

EPILOG = 'Example: echo "By 1946 it had 10 000 members." | voicebook normalize --language en-GB'


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EPILOG)(normalize)


def normalize(
    file: Annotated[Path | None, typer.Argument(help="A text, UTF-8.", show_default="standard input")] = None,
    *,
    language: Annotated[str, typer.Option(metavar="TAG", help="Language; en means en-US.")] = "en",
    lexicon: Annotated[
        Path | None,
        typer.Option(metavar="TSV", help="Your own pronunciations, read first.", show_default=False),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help='Print {"spoken": …, "map": [[s0, s1, w0, w1], …]}.')
    ] = False,
    document: Annotated[
        bool, typer.Option("--document", help="All lines are one document and explain each other.")
    ] = False,
) -> None:
    """Print what the voice would say.

    A line of spoken text for each line of input. Each line is a document of its own unless
    --document says otherwise.
    """
    from voicebook.docks import full_tag, language_pack
    from voicebook.text.context import read_context
    from voicebook.text.lexicon import EMPTY
    from voicebook.text.lexicon_files import read_lexicon
    from voicebook.text.normalize import normalize_document

    pack, tag = language_pack(language), full_tag(language)
    if pack is None:
        raise UsageError("VB-U08", f"no language pack for {language!r}", hint="there is: en")
    own = read_lexicon(lexicon)[0] if lexicon else EMPTY
    with _opened(file) as source:
        lines: Iterator[str] | list[str] = _lines(source)
        context = None
        if document:
            lines = list(lines)
            context = read_context(lines, tag)
        for line in lines:
            form = normalize_document(line, pack, tag, own, context)
            _write(_as_json(form, line) if as_json else form.text)


def _opened(file: Path | None) -> "nullcontext[BinaryIO] | BinaryIO":
    if file is None:
        return nullcontext(sys.stdin.buffer)
    try:
        return file.open("rb")
    except OSError as error:
        raise UsageError("VB-U01", f"{file} cannot be read: {error.strerror}", hint="name a text") from error


def _lines(source: BinaryIO) -> Iterator[str]:
    """Yield lines without their end, which is a line feed and nothing else."""
    for number, line in enumerate(source, start=1):
        try:
            yield line.removesuffix(b"\n").decode("utf-8")
        except UnicodeDecodeError as error:
            raise SourceError(
                "VB-R09", "the input is not UTF-8", where=Location(line=number), hint="convert it first"
            ) from error


def _as_json(form: "SpokenForm", written: str) -> str:
    import json

    from voicebook.text.normalize import spoken_map

    return json.dumps({"spoken": form.text, "map": spoken_map(form, written)}, ensure_ascii=False)


def _write(line: str) -> None:
    sys.stdout.buffer.write(line.encode("utf-8", "surrogatepass").replace(b"\n", b" ") + b"\n")
    sys.stdout.buffer.flush()
