"""The table of contents of a book -> chapters, each a range of sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from voicebook.epub.naming import absolute
from voicebook.model.contents import Chapter, SentenceRef
from voicebook.model.publication import ElementPath
from voicebook.model.speech import PlannedSentence
from voicebook.text.structure.semantics import EPUB_TYPE


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents that leads somewhere."""

    title: str
    level: int  # 1 for the outermost
    document: str
    id: str  # of an element, "" for the whole document


@dataclass(slots=True)
class _Begun:
    """A chapter whose end is not known yet."""

    entry: Entry
    first: SentenceRef
    before: SentenceRef  # the sentence before it, "" if it is the first


def entries_of(root: etree._Element, navigation: str) -> Iterator[Entry]:
    """Yield the lines of the table of contents in a navigation document, each before those below it."""
    for nav in root.iter("{*}nav"):
        if "toc" in (nav.get(EPUB_TYPE) or "").split():
            yield from _entries(nav, 1, navigation)
            return


def _entries(above: etree._Element, level: int, navigation: str) -> Iterator[Entry]:
    for line in above.iterfind("{*}ol/{*}li"):
        label = next((each for each in line.iterchildren("{*}a", "{*}span")), None)
        link = next(line.iter("{*}a"), None)  # a label without a link is where the first line below it is
        if label is not None and link is not None:
            path, _, target = (link.get("href") or "").partition("#")
            title = " ".join("".join(label.itertext()).split())
            yield Entry(title, level, absolute(unquote(path), navigation), unquote(target))
        yield from _entries(line, level + 1, navigation)


class Contents:
    """Finds the sentences of chapters, while one document of the book after another passes by."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._waiting: list[Entry] = []  # whose text has not come yet
        self._begun: list[_Begun] = []
        self._previous: SentenceRef = ""

    def read(self, name: str, root: etree._Element, sentences: Iterable[PlannedSentence]) -> None:
        """Take the next document in reading order."""
        here = [(_place(root, each.id), each) for each in self._entries if each.document == name]
        here = [((), each) for each in self._waiting] + sorted(here, key=lambda found: found[0])
        for planned in sentences:
            ref = f"{name}#{planned.sentence.id}"
            while here and _is_reached(planned.fragments[0].anchor.path, here[0][0]):
                self._begun.append(_Begun(here.pop(0)[1], ref, self._previous))
            self._previous = ref
        self._waiting = [each for _, each in here]

    def chapters(self) -> Iterator[Chapter]:
        """Yield the chapters that have a sentence, in reading order, once all documents have passed by."""
        for number, begun in enumerate(self._begun, start=1):
            after = (each for each in self._begun[number:] if each.entry.level <= begun.entry.level)
            end = next((each for each in after if each.first != begun.first), None)
            last = self._previous if end is None else end.before
            yield Chapter(begun.entry.title, begun.entry.level, begun.first, last)


def _place(root: etree._Element, target: str) -> ElementPath:
    """Return where an element stands, the beginning of the document if it is not there."""
    found = next((each for each in root.iter("*") if each.get("id") == target), None) if target else None
    steps: list[int] = []
    while found is not None and (above := found.getparent()) is not None:
        steps.append(sum(1 for _ in found.itersiblings("*", preceding=True)))
        found = above
    return tuple(reversed(steps))


def _is_reached(path: ElementPath, wanted: ElementPath) -> bool:
    """Tell whether an element is at, in, round or behind another."""
    return path >= wanted or path == wanted[: len(path)]
