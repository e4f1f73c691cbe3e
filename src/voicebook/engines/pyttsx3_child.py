"""The process in which pyttsx3 runs: a request a line on stdin, an answer a line on stdout, as JSON.

    {"do": "voices"}                                   → {"voices": [{"id", "name", "language", …}]}
    {"do": "speak", "text", "file", "seconds",
     "properties": {"voice", "rate", "pitch"}}         → {} when the file is written
    anything that went wrong                           → {"error": "what"}

It imports nothing of ours that takes time. What pyttsx3 prints goes to stderr.
"""

import contextlib
import ctypes
import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from voicebook.engines.espeak_library import locate, reachable
from voicebook.errors import EngineError

_HEADER = 44  # bytes of a WAV file without sound
_SHORTEST = 2_000  # bytes of a WAV file with a word in it: 45 ms
_TRIES = 4
_SETTLE = 5  # seconds for pyttsx3 to tidy up after it has said that it finished
_HEARD = 1  # seconds for eSpeak to take what was set
_PARAMETERS = {"rate": 1, "pitch": 3}  # numbers of espeak_PARAMETER in speak_lib.h


class Speaker:
    """The one pyttsx3 engine of a process: a second would silence the first."""

    def __init__(self) -> None:
        preload()
        import pyttsx3

        self._engine: Any = pyttsx3.init()
        self._finished = threading.Event()
        self._errors: list[str] = []
        self._espeak: Any = None
        if str(self._engine) == "espeak":
            self._espeak = importlib.import_module("pyttsx3.drivers._espeak").dll
            self._engine.runAndWait()  # from here on properties are set at once
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)

    def _on_finished(self, **_: object) -> None:
        self._finished.set()

    def _on_error(self, exception: object = None, **_: object) -> None:
        self._errors.append(str(exception))
        self._finished.set()

    def voices(self) -> list[dict[str, str]]:
        """Return what pyttsx3 knows of its voices."""
        return [
            {
                "id": str(voice.id),
                "name": str(voice.name or ""),
                "language": str(next(iter(voice.languages or ()), "") or ""),
                "gender": str(voice.gender or ""),
            }
            for voice in self._engine.getProperty("voices")
        ]

    def speak(self, text: str, file: Path, seconds: float, properties: Mapping[str, object]) -> str:
        """Speak into a file; return "" or what went wrong.

        On a busy machine eSpeak now and then ends an utterance without any sound: then once more.
        """
        for _ in range(_TRIES):
            trouble = self._speak(text, file, seconds, properties)
            if trouble or not any(map(str.isalnum, text)) or file.stat().st_size >= _SHORTEST:
                return trouble
        return ""

    def _speak(self, text: str, file: Path, seconds: float, properties: Mapping[str, object]) -> str:
        """Speak into a file, once.

        `runAndWait` may return before the file exists, so what counts is the event that tells of
        the end. SAPI writes its file at once and sends none. An error in
        writing is lost in a callback, so that the file is tried first.
        """
        file.touch()
        self._errors.clear()
        self._finished.clear()
        if not self._set(properties):
            return "eSpeak does not take the rate and pitch it is set to"
        self._engine.save_to_file(text, str(file))
        self._engine.runAndWait()
        if str(self._engine) != "sapi5" and not self._finished.wait(seconds):
            return f"no end of speech after {seconds:.0f} s"
        self._settle()
        if self._errors:
            return self._errors[0]
        return "" if file.is_file() and file.stat().st_size >= _HEADER else "no sound was written"

    def _set(self, properties: Mapping[str, object]) -> bool:
        """Set properties until they are taken; return whether they are.

        eSpeak takes rate and pitch in a thread of its own. It has been heard to keep the rate that
        pyttsx3 starts with, when a voice was loaded at the same time.
        """
        for _ in range(_TRIES):
            if self._espeak is not None:
                self._espeak.espeak_Synchronize()
            for name, value in properties.items():
                self._engine.setProperty(name, value)
            if self._espeak is None or self._taken(properties):
                return True
        return False

    def _taken(self, properties: Mapping[str, object]) -> bool:
        """Wait until eSpeak's rate and pitch are as set; return whether they are."""
        wanted = {_PARAMETERS[name]: value for name, value in properties.items() if name in _PARAMETERS}
        end = time.monotonic() + _HEARD
        while time.monotonic() < end:
            if all(self._espeak.espeak_GetParameter(number, 1) == value for number, value in wanted.items()):
                return True
            time.sleep(0.001)
        return False

    def _settle(self) -> None:
        """Wait until it is no longer busy: the event comes a moment before."""
        end = time.monotonic() + _SETTLE
        while self._engine.isBusy() and time.monotonic() < end:
            time.sleep(0.001)


def preload() -> None:
    """On Linux, load the wheel's espeak-ng so that pyttsx3 finds it, and tell it where its data lies.

    glibc hands out a loaded library by its name (libespeak-ng.so.1). Without the data path the
    library ends the process. Where the wheel is missing pyttsx3 finds the system's or complains.
    """
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(EngineError):
        library, data = locate()
        os.environ["ESPEAK_DATA_PATH"] = reachable(data)
        ctypes.CDLL(str(library), ctypes.RTLD_GLOBAL)


def answer(speaker: Speaker, request: dict[str, Any]) -> dict[str, object]:
    """Do what is asked."""
    if request["do"] == "voices":
        return {"voices": speaker.voices()}
    trouble = speaker.speak(request["text"], Path(request["file"]), request["seconds"], request["properties"])
    return {"error": trouble} if trouble else {}


def main() -> None:
    """Serve until stdin closes."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        speaker: Speaker | None = None
        for line in sys.stdin.buffer:
            try:
                speaker = speaker or Speaker()
                said = answer(speaker, json.loads(line))
            except Exception as error:  # noqa: BLE001 whatever pyttsx3 raises, the parent must hear of it
                said = {"error": f"{type(error).__name__}: {error}"}
            answers.write(json.dumps(said) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
