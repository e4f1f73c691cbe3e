"""The bare, silent EPUB of a publication that has none. ebooklib assembles it.

ebooklib 0.20 has faults that no option cures; `_Writer` and `_Item` work round them:

- `EpubHtml` parses what it is given: an XML declaration in a `str` empties the chapter, and white
  space appears between spans. Documents are raw items here, their bytes read when their turn comes.
- `dcterms:modified` is local time marked as UTC unless the option `mtime` is given.
- the spine names a `toc="ncx"` that is not there; `package` has no `xml:lang`, and a prefix
  and a namespace that nobody needs; links are not percent-encoded.
- `write_epub` swallows errors, the metadata writer those of characters that XML lacks.
- a book begins with a random identifier and an advertisement of the library.
- the zip file has the time of day in it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from ebooklib import epub
from lxml import etree

from voicebook.epub.archive import Archive
from voicebook.epub.markup import CSS_TYPE, XHTML_TYPE
from voicebook.epub.naming import slug, unused
from voicebook.errors import Location, WriteError
from voicebook.model.publication import Metadata, Publication
from voicebook.text.structure.semantics import XML_LANG
from voicebook.writers.base import writing
from voicebook.writers.navigation import STYLE

_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def build(publication: Publication, modified: str, target: Path) -> None:
    """Write the bare EPUB of a publication, which has its navigation document and our style sheet linked.

    Documents are read one at a time, each once, and written as they are. Raises WriteError: VB-W12 for
    metadata that no EPUB can hold, VB-W13 where it cannot be written; and what reading the book raises.
    """
    _check(publication)
    book = _book(publication.metadata)
    for item in _items(publication):
        book.add_item(item)
    book.spine = [item for item in book.items if item.in_spine]
    with writing("VB-W13", target.name):
        _Writer(target, book, {"mtime": _time(modified)}).write()


class _Item(epub.EpubItem):  # type: ignore[misc]  # ebooklib has no types
    """A file of the book, read when it is written."""

    def __init__(self, name: str, media_type: str, read: Callable[[], bytes], ids: set[str]) -> None:
        identifier = unused(slug(name.rpartition("/")[2], "item"), "", ids)
        ids.add(identifier)
        super().__init__(f"f-{identifier}", name, media_type)
        self.properties: list[str] = []
        self.in_spine = False
        self._read = read

    def get_content(self, default: object = None) -> bytes:  # noqa: ARG002 - ebooklib's signature
        return self._read()


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # ebooklib has no types
    """ebooklib's writer without its faults."""

    def write(self) -> None:
        with Archive(self.file_name) as self.out:
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_metadata(self, root: etree._Element) -> None:
        root.set(XML_LANG, self.book.language)
        del root.attrib["prefix"]
        super()._write_opf_metadata(root)
        etree.cleanup_namespaces(root)

    def _write_opf_manifest(self, root: etree._Element) -> None:
        super()._write_opf_manifest(root)
        for item in root.iter("item"):
            item.set("href", quote(item.get("href") or ""))

    def _write_opf_spine(self, root: etree._Element, ncx_id: str | None) -> None:
        super()._write_opf_spine(root, ncx_id)
        del root[-1].attrib["toc"]


def _book(metadata: Metadata) -> epub.EpubBook:
    book = epub.EpubBook()
    book.metadata.clear()
    book.IDENTIFIER_ID = "uid"
    book.set_identifier(metadata.identifier)
    book.set_title(metadata.title)
    book.set_language(metadata.language)
    for number, author in enumerate(metadata.authors, start=1):
        book.add_author(author, role="aut", uid=f"creator-{number}")
    for name in ("date", "rights", "publisher", "source"):
        if value := getattr(metadata, name):
            book.add_metadata("DC", name, value)
    for subject in metadata.subjects:
        book.add_metadata("DC", "subject", subject)
    return book


def _items(publication: Publication) -> Iterator[_Item]:
    """Yield navigation, style sheet, documents and resources, in that order."""
    ids: set[str] = set()
    nav = _Item(publication.navigation, XHTML_TYPE, _reading(publication.read, publication.navigation), ids)
    nav.properties = ["nav"]
    yield nav
    yield _Item(STYLE, CSS_TYPE, (files(__package__) / STYLE).read_bytes, ids)
    for name in publication.spine:
        item = _Item(name, XHTML_TYPE, _reading(publication.read, name), ids)
        item.properties, item.in_spine = list(publication.properties.get(name, ())), True
        yield item
    for resource in publication.resources:
        item = _Item(resource.name, resource.media_type, _reading(publication.read, resource.name), ids)
        item.properties = ["cover-image"] if resource.name == publication.metadata.cover else []
        yield item


def _reading(read: Callable[[str], bytes], name: str) -> Callable[[], bytes]:
    return lambda: read(name)


def _check(publication: Publication) -> None:
    """Refuse what would make an EPUB invalid, or what ebooklib would quietly drop."""
    metadata = publication.metadata
    for field in ("title", "language", "identifier"):
        if not getattr(metadata, field).strip():
            raise _unfit(f"the book has no {field}")
    if not publication.spine:
        raise _unfit("the book has no documents")
    if metadata.cover and metadata.cover not in {resource.name for resource in publication.resources}:
        raise _unfit(f"the cover {metadata.cover!r} is not a file of the book")
    values = (metadata.title, metadata.language, metadata.identifier, metadata.date, metadata.rights)
    for value in (*values, *metadata.authors):
        if _NOT_XML.search(value):
            raise _unfit(f"{value!r} holds a character that XML lacks")


def _time(modified: str) -> datetime:
    try:
        return datetime.strptime(modified, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise _unfit(f"{modified!r} is not a time as CCYY-MM-DDThh:mm:ssZ") from None


def _unfit(what: str) -> WriteError:
    return WriteError("VB-W12", what, where=Location(), hint="check the settings of the book")
