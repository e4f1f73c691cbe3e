"""A document of a book, parsed once for all that is asked of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from voicebook.docks import language_pack
from voicebook.epub.sheets import sheets_in
from voicebook.model.publication import Block, Omission, Publication, Sentence
from voicebook.settings import Rules
from voicebook.text.sentences.segment import sentences
from voicebook.text.structure.blocks import Terms, blocks
from voicebook.text.structure.cascade import hidden_by
from voicebook.text.structure.xml import parse

_TITLE = "{*}head/{*}title"

Segmented = tuple[Block, tuple[Sentence, ...]]
"""A block and its sentences."""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The tree of a document, and what it is read by. One of them is in memory at a time."""

    book: Publication
    rules: Rules
    name: str
    root: etree._Element
    sheets: tuple[str, ...] = ()  # the text of its style sheets, in the order of the cascade

    @classmethod
    def of(cls, book: Publication, rules: Rules, name: str) -> "ParsedDocument":
        """Read and parse a document. Raises SourceError."""
        root = parse(book.read(name), name)
        # the one style sheet of a text of ours hides nothing, and counts no elements
        sheets = sheets_in(book.read, name, root) if book.members is not None else ()
        return cls(book, rules, name, root, sheets)

    @property
    def title(self) -> str:
        """The document's title, else its name."""
        return " ".join((self.root.findtext(_TITLE) or self.name).split())

    def blocks(self, omitted: list[Omission] | None = None) -> Iterator[Block]:
        """Yield the blocks of the document; what of it is not narrated is added to `omitted`."""
        book = self.book
        terms = Terms(self.rules, book.prefix, book.landmarks, hidden_by(self.root, self.sheets))
        yield from blocks(self.root, self.name, book.metadata.language, terms, omitted)

    def sentences(self, omitted: list[Omission] | None = None) -> Iterator[Segmented]:
        """Yield the blocks of the document with their sentences."""
        for block in self.blocks(omitted):
            yield block, tuple(sentences(block, language_pack(block.language), self.book.prefix))
