import pytest

from voicebook.readers.layout.chapters import Heading, Rank, is_title, outline, says_chapter
from voicebook.readers.layout.paragraphs import Line, stanzas

PROSE = "It rained, and then it rained again, until the street was a river and the river was a street."


def _headings(text: str, *, numerals: bool = True) -> list[tuple[Rank, str]]:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    items = outline(tuple(stanzas(lines)), numerals=numerals)
    return [(item.rank, item.text) for item in items if isinstance(item, Heading)]


@pytest.mark.parametrize(
    "line",
    [
        "CHAPTER I",
        "Chapter 1",
        "Chapter 1.",
        "Chapter 12. The Sea",
        "Chapter Twenty-One",
        "CHAPTER THE FIRST",
        "Chapter IV: In which nothing happens.",
        "Chapter 3 — The Sea",
        "Chapter 3 The Sea",
        "Kapitel 3",
        "Erstes Kapitel",
        "2. Kapitel",
        "Chapitre premier",
        "Capítulo II",
        "Capitolo terzo",
        "Hoofdstuk 4",
        "Глава 5",
        "Prologue",
        "EPILOGUE",
        "Vorwort",
        "Avant-propos",
        "Introduction:",
    ],
)
def test_a_line_that_says_chapter_is_a_heading(line: str) -> None:
    assert _headings(f"{line}\n\n{PROSE}") == [(Rank.CHAPTER, line)]


@pytest.mark.parametrize(
    "line", ["Part Two", "PART I", "Second Part", "Book the First", "Teil 2", "Livre III"]
)
def test_a_line_that_says_part_is_a_part(line: str) -> None:
    assert _headings(f"{line}\n\n{PROSE}") == [(Rank.PART, line)]


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 3 was the hardest to write.",
        "chapter and verse",
        "Part of the reason was the rain",
        "Un livre",
        "Act now",
        "prologue",
        "Letter to a friend,",
        "Introduction to bees.",
    ],
)
def test_other_lines_say_no_chapter(line: str) -> None:
    assert not says_chapter(line)


def test_a_name_below_the_number_belongs_to_the_heading() -> None:
    expected = [(Rank.CHAPTER, "CHAPTER I The Sea"), (Rank.CHAPTER, "CHAPTER II The Shore")]
    assert _headings(f"CHAPTER I\nThe Sea\n\n{PROSE}\n\nCHAPTER II\n\nThe Shore\n\n{PROSE}") == expected


def test_text_right_below_a_chapter_line_is_text() -> None:
    assert _headings(f"CHAPTER I\n{PROSE}\n{PROSE}") == [(Rank.CHAPTER, "CHAPTER I")]


def test_running_text_that_begins_with_a_chapter_is_no_heading() -> None:
    assert _headings("Chapter 3 Of The Book Of Rain says\nthat it will rain, and it does, and how.") == []


@pytest.mark.parametrize("numbers", [("I", "II", "III"), ("1", "2", "3"), ("I.", "II.", "III.")])
def test_numbers_that_count_from_one_are_chapters(numbers: tuple[str, ...]) -> None:
    text = "\n\n".join(f"{number}\n\n{PROSE}" for number in numbers)
    assert _headings(text) == [(Rank.CHAPTER, number) for number in numbers]
    assert _headings(text, numerals=False) == []


@pytest.mark.parametrize("numbers", [("1",), ("12", "13", "14"), ("1", "3"), ("I", "III")])
def test_other_numbers_are_text(numbers: tuple[str, ...]) -> None:
    assert _headings("\n\n".join(f"{number}\n\n{PROSE}" for number in numbers)) == []


def test_numbers_inside_chapters_are_sections_and_may_begin_again() -> None:
    text = "\n\n".join(f"CHAPTER {c}\n\n{PROSE}\n\n1\n\n{PROSE}\n\n2\n\n{PROSE}" for c in ("I", "II"))
    ranks = [rank for rank, _ in _headings(text)]
    assert ranks == [Rank.CHAPTER, Rank.SECTION, Rank.SECTION] * 2


def test_a_title_line_set_apart_is_a_heading() -> None:
    text = f"{PROSE}\n\nThe Old Pier\n\n{PROSE}"
    assert _headings(text) == [(Rank.CHAPTER, "The Old Pier")]
    assert _headings(f"CHAPTER I\n\n{text}")[1:] == [(Rank.SECTION, "The Old Pier")]


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\nEggs\n\nMilk\n\nBread\n\n{PROSE}",
        f"{PROSE}\n\nYours faithfully,\n\nAda Marsh\n\n{PROSE}",
        f"{PROSE}\n\nAda Marsh",
        f"{PROSE}\n\nand then nothing more\n\n{PROSE}",
        f"{PROSE}\n\n“Never!”\n\n{PROSE}",
        f"{PROSE}\n\nDear friends,\n\n{PROSE}",
        f"The rain came down and\n\nAda Marsh\n\n{PROSE}",
    ],
)
def test_lists_and_signatures_have_no_heading(text: str) -> None:
    assert _headings(text) == []


def test_a_table_of_contents_is_no_chapters() -> None:
    contents = "Chapter 1. Sea\n\nChapter 2. Shore"
    text = f"{contents}\n\nChapter 1. Sea\n\n{PROSE}\n\nChapter 2. Shore\n\n{PROSE}"
    assert _headings(text) == [(Rank.CHAPTER, "Chapter 1. Sea"), (Rank.CHAPTER, "Chapter 2. Shore")]
    together = text.replace("Sea\n\nChapter 2", "Sea\nChapter 2", 1)
    assert _headings(together) == [(Rank.CHAPTER, "Chapter 1. Sea"), (Rank.CHAPTER, "Chapter 2. Shore")]


@pytest.mark.parametrize(("line", "title"), [("The Sea", True), ("1. The Sea", True), ("the sea", False)])
def test_a_title_begins_with_a_capital(line: str, *, title: bool) -> None:
    assert is_title(line) is title
