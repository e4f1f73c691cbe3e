"""Folding typography, and the way back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.text.normalize.typography import _folded, fold


@pytest.mark.parametrize(
    ("written", "text", "tidy"),
    [
        ("It’s", "It's", "It's"),
        ("the dogs’ bowls", "the dogs' bowls", "the dogs’ bowls"),
        ("“Yes”", '"Yes"', "“Yes”"),
        ("25\u202f000", "25 000", "25 000"),
        ("well\u2011known", "well-known", "well-known"),
        ("ta\u00adble", "table", "table"),
        ("oﬃce", "office", "office"),
        ("caf" + "e\u0301", "café", "café"),
        ("１２", "12", "12"),
        ("١٢", "12", "١٢"),
        ("a\u200d\u0301b", "áb", "áb"),
        ("\x00a\ud800", "a", "a"),
        ("\ufeff", "", ""),
    ],
)
def test_fold_shows_taggers_one_typography(written: str, text: str, tidy: str) -> None:
    view = fold(written)
    assert (view.text, view.tidy) == (text, tidy)


def test_view_points_at_the_written_characters() -> None:
    written = "a\u00adﬂ b"
    view = fold(written)
    assert view.text == "afl b"
    assert view.written(0, 1).of(written) == "a\u00ad"
    assert view.written(1, 3).of(written) == "ﬂ"
    assert view.written(4, 5).of(written) == "b"


@given(st.text(st.characters(), max_size=60), st.data())
def test_ranges_that_tile_the_view_tile_the_text(written: str, data: st.DataObject) -> None:
    view = fold(written)
    cut = data.draw(st.integers(0, len(view.text)))
    first, second = view.written(0, cut), view.written(cut, len(view.text))
    assert len(view.text) == len(view.tidy)
    assert first.end == second.start
    if view.text:
        assert first.start == 0 or cut == 0
        assert second.end == len(written)


@given(st.text(st.characters(), max_size=60))
def test_folding_twice_changes_nothing_more(written: str) -> None:
    once = fold(written)
    assert fold(once.text).text == once.text
    assert unicodedata.is_normalized("NFC", once.text)


def test_what_a_character_is_folded_to_folds_to_itself() -> None:
    for code in range(0x80, 0x30000):
        view, said = _folded(chr(code))
        if len(view) == 1:
            assert fold(view).text == view
            assert fold(said).tidy in {said, said.replace("’", "'")}
