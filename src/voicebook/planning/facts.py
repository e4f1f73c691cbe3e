"""The first look at a book: each document is parsed once, and what planning has to know of all is kept.

What is kept is small: no tree and no text outlives the look at its document.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from voicebook.docks import full_tag
from voicebook.epub.nav import landmarks_in
from voicebook.errors import SourceError
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Publication
from voicebook.planning.parsed_document import ParsedDocument
from voicebook.settings import Rules
from voicebook.text.language import Context
from voicebook.text.normalize.context import read_context
from voicebook.writers.navigation import Outline, outline

_MOST_SHOWN = 5  # documents that cannot be read


@dataclass(frozen=True, slots=True)
class Facts:
    """What all documents of a book tell together."""

    context: Context  # in the language of the book
    outlines: dict[str, Outline] = field(default_factory=dict)  # of the documents of a text of ours


def first_look(book: Publication, rules: Rules) -> tuple[Publication, Facts]:
    """Return a book with its landmarks and without what cannot be read of it, and the facts.

    A document of an EPUB that cannot be read stays silent and is a finding. Raises SourceError if none can.
    """
    look = _Look(book, rules)
    context = read_context(look.texts(), full_tag(book.metadata.language))
    return look.readable(), Facts(context, look.outlines)


def narrated_documents(book: Publication, rules: Rules) -> tuple[str, ...]:
    """Return the documents that are narrated: the spine, and by the rules the navigation document."""
    aside = book.navigation if rules.navigation == "said" else ""
    return book.spine if not aside or aside in book.spine else (*book.spine, aside)


class _Look:
    """A book that is being looked at."""

    def __init__(self, book: Publication, rules: Rules) -> None:
        self._book = book
        self._rules = rules
        self._broken: dict[str, SourceError] = {}
        self.outlines: dict[str, Outline] = {}

    def texts(self) -> Iterator[str]:
        """Yield the text of each block; those of the navigation document first, for its landmarks."""
        navigation = self._book.navigation
        documents = narrated_documents(self._book, self._rules)
        if navigation:
            yield from self._texts_of_navigation(navigation, is_narrated=navigation in documents)
        for name in documents:
            if name != navigation:
                yield from self._texts_of(name)

    def _texts_of_navigation(self, name: str, *, is_narrated: bool) -> Iterator[str]:
        document = ParsedDocument.of(self._book, self._rules, name)
        self._book = replace(self._book, landmarks=landmarks_in(document.root, name))
        if is_narrated:
            yield from _texts(replace(document, book=self._book))

    def _texts_of(self, name: str) -> Iterator[str]:
        try:
            document = ParsedDocument.of(self._book, self._rules, name)
        except SourceError as error:
            if self._book.members is None:
                raise
            self._broken[name] = error
            return
        if self._book.members is None:
            self.outlines[name] = outline(document.root, name)
        yield from _texts(document)

    def readable(self) -> Publication:
        """Return the book as far as it can be read. Raises SourceError if nothing of it can."""
        book = self._book
        spine = tuple(name for name in book.spine if name not in self._broken)
        broken = tuple(self._broken.values())
        if broken and not spine:
            raise broken[0]
        return replace(book, spine=spine, findings=(*book.findings, *map(_silent, broken[:_MOST_SHOWN])))


def _texts(document: ParsedDocument) -> Iterator[str]:
    return (block.text for block in document.blocks())


def _silent(error: SourceError) -> Finding:
    what = f"a document is not narrated: {error.what}"
    return Finding("VB-R36", Severity.ERROR, what, error.where, "correct it in an EPUB editor")
