"""Speeches and pauses become one run of frames, in bounded pieces."""

import math
from array import array
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from voicebook.audio.pcm import silence, trim
from voicebook.audio.stitch import PIECE, stitch
from voicebook.model.speech import Quality, Speech

RATE = 16_000


def tone(frames: int) -> bytes:
    return array("h", (round(9000 * math.sin(n / 9)) for n in range(frames))).tobytes()


def speech(pcm: bytes) -> Speech:
    return Speech(pcm, RATE, (), Quality.EXACT)


def test_speeches_and_pauses_follow_each_other_to_the_frame() -> None:
    pieces = list(stitch([(speech(tone(777)), 5), (speech(tone(333)), 160)], RATE))
    assert pieces == [tone(777) + silence(5) + tone(333) + silence(160)]


def test_a_joint_loses_nothing_and_does_not_crossfade() -> None:
    """pydub's `append` would eat 100 ms at every joint."""
    parts = [(speech(tone(4000)), 0) for _ in range(50)]
    assert sum(map(len, stitch(parts, RATE))) == 2 * 50 * 4000


def test_nothing_stitched_is_nothing() -> None:
    assert list(stitch([], RATE)) == []


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), max_size=12))
def test_pieces_are_the_whole(lengths: list[tuple[int, int]]) -> None:
    parts = [(speech(tone(frames)), pause) for frames, pause in lengths]
    whole = b"".join(part.pcm + silence(pause) for part, pause in parts)
    assert b"".join(stitch(parts, RATE)) == whole


def test_no_piece_is_longer_than_its_bound_and_speeches_are_taken_as_needed() -> None:
    taken = 0

    def endless() -> Iterator[tuple[Speech, int]]:
        nonlocal taken
        while True:
            taken += 1
            yield speech(silence(10 * RATE)), 0

    stream = stitch(endless(), RATE)
    for number in range(1, 4):
        assert len(next(stream)) == 2 * PIECE * RATE
        assert taken == 6 * number + 1


def test_a_single_long_speech_is_a_piece_of_its_own() -> None:
    long, short = (speech(silence((PIECE + 5) * RATE)), 0), (speech(silence(10)), 0)
    assert [len(piece) for piece in stitch([short, long, short], RATE)] == [20, 2 * (PIECE + 5) * RATE, 20]


def test_the_joint_of_faded_speeches_does_not_click() -> None:
    """No step between neighbouring frames is larger than the tone's own."""
    hum = array("h", [40, -40] * 4000).tobytes()
    spoken = trim(speech(hum + tone(8000) + hum))
    (piece,) = stitch([(spoken, 800), (spoken, 0)], RATE)
    joined = array("h", piece)
    steps = [abs(two - one) for one, two in pairwise(joined)]
    at = spoken.frames
    assert max(steps[at - 80 : at + 80]) < 90
