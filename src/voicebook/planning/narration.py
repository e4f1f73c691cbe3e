"""Publication -> sentences in their normalized form, document by document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from voicebook.docks import full_tag, language_pack
from voicebook.model.publication import Block, ElementPath, Marking, Omission, Publication, Sentence
from voicebook.model.speech import SpokenForm
from voicebook.planning.highlighting import markings
from voicebook.settings import Rules
from voicebook.text.language import Context
from voicebook.text.normalize.abbreviations import mentions
from voicebook.text.normalize.context import read_context
from voicebook.text.normalize.given import given_in
from voicebook.text.normalize.lexicon import EMPTY, Lexicon
from voicebook.text.normalize.normalizer import normalize
from voicebook.text.sentences.segment import sentences
from voicebook.text.structure.blocks import Terms, blocks
from voicebook.text.structure.cascade import hidden_by
from voicebook.text.structure.xml import parse

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
    rules: Rules = field(default_factory=Rules)
    contexts: dict[str, Context] = field(default_factory=dict)  # what the first pass found, by language

    def title(self, document: str) -> str:
        """Return a document's title."""
        root = parse(self.book.read(document), document)
        return " ".join((root.findtext(_TITLE) or document).split())

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that are narrated: the spine, and the navigation document if it is not in it."""
        aside = self.book.navigation
        return (*self.book.spine, aside) if aside and self.rules.navigation == "said" else self.book.spine

    def blocks(self, document: str, omitted: list[Omission] | None = None) -> Iterator[Block]:
        """Yield the blocks of a document. One document is parsed at a time.

        What of it is not narrated is added to `omitted`.
        """
        root = parse(self.book.read(document), document)
        yield from self.blocks_of(root, document, omitted)

    def blocks_of(
        self, root: etree._Element, document: str, omitted: list[Omission] | None = None
    ) -> Iterator[Block]:
        """Yield the blocks of a document that is parsed already."""
        book = self.book
        hidden = hidden_by(root, book.sheets(document))
        terms = Terms(self.rules, book.prefix, book.landmarks, hidden)
        yield from blocks(root, document, book.metadata.language, terms, omitted)

    def markings(self, document: str) -> Mapping[ElementPath, Marking]:
        """Return the blocks that are marked otherwise, lest a style rule of the book hits their spans."""
        sheets = self.book.sheets(document)
        if not sheets:
            return {}
        data = self.book.read(document)
        return markings(parse(data, document), self._marked(document), sheets)

    def _marked(self, document: str) -> Iterator[tuple[Block, tuple[Sentence, ...]]]:
        for block in self.blocks(document):
            yield block, tuple(sentences(block, language_pack(block.language), self.book.prefix))

    def said(
        self, document: str, omitted: list[Omission] | None = None
    ) -> Iterator[tuple[Block, tuple[SaidSentence, ...]]]:
        """Yield each block of a document with what is said for its sentences."""
        known: set[str] = set()
        for block in self.blocks(document, omitted):
            found = tuple(sentences(block, language_pack(block.language), self.book.prefix))
            each_context = self._expanding(block, found, known)
            yield (
                block,
                tuple(
                    SaidSentence(sentence, self._said(block, sentence, own))
                    for sentence, own in zip(found, each_context, strict=True)
                ),
            )

    def _said(self, block: Block, sentence: Sentence, context: Context) -> SpokenForm:
        pack = language_pack(sentence.language or block.language)
        return normalize(sentence.written, pack, context, self.lexicon, given_in(block.given, sentence.span))

    def _expanding(self, block: Block, found: tuple[Sentence, ...], known: set[str]) -> Iterator[Context]:
        """Yield the context of each sentence, with the abbreviations that it says at length."""
        for sentence in found:
            context = self.context(sentence.language or block.language)
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
            texts = (block.text for document in self.documents for block in self.blocks(document))
            self.contexts[language] = read_context(texts, full_tag(language))
        return self.contexts[language]
