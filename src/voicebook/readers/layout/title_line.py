"""How a plain text opens: its title, and the line that names its author."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicebook.readers.layout.chapters import Stanza, is_title, says_chapter
from voicebook.readers.layout.paragraphs import Line, plain

_LONGEST = 150  # characters of a title at the head of a text
_BYLINE = re.compile(r"(?i:by|von|par|por|di|door|av|af)\s+(\S.{2,80})")
_PARTICLES = frozenset("and & und et y e en von van de der den del della di da la le du dos das".split())
_JOINTS = re.compile(r"\s*,\s*|\s+(?:and|&|und|et|y|en)\s+")


@dataclass(frozen=True, slots=True)
class Opening:
    """What was found at the head of a text, and what is left of the text."""

    title: tuple[Line, ...]  # one line, or none
    byline: tuple[Line, ...]  # one line, or none
    rest: tuple[Stanza, ...]

    @property
    def name(self) -> str:
        """Return the title, "" if the text has none."""
        return plain(self.title[0].text) if self.title else ""

    @property
    def authors(self) -> tuple[str, ...]:
        """Return the authors that the byline names."""
        return _authors(self.byline[0].text) if self.byline else ()


def opening(stanzas: Sequence[Stanza]) -> Opening:
    """Return the opening of a text. A first line, set apart, is its title if no stop ends it."""
    none = Opening((), (), tuple(stanzas))
    if not stanzas or not _is_title(stanzas[0][0].text):
        return none
    first, rest = stanzas[0], tuple(stanzas[1:])
    if len(first) > 1 and not _authors(first[1].text):
        return none
    if len(first) > 1:
        rest = (first[1:], *rest)
    byline: Stanza = ()
    if rest and _authors(rest[0][0].text):
        byline, below = rest[0][:1], rest[0][1:]
        rest = (below, *rest[1:]) if below else rest[1:]
    return Opening(first[:1], byline, rest) if rest else none


def _is_title(line: str) -> bool:
    text = line.strip().rstrip("?!")
    return is_title(text, _LONGEST) and not says_chapter(text)


def _authors(line: str) -> tuple[str, ...]:
    """Return the names in "by Ada Marsh and Bo Lind", none if a line is not a byline."""
    match = _BYLINE.fullmatch(line.strip())
    words = match[1].split() if match else []
    named = len(words) > 1 and words[0][0].isupper() and not re.search(r"[.!?;:]$", words[-1][1:])
    if match is None or not named or any(not word[0].isupper() and word not in _PARTICLES for word in words):
        return ()
    return tuple(_JOINTS.split(match[1].strip()))
