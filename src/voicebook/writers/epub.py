"""The format "epub": an EPUB 3.3 with media overlays."""

from pathlib import Path

from voicebook.writers.base import NarratedBook
from voicebook.writers.enrich import enrich
from voicebook.writers.package import build, unwritable


class EpubWriter:
    """Packs the text, then narrates the package."""

    format = "epub"

    def write(self, book: NarratedBook, folder: Path) -> tuple[Path, ...]:
        """Write NAME.epub. Raises WriteError, and SourceError for a text that cannot be packed."""
        target, bare = folder / f"{book.name}.epub", folder / f"{book.name}.epub.bare"
        try:
            build(book.publication, book.modified, bare)
            enrich(bare, book, target)
        except OSError as error:
            raise unwritable(target, error) from error
        finally:
            bare.unlink(missing_ok=True)
        return (target,)


WRITER = EpubWriter()
