"""How loud speech is (ITU-R BS.1770-5, EBU Tech 3341), and one gain for all that a voice says."""

import math
from array import array
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from voicebook.audio.pcm import amplified, peak
from voicebook.model.speech import Speech

if TYPE_CHECKING:
    import numpy as np

TARGET = -20.0
"""LUFS of a voice whose peaks leave room for it. A natural one is nearly as loud as podcasts, whose -16 for
two channels is -19 for one (AES TD1008), and not much louder than eSpeak NG, which gets to -22 at most."""
CEILING = -1.0
"""dBTP that no sample passes, with what lies between samples."""

_BETWEEN = 0.5  # dB that the wave between two samples may lie above them
_SILENCE, _GATE = -70.0, -10.0  # LUFS, LU: blocks that do not count
_STANDARD = 48_000  # frames per second for which BS.1770 gives its filter
_OFFSET = -0.691  # dB, of BS.1770
_STEPS = 10  # a second: blocks of four steps overlap by three
_RELEASE = 0.002  # seconds over which a wave gives way to a peak, and comes back
_UNHEARD = 1.0  # dB: a gain below it is none
_STEP = 0.1  # dB to which gains are rounded


def loudness(pcm: bytes, rate: int) -> float:
    """Return the integrated loudness of mono PCM in LUFS; -inf for silence or less than 0.4 seconds."""
    import numpy as np

    powers = _powers(np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768, rate)
    if len(powers) < 4:  # noqa: PLR2004 - a block is four steps
        return -math.inf
    blocks = np.convolve(powers, np.full(4, 0.25), "valid")
    heard = blocks[_level(blocks) > _SILENCE]
    if not len(heard):
        return -math.inf
    heard = heard[_level(heard) > _level(heard.mean()) + _GATE]
    return float(_level(heard.mean()))


def true_peak(pcm: bytes, rate: int) -> float:
    """Return the highest point of the wave in dBTP, between samples too: by four times the rate."""
    import numpy as np
    import soxr

    wave = soxr.resample(np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768, rate, 4 * rate, soxr.HQ)
    highest = float(np.abs(wave).max(initial=0.0))
    return 20 * math.log10(highest) if highest else -math.inf


def gain_of(pcm: bytes, rate: int) -> float:
    """Return the gain in dB for a voice, judged by a sample; 0 for a silent one.

    It brings the voice to the target, or as near as its peaks allow: those few that are higher still in
    what it says later are for `levelled` to hold.
    """
    measured = loudness(pcm, rate)
    if math.isinf(measured):
        return 0.0
    wanted = min(TARGET - measured, CEILING - _BETWEEN - true_peak(pcm, rate))
    return 0.0 if abs(wanted) < _UNHEARD else round(math.floor(wanted / _STEP) * _STEP, 1)


def levelled(speech: Speech, gain: float) -> Speech:
    """Return a speech with a gain in dB, its peaks held below the ceiling."""
    factor, most = 10 ** (gain / 20), 32_768 * 10 ** ((CEILING - _BETWEEN) / 20)
    loudest = peak(speech.pcm)
    if loudest * factor <= most:
        return replace(speech, pcm=amplified(speech.pcm, factor)) if gain else speech
    held = _held(array("h", speech.pcm), most / factor, max(1, int(_RELEASE * speech.rate)))
    return replace(speech, pcm=amplified(held.tobytes(), factor))


def _held(wave: "array[int]", most: float, reach: int) -> "array[int]":
    """Return a wave that passes `most` nowhere: round each peak that did, it gives way for `reach` samples.

    Without numpy: a fork that has not imported it would pay for that at each batch.
    """
    for start, end in _too_loud(wave, most, reach):
        allowed = [min(1.0, most / max(1, abs(sample))) for sample in wave[start:end]]
        lowest = [min(allowed[max(0, at - reach) : at + reach + 1]) for at in range(len(allowed))]
        sums = [0.0, *accumulate(lowest)]
        for at in range(len(allowed)):
            near, far = max(0, at - reach), min(len(lowest), at + reach + 1)
            wave[start + at] = int(wave[start + at] * (sums[far] - sums[near]) / (far - near))
    return wave


def _too_loud(wave: "array[int]", most: float, reach: int) -> Iterator[tuple[int, int]]:
    """Yield stretches with peaks above `most`, with room on both sides for the wave to give way."""
    start = end = -1
    for at in range(0, len(wave), reach):
        piece = wave[at : at + reach]
        if max(*piece, -min(piece)) > most:
            if start >= 0 and at - 2 * reach > end:
                yield start, end
                start = -1
            start = max(0, at - 2 * reach) if start < 0 else start
            end = min(len(wave), at + 3 * reach)
    if start >= 0:
        yield start, end


def _powers(wave: "np.ndarray[Any, Any]", rate: int) -> "np.ndarray[Any, Any]":
    """Return the K-weighted mean square of each tenth of a second (Parseval: of its spectrum)."""
    import numpy as np

    size = rate // _STEPS
    steps = wave[: len(wave) // size * size].reshape(-1, size)
    spectrum = np.abs(np.fft.rfft(steps, axis=1)) ** 2
    spectrum[:, 1 : (size + 1) // 2] *= 2
    return np.asarray(spectrum @ _weights(size, rate)) / size**2


def _weights(size: int, rate: int) -> "np.ndarray[Any, Any]":
    """Return the power response of the K filter: a shelf of +4 dB above 1.7 kHz, a high pass at 38 Hz."""
    import numpy as np

    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate) / _STANDARD)
    shelf, damping = math.tan(math.pi * 1681.974450955533 / _STANDARD), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    middle = high**0.4996667741545416
    top = (
        high + middle * shelf / damping + shelf**2,
        2 * (shelf**2 - high),
        high - middle * shelf / damping + shelf**2,
    )
    response = np.polyval(top[::-1], z) / np.polyval(_poles(shelf, damping)[::-1], z)
    low, damping = math.tan(math.pi * 38.13547087602444 / _STANDARD), 0.5003270373238773
    bottom = _poles(low, damping)
    response *= bottom[0] * np.polyval((1.0, -2.0, 1.0), z) / np.polyval(bottom[::-1], z)
    return np.asarray(np.abs(response) ** 2)


def _poles(tangent: float, damping: float) -> tuple[float, float, float]:
    return 1 + tangent / damping + tangent**2, 2 * (tangent**2 - 1), 1 - tangent / damping + tangent**2


def _level(power: Any) -> Any:
    import numpy as np

    return _OFFSET + 10 * np.log10(np.maximum(power, 1e-12))
