"""What a text of ours gets to be a book: long forms of abbreviations, cover, title page and contents."""

from dataclasses import replace
from pathlib import Path

from lxml import etree

from voicebook.model.publication import Publication, Resource
from voicebook.planning.identity import identifier
from voicebook.planning.narration import Narration
from voicebook.readers.binding.xhtml import title_page
from voicebook.text.normalize.abbreviations import add_titles
from voicebook.text.structure.xml import parse
from voicebook.writers.cover import cover
from voicebook.writers.navigation import with_navigation

TITLE_PAGE = "title.xhtml"
COVER = "images/drawn-cover.png"


def bound(narration: Narration, narrator: str, folder: Path, *, has_cover: bool) -> Narration:
    """Return a narration whose book is complete: what is a book already stays as it is.

    A text of ours gets titles on its abbreviations, a cover unless it `has_cover`, a title page that names
    the narrator, and a navigation document. Changed documents are written to `folder`.
    """
    if narration.book.members is not None:
        return narration
    narration = with_titles(narration, folder)
    book = narration.book if has_cover else _covered(narration.book)
    return replace(narration, book=with_navigation(_introduced(book, narrator)))


def with_titles(narration: Narration, folder: Path) -> Narration:
    """Return a narration of the same text whose documents say what their abbreviations stand for.

    Changed documents are written to `folder`. Visible text and the places of blocks and sentences stay.
    """
    book = narration.book
    titles = narration.context(book.metadata.language).abbreviations
    changed: dict[str, Path] = {}
    for number, name in enumerate(book.spine if titles else (), start=1):
        root = parse(book.read(name), name)
        if add_titles(root, titles):
            folder.mkdir(parents=True, exist_ok=True)
            changed[name] = folder / f"{number:04}.xhtml"
            changed[name].write_bytes(
                etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)
            )
    if not changed:
        return narration

    def read(name: str) -> bytes:
        return changed[name].read_bytes() if name in changed else book.read(name)

    return replace(narration, book=replace(book, read=read))


def _covered(book: Publication) -> Publication:
    """Return the book with a cover, if it has none and one can be drawn."""
    drawn = b"" if book.metadata.cover else cover(book.metadata.title, ", ".join(book.metadata.authors))
    if not drawn:
        return book

    def read(name: str) -> bytes:
        return drawn if name == COVER else book.read(name)

    resources = (*book.resources, Resource(COVER, "image/png"))
    return replace(book, metadata=replace(book.metadata, cover=COVER), resources=resources, read=read)


def _introduced(book: Publication, narrator: str) -> Publication:
    """Return the book with its identifier settled and a title page in front."""
    metadata = replace(book.metadata, identifier=identifier(book.metadata))
    page = title_page(metadata, narrator)

    def read(name: str) -> bytes:
        return page if name == TITLE_PAGE else book.read(name)

    return replace(book, metadata=metadata, spine=(TITLE_PAGE, *book.spine), read=read)
