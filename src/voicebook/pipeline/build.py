"""One source -> its book, if there is anything to do.

What that takes (pipeline/make.py) is imported when it is needed: a library in which nothing has
changed is looked through quickly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from voicebook.errors import Location, VoicebookError, WriteError
from voicebook.pipeline.casting import cast_for
from voicebook.pipeline.docks import reader_for
from voicebook.pipeline.earlier import Earlier
from voicebook.pipeline.inputs import Inputs, inputs_hash
from voicebook.pipeline.outputs import Outputs
from voicebook.pipeline.parts import Studio
from voicebook.pipeline.report import BookReport
from voicebook.pipeline.sources import Source
from voicebook.settings import Settings, merged


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of every book of a build."""

    settings: Mapping[str, Any] = field(default_factory=dict)  # win over everything else
    dry_run: bool = False
    force: bool = False  # build also what has not changed
    chapters: tuple[int, int] | None = None  # first and last, from 1
    sample: float | None = None  # seconds

    @property
    def is_proof(self) -> bool:
        """Tell whether only part of each book is made."""
        return self.chapters is not None or self.sample is not None

    @property
    def asked(self) -> Mapping[str, object]:
        """What of it, besides settings, decides what is made."""
        return {"chapters": self.chapters, "sample": self.sample}


def build_book(source: Source, output: Outputs, options: Options, studio: Studio) -> BookReport:
    """Turn one source into every publication its settings ask for, in `output`/its folder.

    Where nothing has changed since the last build, nothing is done. Raises VoicebookError, with the
    source as its place; then nothing of an earlier build has changed.
    """
    if source.fault is not None:
        raise source.fault
    if options.is_proof:
        source = replace(source, folder=source.folder.with_name(f"{source.name}-proof"))
    earlier = Earlier(output, source.folder)
    try:
        settings = settings_of(source, options)
        voices = cast_for(settings)
        inputs = partial(inputs_hash, source, settings, options.asked, voices)
        done = None if options.dry_run or options.force else _unchanged(earlier, inputs)
        if done is not None:
            return done
        from voicebook.pipeline.make import make_book

        return make_book(source, output, options, studio, earlier, inputs)
    except VoicebookError as error:
        raise placed(error, source) from error
    except OSError as error:
        raise _unwritable(error, source) from error


def _unchanged(earlier: Earlier, inputs: Inputs) -> BookReport | None:
    """Return the report of the last build if building again would give the same."""
    record = earlier.record
    same = record is not None and record.whole and record.inputs == inputs(record.beside, record.speakers)
    if record is None or not same or not earlier.is_untouched():
        return None
    return replace(record.report, unchanged=True)


def settings_of(source: Source, options: Options) -> Settings:
    """Return the settings of a book, all that speaks for them merged. Raises VoicebookError."""
    declared = reader_for(source.files[0]).declared(source.files[0]) if len(source.files) == 1 else {}
    return merged(source.settings, declared, options.settings, source=source.place)


def placed(error: VoicebookError, source: Source) -> VoicebookError:
    """Return an error that says which source it is about."""
    where = replace(error.where, source=error.where.source or source.place)
    return type(error)(error.code, error.what, where=where, hint=error.hint)


def _unwritable(error: OSError, source: Source) -> VoicebookError:
    return WriteError(
        "VB-W02",
        f"a file cannot be read or written: {error.strerror or error}",
        where=Location(source.place),
        hint="is there room on the disk, and may you write in the output folder?",
    )
