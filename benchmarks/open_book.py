"""Measures how soon a sentence of an open book can be heard, and prints a table.

    python benchmarks/open_book.py            hibari and espeak, one minute on 2 cores

A book is made up (benchmarks/novel.py) and opened in a studio with one worker; sentences are asked for one
by one, none of them twice, so that nothing comes from the cache. Exits with 1 if a warm worker takes longer
than half a second for half of them.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from novel import write_novel

from voicebook import Book, Studio

KILOBYTES = 284
LIMIT = 0.5
"""Seconds for a sentence of an open book, spoken by a warm worker."""


def waits(book: Book, count: int) -> Iterator[float]:
    """Yield the seconds from asking for a sentence to having it, for sentences of the middle of a book."""
    documents = book.documents()
    document = documents[len(documents) // 2].name
    for planned in islice(book.sentences(document), count):
        begun = time.perf_counter()
        list(book.speak([f"{document}#{planned.sentence.id}"]))
        yield time.perf_counter() - begun


def row(novel: Path, engine: str, count: int) -> tuple[str, float]:
    """Return a line of the table, and the median wait for a sentence from a warm worker."""
    with Studio(jobs=1) as studio, studio.open(novel, engine=engine, language="en") as book:
        begun = time.perf_counter()
        book.documents()
        planned = time.perf_counter() - begun
        first, *others = waits(book, count)
    middle, worst = statistics.median(others), max(others)
    return f"| {engine} | {planned:.1f} | {first:.2f} | {middle:.3f} | {worst:.3f} | {LIMIT:g} |", middle


def main() -> int:
    """Print the table."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("engines", nargs="*", default=["hibari", "espeak"])
    parser.add_argument("--sentences", type=int, default=100)
    options = parser.parse_args()
    print("| engine | book planned, s | first sentence, s | warm worker, median, s | worst, s | at most |")
    print("| --- | --- | --- | --- | --- | --- |")
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VOICEBOOK_CACHE"] = str(Path(folder) / "cache")
        novel = write_novel(Path(folder) / "novel.txt", KILOBYTES)
        for engine in options.engines:
            line, middle = row(novel, engine, options.sentences)
            print(line, flush=True)
            slow = slow or middle > LIMIT
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
