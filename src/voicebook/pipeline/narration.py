"""Publication -> sentences in their normalized form, document by document."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from voicebook.model.publication import Block, Publication, Sentence
from voicebook.model.speech import SpokenForm
from voicebook.pipeline.docks import full_tag, language_pack
from voicebook.text.blocks import blocks
from voicebook.text.context import read_context
from voicebook.text.language import Context
from voicebook.text.lexicon import EMPTY, Lexicon
from voicebook.text.normalize import normalize
from voicebook.text.segment import sentences
from voicebook.text.xml import parse

_TITLE = "{*}head/{*}title"


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """A sentence and what is said for it."""

    sentence: Sentence
    spoken: SpokenForm


@dataclass(frozen=True, slots=True)
class Narration:
    """A publication's text as it will be said."""

    book: Publication
    lexicon: Lexicon = EMPTY
    contexts: dict[str, Context] = field(default_factory=dict)  # what the first pass found, by language

    def title(self, document: str) -> str:
        """Return a document's title."""
        root = parse(self.book.read(document), document)
        return " ".join((root.findtext(_TITLE) or document).split())

    def blocks(self, document: str) -> Iterator[Block]:
        """Yield the blocks of a document. One document is parsed at a time."""
        root = parse(self.book.read(document), document)
        yield from blocks(root, document, self.book.metadata.language)

    def said(self, document: str) -> Iterator[tuple[Block, tuple[SaidSentence, ...]]]:
        """Yield each block of a document with what is said for its sentences."""
        for block in self.blocks(document):
            pack = language_pack(block.language)
            context = self._context(block.language)
            yield (
                block,
                tuple(
                    SaidSentence(sentence, normalize(sentence.written, pack, context, self.lexicon))
                    for sentence in sentences(block, pack)
                ),
            )

    def _context(self, language: str) -> Context:
        """Return what a first pass over all documents finds, read once for each language."""
        if language not in self.contexts:
            texts = (block.text for document in self.book.spine for block in self.blocks(document))
            self.contexts[language] = read_context(texts, full_tag(language))
        return self.contexts[language]
