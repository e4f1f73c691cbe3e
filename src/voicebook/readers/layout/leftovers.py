"""Lines that a web page or a scan has left in a text: found by leftovers.tsv, left out, listed.

Only at the start or the end of a text, or between broken lines (the line before has no stop and the
line after goes on in lower case), where nothing but a left-over can stand. Never a line inside a
stanza of others, so no line of a poem.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity
from voicebook.readers.binding.frontmatter import FrontMatter
from voicebook.readers.layout.paragraphs import Line
from voicebook.settings import Settings
from voicebook.text import tsv

_CHOICES = {"where": ("start", "end", "both"), "weight": ("strong", "weak")}
_LONGEST = 300  # characters of a left-over
_VERSE = 60  # characters of a line of verse, at most
_NARROW = 40  # characters of a line that may be verse even where it runs on
_EDGE = 40  # lines at the start and the end of a text among which left-overs are looked for
_SERIES = 3  # page numbers that must rise, one after the other, before any is taken for one
_STEP = 4  # by which they may rise: some pages end with a paragraph

_PAGE = re.compile(
    r"(?:[-–—\[(|]\s*)?(?:(?:page|seite|p\.|s\.|pág\.|pagina)\s*)?(\d{1,4})(?:\s*(?:/|of|von|de)\s*\d{1,4})?(?:\s*[-–—\])|])?",
    re.IGNORECASE,
)
_STOPPED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a text."""

    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]  # a note for each line left out
    pages: bool  # page numbers were among them


def leave_out(lines: Sequence[Line], source: str, *, inside: bool = True) -> Kept:
    """Return a text without left-overs. `inside` is False where only its two ends are looked at."""
    gone = {*_at_end(lines, "start"), *_at_end(lines[::-1], "end")}
    pages: set[int] = set()
    if inside:
        gaps = tuple(_gaps(lines))
        pages = _pages(lines, gaps)
        gone |= pages | {index for index, first, last in gaps if _is_strong(lines, index, first, last)}
        joined = {blank for index, first, last in gaps if index in gone for blank in range(first, last)}
    else:
        joined = set()
    kept = tuple(line for index, line in enumerate(lines) if index not in gone and index not in joined)
    findings = tuple(_finding(lines[index], source) for index in sorted(gone))
    return Kept(kept, findings, bool(pages))


def kept_lines(
    text: str, front: FrontMatter, settings: Settings, source: str, *, inside: bool = True
) -> Kept:
    """Return the lines of a text below its front matter that are to be read."""
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))[front.lines :]
    if settings.keep_all or front.settings.get("keep_all"):
        return Kept(lines, (), pages=False)
    return leave_out(lines, source, inside=inside)


def _is_strong(lines: Sequence[Line], index: int, first: int, last: int) -> bool:
    """Tell whether a line of the list stands alone between broken lines."""
    return first < index < last - 1 and _weight(lines[index], "") == "strong"


def _finding(line: Line, source: str) -> Finding:
    what, where = f"left out: “{line.text.strip():.80}”", Location(source, line=line.number)
    hint = "`--keep-all` keeps such lines; docs/reference/texts.md lists them"
    return Finding("VB-R25", Severity.NOTE, what, where, hint)


def _at_end(lines: Sequence[Line], where: str) -> Iterator[int]:
    """Yield which lines at one end of the text are left-overs; `lines` run from there inwards."""
    found: list[int] = []
    for index, line in enumerate(lines):
        if line.blank:
            continue
        if len(found) >= _EDGE or not _weight(line, where):
            break
        found.append(index)
    else:
        return  # the text is nothing else
    if where == "start":
        while found and _weight(lines[found[-1]], where) == "weak":  # the innermost could be a title
            found.pop()
    elif found and not _stands_apart(lines, found[-1]):
        found = [index for index in found if any(line.blank for line in lines[index : found[-1]])]
    if any(_weight(lines[index], where) == "strong" for index in found):
        yield from (index if where == "start" else len(lines) - 1 - index for index in found)


def _stands_apart(lines: Sequence[Line], last: int) -> bool:
    """Tell whether the line beyond is blank, or too long and too complete to be verse."""
    beyond = lines[last + 1].text.strip() if last + 1 < len(lines) else ""
    return not beyond or (len(beyond) > _VERSE and bool(_STOPPED.search(beyond)))


def _weight(line: Line, where: str) -> str:
    """Return "strong" or "weak" for a line of the list, "" for any other."""
    if len(line.text) > _LONGEST:
        return ""
    text = _folded(line.text)
    exact, prefixes = _table()
    for place, weight in exact.get(text, ()):
        if not where or place in {where, "both"}:
            return weight
    for prefix, place, weight in prefixes:
        if text.startswith(prefix) and (not where or place in {where, "both"}):
            return weight
    return ""


@cache
def _table() -> tuple[Mapping[str, list[tuple[str, str]]], tuple[tuple[str, str, str], ...]]:
    """Return leftovers.tsv: whole lines with (where, weight), and (beginning, where, weight)."""
    exact: dict[str, list[tuple[str, str]]] = {}
    prefixes: list[tuple[str, str, str]] = []
    for where, weight, line in tsv.rows(__package__, "leftovers.tsv", key=3, choices=_CHOICES):
        if line.endswith("*"):
            prefixes.append((_folded(line[:-1]) + " ", where, weight))
        else:
            exact.setdefault(_folded(line), []).append((where, weight))
    return exact, tuple(prefixes)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _gaps(lines: Sequence[Line]) -> Iterator[tuple[int, int, int]]:
    """Yield the lines between broken lines: (index, first and last + 1 of it and the blanks about it)."""
    full = [index for index, line in enumerate(lines) if not line.blank]
    for before, index, after in zip(full, full[1:], full[2:], strict=False):
        if _breaks_off(lines[before].text) and _goes_on(lines[after].text):
            yield index, before + 1, after


def _breaks_off(text: str) -> bool:
    """Tell whether a line is prose that runs on: too long for verse, and without a stop."""
    line = text.rstrip()
    return len(line) >= _NARROW and not _STOPPED.search(line)


def _goes_on(text: str) -> bool:
    return text.lstrip()[:1].islower()


def _pages(lines: Sequence[Line], gaps: Iterable[tuple[int, int, int]]) -> set[int]:
    """Return which of the lines in gaps are page numbers: members of a rising series."""
    numbers = [
        (index, int(match[1])) for index, *_ in gaps if (match := _PAGE.fullmatch(lines[index].text.strip()))
    ]
    found: set[int] = set()
    series: list[int] = []
    for (index, number), (_, following) in pairwise([*numbers, (-1, -1)]):
        series.append(index)
        if not number < following <= number + _STEP:
            found |= set(series) if len(series) >= _SERIES else set()
            series = []
    return found
