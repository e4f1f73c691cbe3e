"""docs/reference/api.md: its examples run, and it names what the library exports, nothing else."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicebook

pytestmark = pytest.mark.engine

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
_PYTHON = re.findall(r"```python\n(.*?)```", _PAGE, re.DOTALL)
_TEXTS = re.findall(r"```text\n(.*?)```", _PAGE, re.DOTALL)
_PROSE = re.sub(r"```.*?```", "", _PAGE, flags=re.DOTALL)


@pytest.mark.parametrize("example", _PYTHON)
def test_an_example_runs(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "owl.txt").write_text(_TEXTS[0])
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "docs/reference/api.md", "exec"), {"voicebook": voicebook})


def test_the_example_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (_ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "novel.txt").write_text(_TEXTS[0])
    monkeypatch.chdir(tmp_path)
    exec(compile(example.replace('voice="en-GB"', 'engine="fake"'), "README.md", "exec"), {})
    assert (tmp_path / "books" / "novel" / "novel.epub").is_file()


def _rows(head: str) -> Iterator[tuple[str, str]]:
    """Yield name and signature of what the tables of a kind list."""
    for table in re.findall(rf"^\| {head} \|.*\n\| --- .*\n((?:\|.*\n)+)", _PROSE, re.MULTILINE):
        for row in table.splitlines():
            yield from re.findall(r"`(\w+)(\([^`]*\))`", row.split(" | ")[0])


def _signature(called: object) -> str:
    """Return a signature without types."""
    assert callable(called)
    bare = inspect.signature(called)
    known = [each.replace(annotation=each.empty) for each in bare.parameters.values() if each.name != "self"]
    return str(bare.replace(parameters=known, return_annotation=bare.empty)).replace("'", '"')


def test_the_page_names_what_is_exported_and_nothing_else() -> None:
    functions = {name for name, _ in _rows("function")}
    types = {name for name in re.findall(r"`([A-Z]\w+)`", _PROSE) if name != "Path"}
    assert functions | types == set(voicebook.__all__)


@pytest.mark.parametrize(("name", "signature"), list(_rows("function")))
def test_a_function_is_called_as_the_page_says(name: str, signature: str) -> None:
    assert _signature(getattr(voicebook, name)) == signature


@pytest.mark.parametrize("kind", [voicebook.Studio, voicebook.Build, voicebook.Book])
def test_a_class_has_the_methods_that_the_page_lists(kind: type) -> None:
    public = {name: method for name, method in vars(kind).items() if name[0] != "_" and callable(method)}
    wanted = {name: _signature(method) for name, method in public.items()}
    assert dict(_rows(f"method of `{kind.__name__}`")) == wanted
