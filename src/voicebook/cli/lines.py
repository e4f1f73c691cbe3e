"""What the filters share: lines from a file or standard input, answered one by one as they come."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from voicebook.errors import Location, SourceError, UsageError

File = Annotated[Path | None, typer.Argument(help="A text, UTF-8.", show_default="standard input")]
Language = Annotated[str, typer.Option(metavar="TAG", help="Language of the text; en means en-US.")]


@contextmanager
def read_lines(file: Path | None) -> Iterator[Iterator[str]]:
    """Open a text as lines without their end, which is a line feed and nothing else.

    Raises UsageError, and SourceError at a line that is not UTF-8.
    """
    if file is None:
        yield _decoded(sys.stdin.buffer)
        return
    try:
        source = file.open("rb")
    except OSError as error:
        raise UsageError("VB-U01", f"{file} cannot be read: {error.strerror}", hint="name a text") from error
    with source:
        yield _decoded(source)


def _decoded(source: Iterator[bytes]) -> Iterator[str]:
    for number, line in enumerate(source, start=1):
        try:
            yield line.removesuffix(b"\n").decode("utf-8")
        except UnicodeDecodeError as error:
            raise SourceError(
                "VB-R09", "the input is not UTF-8", where=Location(line=number), hint="convert it first"
            ) from error


def write_json(answer: Any) -> None:
    """Print data as one line of JSON, at once."""
    write_line(json.dumps(answer, ensure_ascii=False))


def write_line(text: str) -> None:
    """Print one line, at once."""
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass").replace(b"\n", b" ") + b"\n")
    sys.stdout.buffer.flush()
