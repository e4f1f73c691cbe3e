"""The engine protocol. An engine speaks words and returns `Speech`; it knows nothing of books."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from voicebook.errors import EngineError
from voicebook.model.speech import Speech, SpeechSettings, Voice, Word

ANY = "*"
"""In a rank: every language that is not named."""


class Isolation(StrEnum):
    """What makes an engine start from a fresh state, so that a batch repeats byte for byte."""

    NONE = "none"  # stateless: any session will do
    FORK = "fork"  # a fork of a process that has opened the engine but never spoken
    PROCESS = "process"  # a new process


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do."""

    marks: str  # "exact", "word-offset" or "none"
    isolation: Isolation = Isolation.NONE
    real: bool = True  # False: makes sound but no speech, and `auto` never takes it
    scripts: frozenset[str] = frozenset()  # whose letters it reads, as Unicode names them; empty: any
    rates: tuple[float, float] = (0.5, 3.0)  # slowest and fastest, times its own tempo
    pitches: tuple[float, float] = (0.5, 2.0)  # lowest and highest, times the voice's own
    batch: int = 16_000  # characters that make a task worthwhile: a second of work or more
    rank: Mapping[str, int] = field(default_factory=dict)  # by language, "*" for any other: see `rank_for`
    models: tuple[str, ...] = ()  # suffixes of models on the disk that it speaks: see `ModelEngine`

    def rank_for(self, language: str) -> int:
        """Return how well the engine serves a BCP 47 tag: `auto` tries the highest rank first.

        The longest tag in `rank` that it begins with counts, then "*"; an engine that does not say has 0.
        """
        tag = language.lower()
        ranks = {name.lower(): rank for name, rank in self.rank.items()}
        while tag and tag not in ranks:
            tag = tag.rpartition("-")[0]
        return ranks.get(tag or ANY, 0)


class Session(Protocol):
    """An open voice. Lives in one process; speaks one utterance at a time."""

    def synth(self, words: Sequence[Word]) -> Speech:
        """Speak one utterance (at most 2,000 characters). Raises EngineError."""
        ...

    def close(self) -> None:
        """Release everything it holds."""
        ...


@runtime_checkable
class Pronouncer(Protocol):
    """A session that knows its phonemes. The method is optional: leave it out if yours does not."""

    def pronounce(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Return the IPA of each word as it is said among the others, "" for one that is silent.

        It may have to speak to find out; where the engine asks for a fresh state, speak in another session
        afterwards. Raises EngineError.
        """
        ...


def pronounce(session: Session, words: Sequence[Word]) -> tuple[str, ...]:
    """Return the IPA of each word as an open voice says it, "" for a silent one.

    Raises EngineError, with code VB-E07 if the voice does not tell its phonemes.
    """
    if not isinstance(session, Pronouncer):
        raise no_phonemes()
    return session.pronounce(words)


def no_phonemes() -> EngineError:
    """Return the error of a voice that does not tell its phonemes."""
    return EngineError(
        "VB-E07",
        "this voice does not tell its phonemes",
        hint="choose another with --voice; `voicebook voices` lists them",
    )


class Engine(Protocol):
    """A way to speak. Importing its module is cheap; the rest happens inside the methods."""

    name: str
    title: str  # for people, heard on the title page
    capabilities: Capabilities

    def missing(self) -> str:
        """Return "" if it can speak here, else what is missing and the command that installs it."""
        ...

    def fingerprint(self) -> str:
        """Return what its sound depends on besides voice and settings: versions, hashes of models."""
        ...

    def voices(self) -> Sequence[Voice]:
        """Return the voices that can speak here, best first for each language. Raises EngineError."""
        ...

    def open(self, voice: Voice, settings: SpeechSettings) -> Session:
        """Open a voice. Raises EngineError."""
        ...


class ModelEngine(Engine, Protocol):
    """An engine that also speaks models anywhere on the disk; `capabilities.models` has their suffixes."""

    def at(self, path: Path) -> Sequence[Voice]:
        """Return the voices of a model or of a folder of models, at least one.

        Raises EngineError when there is none, or when the engine cannot speak here.
        """
        ...
