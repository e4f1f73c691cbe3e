"""What a text of ours gets to be a book: long forms of abbreviations, cover, title page and contents."""

from dataclasses import replace

from voicebook.epub.naming import link
from voicebook.model.publication import Publication, Resource
from voicebook.planning.identity import identifier
from voicebook.planning.narration import Narration
from voicebook.planning.parsed_document import ParsedDocument
from voicebook.readers.binding.xhtml import title_page
from voicebook.text.normalize.abbreviations import add_titles
from voicebook.writers.cover import cover
from voicebook.writers.navigation import STYLE, outline, with_navigation
from voicebook.writers.style import add_style

TITLE_PAGE = "title.xhtml"
COVER = "images/drawn-cover.png"


def with_front_matter(narration: Narration, narrator: str, *, has_cover: bool) -> Narration:
    """Return a narration whose book is complete: what is a book already stays as it is.

    A text of ours gets a cover unless it `has_cover`, a title page that names the narrator, and a navigation
    document.
    """
    book = narration.book
    if book.members is not None:
        return narration
    book = _introduced(book if has_cover else _covered(book), narrator)
    title = outline(ParsedDocument.of(book, narration.rules, TITLE_PAGE).root, TITLE_PAGE)
    known = narration.facts.outlines | {TITLE_PAGE: title}
    return replace(narration, book=with_navigation(book, [known[name] for name in book.spine]))


def dress(document: ParsedDocument, narration: Narration) -> None:
    """Make a document of ours what it is in the book.

    It says what its abbreviations stand for, and links our style sheet. Visible text and the places of blocks
    and sentences stay.
    """
    book, name = narration.book, document.name
    if name != book.navigation:
        if name != TITLE_PAGE:
            add_titles(document.root, narration.context(book.metadata.language).abbreviations)
        add_style(document.root, link(STYLE, name))


def _covered(book: Publication) -> Publication:
    """Return the book with a cover, if it has none and one can be drawn."""
    drawn = b"" if book.metadata.cover else cover(book.metadata.title, ", ".join(book.metadata.authors))
    if not drawn:
        return book
    resources = (*book.resources, Resource(COVER, "image/png"))
    metadata = replace(book.metadata, cover=COVER)
    return replace(book.with_files({COVER: lambda: drawn}), metadata=metadata, resources=resources)


def _introduced(book: Publication, narrator: str) -> Publication:
    """Return the book with its identifier settled and a title page in front."""
    metadata = replace(book.metadata, identifier=identifier(book.metadata))
    page = title_page(metadata, narrator)
    spine = (TITLE_PAGE, *book.spine)
    return replace(book.with_files({TITLE_PAGE: lambda: page}), metadata=metadata, spine=spine)
