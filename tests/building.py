"""Builds books in tests: quietly, with the fake engine unless told otherwise."""

import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicebook.making.shelf import Means, Request, build_shelf
from voicebook.model.events import Encoded, Event, Failed, Finished, Overall, Planned, Spoken, Started
from voicebook.model.report import BookReport, Outcome
from voicebook.sources.find import find_sources
from voicebook.speaking.tasks import Answer, Executor, Job, Task, decode_task
from voicebook.storage.outputs import Outputs, outputs_at
from voicebook.storage.speech_cache import cache_at, usual_cache
from voicebook.workers.process import Patience, ProcessExecutor

if TYPE_CHECKING:
    from concurrent.futures import Future


@dataclass
class Silent:
    """Progress that only remembers."""

    heard: list[str] = field(default_factory=list)
    overall: list[Overall] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        getattr(self, type(event).__name__.lower())(event)

    def started(self, event: Started) -> None:
        self.heard.append(f"started {event.book} {event.number}/{event.count}")

    def planned(self, event: Planned) -> None:
        assert event.voices
        self.heard.append(f"planned {event.title}: {event.sentences} sentences, {event.documents} documents")

    def spoken(self, event: Spoken) -> None:
        self.heard.append(f"spoken {event.sentences}")

    def encoded(self, event: Encoded) -> None:
        assert event.file.suffix == ".mp3"
        self.heard.append(f"encoded {event.title} {event.seconds:.3f}")

    def finished(self, event: Finished) -> None:
        self.overall.append(event.overall)
        self.heard.append(f"{'unchanged' if event.report.unchanged else 'finished'} {event.book}")

    def failed(self, event: Failed) -> None:
        self.overall.append(event.overall)
        self.heard.append(f"failed {event.book} {event.error.code}")


@dataclass
class Counting:
    """An executor that notes what it is asked for."""

    executor: ProcessExecutor
    tasks: list[Task]

    @property
    def stopped(self) -> bool:
        return self.executor.stopped

    @property
    def workers(self) -> int:
        return self.executor.workers

    def submit(self, job: Job) -> "Future[Answer]":
        self.tasks.append(decode_task(job.task.read_bytes()))
        return self.executor.submit(job)


_VARYING = frozenset({"PYTEST_CURRENT_TEST", "VOICEBOOK_CACHE"})  # no worker looks at them
_pools: dict[tuple[int, frozenset[tuple[str, str]]], ProcessExecutor] = {}


def pool(jobs: int = 2) -> ProcessExecutor:
    """Return workers that tests share as long as their environment is the same.

    To start a process takes longer than to build a short book.
    """
    wanted = jobs, frozenset(item for item in os.environ.items() if item[0] not in _VARYING)
    if wanted not in _pools:
        end_pools()
        _pools[wanted] = ProcessExecutor(jobs)
    return _pools[wanted]


def end_pools() -> None:
    """End the workers that tests share."""
    while _pools:
        with _pools.popitem()[1]:
            pass


def build(
    sources: Sequence[Path],
    output: Path,
    settings: Mapping[str, Any] | None = None,
    *,
    progress: Silent | None = None,
    jobs: int = 2,
    patience: Patience | None = None,
    tasks: list[Task] | None = None,
    **options: Any,
) -> tuple[Outcome, ...]:
    """Build sources with the fake engine and return what came of them; note tasks in `tasks`.

    With a patience of its own it has workers of its own.
    """
    asked = Request(settings={"engine": "fake", **(settings or {})}, **options)
    found = find_sources(sources, output)
    cache = cache_at(usual_cache())
    with ProcessExecutor(jobs, patience) if patience else nullcontext(pool(jobs)) as executor:
        means = Means(Counting(executor, tasks if tasks is not None else []), cache, jobs)
        hear = (progress or Silent()).hear
        return in_order(build_shelf(found, Outputs(output), asked, means, hear))


def in_order(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Return outcomes in the order of their sources."""
    return tuple(sorted(outcomes, key=lambda outcome: outcome.number))


def made(outcome: Outcome) -> BookReport:
    """Return the report of a book that was built, or raise what stopped it."""
    if outcome.report is None:
        raise outcome.error or AssertionError("neither made nor failed")
    return outcome.report


def packed(source: Path, target: Path) -> Path:
    """Copy a folder of texts; a folder in it that is called like an EPUB is packed as one."""
    target.mkdir(parents=True)
    for entry in sorted(source.iterdir()):
        if entry.suffix == ".epub" and entry.is_dir():
            with zipfile.ZipFile(target / entry.name, "w") as archive:
                archive.writestr("mimetype", "application/epub+zip")
                for path in sorted(entry.rglob("*")):
                    if path.is_file():
                        archive.write(path, path.relative_to(entry).as_posix(), zipfile.ZIP_DEFLATED)
        elif entry.is_dir():
            shutil.copytree(entry, target / entry.name)
        else:
            shutil.copy(entry, target)
    return target


def text_members(epub: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the members of an EPUB but for audio and drawings, which no golden may hold."""
    with zipfile.ZipFile(epub) as archive:
        for name in archive.namelist():
            if not name.endswith((".mp3", "drawn-cover.png")):
                yield name, archive.read(name)


def on(
    texts: Path, output: str, executor: Executor, cache: str, engine: str = "fake", books: int = 2
) -> tuple[Outcome, ...]:
    """Build texts on an executor, into a folder or a store."""
    outputs = outputs_at(output)
    request = Request(settings={"engine": engine, "language": "en"})
    means = Means(executor, cache_at(cache), books)
    found = find_sources([texts], outputs.folder)
    return in_order(build_shelf(found, outputs, request, means, Silent().hear))


_pooled: dict[tuple[str, ...], dict[str, bytes]] = {}


def pooled(texts: Path, folder: Path) -> dict[str, bytes]:
    """Return what the pool makes of the texts; the same texts are built once."""
    read = tuple(f"{path.name}: {path.read_text()}" for path in sorted(texts.iterdir()))
    if read not in _pooled:
        for outcome in on(texts, str(folder / "pool"), pool(), str(folder / "pool-cache")):
            made(outcome)
        _pooled[read] = contents(folder / "pool")
    return _pooled[read]


def contents(folder: Path) -> dict[str, bytes]:
    """Return all outputs in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".voicebook" not in path.parts
    }
