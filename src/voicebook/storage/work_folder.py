"""The work folder of one book: what the steps of a build hand to each other on disk.

    documents/0001.xhtml the first document, where it is of our own making, as it is in the book; and so on
    plan/0001.jsonl      one planned sentence a line, for the first document; and so on
    tasks/NAME.json      what a worker is to do for a track: pure data
    audio/NAME.mp3       a track that is encoded, and NAME.track with its timing

Everything appears whole. A build that was stopped leaves the folder; the next one takes the tracks from
it, makes the rest, and removes it when the book is done.
"""

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TypeVar

import msgspec

from voicebook.model.publication import Fragment, Group, Sentence
from voicebook.model.speech import PlannedSentence, SpokenForm
from voicebook.storage.files import ASIDE, HIDDEN, write_whole

Kind = TypeVar("Kind")


class MarkedSentence(msgspec.Struct, frozen=True):
    """Of a planned sentence: what is marked."""

    fragments: tuple[Fragment, ...]
    groups: tuple[Group, ...] = ()


class ReadUtterance(msgspec.Struct, frozen=True):
    """Of an utterance: what is said."""

    spoken: SpokenForm


class ReadSentence(msgspec.Struct, frozen=True):
    """Of a planned sentence: how it is said."""

    sentence: Sentence
    utterance: ReadUtterance


@contextlib.contextmanager
def work_folder(outputs: Path, inside: PurePosixPath) -> "Iterator[WorkFolder]":
    """Provide the work folder of a book. It is removed when the book is done, and kept when it is not."""
    work = WorkFolder(outputs / HIDDEN / "work", inside)
    yield work
    work.remove()


class TaskFolder:
    """What workers are to do, and the raw PCM that waits for the encoder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.fresh = root / "fresh"
        self.fresh.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """Return where a task is, or will be."""
        return self._root / f"{name}.json"

    def write(self, name: str, task: bytes) -> Path:
        """Write a task for a worker to do. Raises WriteError."""
        write_whole(self.path(name), [task])
        return self.path(name)

    def has(self, name: str) -> bool:
        """Tell whether a task was written."""
        return self.path(name).exists()

    def read(self, name: str) -> bytes:
        """Return a task that was written. Raises OSError."""
        return self.path(name).read_bytes()

    def remove(self) -> None:
        """Remove the folder: all is done, or nobody goes on from it."""
        shutil.rmtree(self._root, ignore_errors=True)


class WorkFolder:
    """Reads and writes the files of one build."""

    def __init__(self, above: Path, inside: PurePosixPath) -> None:
        """Begin a build: what an earlier one left is removed, but for the tracks it encoded."""
        self._inside = inside
        self.root = root = above / inside
        self.audio = root / "audio"
        if root.exists():
            for entry in root.iterdir():
                if entry != self.audio:
                    shutil.rmtree(entry, ignore_errors=True)
            for part in self.audio.glob(f".*{ASIDE}"):
                part.unlink(missing_ok=True)
        for folder in (root / "documents", root / "plan", self.audio):
            folder.mkdir(parents=True, exist_ok=True)
        self.tasks = TaskFolder(root / "tasks")

    def write_document(self, number: int, data: bytes) -> Path:
        """Write the `number`-th document as it is in the book."""
        path = self.root / "documents" / f"{number:04}.xhtml"
        path.write_bytes(data)
        return path

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
        return self._planned(number, PlannedSentence)

    def read_fragments(self, number: int) -> "Iterator[MarkedSentence]":
        """Yield what of each sentence is marked in the document: half the work of reading all."""
        return self._planned(number, MarkedSentence)

    def read_readings(self, number: int) -> "Iterator[ReadSentence]":
        """Yield how each sentence is said: half the work of reading all."""
        return self._planned(number, ReadSentence)

    def _planned(self, number: int, kind: type[Kind]) -> Iterator[Kind]:
        decode = msgspec.json.Decoder(kind).decode
        with (self.root / "plan" / f"{number:04}.jsonl").open("rb") as file:
            for line in file:
                yield decode(line)

    def stage(self) -> Path:
        """Return an empty folder in which outputs are made before they are moved into place."""
        path = self.root / "stage"
        path.mkdir()
        return path

    def remove(self) -> None:
        """Remove the folder, and those above it that this empties: the book is done."""
        shutil.rmtree(self.root, ignore_errors=True)
        with contextlib.suppress(OSError):
            for folder in self.root.parents[: len(self._inside.parts)]:
                folder.rmdir()
