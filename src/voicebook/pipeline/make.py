"""The main function: one source, opened, planned, spoken and encoded, written, checked, published."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from voicebook.audio.loudness import TARGETS
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Fragment, Group, Publication, Resource
from voicebook.model.speech import Role, Voice
from voicebook.model.timeline import Track
from voicebook.pipeline.build import Options
from voicebook.pipeline.casting import MODEL, Cast, cast_for
from voicebook.pipeline.changes import Change, by_doubt, changes
from voicebook.pipeline.docks import writers_for
from voicebook.pipeline.earlier import Earlier, Record, find_sound, output_of
from voicebook.pipeline.encoding import read_about
from voicebook.pipeline.files import HIDDEN
from voicebook.pipeline.identity import identifier, modified
from voicebook.pipeline.inputs import Inputs, names_beside
from voicebook.pipeline.listening import Notes, moved_notes
from voicebook.pipeline.memory import give_back
from voicebook.pipeline.narration import Narration
from voicebook.pipeline.opening import open_source
from voicebook.pipeline.outputs import Outputs
from voicebook.pipeline.parts import Sound, Studio
from voicebook.pipeline.plan import Plan, PlannedDocument, Planner
from voicebook.pipeline.production import Production
from voicebook.pipeline.publishing import audited, publish
from voicebook.pipeline.report import NAME, BookReport
from voicebook.pipeline.sources import Source
from voicebook.pipeline.titles import with_titles
from voicebook.pipeline.work import WorkFolder
from voicebook.readers.encoding import noting
from voicebook.readers.xhtml import title_page
from voicebook.settings import Settings
from voicebook.text.lexicon_files import IPA
from voicebook.writers.base import Claims, NarratedBook
from voicebook.writers.cover import cover
from voicebook.writers.navigation import with_navigation

TITLE_PAGE = "title.xhtml"
COVER = "images/drawn-cover.png"


def make_book(
    source: Source, outputs: Outputs, options: Options, studio: Studio, earlier: Earlier, inputs: Inputs
) -> BookReport:
    """Make a book and record how. Raises VoicebookError, OSError."""
    work = WorkFolder(outputs.folder / HIDDEN / "work", source.folder)
    with noting() as read:
        settings, narration = open_source(source, options)
    voices = cast_for(settings)
    writers = writers_for(settings.formats)
    narration = _dressed(narration, voices, settings, work)
    give_back()

    planner = Planner(narration, voices, settings, work)
    rate = voices.voice(narration.book.metadata.language, Role.NARRATOR).rate
    heard = frozenset().union(*(writer.sound for writer in writers))
    sound = Sound(rate, heard, TARGETS.get(settings.loudness))
    production = Production(studio, settings, work, earlier, sound)
    documents: Iterable[PlannedDocument] = planner.documents()
    notes: Notes = {}
    if options.dry_run or settings.listening.notes == "paragraph":
        documents = list(documents)
        notes = moved_notes(planner.plan, work, settings.listening)
    for document in () if options.dry_run else documents:
        production.add(document, notes)

    plan, book = planner.plan, narration.book
    chosen = [
        f"{language}: {voice.engine} {_shown(voice)}, {voices.reason(voice, language)}"
        for voice, language in plan.speakers.items()
    ]
    studio.progress.planned(book.metadata.title, plan.sentences, len(plan.documents), chosen)
    book = replace(book, findings=(*book.findings, *_unpronounced(narration, voices), *plan.findings))
    report = replace(_report(source, book, plan), context=narration.context(book.metadata.language))
    if options.dry_run:
        work.remove()
        return report

    give_back()
    tracks = production.finish()
    report = replace(report, findings=(*report.findings, *production.findings))

    give_back()
    stage = work.stage()
    narrator = f"Synthetic voice: {_narrator(book, voices)}"
    claims = Claims(settings.conforms_to or "", settings.certified_by or "")
    narrated = _narrated(source.name, book, plan, tracks, work)
    narrated = replace(
        narrated, narrator=narrator, modified=modified(settings), claims=claims, captions=production.captions
    )
    made = [path for writer in writers for path in writer.write(narrated, stage)]
    report = audited(report, tracks, made, stage)
    outputs.here(f"{source.folder}/{NAME}")
    folder = outputs.folder / source.folder
    readings = by_doubt(lambda: _changes(plan, work)) if plan.guesses else _changes(plan, work)
    gone = publish(stage, made, folder, report, readings)

    record = _record(report, folder, production, inputs, names_beside(source, read))
    earlier.keep(record, production.files(), production.measured(), gone)
    work.remove()
    return report


def _record(
    report: BookReport, folder: Path, production: Production, inputs: Inputs, beside: tuple[str, ...]
) -> Record:
    """Return what the next build has to know of this one."""
    made = {name: folder / name for name in (*report.outputs, NAME)}
    encoded = {name: read_about(path) for name, path in production.files().items()}
    speakers = tuple(dict.fromkeys(voice.engine for voice in report.plan.speakers))
    return Record(
        inputs=inputs(beside, speakers),
        beside=beside,
        speakers=speakers,
        outputs={name: output_of(path) for name, path in made.items()},
        tracks=find_sound(made, encoded),
        packs=tuple(dict.fromkeys(pack for about in encoded.values() for pack in about.packs)),
        gain=production.gain,
        whole=not production.findings,
        report=replace(report, tracks=tuple(replace(track, cues=()) for track in report.tracks)),
    )


def _dressed(narration: Narration, voices: Cast, settings: Settings, work: WorkFolder) -> Narration:
    """Return a narration whose book is complete: what is a book already stays as it is.

    A text of ours gets titles on its abbreviations, a cover, a title page and a navigation document.
    """
    if narration.book.members is not None:
        return narration
    narration = with_titles(narration, work.root / "documents")
    book = narration.book if settings.cover else _covered(narration.book)
    return replace(narration, book=with_navigation(_introduced(book, voices)))


def _covered(book: Publication) -> Publication:
    """Return the book with a cover, if it has none and one can be drawn."""
    drawn = b"" if book.metadata.cover else cover(book.metadata.title, ", ".join(book.metadata.authors))
    if not drawn:
        return book

    def read(name: str) -> bytes:
        return drawn if name == COVER else book.read(name)

    resources = (*book.resources, Resource(COVER, "image/png"))
    return replace(book, metadata=replace(book.metadata, cover=COVER), resources=resources, read=read)


def _introduced(book: Publication, voices: Cast) -> Publication:
    """Return the book with its identifier settled and a title page in front."""
    metadata = replace(book.metadata, identifier=identifier(book.metadata))
    page = title_page(metadata, _narrator(book, voices))

    def read(name: str) -> bytes:
        return page if name == TITLE_PAGE else book.read(name)

    return replace(book, metadata=metadata, spine=(TITLE_PAGE, *book.spine), read=read)


def _narrator(book: Publication, voices: Cast) -> str:
    return voices.title(voices.voice(book.metadata.language, Role.NARRATOR))


def _unpronounced(narration: Narration, voices: Cast) -> tuple[Finding, ...]:
    """Return a finding if the lexicon has phonemes that the voice does not take."""
    count = sum(bool(entry.phonemes) for entry in narration.lexicon.entries)
    voice = voices.voice(narration.book.metadata.language, Role.NARRATOR)
    if not count or IPA in voice.alphabets:
        return ()
    what = f"the voice takes no phonemes: {count} of the lexicon are said as written"
    return (Finding("VB-L03", Severity.WARNING, what, hint="spell them in words, or choose another voice"),)


def _report(source: Source, book: Publication, plan: Plan) -> BookReport:
    named = tuple(f"{voice.engine}: {_shown(voice)}" for voice in plan.speakers)
    return BookReport(source.label, book.metadata, named, plan, (), {}, 0, 0, book.findings)


def _shown(voice: Voice) -> str:
    """Return a voice's name; of a model on the disk without its folder: a report repeats elsewhere."""
    return Path(voice.name).stem if voice.name.endswith(MODEL) else voice.name


def _narrated(
    name: str, book: Publication, plan: Plan, tracks: tuple[Track, ...], work: WorkFolder
) -> NarratedBook:
    numbers = {document.name: document.number for document in plan.documents}

    def fragments(document: str) -> Iterator[Fragment]:
        for planned in work.read_fragments(numbers[document]):
            yield from planned.fragments

    def groups(document: str) -> Mapping[str, tuple[Group, ...]]:
        sentences = work.read_fragments(numbers[document])
        return {
            each.id: planned.groups for planned in sentences if planned.groups for each in planned.fragments
        }

    return NarratedBook(name, book, tracks, fragments, "", "", groups)


def _changes(plan: Plan, work: WorkFolder) -> Iterator[Change]:
    for document in plan.documents:
        for planned in work.read_readings(document.number):
            yield from changes(document.name, planned.sentence, planned.utterance.spoken)
