"""Chapters as XHTML content -> a publication."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from voicebook.epub.spool import Spool
from voicebook.model.finding import Finding
from voicebook.model.publication import Metadata, Publication, Resource
from voicebook.readers.binding.xhtml import chapter, escape
from voicebook.readers.charset import nothing_to_read
from voicebook.settings import Settings


@dataclass(slots=True)
class ChapterDraft:
    """A chapter that is being written."""

    title: str = ""  # text of its heading on one line, "" if it has none
    heading_id: str = ""
    kind: str = "chapter"  # or "part"
    content: list[str] = field(default_factory=list)  # XHTML


@dataclass(frozen=True, slots=True)
class Pictures:
    """The resources of a publication."""

    resources: tuple[Resource, ...] = ()
    read: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


def document_names(count: int) -> tuple[str, ...]:
    """Return the names of documents: "chapter-01.xhtml" and so on."""
    digits = max(2, len(str(count)))
    return tuple(f"chapter-{number:0{digits}}.xhtml" for number in range(1, count + 1))


def bound(
    drafts: Sequence[ChapterDraft],
    metadata: Metadata,
    findings: Iterable[Finding] = (),
    *,
    source: Path,
    name: str = "",
    pictures: Pictures | None = None,
) -> Publication:
    """Return the publication of chapters. `name` is that of chapters without a heading, else the book's.

    Raises SourceError VB-R02 where there are none.
    """
    if not drafts:
        raise nothing_to_read(source, "the file has no text to read")
    names = document_names(len(drafts))
    documents = Spool()
    for document, draft in zip(names, drafts, strict=True):
        content = chapter(
            title=draft.title or name or metadata.title,
            language=metadata.language,
            content="\n".join(draft.content),
            heading_id=draft.heading_id,
            kind=draft.kind,
        )
        documents.add(document, content)
    pictures = pictures or Pictures()

    def read(wanted: str) -> bytes:
        return documents.read(wanted) if wanted in documents else pictures.read[wanted]()

    return Publication(metadata, names, read, pictures.resources, tuple(findings))


def named(
    drafts: Sequence[ChapterDraft], settings: Settings, declared: Mapping[str, Any]
) -> Sequence[ChapterDraft]:
    """Return the chapters, the first under the title that a file of a larger book declares."""
    title = str(declared.get("title") or "")
    is_chapter = settings.book and settings.title and not same_words(title, settings.title)
    if not title or not is_chapter or not drafts or drafts[0].title:
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
