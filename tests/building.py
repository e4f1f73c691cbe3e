"""Builds books in tests: quietly, with the fake engine unless told otherwise."""

import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voicebook.errors import VoicebookError
from voicebook.pipeline.batch import Outcome, build_batch
from voicebook.pipeline.build import Options
from voicebook.pipeline.processes import ProcessExecutor
from voicebook.pipeline.report import BookReport
from voicebook.pipeline.sources import Source, find_sources


@dataclass
class Silent:
    """Progress that only remembers."""

    heard: list[str] = field(default_factory=list)

    def started(self, source: Source, number: int, count: int) -> None:
        self.heard.append(f"started {source.label} {number}/{count}")

    def planned(self, title: str, sentences: int, documents: int) -> None:
        self.heard.append(f"planned {title}: {sentences} sentences, {documents} documents")

    def spoken(self, sentences: int) -> None:
        self.heard.append(f"spoken {sentences}")

    def encoded(self, title: str, seconds: float) -> None:
        self.heard.append(f"encoded {title} {seconds:.3f}")

    def finished(self, report: BookReport) -> None:
        self.heard.append(f"finished {report.source}")

    def failed(self, source: Source, error: VoicebookError) -> None:
        self.heard.append(f"failed {source.label} {error.code}")


def build(
    sources: Sequence[Path],
    output: Path,
    settings: Mapping[str, Any] | None = None,
    *,
    progress: Silent | None = None,
    again: bool = False,
    jobs: int = 2,
    **options: Any,
) -> tuple[Outcome, ...]:
    """Build sources with the fake engine and return what came of them."""
    asked = Options(settings={"engine": "fake", **(settings or {})}, jobs=jobs, **options)
    found = find_sources(sources, output)
    return build_batch(found, output, asked, ProcessExecutor(jobs), progress or Silent(), again=again)


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
    """Yield the members of an EPUB but for its audio, which no golden may hold."""
    with zipfile.ZipFile(epub) as archive:
        for name in archive.namelist():
            if not name.endswith(".mp3"):
                yield name, archive.read(name)
