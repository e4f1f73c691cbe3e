"""Tables: rows are held to their header, and an error names file and line."""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from voicebook.errors import LanguageError
from voicebook.text import tsv

Table = Callable[[bytes], str]


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Write a table into a package of somebody else; return the package's name."""
    folder = tmp_path / "somebodys_pack"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, folder.name, raising=False)
    importlib.invalidate_caches()

    def write(data: bytes) -> str:
        (folder / "table.tsv").write_bytes(data)
        return folder.name

    return write


def test_rows_are_as_wide_as_the_header(table: Table) -> None:
    package = table(
        "\ufeff# Of something.\n# written\tspoken: as words\t[cue]\n#\n\nnr\tnummer\n#\thash\tx\r\n".encode()
    )
    assert tsv.rows(package, "table.tsv") == [("nr", "nummer", ""), ("#", "hash", "x")]
    assert tsv.columns(package, "table.tsv") == ("written", "spoken", "cue")


def test_a_table_without_a_header_has_one_column(table: Table) -> None:
    package = table(b"# Words.\none two\nthree\n")
    assert tsv.rows(package, "table.tsv") == [("one two",), ("three",)]


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"# a\tb\t[c]\nx\ty\nz\n", 3, "the column 'b' is missing"),
        (b"# a\tb\t[c]\nx\ty\tany\tw\n", 2, "the row has 4 columns, 1 too many"),
        (b"# a\tb\n\n\ty\n", 3, "the column 'a' is empty"),
        (b"# a\tb\nx\t \n", 2, "'b' is empty"),
        (b"# a\tb\nx\ty\n# z\nx\tz\n", 4, "'x' is already in line 2"),
        (b"# a\tb\t[c]\nx\ty\tany\nz\ty\tnone\n", 3, "'none' is not one of: any, name"),
        (b"# a\tb\nx\ty\nz\t\xfc\n", 3, "not UTF-8"),
    ],
)
def test_a_malformed_row_is_one_error_with_file_and_line(
    table: Table, data: bytes, line: int, what: str
) -> None:
    package = table(data)
    with pytest.raises(LanguageError) as caught:
        tsv.rows(package, "table.tsv", choices={"c": ("any", "name")})
    assert caught.value.code == "VB-L08"
    assert what in caught.value.what
    assert caught.value.where.source.endswith("table.tsv")
    assert caught.value.where.line == line


def test_a_longer_key_lets_a_form_stand_twice(table: Table) -> None:
    package = table(b"# a\tb\nx\ty\nx\tz\n")
    assert tsv.rows(package, "table.tsv", key=2) == [("x", "y"), ("x", "z")]


def test_a_table_that_is_not_there_is_one_error_too(table: Table) -> None:
    with pytest.raises(LanguageError, match="cannot be read"):
        tsv.rows(table(b""), "other.tsv")
