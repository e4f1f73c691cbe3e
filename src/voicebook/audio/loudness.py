"""How loud speech is (ITU-R BS.1770-5, EBU Tech 3341), and one gain for all that a voice says."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from voicebook.audio.pcm import amplified, peak
from voicebook.model.speech import Speech

if TYPE_CHECKING:
    import numpy as np

TARGET = -20.0
"""LUFS of a voice whose peaks leave room for it. A natural one is nearly as loud as podcasts, whose -16 for
two channels is -19 for one (AES TD1008), and not much louder than eSpeak NG at -23."""
CEILING = -1.0
"""dBTP that no sample passes, with what lies between samples."""

_BETWEEN = 0.5  # dB that the wave between two samples may lie above them
_SILENCE, _GATE = -70.0, -10.0  # LUFS, LU: blocks that do not count
_STANDARD = 48_000  # frames per second for which BS.1770 gives its filter
_OFFSET = -0.691  # dB, of BS.1770
_STEPS = 10  # a second: blocks of four steps overlap by three
_RELEASE = 0.002  # seconds over which a wave gives way to a peak, and comes back
_UNHEARD = 1.5  # dB: a gain below it is none
_STEP = 0.1  # dB to which gains are rounded


@dataclass(frozen=True, slots=True)
class Target:
    """How loud a whole book is to be."""

    level: float  # LUFS, or dB of the root mean square
    ceiling: float  # dBTP
    weighted: bool = True  # LUFS
    head: int = 0  # milliseconds of silence before a file begins
    tail: int = 0  # at least so many at its end


TARGETS = {
    "audiobook": Target(-20.5, -3.0, weighted=False, head=750, tail=1_500),
    "podcast": Target(-16.0, -1.0),
    "broadcast": Target(-23.0, -1.0),
}
"""What shops and stations ask for: ACX (-23 to -18 dB, half a second to a second before, one to five after),
AES TD1008, EBU R 128."""

COARSE = 0.5  # dB to which the gain of a book is rounded
KEPT = 0.75  # dB within which the gain of the last build still does


@dataclass(frozen=True, slots=True)
class Master:
    """What is done to all speech of a book when its tracks are encoded."""

    gain: float = 0.0  # dB
    ceiling: float = CEILING  # dBTP
    head: int = 0  # milliseconds of silence before the first speech
    tail: int = 0  # of the last pause, at least

    @property
    def is_something(self) -> bool:
        """Tell whether it changes speech whose peaks are held already."""
        return bool(self.gain) or self.ceiling < CEILING


@dataclass(slots=True)
class Measured:
    """How loud some sound is, so that it can be put together with other sound."""

    steps: bytes = b""  # K-weighted mean square of each tenth of a second: 32-bit floats
    squares: float = 0.0  # sum of the squares of all samples, full scale being 1
    samples: int = 0
    peak: int = 0  # the loudest sample, of 32,768
    rest: bytes = b""  # not yet measured

    def hear(self, pcm: bytes, rate: int) -> None:
        """Take in PCM in pieces of any size; what is less than a second waits."""
        self.rest += pcm
        if len(self.rest) >= 2 * rate:
            whole = len(self.rest) // (2 * rate) * 2 * rate
            self.add(self.rest[:whole], rate)
            self.rest = self.rest[whole:]

    def add(self, pcm: bytes, rate: int) -> None:
        """Take in some PCM."""
        import numpy as np

        self.peak = max(self.peak, peak(pcm))
        wave = np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768
        self.steps += _powers(wave, rate).astype("<f4").tobytes()
        self.squares += float(np.square(wave, dtype=np.float64).sum())
        self.samples += len(wave)


def level_of(parts: Iterable[Measured], *, weighted: bool) -> float:
    """Return the loudness of a book in LUFS, or its level in dB; -inf for silence."""
    import numpy as np

    every = list(parts)
    if weighted:
        return _integrated(np.frombuffer(b"".join(part.steps for part in every), "<f4"))
    samples, squares = sum(part.samples for part in every), sum(part.squares for part in every)
    return 10 * math.log10(squares / samples) if squares else -math.inf


def master_of(target: Target, parts: Iterable[Measured], before: float | None) -> Master:
    """Return what brings a book to a target; the gain of the last build, if it is still near enough."""
    level = level_of(parts, weighted=target.weighted)
    wanted = 0.0 if math.isinf(level) else target.level - level
    gain = before if before is not None and abs(wanted - before) <= KEPT else round(wanted / COARSE) * COARSE
    return Master(gain, target.ceiling, target.head, target.tail)


def loudness(pcm: bytes, rate: int) -> float:
    """Return the integrated loudness of mono PCM in LUFS; -inf for silence or less than 0.4 seconds."""
    import numpy as np

    return _integrated(_powers(np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768, rate))


def _integrated(powers: "np.ndarray[Any, Any]") -> float:
    """Return the loudness of steps of a tenth of a second, gated (BS.1770-5, Annex 1)."""
    import numpy as np

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


def levelled(speech: Speech, gain: float, ceiling: float = CEILING) -> Speech:
    """Return a speech with a gain in dB, its peaks held below a ceiling in dBTP."""
    factor, most = 10 ** (gain / 20), 32_768 * 10 ** ((ceiling - _BETWEEN) / 20)
    if peak(speech.pcm) * factor <= most:
        return replace(speech, pcm=amplified(speech.pcm, factor)) if gain else speech
    return replace(speech, pcm=_held(speech.pcm, factor, most, max(1, int(_RELEASE * speech.rate))))


def _held(pcm: bytes, factor: float, most: float, reach: int) -> bytes:
    """Return PCM times a factor that gives way round each peak above `most`, over `reach` samples."""
    import numpy as np

    wave = np.frombuffer(pcm, "<i2") * np.float32(factor)
    allowed = np.minimum(1.0, most / np.maximum(np.abs(wave), 1.0))
    window, span = 2 * reach + 1, 1
    lowest = np.pad(allowed, 2 * reach, constant_values=1.0)
    while span < window:  # the least of ever more neighbours
        step = min(span, window - span)
        lowest = np.minimum(lowest[:-step], lowest[step:])
        span += step
    sums = np.concatenate([[0.0], np.cumsum(lowest)])
    return bytes((wave * (sums[window:] - sums[:-window]) / window).astype("<i2").tobytes())


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
