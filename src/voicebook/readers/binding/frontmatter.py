"""Front matter: what a text says of itself, as YAML between `---` lines at its head.

Every value is read as plain text first, so that `language: no` is Norwegian and `title: 1984` is a
title; what a setting needs as a number or a truth value is then read as that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from voicebook.errors import Location, SourceError
from voicebook.model.finding import Finding, Severity
from voicebook.readers.charset import read_text
from voicebook.settings import LISTS, NUMBERS, TRUTHS, In, checked, names_in

LONGEST = 500
"""Lines of front matter at most: beyond, two `---` lines are only ornaments of the text."""

_LARGEST = 64_000  # characters

_FIELD = re.compile(r"[A-Za-z_][\w -]{0,40}:(?:\s|$)")
_RULE = re.compile(r"---\s*")
_END = re.compile(r"(?:---|\.\.\.)\s*")

_NAMES = names_in(In.FRONT_MATTER)
_TRUTH_VALUES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_HINT = "write `field: value` lines between two `---` lines, or begin the text without `---`"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stood at the head of a text."""

    settings: Mapping[str, Any] = field(default_factory=dict)  # named and typed as in voicebook.toml
    lines: int = 0  # with both `---` lines
    findings: tuple[Finding, ...] = ()


def declared(source: Path) -> Mapping[str, Any]:
    """Return the settings in a file's front matter. Raises SourceError, SettingsError."""
    return front_matter(read_text(source).text, str(source)).settings


def front_matter(text: str, source: str) -> FrontMatter:
    """Return the front matter of a text, empty if it has none.

    Raises SourceError VB-R08 with its line if it is not a YAML mapping of plain values, and
    SettingsError if a value does not fit its setting.
    """
    lines = _block(text)
    if not lines:
        return FrontMatter()
    data = _loaded("\n".join(lines), source)
    settings: dict[str, Any] = {}
    unused: list[str] = []
    for key, value in data.items():
        if value in ("", None):
            continue
        if name := _NAMES.get(key.lower()):
            settings[name] = _typed(name, value)
        else:
            unused.append(key)
    if not _is_beside(str(settings.get("cover") or ".")):
        unused.append(f"cover {settings.pop('cover')}")
    checked(settings, source)
    return FrontMatter(settings, len(lines) + 2, _unused(unused, source))


def _block(text: str) -> list[str]:
    """Return the lines between the rules, none if the text does not begin with front matter."""
    if not text.startswith("---"):
        return []
    head = text[: _LARGEST + 1].split("\n", LONGEST + 2)[: LONGEST + 2]
    if len(head) < 3 or not _RULE.fullmatch(head[0]) or not _FIELD.match(head[1]):  # noqa: PLR2004
        return []
    end = next((number for number, line in enumerate(head[1:], 1) if _END.fullmatch(line)), 0)
    return head[1:end] if end else []


def _loaded(block: str, source: str) -> Mapping[str, Any]:
    """Return the YAML mapping of a block, with plain text as keys."""
    from voicebook.readers.binding import (
        yamlsubset,  # PyYAML is slow to import, and most texts have no front matter
    )

    try:
        data = yamlsubset.load(block)
    except yamlsubset.BrokenYamlError as error:
        raise _broken(str(error), source, error.line + 2) from None
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise _broken("it is not a list of fields", source, 2)
    return data


def _broken(problem: str, source: str, line: int) -> SourceError:
    what = f"the front matter cannot be read: {problem:.200}"
    return SourceError("VB-R08", what, where=Location(source, line=line), hint=_HINT)


def _typed(name: str, value: Any) -> Any:
    """Return a value as its setting needs it; what cannot be is left for `checked` to refuse."""
    if name in LISTS and isinstance(value, list):
        return [_person(item) for item in value]
    if name in LISTS and isinstance(value, (str, dict)):
        return [_person(value)]
    if name in NUMBERS:
        return _number(value, float)
    if name in TRUTHS and isinstance(value, str):
        return _TRUTH_VALUES.get(value.lower(), value)
    if name == "pauses" and isinstance(value, dict):
        return {pause: _number(length, int) for pause, length in value.items()}
    return value


def _is_beside(path: str) -> bool:
    """Tell whether a path that a text names stays in the text's folder."""
    parts = {*PurePosixPath(path).parts, *PureWindowsPath(path).parts}
    return not (PurePosixPath(path).anchor or PureWindowsPath(path).anchor or ".." in parts)


def _person(value: Any) -> Any:
    """Return the name of an author, who may be written as a mapping with a name."""
    return value.get("name", value) if isinstance(value, dict) else value


def _number(value: Any, kind: type[float] | type[int]) -> Any:
    try:
        return kind(value)
    except (TypeError, ValueError):
        return value


def _unused(names: list[str], source: str) -> tuple[Finding, ...]:
    if not names:
        return ()
    what = f"unused front matter: {', '.join(names):.200}"
    return (Finding("VB-R24", Severity.NOTE, what, Location(source, line=1), "see docs/reference/texts.md"),)
