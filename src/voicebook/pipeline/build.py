"""One source -> its book: plan, speak, assemble, write, check."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from voicebook.check.audit import audit
from voicebook.errors import Location, SettingsError, SourceError, VoicebookError, WriteError
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Fragment, Group, Publication
from voicebook.model.speech import Role
from voicebook.model.timeline import Track
from voicebook.pipeline import proof
from voicebook.pipeline.changes import Change, by_doubt, changes
from voicebook.pipeline.docks import Cast, cast_for, language_pack, reader_for, writers_for
from voicebook.pipeline.earlier import Earlier, Record, find_sound, output_of
from voicebook.pipeline.identity import identifier, modified
from voicebook.pipeline.inputs import inputs_hash, names_beside
from voicebook.pipeline.listening import Notes, moved_notes
from voicebook.pipeline.narration import Narration
from voicebook.pipeline.plan import Plan, PlannedDocument, Planner
from voicebook.pipeline.production import Production, Studio
from voicebook.pipeline.report import NAME, BookReport, book_json, listed_outputs, read_json, write_json
from voicebook.pipeline.sources import Source
from voicebook.pipeline.titles import with_titles
from voicebook.pipeline.work import WorkFolder
from voicebook.readers.encoding import noting
from voicebook.readers.folder import read_folder
from voicebook.readers.xhtml import title_page
from voicebook.settings import Settings, merged
from voicebook.text.lexicon import EMPTY, Lexicon
from voicebook.text.lexicon_files import IPA, read_lexicon, read_pls
from voicebook.writers.base import Claims, NarratedBook
from voicebook.writers.navigation import with_navigation

TITLE_PAGE = "title.xhtml"


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


Inputs = Callable[[Iterable[str]], str]
"""The hash of all that a book is made of, given the files beside its source."""


def build_book(source: Source, output: Path, options: Options, studio: Studio) -> BookReport:
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
        settings = _settings(source, options)
        voices = cast_for(settings)
        inputs = partial(inputs_hash, source, settings, options.asked, voices)
        done = None if options.dry_run or options.force else _unchanged(earlier, inputs)
        return done or _build(source, output, options, studio, earlier, inputs)
    except VoicebookError as error:
        raise _placed(error, source) from error
    except OSError as error:
        raise _unwritable(error, source) from error


def _unchanged(earlier: Earlier, inputs: Inputs) -> BookReport | None:
    """Return the report of the last build if building again would give the same."""
    record = earlier.record
    same = record is not None and record.whole and record.inputs == inputs(record.beside)
    if record is None or not same or not earlier.is_untouched():
        return None
    return replace(record.report, unchanged=True)


def _build(
    source: Source, output: Path, options: Options, studio: Studio, earlier: Earlier, inputs: Inputs
) -> BookReport:
    work = WorkFolder(output / ".voicebook" / "work", source.folder)
    with noting() as read:
        settings, narration = _opened(source, options)
    voices = cast_for(settings)
    writers = writers_for(settings.formats)
    narration = _dressed(narration, voices, work)

    planner = Planner(narration, voices, settings, work)
    production = Production(studio, settings, work, earlier)
    documents: Iterable[PlannedDocument] = planner.documents()
    notes: Notes = {}
    if options.dry_run or settings.listening.notes == "paragraph":
        documents = list(documents)
        notes = moved_notes(planner.plan, work, settings.listening)
    for document in () if options.dry_run else documents:
        production.add(document, notes)

    plan, book = planner.plan, narration.book
    studio.progress.planned(book.metadata.title, plan.sentences, len(plan.documents))
    book = replace(book, findings=(*book.findings, *_unpronounced(narration, voices), *plan.findings))
    context = narration.context(book.metadata.language)
    report = replace(_report(source, book, voices, plan), context=context)
    if options.dry_run:
        work.remove()
        return report

    tracks = production.finish()
    report = replace(report, findings=(*report.findings, *production.findings))

    stage = work.stage()
    narrator = f"Synthetic voice: {_narrator(book, voices)}"
    claims = Claims(settings.conforms_to or "", settings.certified_by or "")
    narrated = _narrated(source.name, book, plan, tracks, work)
    narrated = replace(narrated, narrator=narrator, modified=modified(settings), claims=claims)
    made = [path for writer in writers for path in writer.write(narrated, stage)]
    report = _audited(report, tracks, made, stage)
    folder = output / source.folder
    _publish(stage, made, folder, report, by_doubt(lambda: _changes(plan, work)))

    earlier.keep(_record(report, folder, production, inputs, names_beside(source, read)), production.files())
    work.remove()
    return report


def _record(
    report: BookReport, folder: Path, production: Production, inputs: Inputs, beside: tuple[str, ...]
) -> Record:
    """Return what the next build has to know of this one."""
    made = {name: folder / name for name in (*report.outputs, NAME)}
    return Record(
        inputs=inputs(beside),
        beside=beside,
        outputs={name: output_of(path) for name, path in made.items()},
        tracks=find_sound(made, production.files()),
        packs=tuple(production.packs),
        whole=not production.findings,
        report=replace(report, tracks=tuple(replace(track, cues=()) for track in report.tracks)),
    )


def opened(source: Source, options: Options) -> Narration:
    """Return the text of a source as it will be said, without a title page. Raises VoicebookError."""
    try:
        return _opened(source, options)[1]
    except VoicebookError as error:
        raise _placed(error, source) from error


def _opened(source: Source, options: Options) -> tuple[Settings, Narration]:
    settings = _settings(source, options)
    book = _read(source, settings)
    lexicon, doubtful = _lexicon(source, book)
    book = _proof(book, options)
    findings = (*book.findings, *doubtful, *_unpacked(book))
    book = replace(book, findings=findings)
    return settings, Narration(book, lexicon, settings.abbreviations, settings.narration)


def _settings(source: Source, options: Options) -> Settings:
    """Return the settings of a book, all that speaks for them merged."""
    declared = reader_for(source.files[0]).declared(source.files[0]) if len(source.files) == 1 else {}
    return merged(source.settings, declared, options.settings, source=source.place)


def _read(source: Source, settings: Settings) -> Publication:
    if len(source.files) > 1:
        return read_folder(source.files, reader_for, settings)
    return reader_for(source.files[0]).read(source.files[0], settings)


def _lexicon(source: Source, book: Publication) -> tuple[Lexicon, tuple[Finding, ...]]:
    """Return the lexicons in a book and beside its source as one: the user's own win, then the nearest."""
    read = [_own_lexicon(book, name) for name in book.lexicons]
    read += [read_lexicon(path) for path in source.lexicons]
    findings = tuple(finding for _, found in read for finding in found)
    return EMPTY.merged(lexicon for lexicon, _ in read), findings


def _own_lexicon(book: Publication, name: str) -> tuple[Lexicon, tuple[Finding, ...]]:
    """Return a lexicon of the book itself; one that is broken is left out, with a finding."""
    try:
        return read_pls(book.read(name), name)
    except (SettingsError, SourceError) as error:
        where = Location(document=name, line=error.where.line)
        what = f"a lexicon of the book is left out: {error.what}"
        return EMPTY, (Finding("VB-R39", Severity.WARNING, what, where, "mend it in an EPUB editor"),)


def _proof(book: Publication, options: Options) -> Publication:
    if options.chapters is not None:
        book = proof.chapters(book, *options.chapters)
    return book if options.sample is None else proof.sample(book, options.sample)


def _dressed(narration: Narration, voices: Cast, work: WorkFolder) -> Narration:
    """Return a narration whose book is complete: what is a book already stays as it is.

    A text of ours gets titles on its abbreviations, a title page and a navigation document.
    """
    if narration.book.members is not None:
        return narration
    narration = with_titles(narration, work.root / "documents")
    return replace(narration, book=with_navigation(_introduced(narration.book, voices)))


def _introduced(book: Publication, voices: Cast) -> Publication:
    """Return the book with its identifier settled and a title page in front."""
    metadata = replace(book.metadata, identifier=identifier(book.metadata))
    page = title_page(metadata, _narrator(book, voices))

    def read(name: str) -> bytes:
        return page if name == TITLE_PAGE else book.read(name)

    return replace(book, metadata=metadata, spine=(TITLE_PAGE, *book.spine), read=read)


def _narrator(book: Publication, voices: Cast) -> str:
    description = voices.voice(book.metadata.language, Role.NARRATOR).description
    return f"{voices.engine.title}, {description}" if description else voices.engine.title


def _unpacked(book: Publication) -> tuple[Finding, ...]:
    """Return a finding if the book's language has no pack: it is spoken as it is written."""
    language = book.metadata.language
    if language_pack(language) is not None:
        return ()
    what = f"no language pack for {language!r}: numbers and abbreviations are left to the voice"
    return (
        Finding("VB-L02", Severity.WARNING, what, hint="if the language is wrong, set it with --language"),
    )


def _unpronounced(narration: Narration, voices: Cast) -> tuple[Finding, ...]:
    """Return a finding if the lexicon has phonemes that the voice does not take."""
    count = sum(bool(entry.phonemes) for entry in narration.lexicon.entries)
    voice = voices.voice(narration.book.metadata.language, Role.NARRATOR)
    if not count or IPA in voice.alphabets:
        return ()
    what = f"the voice takes no phonemes: {count} of the lexicon are said as written"
    return (Finding("VB-L03", Severity.WARNING, what, hint="spell them in words, or choose another voice"),)


def _report(source: Source, book: Publication, voices: Cast, plan: Plan) -> BookReport:
    voice = voices.voice(book.metadata.language, Role.NARRATOR)
    named = (f"{voice.engine}: {voice.name}",)
    return BookReport(source.label, book.metadata, named, plan, (), {}, 0, 0, book.findings)


def _narrated(
    name: str, book: Publication, plan: Plan, tracks: tuple[Track, ...], work: WorkFolder
) -> NarratedBook:
    numbers = {document.name: document.number for document in plan.documents}

    def fragments(document: str) -> Iterator[Fragment]:
        for planned in work.read_plan(numbers[document]):
            yield from planned.fragments

    def groups(document: str) -> Mapping[str, tuple[Group, ...]]:
        sentences = work.read_plan(numbers[document])
        return {
            each.id: planned.groups for planned in sentences if planned.groups for each in planned.fragments
        }

    return NarratedBook(name, book, tracks, fragments, "", "", groups)


def _audited(report: BookReport, tracks: tuple[Track, ...], made: list[Path], stage: Path) -> BookReport:
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


def _changes(plan: Plan, work: WorkFolder) -> Iterator[Change]:
    for document in plan.documents:
        for planned in work.read_plan(document.number):
            yield from changes(document.name, planned.sentence, planned.utterance.spoken)


def _publish(
    stage: Path, made: list[Path], folder: Path, report: BookReport, readings: Iterator[Change]
) -> None:
    """Move what was made into place, each file whole, and take away what is made no longer."""
    folder.mkdir(parents=True, exist_ok=True)
    before = listed_outputs(read_json(folder / NAME))
    for path in made:
        target = folder / path.relative_to(stage)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    write_json(folder / NAME, book_json(report), readings)
    now = {path.relative_to(stage).as_posix() for path in made}
    remove_outputs(folder, [path for path in before if path not in now])


def remove_outputs(folder: Path, outputs: list[str]) -> None:
    """Remove files that an earlier report lists, and folders that this empties; nothing else."""
    for name in outputs:
        path = folder / name
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            path.unlink()
            if path.parent != folder and not any(path.parent.iterdir()):
                path.parent.rmdir()


def _placed(error: VoicebookError, source: Source) -> VoicebookError:
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
