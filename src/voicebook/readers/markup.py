"""Markdown tokens -> the XHTML of chapters."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from markdown_it.token import Token

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity
from voicebook.readers import mdnotes
from voicebook.readers.bookmaking import Draft
from voicebook.readers.links import is_outward
from voicebook.readers.pictures import Album, UnusableError
from voicebook.readers.rawhtml import SCRIPTS, paragraphs_of, tag_name
from voicebook.readers.xhtml import escape

_DEEPEST = 20  # inline elements inside each other; Markdown sets no limit
_SHOWN = 5  # things that a finding quotes
_LOWEST = 6  # level of a heading
_FILLED = frozenset({"paragraph_open", "heading_open", "th_open", "td_open"})  # then inline, then close
CODE = frozenset({"fence", "code_block"})
_BREAKS = {"softbreak": "\n", "hardbreak": "<br/>"}


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A kind of thing that could not be kept."""

    code: str
    severity: Severity
    what: str
    hint: str


_PICTURE = _Doubt(
    "VB-R29",
    Severity.WARNING,
    "pictures that are not in the book (their description is read instead)",
    "put PNG, JPEG, GIF or WebP files into the text's folder and name them by a relative path",
)
_LINK = _Doubt(
    "VB-R33",
    Severity.NOTE,
    "links that lead nowhere in the book (their text is kept)",
    "link to http, https or mailto, or to a heading of this text",
)
_HTML = _Doubt(
    "VB-R34",
    Severity.NOTE,
    "HTML that was left out (the text in it is kept, but not scripts and styles)",
    "write it in Markdown",
)


def visible(inline: Iterable[Token]) -> str:
    """Return the text that inline tokens show or, for a picture, say."""
    return " ".join("".join(_visible(inline)).split())


def without_scripts(inline: Sequence[Token]) -> list[Token]:
    """Return inline tokens without what stands between the tags of a script or a style sheet."""
    ends = Counter(token.content.lower() for token in inline if token.type == "html_inline")
    kept: list[Token] = []
    inside = ""
    for token in inline:
        name = tag_name(token.content) if token.type == "html_inline" else ""
        end = f"</{name}>"
        ends[end] -= token.content.lower() == end
        if inside and name == inside and token.content.startswith("</"):
            inside = ""
        elif not inside and name in SCRIPTS and ends[end] > 0:
            inside = name
        if not inside or token.nesting or name == inside:
            kept.append(token)
    return kept


def _visible(inline: Iterable[Token]) -> Iterator[str]:
    for token in inline:
        if token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type == "image":
            yield visible(token.children or ())
        elif token.type in _BREAKS or (token.type == "html_inline" and tag_name(token.content) == "br"):
            yield " "


@dataclass(slots=True)
class Scribe:
    """Writes the chapters of one text, and keeps what is to be said of it."""

    source: str
    anchors: Mapping[str, str]  # slug of a heading -> its place: "chapter-02.xhtml#heading-1"
    album: Album
    offset: int = 0  # lines of the file above the text
    prose: list[str] = field(default_factory=list)  # what was shown, but for code
    _doubts: dict[_Doubt, list[tuple[int, str]]] = field(default_factory=dict)
    _line: int = 0
    _levels: list[int] = field(default_factory=list)  # of the open headings, in the source
    _headings: int = 0

    def draft(self, tokens: Sequence[Token]) -> Draft:
        """Return a chapter; a heading that opens it is its own."""
        draft = Draft()
        self._levels, self._headings = [], 0
        if is_heading(tokens[0]) and (title := visible(tokens[1].children or ())):
            draft.title, draft.heading_id = title, "heading-1"
        index = 0
        while index < len(tokens):
            markup, count = self._block(tokens, index)
            draft.content.append(markup)
            index += count
        draft.content = ["".join(draft.content).strip("\n")]
        return draft

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each kind of doubt, with its first line and some examples."""
        for doubt, cases in self._doubts.items():
            shown = ", ".join(quoted for _, quoted in cases[:_SHOWN]) + (" …" if len(cases) > _SHOWN else "")
            where = Location(self.source, line=cases[0][0])
            yield Finding(doubt.code, doubt.severity, f"{doubt.what}: {shown:.300}", where, doubt.hint)

    def _doubt(self, doubt: _Doubt, quoted: str) -> None:
        self._doubts.setdefault(doubt, []).append((self._line, quoted))

    def _block(self, tokens: Sequence[Token], index: int) -> tuple[str, int]:
        """Return the markup of a block's token, and how many tokens it takes."""
        token = tokens[index]
        if token.map:
            self._line = token.map[0] + 1 + self.offset
        if token.type in _FILLED:
            return self._filled(token, tokens[index + 1].children or ()), 3
        if token.type in CODE:
            return f"<pre><code>{escape(token.content.rstrip())}</code></pre>\n", 1
        if token.type == "html_block":
            return self._html_block(token.content), 1
        if token.type == "hr":
            return "<hr/>\n", 1
        return mdnotes.tag(token) or _tag(token), 1

    def _filled(self, token: Token, children: Sequence[Token]) -> str:
        markup = self._inline(children)
        self.prose.append("\n")
        if token.type == "heading_open":
            return self._heading(token, markup)
        if token.type == "paragraph_open":
            if not markup.strip():
                return ""
            return markup if token.hidden else f"<p>{markup}</p>\n"
        if token.type == "th_open" and markup.strip():
            return f'<th scope="col">{markup}</th>'
        return f"<td>{markup}</td>"

    def _heading(self, token: Token, markup: str) -> str:
        """Return a heading: the chapter's is h1, the others follow without a skipped level.

        A heading in a quotation or a list is no part of the outline.
        """
        if token.level or not markup.strip():
            return f"<p><strong>{markup}</strong></p>\n" if markup.strip() else ""
        level = int(token.tag[1:])
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        self._headings += 1
        name = f"h{min(len(self._levels), _LOWEST)}"
        return f'<{name} id="heading-{self._headings}">{markup}</{name}>\n'

    def _html_block(self, html: str) -> str:
        paragraphs = tuple(paragraphs_of(html))
        self.prose += (f"{text}\n" for text in paragraphs)
        if not html.startswith("<!--") or paragraphs:
            self._doubt(_HTML, html.split("\n", 1)[0].strip())
        return "".join(f"<p>{escape(text)}</p>\n" for text in paragraphs)

    def _inline(self, tokens: Sequence[Token]) -> str:
        markup: list[str] = []
        closing: list[str] = []  # what each open element ends with; "" if it was not written
        for index, token in enumerate(tokens):
            if token.nesting > 0:
                start = (
                    self._opened(token, map(tokens.__getitem__, range(index + 1, len(tokens))))
                    if len(closing) < _DEEPEST
                    else ""
                )
                name = "a" if token.type == "link_open" else token.tag
                closing.append(f"</{name}>" if start else "")
                markup.append(start)
            elif token.nesting < 0:
                markup.append(closing.pop())
            else:
                markup.append(self._leaf(token))
        return "".join(markup)

    def _opened(self, token: Token, behind: Iterable[Token]) -> str:
        if token.type != "link_open":
            return f"<{token.tag}>"
        inside = takewhile(lambda following: following.type != "link_close", behind)
        return self._link(str(token.attrGet("href") or ""), visible(inside))

    def _link(self, url: str, text: str) -> str:
        """Return the start of a link, "" where it can lead nowhere or shows nothing."""
        place = self.anchors.get(_fragment(url), "") if url.startswith("#") else url
        if text and place and (place is not url or is_outward(url)):
            return f'<a href="{escape(place)}">'
        self._doubt(_LINK, url or text)
        return ""

    def _leaf(self, token: Token) -> str:
        if token.type == "text":
            self.prose.append(token.content)
            return escape(token.content)
        if token.type == "code_inline":
            return f"<code>{escape(token.content)}</code>"
        if token.type == "image":
            return self._image(str(token.attrGet("src") or ""), visible(token.children or ()))
        if token.type == "html_inline":
            return self._html_inline(token.content)
        self.prose.append(" ")
        return _BREAKS.get(token.type, "") or mdnotes.link(token)

    def _image(self, url: str, description: str) -> str:
        try:
            name = self.album.add(url)
        except UnusableError as why:
            self._doubt(_PICTURE, f"{url} {why}")
            return escape(description)
        return f'<img src="{escape(name)}" alt="{escape(description)}"/>'

    def _html_inline(self, tag: str) -> str:
        name = tag_name(tag)
        if name == "br":
            return "<br/>"
        if name and not tag.startswith("</"):
            self._doubt(_HTML, tag)
        return ""


def is_heading(token: Token) -> bool:
    """Tell whether a token opens a heading that is part of the outline."""
    return token.type == "heading_open" and token.level == 0


def html_of(token: Token) -> str:
    """Return the raw HTML of a block, "" of any other."""
    return token.content if token.type == "html_block" else ""


def _fragment(url: str) -> str:
    from urllib.parse import unquote

    return unquote(url[1:]).lower()


def _tag(token: Token) -> str:
    """Return the tag of a block that holds other blocks."""
    if token.nesting < 0:
        return f"</{token.tag}>\n"
    start = token.attrGet("start") if token.tag == "ol" else None
    attributes = f' start="{int(start)}"' if start is not None else ""
    return f"<{token.tag}{attributes}>"
