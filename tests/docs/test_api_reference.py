"""docs/reference/api.md: its examples run, and it names what the library exports, nothing else."""

import re
from pathlib import Path

import pytest

import voicebook

pytestmark = pytest.mark.engine

_PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text("utf-8")
_PYTHON = re.findall(r"```python\n(.*?)```", _PAGE, re.DOTALL)
_TEXTS = re.findall(r"```text\n(.*?)```", _PAGE, re.DOTALL)
_PROSE = re.sub(r"```.*?```", "", _PAGE, flags=re.DOTALL)


@pytest.mark.parametrize("example", _PYTHON)
def test_an_example_runs(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "owl.txt").write_text(_TEXTS[0])
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "docs/reference/api.md", "exec"), {"voicebook": voicebook})


def test_the_page_names_what_is_exported_and_nothing_else() -> None:
    functions = set(re.findall(r"^\| `(\w+)\(", _PROSE, re.MULTILINE))
    types = {name for name in re.findall(r"`([A-Z]\w+)`", _PROSE) if name != "Path"}
    assert functions | types == set(voicebook.__all__)
