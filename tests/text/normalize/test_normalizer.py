"""The laws of normalization, over any text."""

import pickle
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voicebook.languages.en import ENGLISH, tables
from voicebook.model.publication import Span
from voicebook.model.speech import Phonemes, SpokenForm
from voicebook.text.language import Context, Language, Token
from voicebook.text.normalize.lexicon import Lexicon, LexiconEntry
from voicebook.text.normalize.normalizer import normalize, normalize_document, select, spoken_map

_CONTEXT = Context("en-US")
_FRAGMENTS = (
    "10 000 1,250.5 −7 1834 1990s 2nd 3/4 ½ 45% $3.5bn 9 € 5 km/h 6'2\" 7:45 p.m. 19:45 May 5 3.6.1940 "
    "Chapter IV George III Dr. "
    "St. e.g. etc. U.S. WPK NASA PhDs A&B x² H₂O CO2 [7] word† ann@lib.example www.a.example/b #tag "
    "555-0177 end–that — … “I” the I "
    "a No. 8 p. 9 Luke 2:7 40-page 🚀 • ** ta\u00adble ﬂoor e\u0301 \u200b \ud800 \x00 שלום ١٢ 𝟓 ① Ⅳ"
).split(" ")
_ANY = st.text(st.characters(), max_size=40)
_MIXED = st.lists(st.sampled_from(_FRAGMENTS) | st.text(max_size=3), max_size=8).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), "".join(parts), "-".join(parts)])
)
_TEXTS = _ANY | _MIXED


def _tiles(spans: list[Span], length: int) -> bool:
    ends = [0, *(span.end for span in spans)]
    return [span.start for span in spans] == ends[:-1] and ends[-1] == length


def _english(text: str) -> SpokenForm:
    return normalize(text, ENGLISH, _CONTEXT)


@given(_TEXTS, st.sampled_from([ENGLISH, None]))
@settings(max_examples=400)
@example("\u00ad", ENGLISH)
@example("   ", ENGLISH)
@example("[7]", ENGLISH)
def test_readings_tile_both_forms(text: str, language: Language | None) -> None:
    form = normalize(text, language, _CONTEXT)
    assert _tiles([reading.written for reading in form.readings], len(text))
    assert _tiles([reading.spoken for reading in form.readings], len(form.text))
    assert all(len(r.written) == len(r.spoken) for r in form.readings if r.kind == "plain")


@given(_TEXTS)
@settings(max_examples=400)
def test_words_are_the_runs_between_spaces(text: str) -> None:
    form = _english(text)
    assert [word.text for word in form.words] == form.text.split(" ") if form.text else form.words == ()
    assert [span.of(form.text) for span in form.spans] == [word.text for word in form.words]


@given(_TEXTS)
@settings(max_examples=400)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    once = _english(text)
    assert _english(once.text).text == once.text


@given(_TEXTS)
@settings(max_examples=400)
def test_no_digit_and_no_symbol_is_left(text: str) -> None:
    spoken = _english(text).text
    assert [
        char for char in spoken if unicodedata.category(char)[0] in "NS" or char in "%&@#*/\\_§¶†‡•"
    ] == []


@given(_TEXTS)
@settings(max_examples=400)
def test_map_covers_each_letter_and_digit_once_and_in_order(text: str) -> None:
    form = _english(text)
    entries = spoken_map(form, text)
    written = [at for _, _, start, end in entries for at in range(start, end)]
    spoken = [at for start, end, _, _ in entries for at in range(start, end)]
    assert written == sorted(set(written))
    assert spoken == sorted(set(spoken))
    assert {at for at, char in enumerate(text) if char.isalnum()} <= set(written)
    assert {at for at, char in enumerate(form.text) if char.isalnum()} <= set(spoken)


_SHORT = {
    row[0].rstrip(".")
    for table, key in (("abbreviations.tsv", 3), ("acronyms.tsv", 1))
    for row in tables.rows(table, key=key)
}
"""Forms that are said at length wherever they stand, among others."""


@given(
    st.lists(
        st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=9).filter(lambda w: w not in _SHORT),
        max_size=12,
    )
)
def test_plain_lower_case_text_is_unchanged(words: list[str]) -> None:
    text = ", ".join(words)
    assert _english(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "A" * 20_000,
        "1," * 10_000,
        "1" * 20_000,
        "\ud800" * 1000,
        "e" + "\u0301\u0323" * 5000,
        "½" * 5000,
        "—a" * 5000,
    ],
    ids=["letters", "capitals", "commas", "digits", "surrogates", "marks", "fractions", "dashes"],
)
def test_odd_texts_get_a_reading(text: str) -> None:
    form = _english(text)
    assert _tiles([reading.written for reading in form.readings], len(text))


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("The WPK met.", ["W", "P", "K"]),
        ("AD 312 was hot.", ["A", "D"]),
        ("In the U.S. then.", ["U", "S"]),
        ("(WPK)", ["(W", "P", "K)"]),
        ("A cat and I sat.", []),
        ("At 6 p.m. sharp.", ["P", "M"]),
    ],
)
def test_letters_are_marked_as_letters(text: str, letters: list[str]) -> None:
    assert [word.text for word in _english(text).words if word.letters] == letters


def test_letters_keep_their_mark_when_a_second_pass_follows() -> None:
    form = _english("WPK COVID-19 100%")
    assert [word.text for word in form.words if word.letters] == ["W", "P", "K"]
    assert "100" not in form.text


def test_dash_that_joins_words_becomes_a_pause_of_its_own() -> None:
    assert _english("construction–this").text == "construction – this"


def test_grouped_number_is_one_reading_of_its_whole_span() -> None:
    text = "Here are 10 000 persons."
    form = _english(text)
    (number,) = [reading for reading in form.readings if reading.kind == "cardinal"]
    assert (number.written.of(text), number.spoken.of(form.text)) == ("10 000", "ten thousand")


def test_silent_form_maps_to_an_empty_spoken_side() -> None:
    text = "noted.[7] Then"
    form = _english(text)
    assert form.text == "noted. Then"
    assert (6, 6, 6, 9) in spoken_map(form, text)


def test_map_joins_the_pieces_of_one_spoken_word() -> None:
    text = "a 40-page book"
    assert spoken_map(_english(text), text) == [(0, 1, 0, 1), (2, 12, 2, 9), (13, 17, 10, 14)]


def test_without_a_language_only_typography_is_settled() -> None:
    form = normalize("ta\u00adble  10 000 ١٢", None, _CONTEXT)
    assert form.text == "table 10 000 ١٢"


def test_lexicon_is_stronger_than_every_rule() -> None:
    lexicon = Lexicon.of([LexiconEntry("WPK", "the Party"), LexiconEntry("10 000", "a myriad")])
    form = normalize("The WPK has 10 000 cells.", ENGLISH, _CONTEXT, lexicon)
    assert form.text == "The the Party has a myriad cells."
    assert [reading.kind for reading in form.readings if reading.kind != "plain"] == ["lexicon", "lexicon"]


def test_phonemes_of_the_lexicon_reach_the_word_and_outlast_later_passes() -> None:
    lexicon = Lexicon.of([LexiconEntry("WPK", "WPK", (Phonemes("ipa", "wɔpk"),))])
    form = normalize("In 1946 the WPK’s men (WPK) met.", ENGLISH, _CONTEXT, lexicon)
    assert form.text == "In nineteen forty six the WPK's men (WPK) met."
    assert [word.text for word in form.words if word.phonemes] == ["WPK's", "(WPK)"]


def test_selection_takes_the_longest_then_the_stronger_kind() -> None:
    def token(start: int, end: int, kind: str) -> Token:
        return Token(Span(start, end), kind, "rule")

    tokens = [token(0, 2, "weak"), token(0, 2, "strong"), token(1, 6, "long"), token(6, 7, "weak")]
    assert [t.kind for t in select(tokens, ("strong", "weak"), 7)] == ["long", "weak"]
    assert [t.kind for t in select(tokens[:2], ("strong", "weak"), 7)] == ["strong"]


def test_document_reads_its_abbreviations_before_its_sentences() -> None:
    text = "MIX won.  The Music Institute of Xanadu (MIX) sings."
    form = normalize_document(text, ENGLISH, "en-US")
    assert form.text == "M I X won. The Music Institute of Xanadu (M I X) sings."
    assert _tiles([reading.written for reading in form.readings], len(text))
    assert _tiles([reading.spoken for reading in form.readings], len(form.text))


def test_spoken_form_survives_pickling() -> None:
    form = _english("The WPK has 10 000 cells.")
    assert pickle.loads(pickle.dumps(form)) == form
