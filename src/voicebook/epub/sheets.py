"""The style sheets of a document of an EPUB, as text: what is linked, imported or written in it."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from voicebook.epub.naming import absolute
from voicebook.errors import SourceError

Read = Callable[[str], bytes]
"""What returns a file of the book by its name. It raises SourceError."""

_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]+)["']?\s*\)?[^;]*;""", re.IGNORECASE)
_DEEPEST = 4  # imports inside each other
_MOST = 50  # style sheets of a document


def sheets_in(read: Read, document: str, root: etree._Element) -> tuple[str, ...]:
    """Return the text of a parsed document's style sheets, in the order of the cascade, each once."""
    found: dict[str, str] = {}
    for element in root.iter("{*}link", "{*}style"):
        if len(found) >= _MOST:
            break
        if str(element.tag).endswith("}style"):
            found[f"#{len(found)}"] = element.text or ""
        elif "stylesheet" in (element.get("rel") or "").lower().split():
            found |= _with_imports(read, _target(document, element.get("href") or ""), _DEEPEST)
    return tuple(found.values())


def _with_imports(read: Read, name: str, depth: int) -> dict[str, str]:
    """Return a style sheet behind those that it imports."""
    if not name or depth == 0:
        return {}
    try:
        text = read(name).decode("utf-8", "replace")
    except SourceError:
        return {}
    found: dict[str, str] = {}
    for imported in _imports(text):
        found |= _with_imports(read, _target(name, imported), depth - 1)
    return {**found, name: text}


def _imports(text: str) -> Iterator[str]:
    return (match[1] for match, _ in zip(_IMPORT.finditer(text), range(_MOST), strict=False))


def _target(base: str, href: str) -> str:
    """Return the member that a link leads to, "" if it leads out of the book."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    return absolute(unquote(parts.path), base)
