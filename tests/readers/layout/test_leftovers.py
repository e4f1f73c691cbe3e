import pytest

from voicebook.readers.layout.leftovers import leave_out
from voicebook.readers.layout.paragraphs import Line

PROSE = "The rain came down on the harbour all night long, and nobody in the whole town could sleep."
BROKEN = "The rain came down on the harbour all night long, and nobody in the"
REST = "whole town could sleep."


def _left(text: str, *, inside: bool = True) -> tuple[str, list[int]]:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    kept = leave_out(lines, "a.txt", inside=inside)
    assert {finding.code for finding in kept.findings} <= {"VB-R25"}
    return "\n".join(line.text for line in kept.lines).strip(), [each.where.line for each in kept.findings]


@pytest.mark.parametrize(
    "line", ["Back to top button", "back  to TOP", "Share on Facebook", "We use cookies to improve things."]
)
def test_a_listed_line_at_the_end_is_left_out_and_told(line: str) -> None:
    assert _left(f"{PROSE}\n\n{line}\n") == (PROSE, [3])
    assert _left(f"{PROSE}\n{line}") == (PROSE, [2])


def test_listed_lines_at_the_start_are_left_out() -> None:
    assert _left(f"Skip to content\nMenu\n\nShare on X\n\n{PROSE}") == (PROSE, [1, 2, 4])


def test_weak_lines_go_only_beside_strong_ones() -> None:
    assert _left(f"{PROSE}\n\nTweet\nShare on Facebook\nPrint") == (PROSE, [3, 4, 5])
    assert _left(f"{PROSE}\n\nShare\n\nTweet")[1] == []


def test_a_weak_line_that_could_be_the_title_stays() -> None:
    assert _left(f"Skip to content\n\nSearch\n\n{PROSE}") == (f"Search\n\n{PROSE}", [1])


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\n\nBack to top\n\n{PROSE}",
        "He rolled the stone once more.\nBack to top",
        "We use cookies to\n\n" + PROSE + "\n\nWe use cookies to bake",
        f"Back to top button\n\n{PROSE}",
        "Back to top button",
        f"{PROSE}\n\nBack to top button of the page",
        f"and nobody\n\nBack to top\n\n{PROSE}",
    ],
)
def test_what_could_be_text_stays(text: str) -> None:
    kept, lines = _left(text)
    assert kept == text or text.endswith("bake")
    assert lines in ([], [5])


def test_a_strong_line_between_broken_lines_is_left_out_and_they_meet() -> None:
    assert _left(f"{BROKEN}\n\nShare on Facebook\n\n{REST}") == (f"{BROKEN}\n{REST}", [3])


@pytest.mark.parametrize("form", ["{}", "- {} -", "[{}]", "Page {}", "{}/300", "Seite {}"])
def test_rising_page_numbers_between_broken_lines_are_left_out(form: str) -> None:
    text = "\n\n".join(f"{BROKEN}\n\n{form.format(page)}\n\n{REST}" for page in (11, 12, 14))
    kept, lines = _left(text)
    assert kept == "\n\n".join([f"{BROKEN}\n{REST}"] * 3)
    assert lines == [3, 9, 15]


@pytest.mark.parametrize("pages", [(11, 12), (11, 30, 12), (12, 11, 10), (5, 5, 5)])
def test_numbers_in_no_series_stay(pages: tuple[int, ...]) -> None:
    text = "\n\n".join(f"{BROKEN}\n\n{page}\n\n{REST}" for page in pages)
    assert _left(text) == (text, [])


def test_numbers_between_whole_paragraphs_stay() -> None:
    text = "\n\n".join(f"{PROSE}\n\n{page}\n\n{PROSE}" for page in (11, 12, 13))
    assert _left(text) == (text, [])


def test_numbers_between_lines_of_verse_stay() -> None:
    text = "\n\n".join(f"white over the water\n\n{number}\n\nthe gull" for number in (1, 2, 3))
    assert _left(text) == (text, [])


def test_only_the_ends_are_looked_at_if_asked() -> None:
    text = "\n\n".join(f"{BROKEN}\n\n{page}\n\n{REST}" for page in (11, 12, 13))
    assert _left(f"{text}\n\nBack to top", inside=False) == (text, [19])
