"""16-bit mono PCM: to and from pydub, silence, another rate, and the trimming of speech.

pydub is imported here and nowhere else, because importing it has side effects to be kept quiet: it
warns that no ffmpeg is on the PATH (ours is a wheel's), and its 2021 sources warn of old escapes.
"""

import warnings
from dataclasses import replace
from functools import cache
from typing import Any

from voicebook.model.speech import Mark, Speech

LEAD = 20
"""Milliseconds of silence left before the first sound."""
TAIL = 40
"""Milliseconds of silence left after the last sound: words die away more slowly than they begin."""
FADE = 5
"""Milliseconds over which each end of a trimmed speech fades, so that no joint clicks."""
BLANK = 20
"""Milliseconds left of a speech without sound."""

_WINDOW = 5  # milliseconds looked at in one step
_THRESHOLD = 64  # of 32,768, some -54 dBFS: below it a window is silence


@cache
def _pydub() -> Any:
    """Import pydub quietly, once, with its converter set to the wheel's ffmpeg. Returns AudioSegment."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    import imageio_ffmpeg

    AudioSegment.converter = imageio_ffmpeg.get_ffmpeg_exe()
    return AudioSegment


@cache
def _audioop() -> Any:
    """Return the audioop that pydub found: the standard one, or `audioop-lts` from Python 3.13."""
    _pydub()
    from pydub import audio_segment

    return audio_segment.audioop


def prepare() -> None:
    """Import what this module imports when it is used: a process that is about to be forked does it once."""
    _audioop()


def segment(pcm: bytes, rate: int) -> Any:
    """Return PCM as a pydub AudioSegment. Its `len` is whole milliseconds: never measure with it."""
    return _pydub()(data=pcm, sample_width=2, frame_rate=rate, channels=1)


def amplified(pcm: bytes, factor: float) -> bytes:
    """Return PCM times a factor; what would be too loud stays at the loudest there is."""
    return bytes(_audioop().mul(pcm, 2, factor))


def peak(pcm: bytes) -> int:
    """Return the loudest sample, 0 to 32,768."""
    return int(_audioop().max(pcm, 2))


def silence(frames: int) -> bytes:
    """Return so many frames of silence."""
    return bytes(2 * frames)


def resample(speech: Speech, rate: int) -> Speech:
    """Return a speech at another rate, marks scaled; itself if the rate is the same.

    Its length is the scaled one, rounded, whatever the converter gives: times stay arithmetic.
    """
    if speech.rate == rate:
        return speech
    frames = max(1, _scaled(speech.frames, speech.rate, rate))
    pcm = _converted(speech.pcm, speech.rate, rate)[: 2 * frames].ljust(2 * frames, b"\0")
    marks = tuple(
        replace(
            mark,
            start=min(_scaled(mark.start, speech.rate, rate), frames),
            end=min(_scaled(mark.end, speech.rate, rate), frames),
        )
        for mark in speech.marks
    )
    return Speech(pcm, rate, marks, speech.quality)


def _converted(pcm: bytes, old: int, new: int) -> bytes:
    """Return PCM at another rate, by soxr: pydub's converter lets through what the new rate cannot hold."""
    import numpy as np
    import soxr

    return bytes(soxr.resample(np.frombuffer(pcm, np.int16), old, new, soxr.HQ).astype("<i2").tobytes())


def _scaled(frames: int, old: int, new: int) -> int:
    return (2 * frames * new + old) // (2 * old)


def delayed(speech: Speech, frames: int) -> Speech:
    """Return a speech after so many frames of silence."""
    marks = tuple(replace(mark, start=mark.start + frames, end=mark.end + frames) for mark in speech.marks)
    return replace(speech, pcm=silence(frames) + speech.pcm, marks=marks)


def trim(speech: Speech) -> Speech:
    """Cut the silence at both ends to `LEAD` and `TAIL`, fade what was cut, shift and clamp the marks.

    An end that is as short already stays as it is. A speech without sound becomes `BLANK` long, or
    stays as short as it is, but never empty.
    """
    ms = speech.rate // 1000
    heard = _heard(speech.pcm, max(1, _WINDOW * ms))
    if heard is None:
        frames = min(speech.frames, BLANK * ms) or BLANK * ms
        return _cut(replace(speech, pcm=silence(max(speech.frames, frames))), 0, frames)
    start = max(0, heard[0] - LEAD * ms)
    end = min(speech.frames, heard[1] + TAIL * ms)
    return _faded(_cut(speech, start, end), FADE * ms, begin=start > 0, finish=end < speech.frames)


def _heard(pcm: bytes, window: int) -> tuple[int, int] | None:
    """Return where sound begins and ends, in frames to the window; None where there is none."""
    loudest, width, view = _audioop().max, 2 * window, memoryview(pcm)
    zeros = len(pcm) - len(pcm.lstrip(b"\0"))
    first = zeros // width * width
    while first < len(pcm) and loudest(view[first : first + width], 2) < _THRESHOLD:
        first += width
    if first >= len(pcm):
        return None
    last = (len(pcm) + width - 1) // width * width
    while loudest(view[last - width : last], 2) < _THRESHOLD:
        last -= width
    return first // 2, min(last, len(pcm)) // 2


def _cut(speech: Speech, start: int, end: int) -> Speech:
    def moved(frame: int) -> int:
        return min(max(frame - start, 0), end - start)

    marks = tuple(
        Mark(mark.token, moved(mark.start), moved(mark.end), mark.estimated) for mark in speech.marks
    )
    return replace(speech, pcm=speech.pcm[2 * start : 2 * end], marks=marks)


def _faded(speech: Speech, frames: int, *, begin: bool, finish: bool) -> Speech:
    """Fade the ends that were cut. They lie in what is silence, or nearly."""
    pcm = speech.pcm
    if begin:
        pcm = _ramp(pcm[: 2 * frames], speech.rate, fade_in=True) + pcm[2 * frames :]
    if finish:
        split = max(0, len(pcm) - 2 * frames)
        pcm = pcm[:split] + _ramp(pcm[split:], speech.rate, fade_in=False)
    return replace(speech, pcm=pcm)


def _ramp(pcm: bytes, rate: int, *, fade_in: bool) -> bytes:
    if not pcm.strip(b"\0"):
        return pcm
    audio = segment(pcm, rate)
    faded = audio.fade_in(FADE) if fade_in else audio.fade_out(FADE)
    return bytes(faded.raw_data[: len(pcm)].ljust(len(pcm), b"\0"))
