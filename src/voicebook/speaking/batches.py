"""Which speech is spoken together: sentences -> batches whose limits are a function of the text."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from voicebook import docks
from voicebook.model.speech import Speaker, Utterance
from voicebook.speaking.tasks import Line, characters

Batch = tuple[Speaker, tuple[Line, ...]]
"""Lines for one voice, to be spoken in one fresh state."""


def batches(utterances: Iterable[Utterance]) -> Iterator[Batch]:
    """Yield the batches of a document's utterances, voice by voice, none of a key twice."""
    spoken: dict[Speaker, list[Line]] = {}
    seen: set[str] = set()
    for utterance in utterances:
        if utterance.key not in seen:
            seen.add(utterance.key)
            line = Line(utterance.key, utterance.spoken.words)
            spoken.setdefault((utterance.voice, utterance.how), []).append(line)
    for speaker, lines in spoken.items():
        for share in _shares(lines, _least(speaker[0].engine)):
            yield speaker, share


def _shares(lines: Sequence[Line], least: int) -> Iterator[tuple[Line, ...]]:
    """Divide lines into shares of about `least` characters or more, all of about one length."""
    lengths = [characters(line.words) for line in lines]
    total = sum(lengths) or 1
    count = max(1, total // least)
    begun = read = full = 0
    for end, length in enumerate(lengths, 1):
        read += length
        reached = read * count // total
        if full < reached < count or end == len(lines):
            yield tuple(lines[begun:end])
            begun, full = end, reached


def _least(engine: str) -> int:
    """Return for how many characters a batch of an engine is worth its while."""
    return docks.engine_of(engine).capabilities.batch


def batch_name(lines: Iterable[Line]) -> str:
    """Return the name of a batch's pack: a hash of its keys, in order, and of the gaps among them."""
    keys = [line.key + "!" * line.gap for line in lines]
    return hashlib.sha256(msgspec.json.encode(keys)).hexdigest()[:32]
