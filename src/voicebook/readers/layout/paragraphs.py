"""Lines of plain text -> paragraphs: wrapped lines joined, verse and addresses kept line by line.

Lines between blank lines are a *stanza*. A line end inside it is *forced* when the next line's first
word would not have fitted: only a wrapped text has nearly all of its line ends forced.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from voicebook.readers.layout.hyphens import Hyphens


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text and where it stands."""

    number: int  # 1-based, in the file
    text: str  # without its line end

    @property
    def blank(self) -> bool:
        """Tell whether the line holds only white space."""
        return not self.text.strip()


class Layout(StrEnum):
    """How the lines of a paragraph belong together."""

    PROSE = "prose"
    LINES = "lines"  # verse, an address: each line for itself
    BREAK = "break"  # a row of asterisks or the like: a change of scene


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is one paragraph to a reader."""

    number: int  # of its first line
    layout: Layout
    lines: tuple[str, ...]  # one if prose, none if a break


LONGEST = 50_000
"""Characters in a paragraph at most: a longer one is cut after a sentence."""

_NARROWEST = 50  # characters: a text wrapped narrower is rare, a poem is not
_WIDEST = 100
_WRAPPED = 0.7  # share of forced line ends that makes a text, or a stanza, wrapped
_FULL = 0.8  # of the text's width: a stanza's longest line from which it is taken as wrapped like the rest
_NEARLY_ALL = 0.9
_COLUMN = 4  # lines from which forced line ends alone show a column that was wrapped
_NARROWEST_COLUMN = 30  # characters
_WIDEST_COLUMN = 160
_CAPITALS = 0.8  # share of lines that begin with a capital, from which they may be verse

_BREAK = re.compile(r"\s*(?:([*•⁂❦~#_=.·—–-])\s*)(?:\1\s*){2,}|\s*[⁂❦]\s*")
_BLANKS = re.compile(r"[ \t]+")
_FIRST_WORD = re.compile(r"\S+")
_INDENT = re.compile(r"(?:\t| {2,})\s*")
_STOPPED = re.compile(r"[.!?…:][\"'”’»)\]]*\s*$")
_CUT = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s")


def stanzas(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """Yield runs of lines without a blank line between them."""
    stanza: list[Line] = []
    for line in lines:
        if line.blank:
            if stanza:
                yield tuple(stanza)
            stanza = []
        else:
            stanza.append(line)
    if stanza:
        yield tuple(stanza)


def width(runs: Iterable[Sequence[Line]]) -> int:
    """Return the width a text is wrapped to, 0 if its lines are not wrapped."""
    pairs = [(len(a.text.rstrip()), _first(b)) for run in runs for a, b in pairwise(run)]
    if not pairs:
        return 0
    wide = sorted(length for length, _ in pairs)[int((len(pairs) - 1) * 0.95)]
    forced = sum(length + 1 + word > wide - 1 for length, word in pairs)
    return wide if _NARROWEST <= wide <= _WIDEST and forced >= len(pairs) * _WRAPPED else 0


def paragraphs(stanza: Sequence[Line], wrapped_to: int, hyphens: Hyphens) -> Iterator[Paragraph]:
    """Yield the paragraphs of a stanza; `wrapped_to` is the width of the whole text."""
    if len(stanza) == 1 and is_break(stanza[0].text):
        yield Paragraph(stanza[0].number, Layout.BREAK, ())
    elif _is_wrapped(stanza, wrapped_to):
        for part in _split(stanza):
            yield from _prose(part[0].number, hyphens.joined(part))
    elif len(stanza) > 1 and max(len(line.text) for line in stanza) > _WIDEST:
        for line in stanza:
            yield from _prose(line.number, line.text)
    else:
        yield Paragraph(stanza[0].number, Layout.LINES, tuple(plain(line.text) for line in stanza))


def is_break(text: str) -> bool:
    """Tell whether a line is only a row of ornaments: "* * *", "---", "⁂"."""
    return bool(_BREAK.fullmatch(text))


def _is_wrapped(stanza: Sequence[Line], wrapped_to: int) -> bool:
    """Tell whether the line ends of a stanza mean nothing."""
    count = len(stanza)
    if count == 1:
        return True
    own = max(len(line.text.rstrip()) for line in stanza)
    forced, capitals = _forced(stanza, own), _capitals(stanza)
    if own > _WIDEST:
        return count >= _COLUMN and forced >= _NEARLY_ALL and own <= _WIDEST_COLUMN
    if count >= _COLUMN - 1 and capitals >= _CAPITALS and forced < _WRAPPED:
        return False
    if wrapped_to and own >= wrapped_to * _FULL:
        return True
    if own > _NARROWEST and forced >= _WRAPPED:
        return True
    is_column = count >= _COLUMN and forced >= _NEARLY_ALL and own >= _NARROWEST_COLUMN
    return capitals < _WRAPPED and (is_column or own >= _NARROWEST)


def _forced(stanza: Sequence[Line], wide: int) -> float:
    """Return the share of line ends that a text of this width has to have where they are."""
    ends = [len(a.text.rstrip()) + 1 + _first(b) > wide - 1 for a, b in pairwise(stanza)]
    return sum(ends) / len(ends)


def _capitals(stanza: Sequence[Line]) -> float:
    """Return the share of lines after the first whose first letter is a capital."""
    letters = [next((char for char in line.text if char.isalnum()), "") for line in stanza[1:]]
    return sum(letter.isupper() for letter in letters) / len(letters)


def _first(line: Line) -> int:
    word = _FIRST_WORD.search(line.text)
    return len(word[0]) if word else 0


def _split(stanza: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the paragraphs of a wrapped stanza, which an indent or a short full line may part."""
    own = max(len(line.text.rstrip()) for line in stanza)
    indented = _indents_begin(stanza)
    part: list[Line] = []
    for line in stanza:
        if part and (_is_indented(line) if indented else _ends(part[-1], line, own)):
            yield part
            part = []
        part.append(line)
    yield part


def _indents_begin(stanza: Sequence[Line]) -> bool:
    """Tell whether indents mark the first lines of paragraphs: some lines have one, most do not."""
    count = sum(map(_is_indented, stanza))
    return 0 < count <= len(stanza) / 2


def _is_indented(line: Line) -> bool:
    return bool(_INDENT.match(line.text))


def _ends(last: Line, following: Line, wide: int) -> bool:
    """Tell whether a paragraph ends with a line: a full stop well before the margin."""
    length = len(last.text.rstrip())
    return length + 1 + _first(following) < wide * 0.75 and bool(_STOPPED.search(last.text))


def _prose(number: int, text: str) -> Iterator[Paragraph]:
    text = plain(text)
    while len(text) > LONGEST:
        cuts = [match.end() for match in _CUT.finditer(text, LONGEST // 2, LONGEST)]
        cut = cuts[-1] if cuts else text.rfind(" ", LONGEST // 2, LONGEST) + 1 or LONGEST
        yield Paragraph(number, Layout.PROSE, (text[:cut].rstrip(),))
        text = text[cut:].lstrip()
    if text:
        yield Paragraph(number, Layout.PROSE, (text,))


def plain(text: str) -> str:
    """Return text with runs of blanks and tabs as one blank; typographic spaces stay."""
    return _BLANKS.sub(" ", text).strip(" ")
