"""The last steps of a build: what was made is audited and moved into place, each file whole."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from voicebook.checking.audit import audit
from voicebook.making.book_report import (
    NAME,
    book_json,
    listed_outputs,
    read_json,
    remove_outputs,
    write_json,
)
from voicebook.model.explanation import Decision
from voicebook.model.report import BookReport
from voicebook.model.timeline import Track
from voicebook.storage.record import LastBuild


def audited(report: BookReport, tracks: tuple[Track, ...], made: list[Path], stage: Path) -> BookReport:
    """Return the report with what was made and what the auditor finds in it."""
    outputs = {path.relative_to(stage).as_posix(): path.stat().st_size for path in made}
    report = replace(report, tracks=tracks, outputs=outputs)
    for path in made:
        if path.suffix == ".epub":
            found = audit(path, frames={track.document: (track.frames, track.rate) for track in tracks})
            findings = (replace(each, where=replace(each.where, source="")) for each in found.findings)
            report = replace(
                report,
                visible=found.visible,
                narrated=found.narrated,
                findings=(*report.findings, *findings),
            )
    return report


def publish(
    stage: Path, made: list[Path], last: LastBuild, report: BookReport, readings: Iterator[Decision]
) -> tuple[str, ...]:
    """Move what was made into place, each file whole; remove, and return, what is no longer made.

    What the last build made is known from its report. Raises WriteError, OSError.
    """
    folder = last.fetch(NAME).parent
    folder.mkdir(parents=True, exist_ok=True)
    before = listed_outputs(read_json(folder / NAME))
    for path in made:
        target = folder / path.relative_to(stage)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    write_json(stage / NAME, book_json(report), readings)
    (stage / NAME).replace(folder / NAME)
    now = {path.relative_to(stage).as_posix() for path in made}
    gone = tuple(path for path in before if path not in now)
    remove_outputs(folder, gone)
    return gone
