"""A document is parsed at most four times: for facts, plan, narration and audit; one tree is in memory."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from weakref import ReferenceType, ref

import pytest
from lxml import etree

import epub2_book
from building import build, made, packed
from voicebook.text.structure import xml

MOST = 4
STRUCTURES = Path(__file__).parents[1] / "golden" / "structures" / "in"
TITLE = re.compile(rb"<title>([^<]+)</title>")


class Element(etree.ElementBase):
    """An element that can be watched."""


@dataclass
class Parses:
    """What the one parser of documents reads in this process."""

    counts: Counter[str] = field(default_factory=Counter)  # by title
    alive: list[int] = field(default_factory=list)  # trees that are in use when one more is made
    roots: list[ReferenceType[etree._Element]] = field(default_factory=list)

    def note(self, title: str, root: etree._Element) -> None:
        self.counts[title] += 1
        self.roots = [each for each in self.roots if each() is not None]
        self.alive.append(len(self.roots))
        self.roots.append(ref(root))


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> Parses:
    """Watch what is parsed: documents by their titles."""
    seen = Parses()
    parser_of, root_of = xml._parser, xml._root

    def parser() -> etree.XMLParser:
        watched = parser_of()
        watched.set_element_class_lookup(etree.ElementDefaultClassLookup(element=Element))
        return watched

    def root(data: bytes) -> etree._Element:
        made = root_of(data)
        if title := TITLE.search(data):
            kind = "contents" if b"<nav" in data else "document"
            seen.note(f"{kind} {title[1].decode()}", made)
        return made

    monkeypatch.setattr(xml, "_parser", parser)
    monkeypatch.setattr(xml, "_root", root)
    return seen


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
    write: Callable[[Path], Path], documents: int, parses: Parses, tmp_path: Path
) -> None:
    made(*build([write(tmp_path)], tmp_path / "out"))
    assert len(parses.counts) == documents
    assert {title: count for title, count in parses.counts.items() if count > MOST} == {}
    assert set(parses.alive) == {0}


def test_an_epub_2_is_read_once_more_to_become_an_epub_3(parses: Parses, tmp_path: Path) -> None:
    made(*build([epub2_book.write(tmp_path / "mill.epub")], tmp_path / "out"))
    assert parses.counts == {"document The Mill": 5, "document Notes": 5, "contents Contents": 4}
