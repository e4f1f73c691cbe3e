"""Chapters as XHTML content -> a publication."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from voicebook.epub.spool import Spool
from voicebook.model.finding import Finding
from voicebook.model.publication import Metadata, Publication
from voicebook.readers.binding.metadata import Said, chapter_name, language_of
from voicebook.readers.binding.pictures import Album
from voicebook.readers.binding.xhtml import chapter, escape
from voicebook.readers.charset import nothing_to_read


@dataclass(slots=True)
class ChapterDraft:
    """A chapter that is being written."""

    title: str = ""  # text of its heading on one line, "" if it has none
    heading_id: str = ""
    kind: str = "chapter"  # or "part"
    content: list[str] = field(default_factory=list)  # XHTML


def document_names(count: int) -> tuple[str, ...]:
    """Return the names of documents: "chapter-01.xhtml" and so on."""
    digits = max(2, len(str(count)))
    return tuple(f"chapter-{number:0{digits}}.xhtml" for number in range(1, count + 1))


def bound(
    drafts: Sequence[ChapterDraft],
    said: Said,
    metadata: Metadata,
    findings: Iterable[Finding],
    album: Album,
    *,
    prose: str,
    opening: str = "",
) -> Publication:
    """Return the publication of chapters.

    `metadata` lacks language and cover; `prose` tells the language if nobody says it. `opening` is what a
    chapter without a heading is called, where the file does not say. Raises SourceError (VB-R02) if there
    are no chapters, and LanguageError.
    """
    if not drafts:
        raise nothing_to_read(said.source, "the file has no text to read")
    language, unsure = language_of(said, prose)
    cover, coverless = album.cover(str(said.value("cover") or ""))
    metadata = replace(metadata, language=language, cover=cover)
    name = chapter_name(said, opening) or metadata.title
    names = document_names(len(drafts))
    documents = Spool()
    for document, draft in zip(names, _titled(drafts, said), strict=True):
        content = chapter(
            title=draft.title or name,
            language=language,
            content="\n".join(draft.content),
            heading_id=draft.heading_id,
            kind=draft.kind,
        )
        documents.add(document, content)
    pictures = album.pictures()

    def read(wanted: str) -> bytes:
        return documents.read(wanted) if wanted in documents else pictures.read[wanted]()

    return Publication(metadata, names, read, pictures.resources, (*findings, *unsure, *coverless))


def _titled(drafts: Sequence[ChapterDraft], said: Said) -> Sequence[ChapterDraft]:
    """Return the chapters, the first under the title that a file of a larger book declares."""
    title, book = str(said.declared.get("title") or ""), said.settings
    is_chapter = book.book and book.title and not same_words(title, book.title)
    if not title or not is_chapter or drafts[0].title:
        return drafts
    heading = f'<h1 id="heading-0">{escape(title)}</h1>'
    first = replace(drafts[0], title=title, heading_id="heading-0", content=[heading, *drafts[0].content])
    return (first, *drafts[1:])


def same_words(one: str, other: str) -> bool:
    """Tell whether two titles are the same but for case, space and punctuation."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    letters = "".join(filter(str.isalnum, text.casefold()))
    return letters or text.strip()
