"""Publication -> sentences in their normalized form, document by document."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from voicebook.model.publication import Block, Publication, Sentence
from voicebook.model.speech import SpokenForm
from voicebook.pipeline.docks import full_tag, language_pack
from voicebook.text.abbreviations import mentions
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
    abbreviations: str = "short"  # or "first" or "long", as in the settings
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
        known: set[str] = set()
        for block in self.blocks(document):
            pack = language_pack(block.language)
            context = self.context(block.language)
            found = tuple(sentences(block, pack))
            each_context = self._expanding(context, found, known)
            yield (
                block,
                tuple(
                    SaidSentence(sentence, normalize(sentence.written, pack, own, self.lexicon))
                    for sentence, own in zip(found, each_context, strict=True)
                ),
            )

    def _expanding(self, context: Context, found: tuple[Sentence, ...], known: set[str]) -> Iterator[Context]:
        """Yield the context of each sentence, with the abbreviations that it says at length."""
        for sentence in found:
            if self.abbreviations == "short" or not context.abbreviations:
                yield context
                continue
            here = {match[0] for match in mentions(sentence.written, context.abbreviations)}
            said = here - known if self.abbreviations == "first" else here
            known |= {short for short in context.abbreviations if short in sentence.written}
            yield replace(context, expanded=frozenset(said)) if said else context

    def context(self, language: str) -> Context:
        """Return what a first pass over all documents finds, read once for each language."""
        if language not in self.contexts:
            texts = (block.text for document in self.book.spine for block in self.blocks(document))
            self.contexts[language] = read_context(texts, full_tag(language))
        return self.contexts[language]
