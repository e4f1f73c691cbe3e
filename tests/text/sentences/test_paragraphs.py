"""Sentence ends in paragraphs of real books, as they were judged by reading them; needs the books."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest

from voicebook.languages.en import ENGLISH
from voicebook.making.brief import brief_for
from voicebook.model.publication import Block
from voicebook.planning.opening import read_narration
from voicebook.sources.find import find_sources
from voicebook.text.sentences.segment import segment

_BOOKS = Path(__file__).parents[4] / "shared" / "books"
_ENOUGH = 0.995


def _squeezed(text: str) -> str:
    return "".join(text.replace("\u2060", "").split())


def _judged() -> Iterator[tuple[str, str, str, frozenset[int]]]:
    """Yield book, document, hash of a paragraph, and where its sentences but the last end."""
    with Path(__file__).with_name("paragraphs-en.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t"):
            if not row[0].startswith("#"):
                yield row[0], row[1], row[2], frozenset(map(int, "".join(row[3:]).split()))


def _blocks(book: Path, documents: set[str]) -> Iterator[Block]:
    (source,) = find_sources([book], Path("output"))
    narration = read_narration(source, brief_for(source, {}).settings)
    for document in narration.documents:
        if document in documents:
            yield from narration.open(document).blocks()


@pytest.mark.skipif(not _BOOKS.is_dir(), reason="the books are not beside the checkout")
def test_ends_are_those_that_a_reader_found() -> None:
    wanted: defaultdict[str, dict[str, frozenset[int]]] = defaultdict(dict)
    places: defaultdict[str, set[str]] = defaultdict(set)
    for book, document, mark, ends in _judged():
        wanted[book][mark] = ends
        places[book].add(document)
    right = found = expected = paragraphs = 0
    for book, judged in wanted.items():
        (path,) = _BOOKS.glob(f"*/{book}")
        for block in _blocks(path, places[book]):
            squeezed = _squeezed(block.text)
            mark = blake2b(squeezed.encode(), digest_size=8).hexdigest()
            if mark in judged:
                ends = judged.pop(mark)
                spans = segment(block.text, ENGLISH, "en")[:-1]
                ours = {len(_squeezed(block.text[: span.end])) for span in spans}
                right, found, expected = right + len(ours & ends), found + len(ours), expected + len(ends)
                paragraphs += 1
    assert paragraphs > 480, "the books have changed"
    assert 2 * right / (found + expected) >= _ENOUGH, (right, found, expected)
