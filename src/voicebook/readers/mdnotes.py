"""Footnotes of Markdown: each stands behind the block that first refers to it."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

_BACK = "Back to the text"


def placed(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens with their notes moved from the end to where they are referred to."""
    text, notes = _parted(tokens)
    found: list[Token] = []
    depth = 0
    for token in text:
        found.append(token)
        depth += token.nesting
        if depth == 0 and notes:
            for number in _referred(found):
                found += notes.pop(number, [])
    return found


def link(token: Token) -> str:
    """Return the markup of a reference to a note, or of the way back; "" for any other token."""
    if token.type == "footnote_ref":
        return _reference(token)
    return _anchor(token) if token.type == "footnote_anchor" else ""


def tag(token: Token) -> str:
    """Return the tag that begins or ends a note, "" for any other token."""
    if token.type == "footnote_open":
        return f'<aside id="note-{int(token.meta["id"]) + 1}" epub:type="footnote" role="doc-footnote">\n'
    return "</aside>\n" if token.type == "footnote_close" else ""


def _reference(token: Token) -> str:
    number, again = int(token.meta["id"]) + 1, int(token.meta.get("subId", 0))
    name = f"ref-{number}" + (f"-{again + 1}" if again else "")
    return f'<a id="{name}" href="#note-{number}" epub:type="noteref" role="doc-noteref">{number}</a>'


def _anchor(token: Token) -> str:
    """Return the way back from a note: to where it was first referred to."""
    if token.meta.get("subId"):
        return ""
    href = f"#ref-{int(token.meta['id']) + 1}"
    return f' <a href="{href}" epub:type="backlink" role="doc-backlink" aria-label="{_BACK}">↩</a>'


def _parted(tokens: Sequence[Token]) -> tuple[list[Token], dict[int, list[Token]]]:
    """Return the text, and the tokens of each note by its number."""
    text: list[Token] = []
    notes: dict[int, list[Token]] = {}
    current: list[Token] | None = None
    for token in tokens:
        if token.type == "footnote_open":
            current = notes.setdefault(int(token.meta["id"]), [])
        if current and token.type == "footnote_anchor" and current[-1].children is not None:
            current[-1].children.append(token)  # the parser leaves it behind the text it belongs to
        elif current is not None:
            current.append(token)
            if token.type == "footnote_close":
                current = None
        elif not token.type.startswith("footnote_block"):
            text.append(token)
    return text, notes


def _referred(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the notes that the last block refers to."""
    depth = 0
    block: list[Token] = []
    for token in reversed(tokens):
        depth -= token.nesting
        block.append(token)
        if depth == 0:
            break
    for token in reversed(block):
        for child in token.children or ():
            if child.type == "footnote_ref":
                yield int(child.meta["id"])
