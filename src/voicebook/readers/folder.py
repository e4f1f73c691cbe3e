"""A folder that is one book: its files become one publication."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from voicebook.errors import SourceError
from voicebook.model.finding import Finding
from voicebook.model.publication import Metadata, Publication
from voicebook.readers.base import Reader
from voicebook.readers.binding.metadata import SETTLED, UNSURE, name_of
from voicebook.readers.binding.pictures import Album, Pictures
from voicebook.settings import Settings


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of the book."""

    folder: str  # in front of its documents' names, so that links between them stay as they are
    publication: Publication

    def name(self, document: str) -> str:
        return f"{self.folder}/{document}"


def read_folder(
    files: Sequence[Path], reader_for: Callable[[Path], Reader], settings: Settings
) -> Publication:
    """Return the publication of files that are the parts of one book, in their order.

    The book's title comes from the settings, else from the folder's name; authors, date, rights and
    identifier from the settings, else from the first file that has them. A file in a language of its
    own keeps it; one whose language is uncertain gets the language of the book. Raises SourceError.
    """
    if not files:
        raise SourceError("VB-R02", "the book has no files", hint="put texts into its folder")
    title = settings.title or name_of(files[0].parent)
    common = replace(settings, title=title, book=True, cover=None)
    books = [_read(file, reader_for, common) for file in files]
    unsure = [_is_unsure(book) for book in books]
    language = settings.language or _language(books, unsure)
    told = replace(common, language=language)
    doubts = tuple(
        finding for book in books if all(unsure) for finding in book.findings if finding.code == UNSURE
    )
    books = [
        _read(file, reader_for, told) if doubt else book
        for file, book, doubt in zip(files, books, unsure, strict=True)
    ]
    digits = max(2, len(str(len(files))))
    parts = [_Part(f"{number:0{digits}}", book) for number, book in enumerate(books, start=1)]
    album = Album(files[0])
    cover, findings = album.cover(settings.cover or "")
    own = {"title": title, "identifier": settings.identifier or ""}
    metadata = Metadata(**_metadata(books) | own, language=language, cover=cover)
    return _joined(parts, metadata, album.pictures(), (*findings, *doubts[:1]))


def _read(file: Path, reader_for: Callable[[Path], Reader], settings: Settings) -> Publication:
    """Return the publication of one file; an error says which file it is about."""
    try:
        return _chapter(reader_for(file).read(file, settings))
    except SourceError as error:
        if not error.where.source:
            error.where = replace(error.where, source=str(file))
        raise


def _chapter(book: Publication) -> Publication:
    if book.members is not None:
        what = "an EPUB cannot be a chapter of another book"
        raise SourceError("VB-R52", what, hint="move it out of the folder, or remove `book = true`")
    return book


def _is_unsure(book: Publication) -> bool:
    return any(finding.code == UNSURE for finding in book.findings)


def _language(books: Sequence[Publication], unsure: Sequence[bool]) -> str:
    """Return the language that most of the text is in, counting only what is certain if anything is."""
    sizes: Counter[str] = Counter()
    for book, doubt in zip(books, unsure, strict=True):
        if not doubt or all(unsure):
            sizes[book.metadata.language] += sum(len(book.read(name)) for name in book.spine)
    return max(sizes, key=lambda language: (sizes[language], language))


def _metadata(books: Sequence[Publication]) -> dict[str, Any]:
    """Return what the files say of their book: in each field, the first that says anything."""
    said = ((name, getattr(book.metadata, name)) for name in SETTLED for book in reversed(books))
    return {name: value for name, value in said if value}


def _joined(
    parts: Sequence[_Part], metadata: Metadata, own: Pictures, findings: Sequence[Finding]
) -> Publication:
    by_folder = {part.folder: part.publication for part in parts}

    def read(name: str) -> bytes:
        if name in own.read:
            return own.read[name]()
        folder, _, inner = name.partition("/")
        return by_folder[folder].read(inner)

    resources = (
        replace(resource, name=part.name(resource.name))
        for part in parts
        for resource in part.publication.resources
    )
    return Publication(
        metadata,
        tuple(part.name(document) for part in parts for document in part.publication.spine),
        read,
        (*own.resources, *resources),
        (*findings, *(finding for part in parts for finding in part.publication.findings)),
    )
