import subprocess
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import pytest
from mutagen.id3 import ID3

from tiny_book import narrated, publication
from voicebook.errors import WriteError
from voicebook.model.publication import Resource
from voicebook.model.timeline import Track
from voicebook.writers.base import NarratedBook, Writer
from voicebook.writers.files import file_name
from voicebook.writers.mp3 import WRITER

PNG = b"\x89PNG\r\n\x1a\n and so on"


@pytest.fixture(scope="module")
def silence(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "silence.mp3"
    source = ["-f", "lavfi", "-i", "anullsrc=r=22050:cl=mono", "-t", "0.3"]
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-loglevel",
        "error",
        *source,
        "-b:a",
        "64k",
        "-id3v2_version",
        "0",
        str(path),
    ]
    subprocess.run(command, check=True)
    return path.read_bytes()


def with_sound(folder: Path, sound: bytes) -> NarratedBook:
    book = narrated(folder)
    for track in book.tracks:
        Path(track.audio).write_bytes(sound)
    return book


def named(title: str, document: str = "chapter-07.xhtml") -> Track:
    return Track(document, title, "x.mp3", 1000, 1000, ())


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Owl", "07-the-owl.mp3"),
        ("CON", "07-con.mp3"),
        ("Сова", "07-chapter-07.mp3"),
        ("../../x:y", "07-x-y.mp3"),
        ("a" * 300, "07-" + "a" * 60 + ".mp3"),
    ],
)
def test_file_name_is_number_and_title(title: str, expected: str) -> None:
    assert file_name(7, 12, named(title)) == expected


def test_numbers_are_as_wide_as_the_last_needs() -> None:
    assert file_name(7, 99, named("A")) == "07-a.mp3"
    assert file_name(7, 100, named("A")) == "007-a.mp3"


def test_each_track_is_copied_in_spine_order_and_tagged(tmp_path: Path, silence: bytes) -> None:
    writer: Writer = WRITER
    book = with_sound(tmp_path, silence)
    paths = writer.write(book, tmp_path)
    assert paths == (tmp_path / "audio/01-title-page.mp3", tmp_path / "audio/02-one.mp3")
    tags = ID3(paths[1])  # type: ignore[no-untyped-call] # mutagen has no types
    assert {name: str(tags[name]) for name in ("TIT2", "TALB", "TPE1", "TRCK", "TLAN")} == {
        "TIT2": "One",
        "TALB": "The Owl",
        "TPE1": "A. Writer",
        "TRCK": "2/2",
        "TLAN": "eng",
    }


def test_sound_is_the_one_encoding_and_the_encoded_file_stays_untagged(
    tmp_path: Path, silence: bytes
) -> None:
    book = with_sound(tmp_path, silence)
    paths = WRITER.write(book, tmp_path)
    assert all(path.read_bytes().endswith(silence) for path in paths)
    assert all(Path(track.audio).read_bytes() == silence for track in book.tracks)


def test_cover_and_year_of_the_book_are_in_the_tags(tmp_path: Path, silence: bytes) -> None:
    book = with_sound(tmp_path, silence)
    about = replace(publication().metadata, cover="owl.png", date="1999-12-31")
    covered = publication(metadata=about, resources=(Resource("owl.png", "image/png"),), read=lambda _: PNG)
    (first, _) = WRITER.write(replace(book, publication=covered), tmp_path)
    tags = ID3(first)  # type: ignore[no-untyped-call] # mutagen has no types
    assert tags["APIC:"].data == PNG
    assert "1999" in {str(tags[name]) for name in ("TYER", "TDRC") if name in tags}


def test_same_book_gives_the_same_files(tmp_path: Path, silence: bytes) -> None:
    book = with_sound(tmp_path, silence)
    made = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        made.append([path.read_bytes() for path in WRITER.write(book, folder)])
    assert made[0] == made[1]


def test_missing_sound_is_an_error(tmp_path: Path, silence: bytes) -> None:
    book = with_sound(tmp_path, silence)
    Path(book.tracks[1].audio).unlink()
    with pytest.raises(WriteError, match="No such file") as error:
        WRITER.write(book, tmp_path)
    assert error.value.code == "VB-W13"
