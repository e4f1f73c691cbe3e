"""Loudness against another meter, gains, and peaks that are held."""

import math
import re
import subprocess
from array import array
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebook.audio.ffmpeg import executable
from voicebook.audio.loudness import CEILING, TARGET, gain_of, levelled, loudness, true_peak
from voicebook.model.speech import Mark, Quality, Speech


def tone(seconds: float, rate: int, hertz: float = 440, loud: float = 9_000) -> bytes:
    count = int(seconds * rate)
    return array(
        "h", (round(loud * math.sin(2 * math.pi * hertz * at / rate)) for at in range(count))
    ).tobytes()


def bursts(rate: int) -> bytes:
    """Return something like speech: tones of several heights and strengths, with pauses between."""
    parts = [
        tone(0.3 + 0.07 * number, rate, 120 * number, 1_500 * number) + bytes(2 * (rate // 5))
        for number in range(1, 12)
    ]
    return b"".join(parts) + bytes(4 * rate)


def ebur128(pcm: bytes, rate: int, folder: Path) -> tuple[float, float]:
    """Return loudness and true peak as ffmpeg measures them."""
    (folder / "raw").write_bytes(pcm)
    source = ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", str(folder / "raw")]
    command = [
        executable(),
        "-hide_banner",
        "-nostats",
        *source,
        "-af",
        "ebur128=peak=true",
        "-f",
        "null",
        "-",
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr.rpartition("Summary:")[
        2
    ]
    (level,), (peak,) = re.findall(r"I: +(\S+) LUFS", told), re.findall(r"Peak: +(\S+) dBFS", told)
    return float(level), float(peak)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 48_000])
def test_another_meter_agrees(rate: int, tmp_path: Path) -> None:
    for pcm in (bursts(rate), tone(3, rate), tone(3, rate, 3_000), tone(3, rate, 60)):
        level, peak = ebur128(pcm, rate, tmp_path)
        assert loudness(pcm, rate) == pytest.approx(level, abs=0.2)
        assert true_peak(pcm, rate) == pytest.approx(peak, abs=0.7)  # abrupt ends ring as the filter does


def test_silence_and_too_little_have_no_loudness() -> None:
    assert loudness(bytes(48_000), 24_000) == -math.inf
    assert loudness(tone(0.3, 24_000), 24_000) == -math.inf
    assert loudness(b"", 24_000) == true_peak(b"", 24_000) == -math.inf
    assert gain_of(bytes(48_000), 24_000) == 0


def speech(pcm: bytes, rate: int = 24_000) -> Speech:
    return Speech(pcm, rate, (Mark(0, 0, len(pcm) // 2),), Quality.EXACT)


def test_a_quiet_voice_comes_to_the_target() -> None:
    pcm = tone(3, 24_000, loud=1_000)
    louder = levelled(speech(pcm), gain_of(pcm, 24_000)).pcm
    assert loudness(louder, 24_000) == pytest.approx(TARGET, abs=0.15)


def test_a_voice_with_high_peaks_is_left_below_the_target() -> None:
    pcm = (tone(0.02, 24_000, loud=32_000) + tone(0.4, 24_000, loud=900)) * 6
    louder = levelled(speech(pcm), gain_of(pcm, 24_000)).pcm
    assert true_peak(louder, 24_000) <= CEILING


def test_without_gain_and_peaks_nothing_changes() -> None:
    quiet = speech(tone(1, 24_000, loud=5_000))
    assert levelled(quiet, 0.0) is quiet


@given(
    st.lists(st.tuples(st.integers(1, 30_000), st.floats(0.01, 0.2)), min_size=1, max_size=8),
    st.sampled_from([-3.0, 0.0, 2.0, 12.0]),
)
@settings(max_examples=40, deadline=None)
def test_no_peak_passes_the_ceiling_and_the_rest_keeps_its_gain(
    parts: list[tuple[int, float]], gain: float
) -> None:
    before = speech(b"".join(tone(length, 24_000, 300, loud) for loud, length in parts))
    after = levelled(before, gain)
    assert after.frames == before.frames
    assert after.marks == before.marks
    old, new = array("h", before.pcm), array("h", after.pcm)
    assert max(map(abs, new)) <= 32_768 * 10 ** (CEILING / 20)
    factor = 10 ** (gain / 20)
    assert all(abs(one) <= abs(two) * factor + 2 for one, two in zip(new, old, strict=True))


def test_holding_a_peak_makes_no_click() -> None:
    loud = speech(
        tone(0.5, 24_000, 200, 12_000) + tone(0.1, 24_000, 200, 32_000) + tone(0.5, 24_000, 200, 12_000)
    )
    wave = array("h", levelled(loud, 0.0).pcm)
    assert max(abs(two - one) for one, two in pairwise(wave)) <= 2 * math.pi * 200 / 24_000 * 32_768
