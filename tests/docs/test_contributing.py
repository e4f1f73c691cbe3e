"""CONTRIBUTING.md and architecture.md: every path and every function that they name exists."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_PAGES = [_ROOT / "CONTRIBUTING.md", _ROOT / "docs" / "explanation" / "architecture.md"]
_SOURCE = "\n".join(path.read_text("utf-8") for path in (_ROOT / "src").rglob("*.py"))


def _quoted(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def _functions(page: Path) -> list[str]:
    """Return what is quoted and looks like a name of ours: a class, or a word with an underscore."""
    return [each for each in _quoted(page) if re.fullmatch(r"_?[a-z]+(_[a-z]+)+|[A-Z][a-z]+[A-Z]\w+", each)]


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_each_path_exists(page: Path) -> None:
    paths = [each for each in _quoted(page) if re.match(r"(src|tests|docs|texts|\.ci)/", each)]
    assert len(paths) > 3
    assert [path for path in paths if not (_ROOT / path).exists()] == []


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_each_function_and_class_exists(page: Path) -> None:
    named = _functions(page)
    assert named
    assert [name for name in named if not re.search(rf"(def|class) {name}\b", _SOURCE)] == []


def test_each_named_function_is_in_the_file_named_with_it() -> None:
    text = _PAGES[1].read_text("utf-8")
    found = re.findall(r"`(\w+)` in `(src/voicebook/[\w/]+\.py)`", text)
    assert len(found) > 8
    for name, path in found:
        assert re.search(rf"(def|class) {name}\b", (_ROOT / path).read_text("utf-8")), f"{name} in {path}"


def test_each_package_has_its_line() -> None:
    told = set(
        re.findall(
            r"`(\w+)(?:\.py)?`", _PAGES[1].read_text("utf-8").split("## The packages")[1].split("##")[0]
        )
    )
    packages = {path.parent.name for path in (_ROOT / "src" / "voicebook").glob("*/__init__.py")}
    assert packages <= told
