"""Word files, and what pandoc reads."""

import contextlib
import zipfile
from pathlib import Path

import pypandoc
import pytest

import epub2_book
from readers.pages import body_of, codes, read
from voicebook.errors import SourceError

TEXT = """---
title: The Ferry
author: Ada Marsh
lang: en-GB
---

# One

It left[^1] at noon. **Bold** and *it*.

  Day   Sacks
  ----- -------
  Mon   12

![A mill](mill.png)

# Two

> Nothing lasts.

- one
- two

[^1]: By the clock.
"""


def made(folder: Path, suffix: str, kind: str) -> Path:
    (folder / "mill.png").write_bytes(epub2_book.png())
    path = folder / f"ferry.{suffix}"
    text = TEXT.replace("mill.png", str(folder / "mill.png"))
    pypandoc.convert_text(text, kind, format="markdown", outputfile=str(path), extra_args=["--standalone"])
    return path


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [("docx", "docx"), ("odt", "odt"), ("fb2", "fb2"), ("rtf", "rtf"), ("rst", "rst"), ("tex", "latex")],
)
def test_a_document_keeps_its_structure(tmp_path: Path, suffix: str, kind: str) -> None:
    book = read(made(tmp_path, suffix, kind))
    everything = "".join(body_of(book, number) for number in range(len(book.spine)))
    assert "It left" in everything
    if suffix == "rtf":
        assert "VB-R51" in codes(book)
    else:
        assert everything.index("By the clock") < everything.index("Nothing lasts")
    assert "<li>" in everything or suffix in {"fb2", "rtf"}
    if suffix in {"docx", "odt", "rst", "fb2", "tex"}:
        assert 'role="doc-footnote"' in everything
        assert [path for path in book.spine if "<h1" in body_of(book, book.spine.index(path))]
    if suffix in {"docx", "odt", "fb2"}:
        assert [resource.media_type for resource in book.resources] == ["image/png"]
    if suffix in {"docx", "fb2", "rst", "tex"}:
        assert book.metadata.title == "The Ferry"


def test_a_word_file_says_who_wrote_it(tmp_path: Path) -> None:
    book = read(made(tmp_path, "docx", "docx"))
    assert book.metadata.authors == ("Ada Marsh",)
    assert set(codes(book)) <= {"VB-R49"}


def test_pandoc_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("SECRET")
    path = tmp_path / "a.rst"
    path.write_text(
        f"Text.\n\n.. include:: {tmp_path / 'secret.txt'}\n\n.. image:: {tmp_path / 'secret.txt'}\n"
    )
    with contextlib.suppress(SourceError):
        assert "SECRET" not in body_of(read(path))


def _zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("suffix", [".docx", ".odt"])
@pytest.mark.parametrize(
    "members",
    [
        {},
        {"word/document.xml": b"<x>" + b"0" * 50_000_000 + b"</x>"},
        {"../evil": b"x", "word/document.xml": b"<w/>"},
        {"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'},
        {"word/document.xml": b"<x>" * 5_000 + b"</x>" * 5_000},
        {"word/document.xml": b"<not closed", "content.xml": b"<not closed"},
    ],
)
def test_a_hostile_document_is_one_clear_error(
    tmp_path: Path, suffix: str, members: dict[str, bytes]
) -> None:
    with pytest.raises(SourceError) as raised:
        read(_zipped(tmp_path / f"a{suffix}", members))
    assert raised.value.code in {"VB-R02", "VB-R03", "VB-R05", "VB-R06", "VB-R30"}


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".fb2"])
def test_what_is_no_such_file_is_one_clear_error(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"\x00\x01 no such file")
    with pytest.raises(SourceError):
        read(path)
