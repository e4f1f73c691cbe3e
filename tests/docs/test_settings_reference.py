"""docs/reference/settings.md says of every setting what is so."""

import inspect
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from voicebook.cli.build import build
from voicebook.errors import SettingsError
from voicebook.readers.binding.frontmatter import front_matter
from voicebook.settings import TABLES, Pauses, Settings, checked
from voicebook.sources.find import find_sources

_PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"
_OPTIONS = {"authors": "author", "formats": "formats"}  # field -> parameter, where they differ
_FOUND_BEFORE = {"book", "chapters"}  # they decide what a book is before options are read
_PRINTED = {"authors": "--author", "formats": "--format"}
_SAMPLES: dict[str, Any] = {
    "authors": ["Ada Marsh"],
    "date": "2026",
    "rate": 2.0,
    "pitch": 2.0,
    "loudness": "podcast",
    "voices": [{"role": "note", "rate": 0.9}],
    "pauses": {"line": 5},
    "narration": {"code": "silent"},
    "listening": {"notes": "out"},
    "subjects": ["Owls"],
    "replace_narration": True,
    "abbreviations": "long",
    "formats": ["mp3"],
    "keep_all": True,
    "book": True,
    "chapters": ["one.txt"],
}


def _rows() -> dict[str, list[str]]:
    """Return the cells of each field's row, by the field's name."""
    found = {}
    for line in _PAGE.read_text("utf-8").splitlines():
        if match := re.match(r"\| `([a-z_.]+)` \| (.*) \|$", line):
            found[match[1]] = match[2].split(" | ")
    return found


_ROWS = _rows()
_FIELDS = [field.name for field in fields(Settings)]


def _toml(value: Any) -> str:
    return json.dumps(value).replace("null", "")


def test_every_field_has_a_row() -> None:
    assert list(_ROWS) == _FIELDS + [f"pauses.{field.name}" for field in fields(Pauses)]


def test_tables_of_structure_have_a_row_for_each_field() -> None:
    page = (_PAGE.parent / "structure.md").read_text("utf-8")
    rows = {
        match[1]: match[2]
        for match in re.finditer(r"\| `((?:narration|listening)\.[a-z_]+)` \| (.*) \|\n", page)
    }
    wanted = {
        f"{table}.{field.name}": (field.default, get_args(get_type_hints(record)[field.name]))
        for table, record in TABLES.items()
        if table != "pauses"
        for field in fields(record)
    }
    assert list(rows) == list(wanted)
    for name, (default, values) in wanted.items():
        said = re.findall(r"`([a-z]+)`", rows[name].split(" | ")[0])
        assert said[0] == default, name
        assert sorted(said) == sorted(values), name


@pytest.mark.parametrize("name", _ROWS)
def test_a_default_is_the_default(name: str) -> None:
    record: Any = Settings().pauses if "." in name else Settings()
    value = getattr(record, name.removeprefix("pauses."))
    cell = _ROWS[name][0]
    if name in TABLES:
        assert cell.startswith("see ")
    elif value in (None, ()) and name != "chapters":
        assert cell.startswith("none")
    else:
        assert cell == f"`{_toml(value)}`"


@pytest.mark.parametrize("name", ["rate", "pitch"])
def test_bounds_are_the_bounds(name: str) -> None:
    low, high = (float(number) for number in re.findall(r"\d\.\d", _ROWS[name][1]))
    _hold(lambda value: checked({name: value}, ""), low, high, 0.01)


@pytest.mark.parametrize("name", [field.name for field in fields(Pauses)])
def test_pauses_are_bounded_as_told(name: str) -> None:
    match = re.search(r"Whole milliseconds of silence, (\d+) to (\d+)", _PAGE.read_text("utf-8"))
    assert match
    _hold(lambda value: checked({"pauses": {name: value}}, ""), int(match[1]), int(match[2]), 1)


def _hold(check: Any, low: float, high: float, step: float) -> None:
    check(low)
    check(high)
    for outside in (low - step, high + step):
        with pytest.raises(SettingsError):
            check(outside)


@pytest.mark.parametrize("name", _FIELDS)
def test_options_are_those_of_the_command(name: str) -> None:
    own = f"`{_PRINTED.get(name, '--' + name.replace('_', '-'))}`"
    if name in _FOUND_BEFORE:
        assert _ROWS[name][2] == "no"
    elif _OPTIONS.get(name, name) in inspect.signature(build).parameters:
        assert _ROWS[name][2] == own
    else:
        assert _ROWS[name][2] == "`--set`"


@pytest.mark.parametrize("name", _FIELDS)
def test_front_matter_takes_what_it_is_said_to_take(name: str) -> None:
    value = json.dumps(_SAMPLES.get(name, "x"))
    found = front_matter(f"---\n{name}: {value}\n---\n\nText.\n", "a.txt")
    assert _ROWS[name][3] == ("yes" if name in found.settings else "no")


@pytest.mark.parametrize("name", _FIELDS)
def test_folders_hand_down_what_they_are_said_to(name: str, tmp_path: Path) -> None:
    texts, inner = tmp_path / "texts", tmp_path / "texts" / "inner"
    inner.mkdir(parents=True)
    (inner / "one.txt").write_text("One.")
    value = {"book": False}.get(name, _SAMPLES.get(name, "x"))  # a book has no folders of others
    line = f"{name} = {json.dumps(value)}"
    if isinstance(value, dict):
        line = "\n".join([f"[{name}]", *(f"{entry} = {json.dumps(each)}" for entry, each in value.items())])
    if isinstance(value, list) and isinstance(value[0], dict):
        line = "\n".join(f"[[{name}]]\n{entry} = {json.dumps(said)}" for entry, said in value[0].items())
        line = line.replace(f"\n[[{name}]]\n", "\n")
    (texts / "voicebook.toml").write_text(line)
    (source,) = find_sources([texts], tmp_path / "output")
    assert _ROWS[name][4] == ("yes" if name in source.settings else "no")


def test_the_nearest_word_wins(tmp_path: Path) -> None:
    inner = tmp_path / "texts" / "inner"
    inner.mkdir(parents=True)
    (inner / "one.txt").write_text("One.")
    (tmp_path / "voicebook.toml").write_text('rights = "above what was named"')
    (tmp_path / "texts" / "voicebook.toml").write_text('language = "de"\n[pauses]\nline = 1\nheading = 2\n')
    (inner / "voicebook.toml").write_text('language = "fr"\n[pauses]\nline = 3\n')
    (source,) = find_sources([tmp_path / "texts"], tmp_path / "output")
    assert source.settings == {"language": "fr", "pauses": {"line": 3, "heading": 2}}


def test_the_example_is_valid() -> None:
    import tomllib

    match = re.search(r"```toml\n(.*?)```", _PAGE.read_text("utf-8"), re.DOTALL)
    assert match
    assert checked(tomllib.loads(match[1]), "the page").rate == 0.9
