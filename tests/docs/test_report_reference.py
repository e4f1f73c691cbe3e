"""docs/reference/report.md names every key of both reports, and no other, with its type."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from voicebook.errors import Location, SourceError
from voicebook.making.book_report import book_json, read_json, write_json
from voicebook.making.shelf_report import ShelfReport
from voicebook.model.explanation import Decision
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Metadata
from voicebook.model.report import BookReport, Outcome, Plan, PlannedDocument
from voicebook.model.timeline import Track
from voicebook.sources.source import Source
from voicebook.storage.files import HIDDEN
from voicebook.storage.outputs import Outputs
from voicebook.text.language import Context

_PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "report.md").read_text("utf-8")
_REPORT = BookReport(
    source="texts/a.txt",
    metadata=Metadata("A", "en", authors=("Ada Marsh",)),
    voices=("fake: tone",),
    plan=Plan((PlannedDocument(1, "a.xhtml", "A", 1, 5),), guesses=1),
    tracks=(Track("a.xhtml", "A", "a.mp3", 16_000, 8_000, ()),),
    outputs={"a.epub": 10},
    visible=1,
    narrated=1,
    findings=(Finding("VB-C01", Severity.NOTE, "what", Location("s", "d", "s", 1), "hint"),),
    context=Context("en", {"RST": "Royal Society of Timekeepers"}, day_first=True),
)
_SOURCE = Source((Path("a.txt"),), "texts/a.txt", "texts", PurePosixPath("a"), {}, ())
_NAMES = {
    str: "text",
    int: "number",
    float: "number",
    dict: "object",
    list: "list",
    bool: "truth",
    type(None): "null",
}


def _documented(heading: str) -> dict[str, str]:
    """Return each key of the table under a heading, with its type."""
    section = _PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([\w.\[\]]+)` \| ([\w ]+) \|", section, re.MULTILINE))


def _keys(data: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield every key of plain data with its type: ("words.visible", "number")."""
    if isinstance(data, list) and data and isinstance(data[0], dict):
        data, at = data[0], at + "[]"
    for name, value in data.items() if isinstance(data, dict) else ():
        path = f"{at}.{name}" if at else name
        is_names = isinstance(value, list) and value and isinstance(value[0], str)
        yield path, "list of text" if is_names else _NAMES[type(value)]
        yield from _keys(value, path)


def test_a_books_report_is_as_documented(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_json(path, book_json(_REPORT), [Decision("a.xhtml", "s", "w", "s", "date", "r", guess=True)] * 2)
    assert _documented("Of a book") == dict(_keys(read_json(path)))


def test_a_report_without_readings_is_json_too(tmp_path: Path) -> None:
    write_json(tmp_path / "report.json", book_json(_REPORT), [])
    assert read_json(tmp_path / "report.json")["readings"] == []


def test_where_has_every_part_of_a_location_but_the_source() -> None:
    found = {key.rpartition(".")[2] for key in _documented("Of a book") if ".where." in key}
    assert found == {field.name for field in fields(Location)} - {"source"}


@pytest.mark.parametrize("failed", [False, True])
def test_a_batchs_report_is_as_documented(tmp_path: Path, *, failed: bool) -> None:
    outcome = Outcome(_SOURCE.label, _SOURCE.place, _SOURCE.folder, 1, report=_REPORT)
    if failed:
        outcome = replace(outcome, report=None, error=SourceError("VB-R02", "no text", hint="write"))
    (tmp_path / HIDDEN).mkdir()
    ShelfReport(Outputs(tmp_path)).keep(_SOURCE, outcome)
    written = read_json(tmp_path / "report.json")
    wanted = _documented("Of a batch")
    wanted["books[].error"] = "object" if failed else "null"
    wanted = {key: kind for key, kind in wanted.items() if failed or not key.startswith("books[].error.")}
    assert dict(_keys(written)) == wanted
