"""Markdown (CommonMark, tables, footnotes, strikethrough) -> a publication."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicebook.model.finding import Finding
from voicebook.model.publication import Publication
from voicebook.readers import mdnotes
from voicebook.readers.about import Guesses, chapter_name, language_of, settle
from voicebook.readers.bookmaking import bound, document_names, named, same_words
from voicebook.readers.encoding import read_text
from voicebook.readers.frontmatter import front_matter
from voicebook.readers.leftovers import leave_out
from voicebook.readers.links import slug
from voicebook.readers.markup import CODE, Scribe, html_of, is_heading, visible, without_scripts
from voicebook.readers.paragraphs import Line
from voicebook.readers.pictures import Album
from voicebook.readers.rawhtml import paragraphs_of
from voicebook.settings import Settings

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEEPEST = 40  # blocks inside each other: 20 lists in lists
_CHAPTER = 2  # level at which a text under a single title is parted


class MarkdownReader:
    """Reads Markdown; docs/reference/texts.md says what it recognises."""

    suffixes: tuple[str, ...] = (".md", ".markdown")

    def declared(self, source: Path) -> Mapping[str, Any]:
        """Return the settings in a file's front matter. Raises SourceError, SettingsError."""
        return front_matter(read_text(source).text, str(source)).settings

    def read(self, source: Path, settings: Settings) -> Publication:
        """Read one file. Raises SourceError, with the source as its place."""
        decoded = read_text(source)
        front = front_matter(decoded.text, str(source))
        keep = settings.keep_all or bool(front.settings.get("keep_all"))
        text, left_out = _text(decoded.text, front.lines, str(source), keep=keep)
        tokens = _tokens(text)
        metadata, doubts = settle(settings, front.settings, Guesses(_title(tokens)), source)

        album = Album(source)
        chapters = _chapters(_untold(tokens, metadata.title), settings)
        scribe = Scribe(str(source), _anchors(chapters), album, front.lines)
        drafts = [scribe.draft(chapter) for chapter in chapters]
        language, unsure = language_of(settings, front.settings, "".join(scribe.prose), source)
        cover, coverless = album.cover(settings.cover or str(front.settings.get("cover") or ""))
        found = (*decoded.findings, *front.findings, *left_out, *scribe.findings())
        return bound(
            named(drafts, settings, front.settings),
            replace(metadata, language=language, cover=cover),
            (*found, *doubts, *unsure, *coverless),
            source=source,
            name=chapter_name(settings, front.settings, "", source),
            pictures=album.pictures(),
        )


READER = MarkdownReader()


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from markdown_it.parser_block import ParserBlock
    from markdown_it.rules_block import StateBlock, paragraph
    from mdit_py_plugins.footnote import footnote_plugin

    class Blocks(ParserBlock):
        """Takes what lies too deep for paragraphs, where the library would leave it out."""

        def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
            if state.level < _DEEPEST:
                super().tokenize(state, startLine, endLine)
                return
            line = state.skipEmptyLines(startLine)
            while line < endLine and state.sCount[line] >= state.blkIndent:
                paragraph(state, line, endLine, False)
                line = state.skipEmptyLines(state.line)
            state.line = line

    class Parser(MarkdownIt):
        """Takes every link for one, so that `markup` can leave out the bad ones and keep their text."""

        def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 - the library's name
            return True

    parser = Parser("commonmark", {"maxNesting": 2 * _DEEPEST})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    blocks = Blocks()
    blocks.ruler = parser.block.ruler
    parser.block = blocks
    return parser


def _tokens(text: str) -> Sequence["Token"]:
    tokens = _parser().parse(text)
    for token in tokens:
        token.children = without_scripts(token.children or ())
    return mdnotes.placed(tokens)


def _text(text: str, above: int, source: str, *, keep: bool) -> tuple[str, tuple[Finding, ...]]:
    """Return the Markdown below the front matter, and the notes on what was left out at its ends."""
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))[above:]
    if keep:
        return "\n".join(line.text for line in lines), ()
    kept = leave_out(lines, source, inside=False)
    below = {line.number: line.text for line in kept.lines}
    return "\n".join(below.get(line.number, "") for line in lines), kept.findings


def _headings(tokens: Sequence["Token"]) -> list[int]:
    """Return where the headings of the outline are."""
    return [
        index
        for index, token in enumerate(tokens)
        if is_heading(token) and visible(tokens[index + 1].children or ())
    ]


def _level(token: "Token") -> int:
    return int(token.tag[1:])


def _title(tokens: Sequence["Token"]) -> str:
    """Return the heading that is the text's title, "" if there is none.

    It is the first one: where it is the only one, or the only one of the first level, or where nothing
    but the next of its level follows it.
    """
    headings = _headings(tokens)
    if not headings:
        return ""
    levels = Counter(_level(tokens[index]) for index in headings)
    first = _level(tokens[headings[0]])
    only = len(headings) == 1 or (first == 1 and levels[1] == 1)
    bare = len(headings) > 1 and headings[:2] == [0, 3] and _level(tokens[3]) == first
    return visible(tokens[headings[0] + 1].children or ()) if only or bare else ""


def _untold(tokens: Sequence["Token"], title: str) -> Sequence["Token"]:
    """Return the tokens without a first heading that the title page says."""
    headings = _headings(tokens)
    if headings and len(tokens) > 3:  # noqa: PLR2004 - a heading is three tokens; it stays if it is all there is
        first = headings[0]
        if same_words(visible(tokens[first + 1].children or ()), title):
            return (*tokens[:first], *tokens[first + 3 :])
    return tokens


def _chapters(tokens: Sequence["Token"], settings: Settings) -> list[Sequence["Token"]]:
    """Return the tokens of each chapter."""
    headings = _headings(tokens)
    levels = [_level(tokens[index]) for index in headings]
    split = min(levels, default=0)
    if levels[:1] == [1] and levels.count(1) == 1 and not settings.book:
        split = _CHAPTER  # the text's own title is not the book's: it opens the first chapter
    starts = [index for index, level in zip(headings, levels, strict=True) if level <= split]
    edges = [0, *(start for start in starts if start), len(tokens)]
    chapters = [tokens[start:end] for start, end in pairwise(edges)]
    return [chapter for chapter in chapters if any(map(_shows, chapter))]


def _shows(token: "Token") -> bool:
    """Tell whether a token has anything to read or to look at."""
    inline = token.children or ()
    pictures = any(child.type == "image" for child in inline)
    return bool(token.type in CODE or pictures or visible(inline) or any(paragraphs_of(html_of(token))))


def _anchors(chapters: Sequence[Sequence["Token"]]) -> dict[str, str]:
    """Return the place of each heading by its slug; of two with the same words the second gets "-1"."""
    places: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for document, tokens in zip(document_names(len(chapters)), chapters, strict=True):
        for number, index in enumerate(_headings(tokens), start=1):
            name = slug(visible(tokens[index + 1].children or ()))
            places.setdefault(f"{name}-{seen[name]}" if seen[name] else name, f"{document}#heading-{number}")
            seen[name] += 1
    return places
