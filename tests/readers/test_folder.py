from pathlib import Path

import pytest

from voicebook.errors import SourceError
from voicebook.model.publication import Publication
from voicebook.readers import markdown, text
from voicebook.readers.base import Reader
from voicebook.readers.folder import read_folder
from voicebook.settings import Settings
from voicebook.text.structure.xml import parse

X = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ENGLISH = "It rained, and then it rained again, until the street was a river and the river was a street."
GERMAN = "Der Regen fiel die ganze Nacht, und niemand im ganzen Ort konnte schlafen, nicht mal der Hund."


def _reader(path: Path) -> Reader:
    return markdown.READER if path.suffix == ".md" else text.READER


def _read(folder: Path, files: dict[str, str], settings: Settings | None = None) -> Publication:
    book = folder / "rain_stories"
    book.mkdir(exist_ok=True)
    for name, content in files.items():
        (book / name).write_text(content, encoding="utf-8")
    return read_folder([book / name for name in files], _reader, settings or Settings())


def _headings(book: Publication) -> list[str]:
    return [
        "|".join(each.text or "" for each in parse(book.read(name), name).iter(f"{X}h1", f"{X}h2"))
        for name in book.spine
    ]


def test_files_become_the_parts_of_one_book_in_their_order(tmp_path: Path) -> None:
    files = {
        "1.txt": f"Night Rain\n\n{ENGLISH}",
        "2.md": f"# Day Rain\n\n## One\n\n{ENGLISH}\n\n## Two\n\n{ENGLISH}",
        "3.txt": f"CHAPTER I\n\n{ENGLISH}\n\nCHAPTER II\n\n{ENGLISH}",
    }
    book = _read(tmp_path, files)
    assert book.metadata.title == "Rain stories"
    assert book.spine == tuple(
        f"{folder}/chapter-{number}.xhtml"
        for folder, number in [("01", "01"), ("02", "01"), ("03", "01"), ("03", "02")]
    )
    assert _headings(book) == ["Night Rain", "Day Rain|One|Two", "CHAPTER I", "CHAPTER II"]


def test_settings_name_the_book_and_the_first_file_that_knows_the_rest(tmp_path: Path) -> None:
    front = "---\ntitle: Night\nauthor: Ada Marsh\ndate: 2020\nidentifier: x\n---\n"
    settings = Settings(title="Rain", rights="CC0", language="en")
    book = _read(tmp_path, {"1.txt": ENGLISH, "2.txt": f"{front}{ENGLISH}"}, settings)
    metadata = book.metadata
    assert (metadata.title, metadata.authors, metadata.date) == ("Rain", ("Ada Marsh",), "2020")
    assert (metadata.rights, metadata.identifier) == ("CC0", "")
    assert _headings(book) == ["", "Night"]
    assert parse(book.read(book.spine[0]), "a").findtext(f"{X}head/{X}title") == "1"


def test_a_heading_that_is_the_book_s_title_is_not_said_again(tmp_path: Path) -> None:
    book = _read(tmp_path, {"1.md": f"# Rain Stories\n\n{ENGLISH}", "2.md": f"# Day\n\n{ENGLISH}"})
    assert _headings(book) == ["", "Day"]


def test_an_uncertain_file_gets_the_language_of_the_book(tmp_path: Path) -> None:
    book = _read(tmp_path, {"1.txt": GERMAN, "2.txt": "OK!", "3.txt": GERMAN})
    assert book.metadata.language == "de"
    assert {parse(book.read(name), name).get(LANG) for name in book.spine} == {"de"}
    assert book.findings == ()


def test_a_file_that_is_certain_of_another_language_keeps_it(tmp_path: Path) -> None:
    book = _read(tmp_path, {"1.txt": f"{GERMAN}\n\n{GERMAN}", "2.txt": ENGLISH})
    assert book.metadata.language == "de"
    assert [parse(book.read(name), name).get(LANG) for name in book.spine] == ["de", "en"]


def test_a_book_of_only_uncertain_files_says_so_once(tmp_path: Path) -> None:
    book = _read(tmp_path, {"1.txt": "OK!", "2.txt": "Anna."})
    assert [finding.code for finding in book.findings] == ["VB-R20"]
    assert {parse(book.read(name), name).get(LANG) for name in book.spine} == {book.metadata.language}


def test_pictures_and_links_of_each_file_stay_apart(tmp_path: Path) -> None:
    folder = tmp_path / "rain_stories"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + name.encode())
    files = {f"{name}.md": f"# {name}\n\n![](<{name}.png>) [x](#{name}) {ENGLISH}" for name in ("a", "b")}
    book = _read(tmp_path, files, Settings(cover="b.png", language="en"))
    names = [resource.name for resource in book.resources]
    assert names == ["images/cover.png", "01/images/image-01.png", "02/images/image-01.png"]
    assert [book.read(name)[-5:] for name in names] == [b"b.png", b"a.png", b"b.png"]
    assert book.metadata.cover == "images/cover.png"
    assert b'src="images/image-01.png"' in book.read("02/chapter-01.xhtml")
    assert b'href="#heading-1"' in book.read("02/chapter-01.xhtml")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        _read(tmp_path, {"1.txt": ENGLISH, "2.txt": ""})
    assert raised.value.where.source.endswith("2.txt")


def test_a_book_without_files_is_an_error() -> None:
    with pytest.raises(SourceError):
        read_folder([], _reader, Settings())


@pytest.mark.parametrize("name", ["02/chapter-99.xhtml", "09/chapter-01.xhtml", "nothing"])
def test_an_unknown_document_is_a_key_error(tmp_path: Path, name: str) -> None:
    book = _read(tmp_path, {"1.txt": ENGLISH, "2.txt": ENGLISH})
    with pytest.raises(KeyError):
        book.read(name)


def test_a_file_s_own_byline_is_kept_for_it_is_not_the_book_s(tmp_path: Path) -> None:
    files = {
        f"{number}.txt": f"Tale\nby {name}\n\n{ENGLISH}"
        for number, name in [(1, "Ada Marsh"), (2, "Bo Lind")]
    }
    book = _read(tmp_path, files)
    assert book.metadata.authors == ("Ada Marsh",)
    assert b"<p>by Bo Lind</p>" in book.read("02/chapter-01.xhtml")
