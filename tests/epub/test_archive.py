import io
import zipfile
from pathlib import Path

import pytest

from voicebook.epub import container as archive
from voicebook.epub.archive import Archive
from voicebook.epub.container import open_container
from voicebook.errors import SourceError


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return path


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "a//b", "./x", "C:/x", "a\\b", "a\nb"])
def test_member_with_an_unsafe_name_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "x.epub", {name: b"x"})
    with pytest.raises(SourceError, match="not a safe name"), open_container(path):
        pass


@pytest.mark.parametrize("name", ["a/b.xhtml", "..hidden", "a..b", "Ä b.xhtml", "META-INF/container.xml"])
def test_member_with_an_ordinary_name_is_taken(tmp_path: Path, name: str) -> None:
    with open_container(zipped(tmp_path / "x.epub", {name: b"x"})) as container:
        assert container.read(name) == b"x"


def test_bomb_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.epub", {"zeros": bytes(4 * 1024**2)})
    with pytest.raises(SourceError, match="packed more than") as error, open_container(path):
        pass
    assert error.value.code == "VB-R30"


def test_a_page_of_one_letter_is_no_bomb(tmp_path: Path) -> None:
    with Archive(tmp_path / "x.epub") as written:
        written.writestr("page.xhtml", b"a" * (4 * 1024**2))
    with open_container(tmp_path / "x.epub") as container:
        assert len(container.read("page.xhtml")) == 4 * 1024**2


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    path = zipped(tmp_path / "x.epub", {"a": b"", "b": b"", "c": b""})
    with pytest.raises(SourceError, match="3 members"), open_container(path):
        pass


def test_too_much_content_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_TOTAL", 10)
    path = zipped(tmp_path / "x.epub", {"a": b"123456", "b": b"123456"})
    with pytest.raises(SourceError, match="12 bytes"), open_container(path):
        pass


def test_large_member_is_copied_but_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST_IN_MEMORY", 5)
    path = zipped(tmp_path / "x.epub", {"a": b"123456"})
    with open_container(path) as container:
        with pytest.raises(SourceError, match="6 bytes"):
            container.read("a")
        with Archive(tmp_path / "y.epub") as target:
            container.copy("a", target)
    with zipfile.ZipFile(tmp_path / "y.epub") as copied:
        assert copied.read("a") == b"123456"


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.epub"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            target.writestr("a", b"2")
    with pytest.raises(SourceError, match="same name"), open_container(path):
        pass


def test_encrypted_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "x.epub", {"a": b"x"}).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "x.epub").write_bytes(data)
    with pytest.raises(SourceError, match="encrypted"), open_container(tmp_path / "x.epub"):
        pass


def test_missing_and_damaged_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.epub"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("a", b"content")
    path.write_bytes(path.read_bytes().replace(b"content", b"CONTENT"))
    with open_container(path) as container:
        with pytest.raises(SourceError, match="a is damaged"):
            container.read("a")
        with pytest.raises(SourceError, match="b is missing"):
            container.read("b")


def test_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.epub").write_bytes(b"no zip")
    with pytest.raises(SourceError, match=r"x\.epub|not a zip"), open_container(tmp_path / "x.epub"):
        pass


def test_archive_begins_with_the_stored_mimetype_and_knows_no_time(tmp_path: Path) -> None:
    path = tmp_path / "x.epub"
    with Archive(path) as target:
        target.writestr("é.xhtml", "<p/>")
        target.stream("sound", io.BytesIO(b"123"), 3, stored=True)
    assert path.read_bytes()[26:58] == b"\x08\0\0\0mimetypeapplication/epub+zip"  # no extra field
    with zipfile.ZipFile(path) as made:
        infos = made.infolist()
    assert [info.filename for info in infos] == ["mimetype", "é.xhtml", "sound"]
    assert [info.compress_type for info in infos] == [0, 8, 0]
    assert {(info.date_time, info.extra, info.create_system) for info in infos} == {
        ((1980, 1, 1, 0, 0, 0), b"", 3)
    }


def test_archive_that_fails_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(28, "No space left on device")

    path = tmp_path / "x.epub"
    with pytest.raises(OSError, match="No space"), Archive(path) as target:
        target.stream("sound", Broken(), 3, stored=True)
    assert not path.exists()
