"""The work folder of one book: what plan, speak and assemble hand to each other on disk.

    documents/           texts in which abbreviations have got their long form as a title
    plan/0001.jsonl      one planned sentence a line, for the first document; and so on
    batches/0001.json    what a worker is to speak: pure data
    speech/HASH.speech   what came of a batch: an index line of JSON, then the PCM
    audio/0001.mp3       the encoded track of the first document

Everything appears whole: written aside, then renamed.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from voicebook.errors import EngineError, WriteError
from voicebook.model.speech import Mark, PlannedSentence, Quality, Speech, SpeechSettings, Voice, Word


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance of a batch."""

    key: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Utterances spoken in one fresh state, in order, and committed whole. Pure data."""

    name: str  # hash of all that its sound depends on
    voice: Voice
    settings: SpeechSettings
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where one speech lies in a batch file."""

    key: str
    offset: int  # bytes from the end of the index line
    size: int
    rate: int
    marks: tuple[Mark, ...]
    quality: Quality


class WorkFolder:
    """Reads and writes the files of one build."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._index: dict[str, tuple[Path, int, _Entry]] = {}
        for name in ("plan", "batches", "speech", "audio"):
            (root / name).mkdir(parents=True, exist_ok=True)

    def write_plan(self, number: int, sentences: Iterable[PlannedSentence]) -> Path:
        """Write the plan of the `number`-th document, sentence by sentence."""
        path = self.root / "plan" / f"{number:04}.jsonl"
        encode = msgspec.json.Encoder().encode
        with path.open("wb") as file:
            for sentence in sentences:
                file.write(encode(sentence) + b"\n")
        return path

    def read_plan(self, number: int) -> Iterator[PlannedSentence]:
        """Yield the planned sentences of the `number`-th document."""
        decode = msgspec.json.Decoder(PlannedSentence).decode
        with (self.root / "plan" / f"{number:04}.jsonl").open("rb") as file:
            for line in file:
                yield decode(line)

    def write_batch(self, batch: Batch) -> Path:
        """Write a batch for a worker to read."""
        path = self.root / "batches" / f"{batch.name}.json"
        write_whole(path, [msgspec.json.encode(batch)])
        return path

    def speech_path(self, batch: str) -> Path:
        """Return where the speech of a batch is or will be."""
        return self.root / "speech" / f"{batch}.speech"

    def speech(self, key: str) -> Speech:
        """Return speech by key. Raises EngineError when no batch has made it."""
        try:
            path, start, entry = self._index[key]
        except KeyError:
            raise EngineError("VB-E10", f"speech {key[:12]} was not made", hint="build again") from None
        with path.open("rb") as file:
            file.seek(start + entry.offset)
            return Speech(file.read(entry.size), entry.rate, entry.marks, entry.quality)

    def index_speech(self) -> None:
        """Learn what speech there is: once, between speaking and assembling."""
        decode = msgspec.json.Decoder(tuple[_Entry, ...]).decode
        for path in sorted((self.root / "speech").glob("*.speech")):
            with path.open("rb") as file:
                line = file.readline()
            self._index.update((entry.key, (path, len(line), entry)) for entry in decode(line))


def read_batch(path: Path) -> Batch:
    """Return a batch from its file."""
    return msgspec.json.decode(path.read_bytes(), type=Batch)


def write_speech(path: Path, spoken: Iterable[tuple[str, Speech]]) -> None:
    """Write what came of a batch, whole or not at all."""
    entries: list[_Entry] = []
    sound: list[bytes] = []
    offset = 0
    for key, speech in spoken:
        entries.append(_Entry(key, offset, len(speech.pcm), speech.rate, speech.marks, speech.quality))
        sound.append(speech.pcm)
        offset += len(speech.pcm)
    write_whole(path, [msgspec.json.encode(entries), b"\n", *sound])


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file aside, part by part, and rename it. Raises WriteError."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.writelines(parts)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise WriteError(
            "VB-W01",
            f"cannot write {path.name}: {error.strerror}",
            hint="is there room, and may you write there?",
        ) from error
