"""Markdown (CommonMark, tables, footnotes, strikethrough) -> a publication, by way of HTML."""

from pathlib import Path

from voicebook.model.publication import Publication
from voicebook.readers.binding.frontmatter import declared, front_matter
from voicebook.readers.binding.metadata import Said
from voicebook.readers.charset import read_text
from voicebook.readers.layout.leftovers import kept_lines
from voicebook.readers.markup.htmlbook import publication_of
from voicebook.readers.markup.losses import Losses
from voicebook.settings import Settings


class MarkdownReader:
    """Reads Markdown; docs/reference/texts.md says what it recognises."""

    suffixes: tuple[str, ...] = (".md", ".markdown")
    declared = staticmethod(declared)

    def read(self, source: Path, settings: Settings) -> Publication:
        """Read one file. Raises SourceError, with the source as its place."""
        from voicebook.readers.markup.markdownhtml import html_of

        decoded = read_text(source)
        front = front_matter(decoded.text, str(source))
        kept = kept_lines(decoded.text, front, settings, str(source), inside=False)
        losses = Losses(str(source))
        html = html_of({line.number: line.text for line in kept.lines}, losses)
        found = (*decoded.findings, *front.findings, *kept.findings, *losses.findings())
        return publication_of(html, Said(source, settings, front.settings), found)


READER = MarkdownReader()
