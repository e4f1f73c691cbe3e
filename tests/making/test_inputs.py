"""What is edited while a book is made is in the next one: files are hashed as they are read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import epub2_book
from building import Silent, build, made, text_members
from voicebook import inputs

PNG = b"\x89PNG\r\n\x1a\n" + b"not much of a picture"


@dataclass
class Editing(Silent):
    """Progress that changes a file when all of a book is planned, before the last of it is spoken."""

    edit: Callable[[], object] = field(default=lambda: None)

    def planned(self, *_about: object) -> None:
        self.edit()


def text(folder: Path, ending: str = "") -> Path:
    source = folder / "owl.md"
    source.write_text(f"# Owl\n\nIt sat.\n\n![An owl](owl.png)\n{ending}")
    (folder / "owl.png").write_bytes(PNG)
    (folder / "lexicon.tsv").write_text("sat\tsits\n")
    return source


def chapters(folder: Path, ending: str = "") -> Path:
    book = folder / "book"
    book.mkdir(exist_ok=True)
    (book / "voicebook.toml").write_text("book = true\n")
    (book / "1.txt").write_text("It sat.\n")
    (book / "2.txt").write_text(f"It flew.\n{ending}")
    return book


def epub(folder: Path, ending: str = "") -> Path:
    page = epub2_book.page("Notes", f"<p>{ending or 'It sat.'}</p>")
    aside = epub2_book.write(folder / "aside.zip", epub2_book.members(two=page))
    return aside.replace(folder / "owl.epub")


@pytest.mark.parametrize("write", [text, chapters, epub])
def test_an_edit_made_during_a_build_is_in_the_next_one(write: Callable[..., Path], tmp_path: Path) -> None:
    source = write(tmp_path)
    edit = Editing(edit=lambda: write(tmp_path, "\nA freshly typed ending.\n"))
    made(*build([source], tmp_path / "out", progress=edit))
    (outcome,) = build([source], tmp_path / "out")
    assert not made(outcome).unchanged
    (made_epub,) = (tmp_path / "out").glob("*/*.epub")
    assert any(b"freshly typed" in data for _, data in text_members(made_epub))
    (outcome,) = build([source], tmp_path / "out")
    assert made(outcome).unchanged


@pytest.mark.parametrize(("name", "data"), [("owl.png", PNG + b"!"), ("lexicon.tsv", b"sat\tstood\n")])
def test_so_is_one_of_a_file_beside_the_text(name: str, data: bytes, tmp_path: Path) -> None:
    source = text(tmp_path)
    edit = Editing(edit=lambda: (tmp_path / name).write_bytes(data))
    made(*build([source], tmp_path / "out", progress=edit))
    (outcome,) = build([source], tmp_path / "out")
    assert not made(outcome).unchanged
    (outcome,) = build([source], tmp_path / "out")
    assert made(outcome).unchanged


def test_a_file_that_was_another_one_when_it_was_read_again_has_no_hash(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with inputs.noting() as noted:
        for data in (b"one", b"two"):
            file.write_bytes(data)
            assert inputs.read_input(file, 10) == data
    assert list(noted) == [file.resolve()]
    assert noted.hash_of(file) != inputs.hash_file(file)


def test_of_a_file_that_is_too_large_all_is_hashed(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"0123456789")
    with inputs.noting() as noted:
        assert inputs.read_input(file, 4) == b"01234"
    assert noted.hash_of(file) == inputs.hash_file(file)


def test_a_file_that_is_not_there_is_noted_too(tmp_path: Path) -> None:
    with inputs.noting() as noted, pytest.raises(FileNotFoundError):
        inputs.read_input(tmp_path / "a.txt", 4)
    assert noted.hash_of(tmp_path / "a.txt") == inputs.hash_file(tmp_path / "a.txt")


def test_what_was_read_by_other_means_is_hashed_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"one")
    with inputs.noting() as noted:
        inputs.read_input(file, 10)
    other = tmp_path / "b.txt"
    other.write_bytes(b"two")
    file.write_bytes(b"three")
    noted.note_others([file, other])
    assert noted.hash_of(file) != inputs.hash_file(file)
    assert noted.hash_of(other) == inputs.hash_file(other)
