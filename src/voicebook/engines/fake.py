"""The engine `fake`: tones whose length is a function of the text, so that timing is arithmetic.

A word lasts `frames_per_character(rate)` times the length of its text in code points, twice that if
it is said as letters. Words follow each other without a gap, and there is no silence at the ends. At
the default settings a character lasts 320 frames of 16,000 a second, that is 20 ms:

    "Hello, world."  →  6 x 320 = 1,920 frames, then 6 x 320 = 1,920 frames

An utterance without words lasts 320 frames and is silent. A word's pitch depends on its letters only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voicebook.engines.base import Capabilities
from voicebook.model.speech import Mark, Quality, Speech, SpeechSettings, Voice, Word

RATE = 16_000
"""Frames per second."""
CHARACTER = 320
"""Frames of a character at tempo 1."""

_PERIOD = 40  # frames of the highest tone's wave: 400 Hz
_TONES = 40  # different tones, each a frame longer in its wave
_LOUD = 8_000  # of 32,768


def frames_per_character(rate: float) -> int:
    """Return how many frames a character lasts at a tempo."""
    return max(1, round(CHARACTER / rate))


def word_frames(word: Word, rate: float = 1.0) -> int:
    """Return how many frames a word lasts at a tempo."""
    return len(word.text) * frames_per_character(rate) * (2 if word.letters else 1)


class FakeEngine:
    """The engine `fake`."""

    name = "fake"
    title = "Fake"
    capabilities = Capabilities(marks="exact", real=False)

    def missing(self) -> str:
        """Return "": it needs nothing."""
        return ""

    def fingerprint(self) -> str:
        """Return the version of this arithmetic: raise it with every change."""
        return "fake 1"

    def voices(self) -> tuple[Voice, ...]:
        """Return the one voice. Its language, "mul", stands for any."""
        return (Voice(self.name, "tone", "mul", RATE, "Tones, for tests", "CC0-1.0"),)

    def open(self, voice: Voice, settings: SpeechSettings) -> "FakeSession":
        """Open the voice."""
        return FakeSession(voice, settings)


@dataclass(frozen=True, slots=True)
class FakeSession:
    """A voice of tones. It remembers nothing."""

    voice: Voice
    settings: SpeechSettings

    def synth(self, words: Sequence[Word]) -> Speech:
        """Return a tone for each word."""
        marks: list[Mark] = []
        tones: list[bytes] = []
        at = 0
        for token, word in enumerate(words):
            frames = word_frames(word, self.settings.rate)
            marks.append(Mark(token, at, at + frames))
            tones.append(_tone(word.text, frames, self.settings.pitch))
            at += frames
        return Speech(b"".join(tones) or bytes(2 * CHARACTER), RATE, tuple(marks), Quality.EXACT)

    def close(self) -> None:
        """Do nothing: it holds nothing."""


def _tone(text: str, frames: int, pitch: float) -> bytes:
    """Return a square wave, which is loud from its first frame to its last."""
    period = max(2, round((_PERIOD + sum(map(ord, text)) % _TONES) / pitch))
    high, low = _LOUD.to_bytes(2, "little"), (-_LOUD).to_bytes(2, "little", signed=True)
    wave = high * (period // 2) + low * (period - period // 2)
    return (wave * (frames // period + 1))[: 2 * frames]


ENGINE = FakeEngine()
