"""Plain text -> a publication."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Publication
from voicebook.readers.binding.frontmatter import declared, front_matter
from voicebook.readers.binding.metadata import Guesses, Said, settle
from voicebook.readers.binding.pictures import Album
from voicebook.readers.binding.publication import ChapterDraft, bound, same_words
from voicebook.readers.binding.xhtml import escape
from voicebook.readers.charset import read_text
from voicebook.readers.layout.chapters import Heading, Item, Rank, outline
from voicebook.readers.layout.hyphens import Hyphens
from voicebook.readers.layout.leftovers import kept_lines
from voicebook.readers.layout.paragraphs import Layout, Paragraph, paragraphs, stanzas, width
from voicebook.readers.layout.title_line import Opening, opening
from voicebook.readers.markup.losses import examples
from voicebook.settings import Settings


class TextReader:
    """Reads plain text; docs/reference/texts.md says what it recognises."""

    suffixes: tuple[str, ...] = (".txt", ".text")
    declared = staticmethod(declared)

    def read(self, source: Path, settings: Settings) -> Publication:
        """Read one file. Raises SourceError, with the source as its place."""
        decoded = read_text(source)
        front = front_matter(decoded.text, str(source))
        kept = kept_lines(decoded.text, front, settings, str(source))
        runs = tuple(stanzas(kept.lines))
        start = opening(runs)
        said = Said(source, settings, front.settings)
        metadata, doubts = settle(said, Guesses(start.name, start.authors))

        hyphens = Hyphens(kept.lines)
        items = (
            *_untold(start, metadata.title, () if settings.book else metadata.authors),
            *outline(start.rest, numerals=not kept.pages),
        )
        drafts = tuple(_drafts(items, width(runs), hyphens))
        found = (*decoded.findings, *front.findings, *kept.findings, *_mended(hyphens.mended, source))
        prose = "\n".join(line.text for line in kept.lines)
        return bound(
            drafts, said, metadata, (*found, *doubts), Album(source), prose=prose, opening=start.name
        )


READER = TextReader()


def _untold(start: Opening, title: str, authors: tuple[str, ...]) -> Iterator[Item]:
    """Yield what the opening of a text says and the title page will not."""
    if start.title and not same_words(start.name, title):
        yield Heading(start.title[0].number, Rank.CHAPTER, (start.name,))
    if start.byline and start.authors != authors:
        yield start.byline


def _drafts(items: Iterable[Item], wrapped_to: int, hyphens: Hyphens) -> Iterator[ChapterDraft]:
    draft = ChapterDraft()
    sections = 0
    for item in items:
        if not isinstance(item, Heading):
            draft.content += map(_paragraph, paragraphs(item, wrapped_to, hyphens))
        elif item.rank is Rank.SECTION:
            sections += 1
            draft.content.append(_heading(item, 2, f"heading-{sections}"))
        else:
            if draft.content:
                yield draft
            sections = 1
            kind = "part" if item.rank is Rank.PART else "chapter"
            draft = ChapterDraft(item.text, "heading-1", kind, [_heading(item, 1, "heading-1")])
    if draft.content:
        yield draft


def _heading(heading: Heading, level: int, name: str) -> str:
    return f'<h{level} id="{name}">{"<br/>".join(map(escape, heading.lines))}</h{level}>'


def _paragraph(paragraph: Paragraph) -> str:
    """Return a paragraph as XHTML."""
    if paragraph.layout is Layout.BREAK:
        return "<hr/>"
    if paragraph.layout is Layout.PROSE:
        return f"<p>{escape(paragraph.lines[0])}</p>"
    lines = "<br/>".join(f"<span>{escape(line)}</span>" for line in paragraph.lines)
    return f'<p class="verse">{lines}</p>'


def _mended(words: Sequence[str], source: Path) -> tuple[Finding, ...]:
    if not words:
        return ()
    what = f"words broken at the end of a line were joined: {len(words)} ({examples(words):.200})"
    return (
        Finding("VB-R27", Severity.NOTE, what, Location(str(source)), "docs/reference/texts.md says when"),
    )
