"""The format "epub": an EPUB 3.3 with media overlays."""

from pathlib import Path

from voicebook.epub.container import open_container
from voicebook.writers.base import NarratedBook, writing
from voicebook.writers.enrich import enrich
from voicebook.writers.package import build


class EpubWriter:
    """Narrates the package that the text came in, or packs it first."""

    format = "epub"
    sound: frozenset[str] = frozenset()

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write NAME.epub. Raises WriteError, and SourceError for a text that cannot be packed."""
        target, bare = folder / f"{book.name}.epub", folder / f"{book.name}.epub.bare"
        try:
            with writing("VB-W13", target.name):
                if book.publication.members is not None:
                    enrich(book.publication.members, book, target)
                else:
                    build(book.publication, book.modified, bare)
                    with open_container(bare) as container:
                        enrich(container, book, target)
        finally:
            bare.unlink(missing_ok=True)
        return (target,)


WRITER = EpubWriter()
