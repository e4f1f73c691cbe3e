"""16-bit mono PCM: rates, trimming, fades."""

import math
import subprocess
import sys
from array import array
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebook.audio.pcm import BLANK, FADE, LEAD, TAIL, resample, segment, silence, trim
from voicebook.model.speech import Mark, Quality, Speech

RATE = 16_000
MS = RATE // 1000


def tone(frames: int, rate: int = RATE, hertz: int = 200, loud: int = 9000) -> bytes:
    return array(
        "h", (round(loud * math.sin(2 * math.pi * hertz * n / rate)) for n in range(frames))
    ).tobytes()


def speech(pcm: bytes, marks: tuple[Mark, ...] = (), rate: int = RATE) -> Speech:
    return Speech(pcm, rate, marks, Quality.EXACT)


def samples(pcm: bytes) -> "array[int]":
    return array("h", pcm)


def test_pydub_comes_in_quietly() -> None:
    code = (
        "import warnings; warnings.simplefilter('error')\n"
        "from voicebook.audio.pcm import segment\n"
        "audio = segment(bytes(4), 8000)\n"
        "import os; print(os.path.isfile(type(audio).converter))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PATH": ""}
    )
    assert (run.stdout, run.stderr) == ("True\n", "")


def test_pcm_goes_through_pydub_unchanged() -> None:
    pcm = tone(1234)
    audio = segment(pcm, RATE)
    assert (audio.raw_data, audio.frame_rate, audio.channels) == (pcm, RATE, 1)


def test_silence_is_counted_in_frames() -> None:
    assert silence(3) == b"\0" * 6


def test_the_same_rate_changes_nothing() -> None:
    given_speech = speech(tone(100), (Mark(0, 0, 100),))
    assert resample(given_speech, RATE) is given_speech


@settings(max_examples=60)
@given(
    frames=st.integers(1, 9000),
    old=st.sampled_from([8000, 16_000, 22_050, 24_000, 44_100]),
    new=st.sampled_from([8000, 16_000, 22_050, 24_000, 44_100]),
    cut=st.floats(0, 1),
)
def test_another_rate_scales_length_and_marks(frames: int, old: int, new: int, cut: float) -> None:
    at = int(frames * cut)
    changed = resample(speech(tone(frames, old), (Mark(0, 0, at), Mark(1, at, frames)), old), new)
    assert changed.rate == new
    assert abs(changed.frames - max(1, frames * new / old)) <= 0.5
    assert [mark.token for mark in changed.marks] == [0, 1]
    assert changed.marks[0].end == changed.marks[1].start
    assert abs(changed.marks[1].start - at * new / old) <= 1
    assert 0 <= changed.marks[1].end <= changed.frames


def test_another_rate_keeps_the_tone() -> None:
    changed = samples(resample(speech(tone(22_050, 22_050)), RATE).pcm)
    crossings = sum(1 for one, two in pairwise(changed) if one < 0 <= two)
    assert 197 <= crossings <= 200


def test_trim_leaves_small_margins() -> None:
    sound = trim(speech(silence(300 * MS) + tone(500 * MS) + silence(700 * MS)))
    assert sound.frames == (LEAD + 500 + TAIL) * MS


def test_trim_keeps_what_is_already_short() -> None:
    given_speech = speech(silence(10 * MS) + tone(100 * MS) + silence(30 * MS))
    assert trim(given_speech) == given_speech


def test_trim_moves_and_clamps_marks() -> None:
    marks = (Mark(0, 0, 350 * MS), Mark(1, 350 * MS, 1500 * MS, estimated=True))
    trimmed = trim(speech(silence(300 * MS) + tone(500 * MS) + silence(700 * MS), marks))
    shift = (300 - LEAD) * MS
    assert trimmed.marks == (
        Mark(0, 0, 350 * MS - shift),
        Mark(1, 350 * MS - shift, trimmed.frames, estimated=True),
    )


@pytest.mark.parametrize("level", [0, 40])
@pytest.mark.parametrize("length", [0, 1, 3, 400, 16_000])
def test_a_blank_speech_stays_a_moment_of_silence(level: int, length: int) -> None:
    pcm = array("h", [level, -level] * (length // 2) + [level] * (length % 2)).tobytes()
    trimmed = trim(speech(pcm, (Mark(0, 0, length),)))
    assert trimmed.frames == (min(length, BLANK * MS) or BLANK * MS)
    assert trimmed.pcm == silence(trimmed.frames)
    assert trimmed.marks[0].end <= trimmed.frames


def test_ends_that_were_cut_fade_from_and_to_nothing() -> None:
    hiss = array("h", [50, -50] * (300 * MS // 2)).tobytes()
    trimmed = samples(trim(speech(hiss + tone(100 * MS) + hiss)).pcm)
    assert abs(trimmed[0]) <= 1
    assert abs(trimmed[-1]) <= 1
    assert max(map(abs, trimmed[: FADE * MS // 2])) < 30
    assert max(map(abs, trimmed[FADE * MS : 2 * FADE * MS])) == 50


def test_sound_in_the_middle_is_not_touched() -> None:
    sound = tone(100 * MS)
    trimmed = trim(speech(silence(300 * MS) + sound + silence(300 * MS)))
    assert trimmed.pcm == silence(LEAD * MS) + sound + silence(TAIL * MS)


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.booleans()), max_size=6),
    st.lists(st.integers(0, 9000), min_size=2, max_size=4).map(sorted),
)
def test_trim_is_repeatable_and_keeps_marks_in_order_and_inside(
    runs: list[tuple[int, bool]], cuts: list[int]
) -> None:
    pcm = b"".join(tone(frames) if loud else silence(frames) for frames, loud in runs)
    marks = tuple(
        Mark(token, min(start, len(pcm) // 2), min(end, len(pcm) // 2))
        for token, (start, end) in enumerate(pairwise(cuts))
    )
    trimmed = trim(speech(pcm, marks))
    assert 0 < trimmed.frames <= max(len(pcm) // 2, BLANK * MS)
    assert trim(speech(pcm, marks)) == trimmed
    assert trim(trimmed).frames == trimmed.frames
    places = [place for mark in trimmed.marks for place in (mark.start, mark.end)]
    assert places == sorted(places)
    assert all(0 <= place <= trimmed.frames for place in places)
