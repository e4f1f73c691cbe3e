"""Whether what a build needs works here: the encoder, and each engine, which is made to say a word."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from voicebook.audio.ffmpeg import executable
from voicebook.docks import docked, names
from voicebook.engines.base import Engine
from voicebook.errors import EncodeError, VoicebookError
from voicebook.model.speech import SpeechSettings, Word


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was tried, and what is missing."""

    what: str
    missing: str = ""  # "" if it works; else why it does not, and how to get it
    speaks: bool = False  # it is an engine


def diagnoses() -> Iterator[Diagnosis]:
    """Try the encoder and each engine, one after another: to open a voice takes a while."""
    yield Diagnosis("encoder (ffmpeg)", _missing_encoder())
    engines: Iterator[Engine] = docked("engines", names("engines"))
    for engine in engines:
        if engine.capabilities.real:
            yield Diagnosis(f"engine {engine.name}", _missing(engine), speaks=True)


def _missing_encoder() -> str:
    try:
        executable()
    except EncodeError as error:
        return f"{error.what}; {error.hint}"
    return ""


def _missing(engine: Engine) -> str:
    """Have an engine say a word, and return what goes wrong."""
    try:
        if missing := engine.missing():
            return missing
        with closing(engine.open(engine.voices()[0], SpeechSettings())) as session:
            speech = session.synth((Word("hello"),))
    except VoicebookError as error:
        return f"{error.what}; {error.hint}"
    return "" if speech.frames else "it makes no sound"
