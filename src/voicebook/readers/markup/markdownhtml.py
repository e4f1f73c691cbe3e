"""Markdown -> HTML that is then cleaned as any other.

Each block says its line, and raw HTML takes in nothing that is not its own: a tag in a paragraph is
kept if it begins and ends there, and a block that would go on below its end is closed there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from voicebook.readers.markup.htmltree import LINE, SILENT, TAGS, VOID, cleaned
from voicebook.readers.markup.links import is_outward
from voicebook.readers.markup.losses import HTML, Losses

_DEEPEST = 40  # blocks inside each other: 20 lists in lists
_RAW = "html_inline"
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_FIRST_TAG = re.compile(r"\s*<[A-Za-z][A-Za-z0-9-]*(?=[\s/>])")
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_PROBE = '<i id="voicebook-end"></i>'
_GOES_ON = re.compile(rf"{_PROBE}(?:\s*</[a-z0-9]+>)*\s*\Z")
_NOTES = {
    "footnote_block_open": "",
    "footnote_block_close": "",
    "footnote_open": '<aside id="note-{number}" role="doc-footnote">\n',
    "footnote_close": "</aside>\n",
    "footnote_ref": '<a id="ref-{number}" href="#note-{number}">{number}</a>',
    "footnote_ref again": '<a id="ref-{number}-{time}" href="#note-{number}">{number}</a>',
    "footnote_anchor": ' <a href="#ref-{number}">↩</a>',
    "footnote_anchor again": "",
}
"""Tokens of footnotes -> HTML; "again" are those of a second or later reference to a note."""


def html_of(lines: Mapping[int, str], losses: Losses) -> str:
    """Return lines, by their numbers in the file, as HTML."""
    text = "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))
    parser = _parser()
    tokens = parser.parse(text)
    line = 0
    for at, token in enumerate(tokens):
        if token.map:
            line = token.map[0] + 1
            token.attrSet(LINE, str(line))
        if token.children is not None:
            token.children = _inline(token.children, line, losses)
        elif token.type == "html_block":
            token.content = _contained(token.content, line, losses)
        elif token.type in {"th_open", "heading_open"}:
            _settle_filled(*tokens[at : at + 3])
        elif token.type == "footnote_anchor" and tokens[at - 1].type != "inline":
            token.type = _RAW  # behind a list there is no line to put it in
        else:
            _settle(token)
    return str(parser.renderer.render(tokens, parser.options, {}))


class _Blocks(ParserBlock):
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


class _Parser(MarkdownIt):
    """Takes every link for one, so that `htmlbook` can leave out the bad ones and keep their text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 - the library's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """Make a link relative that the cleaning of HTML would drop without a word."""
        link = super().normalizeLink(url)
        return f"./{link}" if ":" in link and not is_outward(link) and not link.startswith("data:") else link


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"maxNesting": 2 * _DEEPEST})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    blocks = _Blocks()
    blocks.ruler = parser.block.ruler
    parser.block = blocks
    return parser


def _settle(token: Token) -> None:
    """Make a token say what the HTML is to have of it."""
    if token.type in {"fence", "code_block"}:
        token.content, token.info = token.content.rstrip(), ""
    elif token.type == "image":
        token.children = [Token("text", "", 0, content=_visible(token.children or ()))]
    elif token.type in _NOTES:
        time = int(token.meta.get("subId", 0)) + 1
        html = _NOTES[f"{token.type} again" if time > 1 and "subId" in token.meta else token.type]
        token.type = _RAW
        token.content = html.format(number=int(token.meta.get("id", 0)) + 1, time=time)


def _settle_filled(start: Token, inline: Token, end: Token) -> None:
    """Make a header cell one of its column, if it says anything, and a heading inside a block a paragraph."""
    if start.type == "heading_open" and start.level:
        start.tag = end.tag = "p"
        children = inline.children or []
        inline.children = [Token("strong_open", "strong", 1), *children, Token("strong_close", "strong", -1)]
    elif start.type == "th_open" and inline.content.strip():
        start.attrSet("scope", "col")
    elif start.type == "th_open":
        start.tag = end.tag = "td"


def _visible(inline: Iterable[Token]) -> str:
    """Return the text that inline tokens show or, for a picture, say."""
    return "".join(
        token.content
        if token.type in {"text", "code_inline"}
        else _visible(token.children or ())
        if token.type == "image"
        else " " * token.type.endswith("break")
        for token in inline
    )


def _inline(tokens: Sequence[Token], line: int, losses: Losses) -> list[Token]:
    """Return inline tokens without raw HTML that would reach beyond them, or that no book can have."""
    wrong = _unbalanced(tokens)
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        tag = _TAG.match(token.content) if token.type == _RAW else None
        if tag and not tag[1] and (at in wrong or tag[2].lower() not in TAGS):
            losses.add(HTML, token.content, line)
        if at not in wrong:
            _settle(token)
            kept.append(token)
    return kept


def _unbalanced(tokens: Sequence[Token]) -> set[int]:
    """Return which tokens are raw HTML without its beginning or end among the others, or unknown."""
    wrong: set[int] = set()
    begun: list[tuple[str, int]] = []
    open_now: Counter[str] = Counter()
    for at, token in enumerate(tokens):
        tag = _TAG.match(token.content) if token.type == _RAW else None
        name = tag[2].lower() if tag else ""
        if name in VOID or token.type != _RAW:
            continue
        if not tag or name not in TAGS | SILENT or (tag[1] and not open_now[name]):
            wrong.add(at)
        elif not tag[1]:
            begun.append((name, at))
            open_now[name] += 1
        else:
            inner, start = begun.pop()
            while inner != name:
                wrong.add(start)
                open_now[inner] -= 1
                inner, start = begun.pop()
            open_now[name] -= 1
    return wrong | {at for _, at in begun}


def _contained(html: str, line: int, losses: Losses) -> str:
    """Return a block of raw HTML. What is open at its end may stay open if text can go on in it."""
    html = _UNSEEN.sub("", html)
    names = [tag[2].lower() for tag in _TAG.finditer(html) if not tag[1]]
    for name in dict.fromkeys(names):
        if name not in TAGS:
            losses.add(HTML, f"<{name}>", line)
    html = _FIRST_TAG.sub(rf'\g<0> {LINE}="{line}"', html, count=1)
    return html if _GOES_ON.search(cleaned(html + _PROBE)) else cleaned(html)
