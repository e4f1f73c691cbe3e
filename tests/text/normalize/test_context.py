"""What a document says about its own words."""

import pickle
from itertools import repeat

import pytest

from voicebook.languages.en import ENGLISH
from voicebook.text.normalize.context import read_context
from voicebook.text.normalize.normalizer import normalize, normalize_document


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Workers’ Party of Korea (WPK) met.", {"WPK": "Workers' Party of Korea"}),
        ("The WPK (Workers’ Party of Korea) met.", {"WPK": "Workers' Party of Korea"}),
        ("Of the Union of Clockmakers (UoC) here.", {"UoC": "Union of Clockmakers"}),
        ("Text-to-speech (TTS) helps.", {"TTS": "Text-to-speech"}),
        ("Many non-governmental organizations (NGOs) came.", {"NGO": "non-governmental organizations"}),
        ("He said so (AND left).", {}),
        ("A dull note (XYZ) here.", {}),
        ("The unrelated words here (PDF) say nothing.", {}),
    ],
)
def test_abbreviations_are_found_both_ways_round(text: str, found: dict[str, str]) -> None:
    assert read_context([text], "en-US").abbreviations == found


def test_words_in_capitals_that_are_also_lower_case_are_kept() -> None:
    context = read_context(["The VORP is big.", "A vorp, a WPK and a plain day."], "en-GB")
    assert context.words == frozenset({"vorp"})
    assert context.language == "en-GB"


def test_context_is_small_and_pickles() -> None:
    context = read_context(repeat("Some words (SW) here.", 1000), "en-US")
    assert pickle.loads(pickle.dumps(context)) == context
    assert len(pickle.dumps(context)) < 500


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Guild of Gate Keepers met. Later the GGK left.", {"GGK": "Guild of Gate Keepers"}),
        ("The Union of Clock Makers met. The UOCM left.", {"UOCM": "Union of Clock Makers"}),
        ("The Guild of Gate Keepers and the Group of Garden Keepers. The GGK left.", {}),
        ("The Guild of Gate Keepers met. He said GO.", {}),
    ],
)
def test_abbreviations_are_found_by_initials_where_one_phrase_has_them(
    text: str, found: dict[str, str]
) -> None:
    assert read_context([text], "en-US").abbreviations == found


def test_names_that_recur_are_words_in_capitals_too() -> None:
    texts = ["MR KIM IS LATE", "I met Kim, and then Kim left.", "A UNO and Uno."]
    assert read_context(texts, "en-US").words == frozenset({"kim"})


@pytest.mark.parametrize(
    ("text", "comma"),
    [
        ("It was 2,75 m and then 3,5 m.", True),
        ("It was 2,75 m and then 3,5 m, not 3.5.", False),
        ("It was 2,75 m.", False),
        ("It had 1,250 and 3,500 men.", False),
        ("Rooms 1,2,3 and 4,5,6.", False),
    ],
)
def test_the_decimal_sign_is_a_habit(text: str, comma: bool) -> None:  # noqa: FBT001 - a case of the table
    assert read_context([text], "en-US").decimal_comma is comma


@pytest.mark.parametrize(
    ("text", "day_first"),
    [
        ("On 25/06/1939 and 03/07/1940.", True),
        ("On 06/25/1939 and 03/07/1940.", False),
        ("On 03/07/1940.", None),
        ("On 25/06/1939 and 06/25/1940.", None),
    ],
)
def test_the_order_of_dates_is_a_habit(text: str, day_first: bool | None) -> None:  # noqa: FBT001
    assert read_context([text], "en-US").day_first is day_first


def test_the_document_says_before_the_list_whether_an_acronym_is_a_word() -> None:
    context = read_context(["The GDR met, and later Gdr men and again Gdr women left."], "en-US")
    assert normalize("The GDR met.", ENGLISH, context).text == "The GDR met."
    assert (
        normalize("The GDR met.", ENGLISH, read_context(["The GDR met."], "en-US")).text == "The G D R met."
    )


def test_headings_in_capitals_are_a_habit() -> None:
    texts = ["THE FIRST DAY", "Text.", "THE SECOND DAY", "More."]
    assert read_context(texts, "en-US").capital_headings
    assert not read_context(["THE FIRST DAY", "Text."], "en-US").capital_headings


def _document(text: str, tag: str = "en-US") -> str:
    context = read_context(text.split("\n"), tag)
    return "\n".join(
        normalize_document(line, ENGLISH, tag, context=context).text for line in text.split("\n")
    )


def test_habits_decide_what_is_said() -> None:
    assert _document("It was 2,75 m, then 1.250,5 m.") == (
        "It was two point seven five meters, then one thousand two hundred fifty point five meters."
    )
    assert _document("On 25/06/1939 and 03/07/1940.").endswith("and March seventh, nineteen forty.") is False
    headings = "THE FIRST DAY\nPRXQUITE\nTHE SECOND DAY"
    assert _document(headings).split("\n")[1] == "prxquite"
