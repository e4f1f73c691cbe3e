"""Which speech is spoken together: sentences -> batches whose limits are a function of the text."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

import msgspec

from voicebook import plugins
from voicebook.model.speech import SpeechSettings, Utterance, Voice
from voicebook.pipeline.tasks import Line, characters

if TYPE_CHECKING:
    from voicebook.engines.base import Engine

Speaker = tuple[Voice, SpeechSettings]

Batch = tuple[Speaker, tuple[Line, ...]]
"""Lines for one voice, to be spoken in one fresh state."""


def batches(utterances: Iterable[Utterance]) -> Iterator[Batch]:
    """Yield the batches of a document's utterances, in order, none of a key twice."""
    waiting: dict[Speaker, list[Line]] = {}
    size: dict[Speaker, int] = {}
    seen: set[str] = set()
    for utterance in utterances:
        if utterance.key in seen:
            continue
        seen.add(utterance.key)
        speaker, line = (utterance.voice, utterance.how), Line(utterance.key, utterance.spoken.words)
        length = characters(line.words)
        if size.get(speaker, 0) + length > _most(utterance.voice.engine) and waiting.get(speaker):
            yield speaker, tuple(waiting.pop(speaker))
            size[speaker] = 0
        waiting.setdefault(speaker, []).append(line)
        size[speaker] = size.get(speaker, 0) + length
    for speaker, lines in waiting.items():
        yield speaker, tuple(lines)


def _most(engine: str) -> int:
    """Return how many characters an engine speaks in one batch at most."""
    return cast("Engine", plugins.load("engines", engine)).capabilities.batch


def batch_name(lines: Iterable[Line]) -> str:
    """Return the name of a batch's pack: a hash of its keys, in order, and of the gaps among them."""
    keys = [line.key + "!" * line.gap for line in lines]
    return hashlib.sha256(msgspec.json.encode(keys)).hexdigest()[:32]
