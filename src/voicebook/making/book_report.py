"""What a build says of itself: report.json of a book, and of a batch.

Both hold no time of day, no duration of work and no path of this machine, so that they repeat.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicebook._version import __version__
from voicebook.making.brief import Brief
from voicebook.model.explanation import Decision
from voicebook.model.finding import Finding
from voicebook.model.report import BookReport
from voicebook.planning.voices import shown_name
from voicebook.storage.files import write_whole

if TYPE_CHECKING:
    from voicebook.planning.planner import Planner

NAME = "report.json"
FOR_A_PERSON = frozenset({"VB-R45", "VB-R47", "VB-L04", "VB-C31", "VB-C32"})
"""Findings that only somebody who knows the book can settle: alt texts, headers, spoilt words …"""

_FIELDS = tuple(each.name for each in fields(Decision))


def book_report(brief: Brief, planner: "Planner", findings: Iterable[Finding] = ()) -> BookReport:
    """Return the report of a book that is planned; `findings` are those of speaking it."""
    book, plan = planner.book, planner.plan
    voices = tuple(f"{voice.engine}: {shown_name(voice)}" for voice in plan.speakers)
    return BookReport(
        source=brief.source.label,
        metadata=book.metadata,
        voices=voices,
        plan=plan,
        tracks=(),
        outputs={},
        visible=0,
        narrated=0,
        findings=(*book.findings, *plan.findings, *findings),
        context=planner.context,
    )


def book_json(report: BookReport) -> dict[str, Any]:
    """Return a book's report as plain data (docs/reference/report.md)."""
    metadata = report.metadata
    return {
        "voicebook": __version__,
        "source": report.source,
        "title": metadata.title,
        "authors": list(metadata.authors),
        "language": metadata.language,
        "identifier": metadata.identifier,
        "voices": list(report.voices),
        "seconds": report.seconds,
        "sentences": report.plan.sentences,
        "words": {"visible": report.visible, "narrated": report.narrated},
        "documents": [
            {"name": track.document, "title": track.title, "seconds": round(track.frames / track.rate, 3)}
            for track in report.tracks
        ],
        "outputs": [{"path": path, "bytes": size} for path, size in sorted(report.outputs.items())],
        "findings": [_finding(finding) for finding in report.findings],
        "abbreviations": [
            {"written": short, "means": long} for short, long in sorted(report.context.abbreviations.items())
        ],
        "habits": {
            "decimal_comma": report.context.decimal_comma,
            "day_first": report.context.day_first,
            "capital_headings": report.context.capital_headings,
        },
        "guesses": report.plan.guesses,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    where = {name: value for name, value in asdict(finding.where).items() if value and name != "source"}
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "what": finding.what,
        "where": where,
        "hint": finding.hint,
        "person": finding.code in FOR_A_PERSON,
    }


def read_json(path: Path) -> dict[str, Any]:
    """Return a report from an earlier build, {} where there is none that can be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def write_json(path: Path, data: Mapping[str, Any], readings: Iterable[Decision] | None = None) -> None:
    """Write a report whole; `readings`, a line each, at its end, as they come. Raises WriteError."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    parts = [f"{text}\n"] if readings is None else _with_readings(text, readings)
    write_whole(path, (part.encode("utf-8", "replace") for part in parts))


def _with_readings(text: str, readings: Iterable[Decision]) -> Iterator[str]:
    yield text.removesuffix("\n}") + ',\n  "readings": ['
    before = "\n    "
    for change in readings:
        said = {name: getattr(change, name) for name in _FIELDS}
        yield before + json.dumps(said, ensure_ascii=False)
        before = ",\n    "
    yield "\n  ]\n}\n"


def listed_outputs(report: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the outputs that a book's report lists, without any path that leaves its folder."""
    entries = report.get("outputs")
    paths = (
        [entry.get("path") for entry in entries if isinstance(entry, dict)]
        if isinstance(entries, list)
        else []
    )
    return tuple(path for path in paths if isinstance(path, str) and _stays(path))


def remove_outputs(folder: Path, outputs: Iterable[str]) -> None:
    """Remove files that an earlier report lists, and folders that this empties; nothing else."""
    for name in outputs:
        path = folder / name
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            path.unlink()
            if path.parent != folder and not any(path.parent.iterdir()):
                path.parent.rmdir()


def _stays(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return bool(path) and ".." not in parts and "" not in parts and ":" not in path
