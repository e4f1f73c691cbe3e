"""The floor under a build: the engine alone over its utterances, the encoder alone over its samples.

    python benchmarks/floor.py NOVEL

Prints CPU seconds as JSON: `repeatable` (a fork for each batch), `plain` (all in one state), `encoder`,
and of our own work, each alone over the same data: `trim`, `flac`, `unflac`.
"""

import io
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from voicebook import Studio
from voicebook.audio.encode import Mp3Encoder
from voicebook.audio.flac import FlacReader, FlacWriter
from voicebook.audio.pcm import silence, trim
from voicebook.engines.espeak import ENGINE
from voicebook.model.speech import Speech, SpeechSettings, Voice, Word
from voicebook.model.timeline import frames_of
from voicebook.speaking.batches import batches

Batch = tuple[Voice, list[Sequence[Word]]]
Made = TypeVar("Made")


def cpu() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Meter:
    """CPU seconds by name."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def run(self, name: str, work: Callable[..., Made], *arguments: Any) -> Made:
        """Do some work and add what it took."""
        before = cpu()
        made = work(*arguments)
        self.spent[name] = self.spent.get(name, 0.0) + cpu() - before
        return made


def planned(novel: Path) -> Iterator[tuple[list[Batch], list[int]]]:
    """Yield the batches of each document as a build speaks them, and the pauses after its sentences."""
    with Studio() as studio, studio.open(novel, language="en", engine="espeak") as book:
        for document in book.documents():
            utterances = [each.utterance for each in book.sentences(document.name)]
            spoken = [(voice, [line.words for line in lines]) for (voice, _), lines in batches(utterances)]
            yield spoken, [each.pause for each in utterances]


def speak(document: list[Batch]) -> list[Speech]:
    """Speak a document in this process."""
    made = []
    for voice, utterances in document:
        session = ENGINE.open(voice, SpeechSettings())
        made += [session.synth(words) for words in utterances]
    return made


def speak_in_forks(document: list[Batch]) -> None:
    """Speak a document, each batch in a fork."""
    for batch in document:
        child = os.fork()
        if child == 0:
            speak([batch])
            os._exit(0)
        os.waitpid(child, 0)


def cut(speeches: list[Speech]) -> list[Speech]:
    """Trim speeches."""
    return [trim(speech) for speech in speeches]


def main() -> None:
    """Measure, document by document: nothing but the sound of one is in memory."""
    meter = Meter()
    seconds = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = list(planned(Path(sys.argv[1])))
        for document, _ in documents:
            meter.run("repeatable", speak_in_forks, document)
        for document, pauses in documents:
            made = meter.run("trim", cut, meter.run("plain", speak, document))
            rate = made[0].rate
            parts = zip(made, pauses, strict=False)  # a sentence that comes again is spoken once
            sound = [
                part for speech, pause in parts for part in (speech.pcm, silence(frames_of(pause, rate)))
            ]
            seconds += sum(map(len, sound)) / 2 / rate
            meter.run("encoder", encode, folder / "floor.mp3", rate, sound)
            meter.run("unflac", unpack, *meter.run("flac", pack, made))
    print(json.dumps({**meter.spent, "seconds": seconds}))


def encode(path: Path, rate: int, sound: list[bytes]) -> None:
    """Encode a track."""
    with Mp3Encoder(path, rate) as encoder:
        for part in sound:
            encoder.write(part)


def pack(speeches: list[Speech]) -> tuple[bytes, int]:
    """Compress speeches."""
    writer = FlacWriter(speeches[0].rate)
    for speech in speeches:
        writer.write(speech.pcm)
    return writer.finish(), writer.frames


def unpack(data: bytes, frames: int) -> None:
    """Decompress speeches, some seconds at a time."""
    with FlacReader(io.BytesIO(data)) as reader:
        for start in range(0, frames, 100_000):
            reader.read(start, min(100_000, frames - start))


if __name__ == "__main__":
    main()
