"""Speak: missing keys -> speech, in batches that are pure data, in any order, in any process.

The unit of repeatability is the batch: its limits are a function of the text, it is spoken in one
fresh state, and it is committed whole (see docs/adr/0005-repeatable-speech.md).
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from voicebook.model.speech import SpeechSettings, Utterance, Voice
from voicebook.pipeline.plan import Plan
from voicebook.pipeline.work import Batch, Line, WorkFolder
from voicebook.settings import Settings

BATCH_CHARACTERS = 6_000
"""Spoken characters in a batch at most: some six minutes, half a second of work for espeak."""


class Executor(Protocol):
    """Runs batches, in any order, anywhere that sees the work folder."""

    def run(self, work: Path, batches: Sequence[Path]) -> Iterator[Path]:
        """Speak batches; yield each as it is committed. Raises EngineError at the first failure."""
        ...


class Progress(Protocol):
    """Hears how a book goes on."""

    def planned(self, title: str, sentences: int, documents: int) -> None:
        """Hear that a book has been planned."""
        ...

    def spoken(self, sentences: int) -> None:
        """Hear that sentences have been spoken."""
        ...

    def encoded(self, title: str, seconds: float) -> None:
        """Hear that a document's track has been encoded, and how long it plays."""
        ...


def speak_missing(
    plan: Plan, settings: Settings, work: WorkFolder, executor: Executor, progress: Progress
) -> None:
    """Make the speech that the plan needs and the work folder does not hold."""
    lines: dict[Path, int] = {}
    for batch in batches(plan, settings, work):
        if not work.speech_path(batch.name).exists():
            lines[work.write_batch(batch)] = len(batch.lines)
    for done in executor.run(work.root, tuple(lines)):
        progress.spoken(lines[done])


def batches(plan: Plan, settings: Settings, work: WorkFolder) -> Iterator[Batch]:
    """Yield the batches of a plan. A key is spoken once, where it first appears."""
    seen: set[str] = set()
    how = SpeechSettings(settings.rate, settings.pitch)
    for document in plan.documents:
        waiting: dict[Voice, list[Line]] = {}
        size: dict[Voice, int] = {}
        for planned in work.read_plan(document.number):
            utterance = planned.utterance
            if utterance.key in seen:
                continue
            seen.add(utterance.key)
            voice, length = utterance.voice, len(utterance.spoken.text)
            if size.get(voice, 0) + length > BATCH_CHARACTERS and waiting.get(voice):
                yield _batch(voice, how, waiting.pop(voice))
                size[voice] = 0
            waiting.setdefault(voice, []).append(_line(utterance))
            size[voice] = size.get(voice, 0) + length
        for voice, lines in waiting.items():
            yield _batch(voice, how, lines)


def _line(utterance: Utterance) -> Line:
    return Line(utterance.key, utterance.spoken.words)


def _batch(voice: Voice, how: SpeechSettings, lines: list[Line]) -> Batch:
    name = hashlib.sha256(msgspec.json.encode([line.key for line in lines])).hexdigest()[:32]
    return Batch(name, voice, how, tuple(lines))
