"""What all tests share: the switch that rewrites golden books, an environment, and engines that go wrong."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import building
import faulty_engine
from voicebook import docks
from voicebook.sources import find as sources


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-golden."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/*/out")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run a test that is named on the command line in this process, without the second that workers take."""
    return 0 if any("::" in argument for argument in config.args) else None


def pytest_sessionfinish() -> None:
    """End the workers that tests share."""
    building.end_pools()


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Tell whether golden books are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the caller's environment out of builds."""
    for name in ("SOURCE_DATE_EPOCH", "VOICEBOOK_PROGRESS", "VOICEBOOK_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sources, "user_folder", lambda: tmp_path / "user")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("VOICEBOOK_CACHE", str(tmp_path / "cache"))


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
