"""What the last build of a book tells this one, and this one the next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from voicebook.inputs import Inputs, hash_file
from voicebook.making.book_report import NAME
from voicebook.making.brief import Brief
from voicebook.making.fingerprint import inputs_hash, names_beside
from voicebook.model.report import BookReport
from voicebook.storage.record import BuildRecord, LastBuild, find_sound, output_file
from voicebook.storage.track_file import read_about

if TYPE_CHECKING:
    from voicebook.speaking.production import Production


def unchanged_report(last: LastBuild, brief: Brief) -> BookReport | None:
    """Return the report of the last build if building again would give the same."""
    record = last.record
    if record is None or not record.whole:
        return None
    now = inputs_hash(brief, record.beside, record.speakers, hash_file)
    if record.inputs != now or not last.is_untouched():
        return None
    try:
        report = msgspec.msgpack.decode(record.report, type=BookReport)
    except msgspec.MsgspecError:
        return None
    return replace(report, unchanged=True)


def keep_build(
    last: LastBuild,
    brief: Brief,
    report: BookReport,
    production: "Production",
    inputs: Inputs,
    gone: Sequence[str],
) -> None:
    """Record a finished build for the next one. Raises WriteError, OSError."""
    folder = last.folder
    made = {name: folder / name for name in (*report.outputs, NAME)}
    encoded = {name: read_about(path) for name, path in production.files().items()}
    beside = names_beside(brief.source, inputs)
    speakers = tuple(dict.fromkeys(voice.engine for voice in report.plan.speakers))
    without_cues = replace(report, tracks=tuple(replace(track, cues=()) for track in report.tracks))
    record = BuildRecord(
        inputs=inputs_hash(brief, beside, speakers, inputs.hash_of),
        beside=beside,
        speakers=speakers,
        outputs={name: output_file(path) for name, path in made.items()},
        tracks=find_sound(made, encoded),
        packs=tuple(dict.fromkeys(pack for about in encoded.values() for pack in about.packs)),
        gain=production.gain,
        whole=not production.findings,
        report=msgspec.Raw(msgspec.msgpack.encode(without_cues)),
    )
    last.keep(record, production.files(), production.measured(), gone)
