"""Measures how real books are read: what is said otherwise than it is written, and how much of it is wrong.

    python benchmarks/reading.py BOOKS                       classes, judged places, plain sentences
    python benchmarks/reading.py BOOKS --sample 300 --seed 5 > sample.tsv
    python benchmarks/reading.py BOOKS --keep sample.tsv     add what a reader has judged

A sample has one changed span a line: verdict, written, spoken, class and rule, the words around it, place. A
reader writes "=" as the verdict where the span is said right, and the right words where it is not. What has
a verdict goes into benchmarks/judged-en.tsv, as a place and what is to be said there, without the book's
text: book, document, where the span begins, its length, a hash of it with its neighbours (white space aside),
and the words. A span that has moved is looked for.
Exits with 1 if a judged place is said wrong.

A plain sentence has letters, commas, quotation marks and one sign at its end, no capital but first letters,
and none of the words that a table of the pack expands; what is changed in one is over-normalized.
"""

import argparse
import csv
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from voicebook import PlannedSentence, Studio, VoicebookError

JUDGED = Path(__file__).with_name("judged-en.tsv")
NEIGHBOURS = 16
"""Characters on each side of a span, white space aside, that tell its place."""
_AROUND = 60
_PLAIN = re.compile(r"[“\"‘]?[A-Z]?[a-z]+(?:,? (?:[A-Z]?[a-z]+|I)){3,}[.?!][”\"’]?")
_SEAMS = frozenset({"dash", "title", "silent", "separator", "typography"})
"""Classes that novels have by the thousand, and that say little of how they are read."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A span that is not said as it is written."""

    written: str
    spoken: str
    why: str  # class and rule
    around: str
    place: str

    @property
    def kind(self) -> str:
        """Its class."""
        return self.why.partition(":")[0]


class Reading:
    """What a document of a book says: its characters without white space, and the readings over them."""

    def __init__(self, book: str, document: str, sentences: Iterable[PlannedSentence]) -> None:
        self.name = f"{book}#{document}"
        self.characters = ""
        self.sentences = list(sentences)
        self._readings: list[tuple[int, int, str, str, str]] = []  # start, end, spoken, why, around
        parts: list[str] = []
        at = 0
        for planned in self.sentences:
            written, spoken = planned.sentence.written, planned.utterance.spoken
            for reading in spoken.readings:
                squeezed = _squeezed(reading.written.of(written))
                start, at = at, at + len(squeezed)
                parts.append(squeezed)
                said = reading.spoken.of(spoken.text).strip()
                why = f"{reading.kind}: {reading.rule}" if reading.kind != "plain" else ""
                left = max(0, reading.written.start - _AROUND)
                around = " ".join(written[left : reading.written.end + _AROUND].split())
                self._readings.append((start, at, said, why, around))
        self.characters = "".join(parts)

    def changed(self) -> Iterator[Changed]:
        """Yield the spans that are not said as they are written."""
        for start, end, spoken, why, around in self._readings:
            written = self.characters[start:end]
            if why and written != _squeezed(spoken):
                place = f"{self.name}#{start}#{end - start}#{self._mark(start, end)}"
                yield Changed(written, spoken, why, around, place)

    def said(self, start: int, length: int, mark: str) -> str | None:
        """Return what is said for a span, which may have moved; None: it is not there."""
        last = len(self.characters) - length
        for at in (start, *range(last + 1)):
            if at <= last and self._mark(at, at + length) == mark:
                end = at + length
                return " ".join(each[2] for each in self._readings if each[0] < end and at < each[1])
        return None

    def _mark(self, start: int, end: int) -> str:
        around = self.characters[max(0, start - NEIGHBOURS) : end + NEIGHBOURS]
        return blake2b(around.encode(), digest_size=8).hexdigest()


def documents(book: Path, names: frozenset[str] | None = None) -> Iterator[Reading]:
    """Yield the English documents of a book as they are read, or those of some names."""
    try:
        with Studio(jobs=1) as studio, studio.open(book, engine="espeak") as opened:
            for document in opened.documents():
                if document.language.startswith("en") and (names is None or document.name in names):
                    yield Reading(book.name, document.name, opened.sentences(document.name))
    except VoicebookError as error:
        print(f"{book.name}: {error}", file=sys.stderr)


def sample(books: list[Path], count: int, seed: int, *, seams: bool) -> list[Changed]:
    """Return changed spans at random, dashes and titles only if they are asked for."""
    found = [each for book in books for document in documents(book) for each in document.changed()]
    wanted = [each for each in found if seams or each.kind not in _SEAMS]
    return random.Random(seed).sample(wanted, min(count, len(wanted)))


def kept(path: Path) -> dict[str, str]:
    """Return the judged places and what is to be said there; alternatives by " || "."""
    if not path.exists():
        return {}
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return dict(line.split("\t") for line in lines)


def keep(judged: Path, path: Path) -> int:
    """Add the places of a sample that have a verdict; return how many were."""
    with judged.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    places = kept(path)
    new = {row[5]: row[2] if row[0] == "=" else row[0] for row in rows if row[0]}
    lines = sorted((places | new).items())
    header = (
        "# Spans of real books, judged by hand: book#document#start#length#hash, and what is said there\n"
    )
    path.write_text(header + "".join(f"{place}\t{said}\n" for place, said in lines), encoding="utf-8")
    return len(new)


def wrong(books: list[Path], places: dict[str, str]) -> tuple[int, list[str]]:
    """Return how many judged places were found, and a line for each that is said wrong or is gone."""
    wanted: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for place, expected in places.items():
        document, start, length, mark = place.rsplit("#", 3)
        wanted[document][f"{start}#{length}#{mark}"] = expected
    count, lines = 0, []
    for book in books:
        names = frozenset(name.partition("#")[2] for name in wanted if name.startswith(f"{book.name}#"))
        for reading in documents(book, names) if names else ():
            for span, expected in wanted[reading.name].items():
                start, length, mark = span.split("#")
                said = reading.said(int(start), int(length), mark)
                count += 1
                if said is None or not any(_has(said, each) for each in expected.split(" || ")):
                    lines.append(f"{reading.name}#{span}\t{said or '(gone)'}\twanted: {expected}")
    return count, lines


def plain_changed(books: list[Path], count: int, seed: int) -> tuple[int, list[str]]:
    """Return how many plain sentences were drawn, at most `count`, and what was changed in which of them."""
    listed = _listed()
    found = [
        each
        for book in books
        for document in documents(book)
        for each in document.sentences
        if _PLAIN.fullmatch(each.sentence.written)
        and listed.isdisjoint(re.findall(r"[A-Za-z]+", each.sentence.written))
    ]
    drawn = random.Random(seed).sample(found, min(count, len(found)))
    lines = [
        f"{reading.written.of(each.sentence.written)}\t{reading.spoken.of(each.utterance.spoken.text)}"
        f"\t{reading.kind}: {reading.rule}\t{each.sentence.written}"
        for each in drawn
        for reading in each.utterance.spoken.readings
        if reading.kind != "plain"
        and reading.spoken.of(each.utterance.spoken.text).strip()
        != reading.written.of(each.sentence.written).strip()
    ]
    return len(drawn), lines


def _listed() -> frozenset[str]:
    from voicebook.languages.en import abbreviations

    return abbreviations.TITLE_WORDS | abbreviations.SHORT_WORDS


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _has(said: str, expected: str) -> bool:
    return f" {_folded(expected)} " in f" {_folded(said)} "


def _folded(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower().replace("’", "").replace("'", "")))


def report(books: list[Path], seed: int) -> int:
    """Print what is changed, by class, the judged places and the plain sentences; return the exit code."""
    kinds = Counter(
        each.kind for book in books for document in documents(book) for each in document.changed()
    )
    print(f"| class | changed spans of {len(books)} books |\n| --- | --- |")
    for kind, count in kinds.most_common():
        print(f"| {kind} | {count} |")
    found, lines = wrong(books, kept(JUDGED))
    drawn, changed = plain_changed(books, 40_000, seed)
    print(f"\njudged places: {found} found, {len(lines)} said wrong")
    print(f"plain sentences: {drawn}, {len(changed)} changed")
    for line in (*lines, *changed):
        print(f"  {line}")
    return 1 if lines else 0


def main() -> int:
    """Print what is asked for."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("books", nargs="+", type=Path, help="books, or folders of books")
    parser.add_argument("--sample", type=int, metavar="N", help="print N changed spans to judge")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seams", action="store_true", help="dashes and titles too")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="add the judged lines of a sample")
    options = parser.parse_args()
    books = sorted(
        book for path in options.books for book in (path.rglob("*.epub") if path.is_dir() else (path,))
    )
    if options.keep:
        print(f"{keep(options.keep, JUDGED)} judged places added to {JUDGED.name}")
        return 0
    if options.sample:
        for each in sample(books, options.sample, options.seed, seams=options.seams):
            print("", each.written, each.spoken, each.why, each.around, each.place, sep="\t")
        return 0
    return report(books, options.seed)


if __name__ == "__main__":
    sys.exit(main())
