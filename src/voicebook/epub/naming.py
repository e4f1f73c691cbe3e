"""File names and ids that travel: ASCII, short, unique."""

import posixpath
import re
import unicodedata
from collections.abc import Collection
from itertools import count
from urllib.parse import quote

LONGEST = 60
"""Characters of a slug. With a number and a suffix it stays far below the 143 that some disks allow."""

_OTHER = re.compile(r"[^a-z0-9]+")
_SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ð": "d", "þ": "th", "ł": "l", "đ": "d"})


def slug(text: str, otherwise: str) -> str:
    """Return text as lower-case ASCII words and hyphens; `otherwise` if nothing is left of it.

    "Où est-il?" → "ou-est-il".
    """
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPELLED))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _OTHER.sub("-", letters).strip("-")[:LONGEST].rstrip("-") or otherwise


def unused(stem: str, suffix: str, taken: Collection[str]) -> str:
    """Return `stem + suffix`, numbered from 2 if a name in `taken` (lower case) is like it."""
    for number in count(1):
        name = f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}"
        if name.lower() not in taken:
            return name
    raise AssertionError  # pragma: no cover - count() does not end


def link(member: str, start: str) -> str:
    """Return the relative URL of a member of the zip file, as a link in the member `start`."""
    return quote(relative(member, start))


def relative(member: str, start: str) -> str:
    """Return the path from the folder of the member `start`, not encoded."""
    return posixpath.relpath(member, posixpath.dirname(start) or ".")


def absolute(path: str, start: str) -> str:
    """Return the member that a path, not encoded, leads to from the folder of the member `start`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(start), path))
