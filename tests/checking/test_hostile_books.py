"""Books made to harm: an error or findings, never a traceback of another kind, and soon."""

import struct
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrated_epub import valid_book
from voicebook.checking import container
from voicebook.checking.audit import audit
from voicebook.errors import SourceError, VoicebookError

LAUGHS = "<!DOCTYPE html [{}]>".format(
    '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
)
OUTSIDE = '<!DOCTYPE html [<!ENTITY l11 SYSTEM "file:///etc/hostname">]>'


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < 20


@pytest.mark.parametrize("whole", [True, False])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, *, whole: bool) -> None:
    book = valid_book()
    book.files["EPUB/bomb.xhtml"] = b"<a/>" * 8_000_000
    book.packed.add("EPUB/bomb.xhtml")
    if not whole:  # hide the bomb's ratio behind a large file
        book.files["EPUB/cover.bin"] = bytes(range(256)) * 2000
    with pytest.raises(SourceError, match="VB-R41"):
        audit(book.save(tmp_path / "book.epub"))


@pytest.mark.parametrize("limit", ["LARGEST_TEXT", "ALL_TEXT"])
def test_more_text_than_any_book_has_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    book = valid_book()
    book.edit("EPUB/c2.xhtml", "grass.", "grass." + "\n" * 20_000)
    monkeypatch.setattr(container, limit, 15_000)
    found = audit(book.save(tmp_path / "book.epub")).findings
    assert ("VB-C04", "EPUB/c2.xhtml") in {(f.code, f.where.document) for f in found}


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    path = valid_book().save(tmp_path / "book.epub")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(51_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    with pytest.raises(SourceError, match="VB-R41"):
        audit(path)


def test_a_directory_of_many_megabytes_is_not_loaded(tmp_path: Path) -> None:
    path = valid_book().save(tmp_path / "book.epub")
    with path.open("ab") as file:
        start = file.tell()
        file.write(b"\0" * 9_000_000)
        file.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 9_000_000, start, 0))
    with pytest.raises(SourceError, match="VB-R40"):
        audit(path)


@pytest.mark.parametrize(
    "name", ["EPUB/package.opf", "EPUB/c2.xhtml", "EPUB/c2.smil", "META-INF/container.xml"]
)
@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
def test_entities_are_not_expanded(tmp_path: Path, name: str, doctype: str) -> None:
    book = valid_book()
    text = book.files[name].decode().replace("<!DOCTYPE html>", "")
    start = text.index("?>") + 2
    end = text.rindex("</")
    book.files[name] = f"{text[:start]}{doctype}{text[start:end]}&l11;{text[end:]}".encode()
    path = book.save(tmp_path / "book.epub")
    try:
        found = audit(path)
    except SourceError as error:
        assert error.code == "VB-R05"  # noqa: PT017 either outcome is right
    else:
        assert found.visible <= 22 + 1


@pytest.mark.parametrize("name", ["EPUB/c2.xhtml", "EPUB/c2.smil"])
def test_deep_nesting_is_a_finding(tmp_path: Path, name: str) -> None:
    book = valid_book()
    book.edit(name, "</body>", "<div>" * 90_000 + "</div>" * 90_000 + "</body>")
    found = audit(book.save(tmp_path / "book.epub"))
    assert any(f.code == "VB-C04" and f.where.document == name for f in found.findings)


def test_a_damaged_file_is_a_finding(tmp_path: Path) -> None:
    path = valid_book().save(tmp_path / "book.epub")
    data = bytearray(path.read_bytes())
    place = data.index(b"mo-active { background-color")
    data[place : place + 4] = b"hole"
    png = data.index(b"IDAT")
    data[png + 6] ^= 0xFF
    sound = data.rindex(b"LAME", 0, data.rindex(b"PK\1\2"))
    data[sound] ^= 0xFF
    path.write_bytes(data)
    assert not audit(path, decode=True).is_clean


def test_a_name_without_end_is_no_path(tmp_path: Path) -> None:
    book = valid_book()
    book.opf(
        "</manifest>", f'<item id="x" href="{"../" * 5000}etc/passwd" media-type="text/plain"/></manifest>'
    )
    found = audit(book.save(tmp_path / "book.epub"))
    assert [finding.code for finding in found.findings] == ["VB-C13"]


def test_a_package_that_is_its_own_everything_ends(tmp_path: Path) -> None:
    book = valid_book()
    book.edit("META-INF/container.xml", "EPUB/package.opf", "META-INF/container.xml")
    with pytest.raises(SourceError, match="VB-R42"):
        audit(book.save(tmp_path / "book.epub"))


def test_an_overlay_that_plays_itself_is_findings(tmp_path: Path) -> None:
    book = valid_book()
    text = book.files["EPUB/c2.smil"].decode().replace("c2.xhtml#", "c2.smil#")
    book.files["EPUB/c2.smil"] = text.replace("audio/c2.mp3", "c2.smil").encode()
    codes = {finding.code for finding in audit(book.save(tmp_path / "book.epub"), decode=True).findings}
    assert {"VB-C16", "VB-C41", "VB-C56"} <= codes


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_book_cut_short_or_with_a_wrong_byte_never_ends_in_a_traceback(
    tmp_path: Path, place: int, byte: int
) -> None:
    whole = valid_book().save(tmp_path / "book.epub").read_bytes()
    at = place * len(whole) // 10_001
    changed = bytearray(whole)
    changed[at] = byte
    for number, data in enumerate((whole[:at], bytes(changed))):
        path = tmp_path / f"{number}.epub"
        path.write_bytes(data)
        try:
            audit(path)
        except VoicebookError as error:
            assert error.code in {"VB-R05", "VB-R06", "VB-R40", "VB-R41", "VB-R42", "VB-R43"}  # noqa: PT017
