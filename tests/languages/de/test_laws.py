"""The German pack keeps the laws of normalization."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebook.languages.de import GERMAN, numbers
from voicebook.text.normalize.normalizer import normalize_document

_FRAGMENTS = (
    "12.000 48 300 4,2 −7 1831 1920er 3. 3.6.1940 14:30 Uhr 4,50 € 3–5 % 90 km/h 2½ § 5 z. B. usw. Dr. BRD"
    " GmbH Ludwig II. 17. Jh. [7] Woche³ anna@buch.example www.a.example +49 30 9018 & @ # → ½ der Mai Straße"
    " – „Ja“ x²"
    " ٣ 🚀 • a_b ** \u00ad \ud800"
).split(" ")


@given(st.lists(st.one_of(st.sampled_from(_FRAGMENTS), st.text(max_size=4)), max_size=12).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_nothing_fails_is_lost_or_changes_again(text: str) -> None:
    form = normalize_document(text, GERMAN, "de-DE")
    written = spoken = 0
    for reading in form.readings:
        assert (reading.written.start, reading.spoken.start) == (written, spoken)
        written, spoken = reading.written.end, reading.spoken.end
    assert (written, spoken) == (len(text), len(form.text))
    assert normalize_document(form.text, GERMAN, "de-DE").text == form.text
    assert not any(unicodedata.category(char) in {"Nd", "Sc", "Sm", "No"} for char in form.text)


@pytest.mark.parametrize(
    ("digits", "word"),
    [
        ("0", "null"),
        ("1", "eins"),
        ("16", "sechzehn"),
        ("17", "siebzehn"),
        ("21", "einundzwanzig"),
        ("30", "dreißig"),
        ("100", "einhundert"),
        ("101", "einhunderteins"),
        ("1001", "eintausendeins"),
        ("1000000", "eine Million"),
        ("2000001", "zwei Millionen eins"),
        ("999999", "neunhundertneunundneunzigtausendneunhundertneunundneunzig"),
    ],
)
def test_cardinals(digits: str, word: str) -> None:
    assert " ".join(numbers.cardinal(digits)) == word


@pytest.mark.parametrize(
    ("digits", "word"),
    [
        ("1", "erste"),
        ("3", "dritte"),
        ("7", "siebte"),
        ("8", "achte"),
        ("12", "zwölfte"),
        ("20", "zwanzigste"),
        ("21", "einundzwanzigste"),
        ("100", "einhundertste"),
        ("101", "einhunderterste"),
        ("1000", "eintausendste"),
    ],
)
def test_ordinals(digits: str, word: str) -> None:
    assert " ".join(numbers.ordinal(digits)) == word
