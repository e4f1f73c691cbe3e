"""A document is parsed at most four times on its way: for facts, plan, narration and audit."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import epub2_book
from building import build, made, packed
from voicebook.text.structure import xml

MOST = 4
STRUCTURES = Path(__file__).parents[1] / "golden" / "structures" / "in"
TITLE = re.compile(rb"<title>([^<]+)</title>")


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what the one parser reads in this process: documents by their titles."""
    counts: Counter[str] = Counter()
    real = xml._root

    def counting(data: bytes) -> object:
        if title := TITLE.search(data):
            kind = "contents" if b"<nav" in data else "document"
            counts[f"{kind} {title[1].decode()}"] += 1
        return real(data)

    monkeypatch.setattr(xml, "_root", counting)
    return counts


def text(folder: Path) -> Path:
    source = folder / "mill.txt"
    source.write_text("The Mill\n\nChapter 1\n\nThe mill stood.\n\nChapter 2\n\nThe mill fell.\n")
    return source


def markdown(folder: Path) -> Path:
    source = folder / "mill.md"
    source.write_text(
        "---\ntitle: The Mill\n---\n# Chapter 1\n\nThe Royal Society of Timekeepers (RST) came.\n\n"
        "# Chapter 2\n\nThe RST left.\n\nIls *vont* à <span lang='fr'>Paris</span>.\n"
    )
    return source


def epub(folder: Path) -> Path:
    return packed(STRUCTURES, folder / "in") / "structures.epub"


def epub_without_a_language(folder: Path) -> Path:
    opf = epub2_book.OPF.replace("<dc:language>en</dc:language>", "").replace(
        'version="2.0"', 'version="3.0"'
    )
    return epub2_book.write(folder / "mill.epub", epub2_book.members(book=opf))


@pytest.mark.parametrize(
    ("write", "documents"), [(text, 4), (markdown, 4), (epub, 16), (epub_without_a_language, 2)]
)
def test_each_document_is_parsed_four_times_at_most(
    write: Callable[[Path], Path], documents: int, parses: Counter[str], tmp_path: Path
) -> None:
    made(*build([write(tmp_path)], tmp_path / "out"))
    assert len(parses) == documents
    assert {title: count for title, count in parses.items() if count > MOST} == {}


def test_an_epub_2_is_read_once_more_to_become_an_epub_3(parses: Counter[str], tmp_path: Path) -> None:
    made(*build([epub2_book.write(tmp_path / "mill.epub")], tmp_path / "out"))
    assert parses == {"document The Mill": 5, "document Notes": 5, "contents Contents": 4}
