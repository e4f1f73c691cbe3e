"""Addresses inside a book: from what a file writes to the name of the file that is meant."""

import posixpath
import re
from urllib.parse import unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def is_remote(href: str) -> bool:
    """Tell whether an address leads out of the book: a scheme or a host."""
    return _SCHEME.match(href) is not None


def resolve(base: str, href: str) -> tuple[str, str]:
    """Return (file name, fragment) of an address written in the file `base`.

    "EPUB/ch1.smil", "audio/ch1.mp3#t" → ("EPUB/audio/ch1.mp3", "t"). The name of an address that is
    remote or climbs out of the book is "", which no file has.
    """
    path, _, fragment = href.strip().partition("#")
    if is_remote(path):
        return "", ""
    path = unquote(path.partition("?")[0])
    if not path:
        return base, unquote(fragment)
    name = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
    if name == ".." or name.startswith(("../", "/")):
        return "", ""
    return name, unquote(fragment)
