"""One text in one voice: samples for people who choose, and how quick an engine is here."""

import shutil
import subprocess
import sys
import time
from collections.abc import Container, Iterator
from contextlib import closing, suppress
from pathlib import Path

from voicebook.docks import engines, full_tag, language_pack
from voicebook.engines.base import Engine
from voicebook.errors import EngineError
from voicebook.model.speech import Speech, SpeechSettings
from voicebook.storage.files import cannot_write
from voicebook.text.language import Context
from voicebook.text.normalize.normalizer import normalize

_PLAYERS = (
    ["afplay"],
    ["pw-play"],
    ["paplay"],
    ["aplay", "-q"],
    ["ffplay", "-v", "error", "-nodisp", "-autoexit"],
)
_TRIAL = "The quick brown fox was seen again today, not far from the river, where it slept under a hedge."


def write_wav(speech: Speech, path: Path) -> None:
    """Write a speech as WAV. Raises WriteError."""
    try:
        path.write_bytes(speech.wav())
    except OSError as error:
        raise cannot_write(str(path), error) from error


def play(path: Path) -> None:
    """Play a WAV file by what the system has. Raises EngineError when it has nothing."""
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(str(path), winsound.SND_FILENAME)
        return
    player = next((command for command in _PLAYERS if shutil.which(command[0])), None)
    if player is None:
        names = ", ".join(command[0] for command in _PLAYERS)
        hint = f"install one of {names}, or open the file yourself"
        raise EngineError("VB-E17", "no audio player was found", hint=hint)
    subprocess.run([*player, str(path)], check=False)


def speed(engine: Engine) -> float:
    """Return how many seconds an engine speaks in a second of CPU time here, its start left out.

    Raises EngineError.
    """
    voice = next((each for each in engine.voices() if each.language.startswith("en")), engine.voices()[0])
    words = normalize(_TRIAL, language_pack(voice.language), Context(full_tag(voice.language))).words
    with closing(engine.open(voice, SpeechSettings())) as session:
        session.synth(words[:3])
        begun = time.process_time()
        speech = session.synth(words)
        return speech.frames / speech.rate / max(time.process_time() - begun, 1e-6)


def speeds(names: Container[str]) -> Iterator[tuple[str, float]]:
    """Yield how quick engines are that speak in this process; one that cannot be measured is left out."""
    for engine in engines():
        if engine.name in names:
            with suppress(EngineError):
                yield engine.name, speed(engine)
