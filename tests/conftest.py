"""What all tests share: the switch that rewrites golden books, how many run at once, and an environment."""

from pathlib import Path

import pytest

import building
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
