from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from voicebook.errors import LanguageError, SourceError
from voicebook.model.publication import Publication
from voicebook.readers.layout.paragraphs import is_break
from voicebook.readers.text import READER
from voicebook.settings import Settings
from voicebook.text.structure.xml import parse

X = "{http://www.w3.org/1999/xhtml}"
PROSE = "It rained, and then it rained again, until the street was a river and the river was a street."


def _read(
    folder: Path, text: str, settings: Settings | None = None, name: str = "night_rain.txt"
) -> Publication:
    source = folder / name
    source.write_text(text, encoding="utf-8", newline="")
    return READER.read(source, settings or Settings(language="en"))


def _shown(book: Publication, document: str) -> list[str]:
    """Return the blocks of a document as tag and text."""
    section = parse(book.read(document), document).find(f"{X}body/{X}section")
    assert section is not None
    return [f"{str(each.tag).removeprefix(X)}: {'|'.join(each.itertext())}" for each in section]


def _codes(book: Publication) -> list[str]:
    return [finding.code for finding in book.findings]


def test_a_text_without_chapters_is_one_chapter_and_its_title_is_on_the_title_page(tmp_path: Path) -> None:
    book = _read(tmp_path, f"Night Rain\n\n{PROSE}\n\n{PROSE}\n")
    assert book.metadata.title == "Night Rain"
    assert book.spine == ("chapter-01.xhtml",)
    assert _shown(book, "chapter-01.xhtml") == [f"p: {PROSE}"] * 2
    root = parse(book.read("chapter-01.xhtml"), "a")
    assert root.findtext(f"{X}head/{X}title") == "Night Rain"


def test_chapters_become_documents(tmp_path: Path) -> None:
    book = _read(tmp_path, f"Night Rain\n\nPart One\n\nCHAPTER I\nThe Sea\n\n{PROSE}\n\nPrologue\n\n{PROSE}")
    assert [_shown(book, name)[0] for name in book.spine] == [
        "h1: Part One",
        "h1: CHAPTER I|The Sea",
        "h1: Prologue",
    ]
    titles = [parse(book.read(name), name).findtext(f"{X}head/{X}title") for name in book.spine]
    assert titles == ["Part One", "CHAPTER I The Sea", "Prologue"]
    assert b'role="doc-part"' in book.read(book.spine[0])


def test_text_before_the_first_chapter_has_a_document_of_its_own(tmp_path: Path) -> None:
    book = _read(tmp_path, f"Night Rain\n\n{PROSE}\n\nCHAPTER I\n\n{PROSE}")
    assert [_shown(book, name)[0] for name in book.spine] == [f"p: {PROSE}", "h1: CHAPTER I"]


def test_sections_are_headings_of_the_second_level(tmp_path: Path) -> None:
    book = _read(tmp_path, f"CHAPTER I\n\n{PROSE}\n\nThe Old Pier\n\n{PROSE}")
    assert _shown(book, "chapter-01.xhtml")[2] == "h2: The Old Pier"


def test_many_chapters_are_numbered_in_order(tmp_path: Path) -> None:
    book = _read(tmp_path, "\n\n".join(f"Chapter {number}\n\n{PROSE}" for number in range(1, 102)))
    assert book.spine[0] == "chapter-001.xhtml"
    assert list(book.spine) == sorted(book.spine)


def test_verse_and_breaks_are_marked_up(tmp_path: Path) -> None:
    book = _read(tmp_path, f"{PROSE}\n\nWhite over the water\nThe gull goes home\n\n* * *\n\n{PROSE}")
    data = book.read("chapter-01.xhtml").decode()
    verse = "<span>White over the water</span><br/><span>The gull goes home</span>"
    assert f'<p class="verse">{verse}</p>\n<hr/>' in data


def test_a_byline_names_the_author_and_is_said_once(tmp_path: Path) -> None:
    book = _read(tmp_path, f"Night Rain\nby Ada Marsh and Bo van Lind\n\n{PROSE}")
    assert book.metadata.authors == ("Ada Marsh", "Bo van Lind")
    assert _shown(book, "chapter-01.xhtml") == [f"p: {PROSE}"]
    other = _read(
        tmp_path, f"Night Rain\n\nby Ada Marsh\n\n{PROSE}", Settings(language="en", authors=("Cy Orr",))
    )
    assert other.metadata.authors == ("Cy Orr",)
    assert _shown(other, "chapter-01.xhtml")[0] == "p: by Ada Marsh"


@pytest.mark.parametrize("line", ["by the sea", "By Moonlight", "von hier nach dort", "by Ada Marsh."])
def test_other_lines_name_no_author(tmp_path: Path, line: str) -> None:
    assert _read(tmp_path, f"Night Rain\n\n{line}\n\n{PROSE}").metadata.authors == ()


@pytest.mark.parametrize("text", [PROSE, "CHAPTER I\n\n" + PROSE, "Hello world", "Dear friends,\n\n" + PROSE])
def test_a_text_without_title_is_called_after_its_file(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text).metadata.title == "Night rain"


def test_settings_win_over_front_matter_which_wins_over_guesses(tmp_path: Path) -> None:
    front = "---\ntitle: From the Front\nauthor: Ada Marsh\nlanguage: de\nrights: CC0\n---"
    text = f"{front}\nNight Rain\n\n{PROSE}"
    book = _read(tmp_path, text, Settings(title="Set", date="2020"))
    assert book.metadata.title == "Set"
    assert book.metadata.authors == ("Ada Marsh",)
    assert (book.metadata.language, book.metadata.rights, book.metadata.date) == ("de", "CC0", "2020")
    assert _shown(book, "chapter-01.xhtml")[0] == "h1: Night Rain"
    assert _read(tmp_path, text, Settings()).metadata.title == "From the Front"


def test_a_first_line_that_says_the_declared_title_is_not_said_twice(tmp_path: Path) -> None:
    book = _read(tmp_path, f"---\ntitle: Night Rain!\n---\nNIGHT  RAIN\n\n{PROSE}")
    assert _shown(book, "chapter-01.xhtml") == [f"p: {PROSE}"]


def test_the_language_is_detected_and_doubt_is_a_finding(tmp_path: Path) -> None:
    german = (
        "Der Regen fiel die ganze Nacht, und niemand im ganzen Ort konnte schlafen, nicht einmal der Hund."
    )
    sure = _read(tmp_path, german, Settings())
    assert (sure.metadata.language, _codes(sure)) == ("de", [])
    assert b'lang="de" xml:lang="de"' in sure.read("chapter-01.xhtml")
    unsure = _read(tmp_path, "OK then", Settings())
    (finding,) = unsure.findings
    assert finding.code == "VB-R20"
    assert repr(unsure.metadata.language) in finding.what
    assert all(way in finding.hint for way in ("--language", "voicebook.toml", "front matter"))


@pytest.mark.parametrize("tag", ["English", "e", "en_GB", "en-", '"', "en GB"])
def test_a_language_that_is_no_tag_is_an_error(tmp_path: Path, tag: str) -> None:
    with pytest.raises(LanguageError) as raised:
        _read(tmp_path, PROSE, Settings(language=tag))
    assert raised.value.code == "VB-L01"


def test_a_date_of_another_form_is_left_out_and_told(tmp_path: Path) -> None:
    book = _read(tmp_path, f"---\ndate: last May\n---\n{PROSE}")
    assert (book.metadata.date, _codes(book)) == ("", ["VB-R26"])


def test_leftovers_go_unless_all_is_kept(tmp_path: Path) -> None:
    text = f"{PROSE}\n\nBack to top button"
    book = _read(tmp_path, text)
    assert b"Back to top" not in book.read("chapter-01.xhtml")
    assert [(each.code, each.where.line) for each in book.findings] == [("VB-R25", 3)]
    for kept in (
        _read(tmp_path, text, Settings(language="en", keep_all=True)),
        _read(tmp_path, f"---\nkeep_all: yes\n---\n{text}"),
    ):
        assert b"Back to top" in kept.read("chapter-01.xhtml")
        assert _codes(kept) == []


def test_lines_are_counted_from_the_head_of_the_file(tmp_path: Path) -> None:
    book = _read(tmp_path, f"---\ntitle: A\n---\n{PROSE}\n\nBack to top")
    assert book.findings[0].where.line == 6


def test_mended_words_are_told(tmp_path: Path) -> None:
    book = _read(
        tmp_path, "The rain came down on the harbour all night, and the light-\nhouse was dark and silent."
    )
    assert "lighthouse" in next(each.what for each in book.findings if each.code == "VB-R27")


def test_a_chapter_of_a_larger_book_has_a_name_of_its_own(tmp_path: Path) -> None:
    larger = Settings(title="Rain Stories", language="en", book=True)
    titled = _read(tmp_path, f"Night Rain\n\n{PROSE}", larger)
    assert _shown(titled, "chapter-01.xhtml")[0] == "h1: Night Rain"
    declared = _read(tmp_path, f"---\ntitle: First Rain\n---\n{PROSE}", larger)
    assert _shown(declared, "chapter-01.xhtml")[0] == "h1: First Rain"
    bare = _read(tmp_path, PROSE, larger, "02_the-flood.txt")
    assert parse(bare.read("chapter-01.xhtml"), "a").findtext(f"{X}head/{X}title") == "The flood"


def test_a_cover_beside_the_text_is_a_resource(tmp_path: Path) -> None:
    (tmp_path / "c.bin").write_bytes(b"\x89PNG\r\n\x1a\n and so on")
    book = _read(tmp_path, PROSE, Settings(language="en", cover="c.bin"))
    assert book.metadata.cover == "images/cover.png"
    assert book.read("images/cover.png").endswith(b"and so on")
    without = _read(tmp_path, PROSE, Settings(language="en", cover="none.png"))
    assert (without.metadata.cover, _codes(without)) == ("", ["VB-R28"])


def test_front_matter_alone_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        _read(tmp_path, "---\ntitle: A\n---\n\n")
    assert raised.value.code == "VB-R02"


def test_an_unknown_document_is_a_key_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        _read(tmp_path, PROSE).read("chapter-02.xhtml")


def test_declared_settings_are_those_of_the_front_matter(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(f"---\nvoice: af\nrate: 1.5\ncover: ../x.png\n---\n{PROSE}", encoding="utf-8")
    assert READER.declared(source) == {"voice": "af", "rate": 1.5}


LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "CHAPTER I",
            "Chapter 2. The Sea",
            "Part One",
            "Prologue",
            "The Old Pier",
            "by Ada Marsh",
            "12",
            "13",
            "II",
            "***",
            "word-",
            "    indented",
            PROSE,
            PROSE[:60],
            "and so on.",
            "<b>&amp;</b>",
        ]
    ),
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"),
        max_size=70,
    ),
)


@given(st.lists(LINES, min_size=1, max_size=14))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_character_is_shown_in_order_but_hyphens_and_ornaments(
    tmp_path: Path, lines: list[str]
) -> None:
    settings = Settings(title="Zzz", authors=("Zzz",), language="en", keep_all=True)
    try:
        book = _read(tmp_path, "\n".join(lines), settings)
    except SourceError:
        assert not any(char.isalnum() for line in lines for char in line)
        return
    hidden = dict.fromkeys(map(ord, "-\u00ad\u2010"))
    shown = "".join("".join(block.split(": ", 1)[1]) for name in book.spine for block in _shown(book, name))
    found = "".join(shown.translate(hidden).split()).replace("|", "")
    expected = "".join("".join(line.translate(hidden).split()) for line in lines if not is_break(line))
    ornaments = any(map(is_break, lines))
    assert found == expected.replace("|", "") or (ornaments and _letters(found) == _letters(expected))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@given(st.binary(min_size=1, max_size=200))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_file_is_a_book_of_well_formed_documents_or_a_source_error(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(data)
    try:
        book = READER.read(source, Settings(language="en"))
    except SourceError as error:
        places = {error.where.source}
    else:
        places = {str(parse(book.read(name), name).tag) for name in book.spine}
    assert places in ({str(source)}, {f"{X}html"})
