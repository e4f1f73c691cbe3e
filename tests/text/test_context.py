"""What a document says about its own words."""

import pickle
from itertools import repeat

import pytest

from voicebook.text.context import read_context


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
