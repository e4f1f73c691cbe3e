"""Names that engines say wrong, by phonemes from a table: `Chopin`, `Hermione`, `Worcester`."""

import re
from collections.abc import Iterator

from voicebook.languages.en import tables
from voicebook.languages.en.heteronyms.tagger import british_of
from voicebook.model.publication import Span
from voicebook.text.language import Context, Token

_SOUNDS = {row[0]: row[1] for row in tables.rows("names.tsv", source=("cmudict", "own"))}
NAMES = frozenset(_SOUNDS)
_NAME = re.compile(r"(?<![\w'’@./-])[^\W\d_][^\W\d_]{2,20}(?![\w@/&-]|['’](?!s(?!\w)))")


def tag_names(view: str, context: Context) -> Iterator[Token]:
    """`Chopin's` → `Chopin` by its phonemes; the engine adds the possessive."""
    british = context.language.endswith("GB")
    for match in _NAME.finditer(view):
        if (ipa := _SOUNDS.get(match[0])) is not None:
            fields = {"spoken": match[0], "phonemes": british_of(ipa) if british else ipa}
            yield Token(Span(*match.span()), "name", "listed", fields)
