"""Counting visible words."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voicebook.checking.words import Words


def count(*runs: tuple[str, bool]) -> Words:
    words = Words()
    for text, narrated in runs:
        words.add(text, 1, narrated=narrated)
    words.end_word()
    return words


def test_a_word_may_go_through_several_runs() -> None:
    assert count(("H", True), ("2", True), ("O is", True)).visible == 2


def test_a_word_is_narrated_when_all_its_letters_are() -> None:
    assert count(("co", True), ("met", False)).narrated == 0
    assert count(("comet", True), (".", False)).narrated == 1


def test_marks_alone_are_no_words() -> None:
    assert count((" — … * \u00a0 · ", False)).visible == 0


def test_any_white_space_parts_words() -> None:
    assert count(("ten\u00a0thousand\u202fmiles\u2003on", True)).visible == 4


def test_the_first_silent_passage_is_kept() -> None:
    words = count(("one ", True), ("two three ", False), ("four ", True), ("five", False))
    assert words.first_silent == "two three"


@given(st.text(alphabet="ab1 .\n\u00a0", max_size=40), st.lists(st.integers(0, 40), max_size=4))
def test_runs_do_not_change_the_count(text: str, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    parts = [(text[a:b], True) for a, b in pairwise(edges)]
    assert (
        count(*parts).visible
        == count((text, True)).visible
        == len([word for word in text.split() if any(map(str.isalnum, word))])
    )


@given(st.lists(st.tuples(st.text(alphabet="ab .", max_size=6), st.booleans()), max_size=8))
def test_narrated_words_are_visible_words(runs: list[tuple[str, bool]]) -> None:
    words = count(*runs)
    assert 0 <= words.narrated <= words.visible
    assert bool(words.first_silent) == (words.narrated < words.visible)
