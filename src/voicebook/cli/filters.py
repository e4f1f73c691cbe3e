"""The filters `voicebook normalize`, `segment` and `pronounce`: lines in, each answered as it comes."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from voicebook.errors import Location, SourceError, UsageError

File = Annotated[Path | None, typer.Argument(help="A text, UTF-8.", show_default="standard input")]
Language = Annotated[str, typer.Option(metavar="TAG", help="Language of the text; en means en-US.")]


def normalize(
    file: File = None,
    *,
    language: Language = "en",
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

    with _read_lines(file) as source:
        for line, form in normalized_lines(source, language, lexicon, together=document):
            if as_json:
                _write_json({"spoken": form.text, "map": spoken_map(form, line)})
            else:
                _write_line(form.text)


def segment(
    file: File = None,
    *,
    language: Language = "en",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print [[start, end], …] in code points of the line.")
    ] = False,
) -> None:
    """Print where sentences end.

    Each line of input is a paragraph, and is printed with " ¦ " between its sentences. An empty line
    stays empty, so that line numbers match.
    """
    from voicebook import api

    with _read_lines(file) as source:
        for line in source:
            spans = api.segment(line, language)
            if as_json:
                _write_json([[span.start, span.end] for span in spans])
            else:
                _write_line(" ¦ ".join(span.of(line) for span in spans))


def pronounce(
    file: File = None,
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

    with _read_lines(file) as source, open_voice(voice, language) as opened:
        for line in source:
            words = opened.pronounce(line)
            if as_json:
                _write_json(
                    [
                        {
                            "word": each.word,
                            "ipa": each.ipa,
                            "written": [each.written.start, each.written.end],
                        }
                        for each in words
                    ]
                )
            else:
                for each in words:
                    _write_line(f"{each.word}\t{each.ipa}")
                _write_line("")


@contextmanager
def _read_lines(file: Path | None) -> Iterator[Iterator[str]]:
    """Open a text as lines without their end, which is a line feed and nothing else.

    Raises UsageError, and SourceError at a line that is not UTF-8.
    """
    try:
        opened = nullcontext(sys.stdin.buffer) if file is None else file.open("rb")
    except OSError as error:
        raise UsageError("VB-U01", f"{file} cannot be read: {error.strerror}", hint="name a text") from error
    with opened as source:
        yield _decoded(source)


def _decoded(source: Iterator[bytes]) -> Iterator[str]:
    for number, line in enumerate(source, start=1):
        try:
            yield line.removesuffix(b"\n").decode("utf-8")
        except UnicodeDecodeError as error:
            raise SourceError(
                "VB-R09", "the input is not UTF-8", where=Location(line=number), hint="convert it first"
            ) from error


def _write_json(answer: Any) -> None:
    """Print data as one line of JSON, at once."""
    _write_line(json.dumps(answer, ensure_ascii=False))


def _write_line(text: str) -> None:
    """Print one line, at once."""
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass").replace(b"\n", b" ") + b"\n")
    sys.stdout.buffer.flush()
