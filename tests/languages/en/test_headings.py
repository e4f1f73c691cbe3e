"""Roman numerals by structure: what a block is, and what else the document numbers so, decides."""

from voicebook.languages.en import ENGLISH
from voicebook.model.publication import Given, Span
from voicebook.text.language import Context
from voicebook.text.normalize.context import read_context
from voicebook.text.normalize.normalizer import normalize

_SERIES = read_context(
    ["I", "II", "IV. A Lamp", "VI", "A plain paragraph that is not a heading at all."], "en-US"
)


def _said(written: str, context: Context = _SERIES, place: str = "", given: tuple[Given, ...] = ()) -> str:
    from dataclasses import replace

    return normalize(written, ENGLISH, replace(context, place=place), given=given).text


def test_a_numeral_with_a_neighbour_in_the_document_is_one() -> None:
    assert [_said(each) for each in ("I", "V", "VII.", "V. The Lamp")] == [
        "one",
        "five",
        "seven.",
        "five. The Lamp",
    ]


def test_a_letter_without_neighbours_is_a_letter() -> None:
    alone = Context()
    assert [_said(each, alone) for each in ("I", "V", "C", "CD")] == ["I", "V", "C", "C D"]
    assert _said("C", place="heading") == "C"


def test_a_heading_begins_with_its_number() -> None:
    alone = Context()
    assert _said("I. The Lamp", alone, "heading") == "one. The Lamp"
    assert _said("X: The Lamp", alone, "heading") == "ten: The Lamp"
    assert _said("I, Robot", alone, "heading") == "I, Robot"
    assert _said("I Am the Lamp", alone, "heading") == "I Am the Lamp"


def test_small_numerals_number_pages_and_items() -> None:
    alone = Context()
    assert [_said(each, alone, "page") for each in ("iv", "xii")] == ["four", "twelve"]
    assert _said("ii. a lamp", alone, "item") == "two. a lamp"
    assert [_said(each, alone) for each in ("mix", "dim")] == ["mix", "dim"]


def test_markup_makes_a_numeral_of_any_letter() -> None:
    given = (Given(Span(4, 5), ""),)
    assert _said("The V is old.", Context(), given=given) == "The five is old."
    assert _said("The Lamp is old.", Context(), given=given) == "The Lamp is old."


def test_a_name_before_a_marked_numeral_decides_how_it_is_said() -> None:
    given = (Given(Span(7, 9), ""),)
    assert _said("Edward IV was old.", Context(), given=given) == "Edward the fourth was old."
