"""How loud speech is (ITU-R BS.1770-5, EBU Tech 3341), and one gain for all that a voice says."""

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from voicebook.audio.pcm import amplified, peak
from voicebook.model.speech import Speech

if TYPE_CHECKING:
    import numpy as np

TARGET = -19.0
"""LUFS of a voice: for one channel what -16 is for two, which players of podcasts expect (AES TD1008)."""
CEILING = -1.0
"""dBTP that no sample passes, with what lies between samples."""

_BETWEEN = 0.5  # dB that the wave between two samples may lie above them
_SILENCE, _GATE = -70.0, -10.0  # LUFS, LU: blocks that do not count
_OFFSET = -0.691  # dB, of BS.1770
_STEPS = 10  # a second: blocks of four steps overlap by three
_RELEASE = 0.005  # seconds over which a limited peak comes and goes
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
    """Return the gain in dB that brings a voice to the target, judged by a sample; 0 for a silent one.

    It is what the voice's loudness asks for: the few peaks above the ceiling are for `levelled` to hold.
    """
    measured = loudness(pcm, rate)
    return 0.0 if math.isinf(measured) else round((TARGET - measured) / _STEP) * _STEP


def levelled(speech: Speech, gain: float) -> Speech:
    """Return a speech with a gain in dB, its peaks held below the ceiling."""
    factor, most = 10 ** (gain / 20), 32_768 * 10 ** ((CEILING - _BETWEEN) / 20)
    if peak(speech.pcm) * factor <= most:
        return replace(speech, pcm=amplified(speech.pcm, factor)) if gain else speech
    return replace(speech, pcm=_limited(speech.pcm, speech.rate, factor, most))


def _limited(pcm: bytes, rate: int, factor: float, most: float) -> bytes:
    """Return PCM with a gain that gives way, for some milliseconds, round each peak that is too high."""
    import numpy as np

    wave = np.frombuffer(pcm, "<i2") * factor
    allowed = np.minimum(1.0, most / np.maximum(np.abs(wave), 1.0))
    reach = max(1, int(_RELEASE * rate) // 2)
    padded = np.pad(allowed, 2 * reach, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = np.convolve(lowest, window / window.sum(), "valid")
    return bytes(np.round(wave * smooth).astype("<i2").tobytes())


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

    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    shelf, damping = math.tan(math.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    middle = high**0.4996667741545416
    top = (
        high + middle * shelf / damping + shelf**2,
        2 * (shelf**2 - high),
        high - middle * shelf / damping + shelf**2,
    )
    response = np.polyval(top[::-1], z) / np.polyval(_poles(shelf, damping)[::-1], z)
    low, damping = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    bottom = _poles(low, damping)
    response *= bottom[0] * np.polyval((1.0, -2.0, 1.0), z) / np.polyval(bottom[::-1], z)
    return np.asarray(np.abs(response) ** 2)


def _poles(tangent: float, damping: float) -> tuple[float, float, float]:
    return 1 + tangent / damping + tangent**2, 2 * (tangent**2 - 1), 1 - tangent / damping + tangent**2


def _level(power: Any) -> Any:
    import numpy as np

    return _OFFSET + 10 * np.log10(np.maximum(power, 1e-12))
