"""Word marks and the cues that are cut at them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.clips import RATE, clip, spoken_form
from voicebook.audio.marks import SHORTEST, complete, cues, estimate, weight
from voicebook.audio.pcm import silence
from voicebook.model.publication import Span
from voicebook.model.speech import Mark, Reading, Word
from voicebook.model.timeline import Cue, milliseconds

WORDS = st.lists(st.builds(Word, st.text("ab,1 ", min_size=1, max_size=8), st.booleans()), max_size=12)
MIN = SHORTEST * RATE // 1000


def words(text: str) -> tuple[Word, ...]:
    return tuple(map(Word, text.split()))


def test_estimates_share_the_time_by_letters_and_digits() -> None:
    marks = estimate(words("abc, a 12345"), 1200)
    assert marks == (Mark(0, 0, 400, True), Mark(1, 400, 600, True), Mark(2, 600, 1200, True))


def test_a_letter_said_by_name_weighs_like_a_short_word() -> None:
    assert weight(Word("A", letters=True)) == weight(Word("abc"))


def test_marks_given_are_kept_and_last_until_the_next() -> None:
    given_marks = (Mark(0, 0, 0), Mark(1, 100, 100), Mark(2, 250, 250))
    assert complete(given_marks, words("a b c"), 300) == (
        Mark(0, 0, 100),
        Mark(1, 100, 250),
        Mark(2, 250, 300),
    )


def test_a_missing_mark_is_interpolated_and_flagged() -> None:
    marks = complete((Mark(0, 0, 0), Mark(3, 300, 300)), words("aaa aaa aaa a"), 400)
    assert marks == (
        Mark(0, 0, 100),
        Mark(1, 100, 200, True),
        Mark(2, 200, 300, True),
        Mark(3, 300, 400),
    )


def test_a_missing_first_mark_begins_at_the_beginning() -> None:
    assert complete((Mark(1, 60, 60),), words("a b"), 100) == (Mark(0, 0, 60, True), Mark(1, 60, 100))


def test_of_marks_at_one_frame_the_last_counts() -> None:
    """espeak reports "in the park" as in 0, the 400, park 400."""
    marks = complete((Mark(0, 0, 0), Mark(1, 400, 400), Mark(2, 400, 400)), words("in the park"), 900)
    assert marks == (Mark(0, 0, 171), Mark(1, 171, 400, True), Mark(2, 400, 900))


@pytest.mark.parametrize("odd", [Mark(1, 950, 950), Mark(1, -1, 0), Mark(7, 500, 500), Mark(-1, 500, 500)])
def test_marks_that_cannot_be_are_dropped(odd: Mark) -> None:
    assert complete((Mark(0, 0, 0), odd), words("a b"), 900) == (Mark(0, 0, 450), Mark(1, 450, 900, True))


def test_marks_out_of_order_are_dropped() -> None:
    marks = complete((Mark(0, 0, 0), Mark(1, 500, 500), Mark(2, 200, 200)), words("a b c"), 900)
    assert marks[2] == Mark(2, 700, 900, True)


@given(
    WORDS,
    st.integers(0, 50_000),
    st.lists(st.tuples(st.integers(-1, 13), st.integers(-5, 50_005)), max_size=8),
)
def test_every_word_gets_one_mark_and_marks_fill_the_speech(
    spoken: list[Word], frames: int, given_marks: list[tuple[int, int]]
) -> None:
    marks = complete((Mark(token, at, at) for token, at in given_marks), spoken, frames)
    assert [mark.token for mark in marks] == list(range(len(spoken)))
    assert all(one.end == two.start for one, two in pairwise(marks))
    assert all(mark.start <= mark.end for mark in marks)
    if marks:
        assert marks[0].start == 0 or not marks[0].estimated
        assert marks[-1].end == frames
    exact = {(mark.token, mark.start) for mark in marks if not mark.estimated}
    assert exact <= set(given_marks)


def test_a_sentence_of_one_fragment_is_one_cue_with_its_pause() -> None:
    clips = [clip(silence(100), pause=60, name="a"), clip(silence(50), pause=0, name="b")]
    assert list(cues(clips, RATE)) == [Cue("af0", 0, 160), Cue("bf0", 160, 210)]


def test_a_cue_is_cut_at_the_first_word_of_its_fragment() -> None:
    spoken = spoken_form("one two three four")
    marks = [Mark(index, 4000 * index, 4000 * (index + 1)) for index in range(4)]
    made = clip(silence(16_000), pause=800, spoken=spoken, marks=marks, cuts=(0, 8), offset=30)
    assert list(cues([made], RATE)) == [Cue("s1f0", 0, 8000), Cue("s1f1", 8000, 16_800)]


def test_a_cut_at_an_estimated_mark_is_flagged() -> None:
    marks = [Mark(0, 0, 4000), Mark(1, 4000, 8000, estimated=True)]
    made = clip(silence(8000), spoken=spoken_form("one two"), marks=marks, cuts=(0, 4))
    assert [cue.estimated for cue in cues([made], RATE)] == [False, True]


def test_words_are_led_back_through_readings() -> None:
    """ "$10 and" is said "ten dollars and": the fragment of "and" begins at the third word."""
    spoken = spoken_form(
        "ten dollars and",
        (Reading(Span(0, 3), Span(0, 11), "money"), Reading(Span(3, 7), Span(11, 15), "plain")),
    )
    marks = [Mark(0, 0, 3000), Mark(1, 3000, 6000), Mark(2, 6000, 9000)]
    made = clip(silence(9000), spoken=spoken, marks=marks, cuts=(0, 4))
    assert list(cues([made], RATE)) == [Cue("s1f0", 0, 6000), Cue("s1f1", 6000, 9000)]


def test_a_cut_inside_one_reading_is_a_guess_by_proportion() -> None:
    """The fragments "10" and "000" of "10000", said "ten thousand"."""
    spoken = spoken_form("ten thousand", (Reading(Span(0, 5), Span(0, 12), "cardinal"),))
    marks = [Mark(0, 0, 3000), Mark(1, 3000, 9000)]
    made = clip(silence(9000), spoken=spoken, marks=marks, cuts=(0, 1))
    assert list(cues([made], RATE)) == [Cue("s1f0", 0, 3000), Cue("s1f1", 3000, 9000, estimated=True)]


def test_a_fragment_without_a_spoken_word_gets_a_moment_before_the_next() -> None:
    """The note mark between two words is silent."""
    spoken = spoken_form(
        "one two",
        (
            Reading(Span(0, 3), Span(0, 3), "plain"),
            Reading(Span(3, 4), Span(3, 3), "note"),
            Reading(Span(4, 8), Span(3, 7), "plain"),
        ),
    )
    marks = [Mark(0, 0, 4000), Mark(1, 4000, 8000)]
    made = clip(silence(8000), spoken=spoken, marks=marks, cuts=(0, 3, 5))
    assert list(cues([made], RATE)) == [
        Cue("s1f0", 0, 4000 - MIN),
        Cue("s1f1", 4000 - MIN, 4000, estimated=True),
        Cue("s1f2", 4000, 8000),
    ]


def test_a_silent_fragment_at_the_end_gets_the_end_of_the_pause() -> None:
    spoken = spoken_form(
        "one", (Reading(Span(0, 3), Span(0, 3), "plain"), Reading(Span(3, 4), Span(3, 3), "note"))
    )
    made = clip(silence(4000), pause=1000, spoken=spoken, marks=[Mark(0, 0, 4000)], cuts=(0, 3))
    assert list(cues([made], RATE)) == [
        Cue("s1f0", 0, 5000 - MIN),
        Cue("s1f1", 5000 - MIN, 5000, estimated=True),
    ]


def test_cues_of_a_silent_sentence_share_its_time() -> None:
    spoken = spoken_form("", (Reading(Span(0, 9), Span(0, 0), "note"),))
    made = clip(silence(3200), spoken=spoken, cuts=(0, 3, 6))
    found = list(cues([made], RATE))
    assert [cue.fragment for cue in found] == ["s1f0", "s1f1", "s1f2"]
    assert found[-1].end == 3200


def test_a_clip_too_short_for_its_fragments_leaves_out_the_last() -> None:
    made = clip(silence(80), spoken=spoken_form("a b c d"), cuts=(0, 2, 4, 6))  # 5 ms
    assert [cue.fragment for cue in cues([made], RATE)] == ["s1f0", "s1f1"]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 900),  # pause
            st.lists(st.integers(0, 3000), min_size=1, max_size=7),  # frames of each word
            st.sets(st.integers(1, 12), max_size=5),  # further cuts
            st.sets(st.integers(0, 6)),  # marks that are missing
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([8000, 16_000, 22_050]),
)
def test_cues_are_contiguous_and_never_empty_in_milliseconds(
    plans: list[tuple[int, list[int], set[int], set[int]]], rate: int
) -> None:
    clips = []
    for number, (pause, lengths, cuts, missing) in enumerate(plans):
        ends = [sum(lengths[: index + 1]) for index in range(len(lengths))]
        marks = [
            Mark(index, end - length, end)
            for index, (length, end) in enumerate(zip(lengths, ends, strict=True))
            if index not in missing
        ]
        spoken = spoken_form(" ".join(["w"] * len(lengths)))
        inside = [0, *sorted(cut for cut in cuts if cut < len(spoken.text))]
        pcm = silence(max(ends[-1], 200))
        clips.append(
            clip(pcm, pause=pause, spoken=spoken, marks=marks, cuts=inside, rate=rate, name=f"s{number}-")
        )
    found = list(cues(clips, rate))
    assert found[0].start == 0
    assert found[-1].end == sum(made.frames + made.pause for made in clips)
    assert all(one.end == two.start for one, two in pairwise(found))
    assert all(milliseconds(cue.start, rate) < milliseconds(cue.end, rate) for cue in found)
    assert all(not cue.estimated for cue in found if cue.fragment.endswith("f0"))
    assert len({cue.fragment for cue in found}) == len(found)
