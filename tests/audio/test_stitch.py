"""Clips and pauses become one run of frames, in bounded pieces."""

import math
from array import array
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from audio.clips import RATE, clip
from voicebook.audio.pcm import silence
from voicebook.audio.stitch import PIECE, join, pieces
from voicebook.model.speech import Clip


def tone(frames: int) -> bytes:
    return array("h", (round(9000 * math.sin(n / 9)) for n in range(frames))).tobytes()


def test_clips_and_pauses_follow_each_other_to_the_frame() -> None:
    joined = join([clip(tone(777), pause=5), clip(tone(333), pause=160)], RATE)
    assert joined == tone(777) + silence(5) + tone(333) + silence(160)


def test_a_joint_loses_nothing_and_does_not_crossfade() -> None:
    """pydub's `append` would eat 100 ms at every joint."""
    parts = [clip(tone(4000)) for _ in range(50)]
    assert len(join(parts, RATE)) == 2 * 50 * 4000


def test_nothing_joined_is_nothing() -> None:
    assert join([], RATE) == b""
    assert list(pieces([], RATE)) == []


def test_clips_are_converted_to_the_rate_of_the_track() -> None:
    joined = join([clip(tone(22_050), rate=22_050, pause=100)], RATE)
    assert len(joined) == 2 * (RATE + 100)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), max_size=12))
def test_pieces_are_the_whole(lengths: list[tuple[int, int]]) -> None:
    clips = [clip(tone(frames), pause=pause) for frames, pause in lengths]
    assert b"".join(join(piece, RATE) for piece in pieces(clips, RATE)) == join(clips, RATE)


def test_no_piece_is_longer_than_its_bound_and_clips_are_taken_as_needed() -> None:
    taken = 0

    def endless() -> Iterator[Clip]:
        nonlocal taken
        while True:
            taken += 1
            yield clip(silence(10 * RATE))

    stream = pieces(endless(), RATE)
    for number in range(1, 4):
        assert len(join(next(stream), RATE)) == 2 * PIECE * RATE
        assert taken == 6 * number + 1


def test_a_single_long_clip_is_a_piece_of_its_own() -> None:
    long, short = clip(silence((PIECE + 5) * RATE)), clip(silence(10))
    assert list(pieces([short, long, short], RATE)) == [(short,), (long,), (short,)]


def test_the_joint_of_faded_clips_does_not_click() -> None:
    """No step between neighbouring frames is larger than the tone's own."""
    from voicebook.audio.pcm import trim
    from voicebook.model.speech import Quality, Speech

    hum = array("h", [40, -40] * 4000).tobytes()
    spoken = trim(Speech(hum + tone(8000) + hum, RATE, (), Quality.EXACT)).pcm
    joined = array("h", join([clip(spoken, pause=800), clip(spoken)], RATE))
    steps = [abs(two - one) for one, two in pairwise(joined)]
    at = len(spoken) // 2
    assert max(steps[at - 80 : at + 80]) < 90
