"""Publication -> sentences in their normalized form, document by document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from voicebook.docks import full_tag, language_pack
from voicebook.model.publication import Block, BlockKind, Publication, Sentence
from voicebook.model.speech import SpokenForm
from voicebook.planning.facts import Facts, narrated_documents
from voicebook.planning.parsed_document import ParsedDocument, Segmented
from voicebook.settings import Rules
from voicebook.text.language import Context
from voicebook.text.normalize.abbreviations import mentions
from voicebook.text.normalize.given import given_in
from voicebook.text.normalize.lexicon import EMPTY, Lexicon
from voicebook.text.normalize.normalizer import normalize


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """A sentence and what is said for it."""

    sentence: Sentence
    spoken: SpokenForm


@dataclass(frozen=True, slots=True)
class Narration:
    """A publication's text as it will be said."""

    book: Publication
    facts: Facts
    lexicon: Lexicon = EMPTY
    abbreviations: str = "short"  # or "first" or "long", as in the settings
    rules: Rules = field(default_factory=Rules)
    _contexts: dict[str, Context] = field(default_factory=dict)  # by language

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that are narrated: the spine, and the navigation document if it is not in it."""
        return narrated_documents(self.book, self.rules)

    def open(self, document: str) -> ParsedDocument:
        """Read and parse a document. Raises SourceError."""
        return ParsedDocument.of(self.book, self.rules, document)

    def said(self, document: Iterable[Segmented]) -> Iterator[tuple[Block, tuple[SaidSentence, ...]]]:
        """Yield each block of a document with what is said for its sentences."""
        known: set[str] = set()
        for block, found in document:
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
            if sentence is found[0] and (place := _place(block)):
                context = replace(context, place=place)
            if self.abbreviations == "short" or not context.abbreviations:
                yield context
                continue
            here = {match[0] for match in mentions(sentence.written, context.abbreviations)}
            said = here - known if self.abbreviations == "first" else here
            known |= {short for short in context.abbreviations if short in sentence.written}
            yield replace(context, expanded=frozenset(said)) if said else context

    def context(self, language: str) -> Context:
        """Return what the text shows of itself, for its sentences in a language."""
        if language not in self._contexts:
            self._contexts[language] = replace(self.facts.context, language=full_tag(language))
        return self._contexts[language]


def _place(block: Block) -> str:
    """Return what a block's first sentence begins, where that tells how it is read."""
    if block.kind is BlockKind.PAGE_BREAK:
        return "page"
    if block.kind is BlockKind.HEADING:
        return "heading"
    return "item" if block.kind is BlockKind.LIST_ITEM or block.matter == "toc" else ""
