"""Lines of plain text on their own, outside of a book: what is said for them, and where sentences end."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from voicebook.docks import full_tag, language_pack, names
from voicebook.errors import UsageError
from voicebook.model.publication import Span
from voicebook.model.speech import SpokenForm
from voicebook.text.normalize.context import read_context
from voicebook.text.normalize.lexicon import EMPTY
from voicebook.text.normalize.lexicon_files import read_lexicon
from voicebook.text.normalize.normalizer import normalize_document
from voicebook.text.sentences.segment import segment


def normalized_lines(
    lines: Iterable[str], language: str, lexicon: Path | None = None, *, together: bool = False
) -> Iterator[tuple[str, SpokenForm]]:
    """Yield each line with its spoken form, as soon as it is read.

    Each is a document of its own; `together` they are one, read to its end first, so that an abbreviation
    explained in one line is known in the others. Raises UsageError where there is no language pack.
    """
    pack, tag = language_pack(language), full_tag(language)
    if pack is None:
        there = ", ".join(names("languages"))
        raise UsageError("VB-U08", f"there is no language pack for {language!r}", hint=f"there are: {there}")
    own = read_lexicon(lexicon)[0] if lexicon else EMPTY
    context = None
    if together:
        lines = list(lines)
        context = read_context(lines, tag)
    for line in lines:
        yield line, normalize_document(line, pack, tag, own, context)


def sentence_spans(line: str, language: str) -> tuple[Span, ...]:
    """Return the sentences of a line; they tile it but for white space."""
    return segment(line, language_pack(language), full_tag(language))
