"""pyttsx3, the portable engine: SAPI5 on Windows, NSSpeech on macOS, espeak elsewhere.

It lives in a child process and speaks one utterance at a time into a hidden file, because of what
it does (2.99): it ends the process or crashes on long text, writes files late or not at all, prints,
and hangs. A child that dies or does not answer in time is ended and followed by another.
"""

import importlib.util
import json
import platform
import re
import sys
import wave
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from voicebook.audio.marks import estimate
from voicebook.audio.pcm import silence
from voicebook.child_process import ChildLost, ChildProcess
from voicebook.engines.base import ANY, Capabilities, Isolation
from voicebook.engines.espeak import bcp47, pitch_value, words_per_minute
from voicebook.engines.espeak_library import content_hash
from voicebook.engines.words import speakable
from voicebook.errors import EngineError
from voicebook.model.speech import Quality, Speech, SpeechSettings, Voice, Word

RATE = 22_050
"""Frames per second of espeak's and SAPI's files; others are converted to it."""
LONGEST = 30_000
"""Characters of an utterance at most: at 32,800 pyttsx3 crashes the process."""

_DRIVER = {"darwin": "nsss", "win32": "sapi5"}.get(sys.platform, "espeak")
_PATIENCE = 30.0  # seconds that an utterance may take whatever its length
_PATIENCE_EACH = 0.05  # and for each character; a busy machine takes a hundredth of that
_LETTERS = re.compile(r"(?P<before>\W*)(?P<letters>\w+)(?P<after>\W*)")
_INSTALL = "pip install pyttsx3 espeakng-loader"
_OTHER = "try `--engine espeak`"


class Pyttsx3Engine:
    """The engine `pyttsx3`."""

    name = "pyttsx3"
    title = "pyttsx3"
    capabilities = Capabilities(
        marks="none",
        isolation=Isolation.PROCESS,
        pitches=(0.5, 2.0) if _DRIVER == "espeak" else (1.0, 1.0),
        rank={ANY: 10},
    )

    def missing(self) -> str:
        """Return "" when pyttsx3 starts here and knows a voice."""
        if importlib.util.find_spec("pyttsx3") is None:
            return f"pyttsx3 is not installed; {_INSTALL}"
        try:
            return "" if _listed() else "no voice is installed on this system"
        except EngineError as error:
            return f"{error.what}; {error.hint}"

    def fingerprint(self) -> str:
        """Return the versions of pyttsx3 and of what speaks for it."""
        return f"pyttsx3 {version('pyttsx3')} {_speaker()}"

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices of this system, the plain one of each language first. Raises EngineError."""
        voices = (
            Voice(
                self.name,
                voice["id"],
                bcp47(voice["language"].replace("_", "-").lower()) or "und",
                RATE,
                voice["name"],
                "GPL-3.0-or-later" if _DRIVER == "espeak" else "",
                voice["gender"].lower(),
            )
            for voice in _listed()
        )
        return tuple(sorted(voices, key=lambda voice: (voice.language.split("-")[0], "-" in voice.name)))

    def open(self, voice: Voice, settings: SpeechSettings) -> "Pyttsx3Session":
        """Start a child process. Raises EngineError when it has no such voice."""
        if voice.name not in {listed["id"] for listed in _listed()}:
            raise EngineError(
                "VB-E33", f"pyttsx3 has no voice {voice.name!r}", hint="`voicebook voices` lists them"
            )
        return Pyttsx3Session(voice, settings)


class Pyttsx3Session:
    """A voice in a child process of its own. A new session speaks in a fresh state."""

    def __init__(self, voice: Voice, settings: SpeechSettings) -> None:
        import tempfile

        self._folder = tempfile.TemporaryDirectory(prefix="voicebook-")
        self._spoken = 0
        self._child: ChildProcess | None = _child()
        self._properties: dict[str, object] = {
            "voice": voice.name,
            "rate": words_per_minute(settings.rate),
        }
        if _DRIVER == "espeak":  # the others have no pitch
            self._properties["pitch"] = pitch_value(settings.pitch)

    def synth(self, words: Sequence[Word]) -> Speech:
        """Speak one utterance. Its marks are all estimates. Raises EngineError."""
        text = said(words)
        if len(text) > LONGEST:
            raise EngineError("VB-E34", f"a sentence of {len(text):,} characters is too long", hint=_OTHER)
        pcm = self._speak(text) if text.strip() else b""
        pcm = pcm or silence(RATE // 100)
        return Speech(pcm, RATE, estimate(words, len(pcm) // 2), Quality.ESTIMATED)

    def _speak(self, text: str) -> bytes:
        try:
            return self._attempt(text)
        except ChildLost:
            self._restart()
        try:
            return self._attempt(text)
        except ChildLost as error:
            self._restart()
            raise EngineError("VB-E31", f"pyttsx3 fails: {error}", hint=_OTHER) from error

    def _attempt(self, text: str) -> bytes:
        self._spoken += 1
        file = Path(self._folder.name) / f"{self._spoken}{'.aiff' if _DRIVER == 'nsss' else '.wav'}"
        seconds = _PATIENCE + _PATIENCE_EACH * len(text)
        request = {
            "do": "speak",
            "text": text,
            "file": str(file),
            "seconds": seconds,
            "properties": self._properties,
        }
        if self._child is None:
            raise EngineError("VB-E32", "the voice is closed", hint="open it again")
        answer = _answer(self._child, request, seconds + _PATIENCE)
        if trouble := answer.get("error"):
            raise EngineError("VB-E32", f"pyttsx3 cannot speak: {trouble}", hint=_OTHER)
        pcm = read_sound(file)
        file.unlink()
        return pcm

    def _restart(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = _child()

    def close(self) -> None:
        """End the child and remove its files."""
        if self._child is not None:
            self._child.end()
            self._child = None
            self._folder.cleanup()


def _child() -> ChildProcess:
    return ChildProcess("voicebook.engines.pyttsx3_child")


def _answer(child: ChildProcess, request: Mapping[str, object], seconds: float) -> dict[str, Any]:
    """Return a child's answer to a request. Raises ChildLost."""
    child.write(json.dumps(request).encode())
    answer: dict[str, Any] = json.loads(child.read(seconds))
    return answer


def said(words: Sequence[Word]) -> str:
    """Return words as the plain text that pyttsx3 takes.

    A letter gets a hyphen, by which espeak says its name and goes on without a pause: "U S A" →
    "U- S- A-". Without it the A before another word would be the article. SAPI would take a "<" in
    front for markup, and NSSpeech "[[" for a command.
    """
    texts = (_spelled(word.text) if word.letters and _DRIVER == "espeak" else word.text for word in words)
    text = speakable(" ".join(texts))
    return text if _DRIVER == "espeak" else re.sub(r"\[{2,}", "[", text.replace("<", " "))


def _spelled(text: str) -> str:
    """Return letters so that each is said by name; "A's" is right as it is.

    A stop after the hyphen would be read aloud before a small letter: "A." → "A-".
    """
    found = _LETTERS.fullmatch(text)
    if found is None:
        return text
    return (
        found["before"]
        + " ".join(f"{letter}-" for letter in found["letters"])
        + found["after"].replace(".", "")
    )


def read_sound(file: Path) -> bytes:
    """Return a file of pyttsx3 in any of its formats as PCM at `RATE`. Raises EncodeError."""
    try:
        with wave.open(str(file), "rb") as sound:
            if (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, RATE):
                return sound.readframes(sound.getnframes())
    except (wave.Error, EOFError):
        pass  # AIFF, or a kind of WAV that ffmpeg knows
    from voicebook.audio.decode import decode

    return b"".join(decode(file, RATE))


@cache
def _listed() -> tuple[dict[str, str], ...]:
    """Return the voices that a child lists; it is asked once in a process. Raises EngineError."""
    child = _child()
    try:
        answer = _answer(child, {"do": "voices"}, 2 * _PATIENCE)
    except ChildLost as error:
        raise EngineError("VB-E31", f"pyttsx3 does not start: {error}", hint=_INSTALL) from error
    finally:
        child.end()
    if "error" in answer:
        raise EngineError("VB-E31", f"pyttsx3 does not start: {answer['error']}", hint=_INSTALL)
    return tuple(answer["voices"])


def _speaker() -> str:
    """Return what speaks for pyttsx3: the wheel's espeak-ng by its content, else the system's release."""
    if _DRIVER == "espeak":
        try:
            return f"espeak-ng {content_hash()}"
        except EngineError:
            return f"system {platform.release()}"
    return f"{_DRIVER} {platform.version()}"


ENGINE = Pyttsx3Engine()
