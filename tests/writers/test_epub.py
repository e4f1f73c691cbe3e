import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tiny_book import narrated
from voicebook.errors import WriteError
from voicebook.writers.epub import WRITER

if TYPE_CHECKING:
    from voicebook.writers.base import Writer


def out(folder: Path) -> Path:
    made = folder / "out"
    made.mkdir()
    return made


def test_writes_one_epub_and_nothing_else(tmp_path: Path) -> None:
    writer: Writer = WRITER
    folder = out(tmp_path)
    assert writer.format == "epub"
    assert writer.write(narrated(tmp_path), folder) == (folder / "owl.epub",)
    assert list(folder.iterdir()) == [folder / "owl.epub"]
    with zipfile.ZipFile(folder / "owl.epub") as made:
        assert made.testzip() is None


def test_missing_sound_leaves_nothing_behind(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    (tmp_path / "chapter-01.xhtml.mp3").unlink()
    folder = out(tmp_path)
    with pytest.raises(WriteError, match=r"owl\.epub cannot be written: No such file") as error:
        WRITER.write(book, folder)
    assert error.value.code == "VB-W13"
    assert not list(folder.iterdir())


def test_book_that_cannot_be_packed_leaves_nothing_behind(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    nameless = replace(book.publication, metadata=replace(book.publication.metadata, identifier=""))
    folder = out(tmp_path)
    with pytest.raises(WriteError, match="no identifier"):
        WRITER.write(replace(book, publication=nameless), folder)
    assert not list(folder.iterdir())
