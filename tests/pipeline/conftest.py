"""What tests of the pipeline share: engines that go wrong."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import faulty_engine
from voicebook import docks


@pytest.fixture
def faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Dock the faulty engines, here and in workers; return the folder of faults."""
    info = tmp_path / "packages" / "faulty-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[voicebook.engines]\nfaulty = faulty_engine:IN_PROCESS\nfaulty-forked = faulty_engine:FORKED\n"
    )
    folder = tmp_path / "faults"
    folder.mkdir()
    here = str(Path(faulty_engine.__file__).parent)
    monkeypatch.syspath_prepend(str(info.parent))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(info.parent), here]))
    monkeypatch.setenv(faulty_engine.FAULTS, str(folder))
    for cached in (docks._installed, docks.load):
        cached.cache_clear()
    yield folder
    for cached in (docks._installed, docks.load):
        cached.cache_clear()


WORDS = "The keeper of the lamp wrote down what the sea had said. "


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(3):
        chapters = (
            f"# Chapter {at}\n\n"
            + "".join(f"{WORDS} Line {line} of book {number}.\n\n" for line in range(32))
            for at in range(1, 4)
        )
        (folder / f"book-{number}.md").write_text("".join(chapters))
    return folder
