"""The main function: one source becomes every publication that its settings ask for."""

from collections.abc import Iterator

from voicebook.audio.loudness import TARGETS
from voicebook.inputs import noting
from voicebook.making.book_report import book_report
from voicebook.making.brief import Brief
from voicebook.making.last_build import keep_build
from voicebook.making.narrated_book import narrated_book
from voicebook.making.publish import audited, publish
from voicebook.model.events import Planned
from voicebook.model.report import BookReport, PlannedDocument
from voicebook.planning.decisions import planned_decisions
from voicebook.planning.front_matter import with_front_matter
from voicebook.planning.opening import read_narration
from voicebook.planning.planner import Planner
from voicebook.speaking.document_work import TrackFormat
from voicebook.speaking.production import Production
from voicebook.speaking.workshop import Hear, Workshop
from voicebook.storage.outputs import Outputs
from voicebook.storage.record import LastBuild
from voicebook.storage.work_folder import WorkFolder, work_folder
from voicebook.workers.memory import release_memory


def build_book(brief: Brief, last: LastBuild, outputs: Outputs, workshop: Workshop) -> BookReport:
    """Make every publication that a brief asks for, check it, and put it in place.

    Until the last step nothing of the `last` build changes. Raises VoicebookError, OSError.
    """
    with work_folder(outputs.folder, brief.folder) as work, noting() as inputs:
        planner = planner_of(brief, work)
        inputs.note_others(brief.source.files)
        production = Production(workshop, brief.settings.listening, work, last, _track_format(brief, planner))
        tracks = production.run(_announced(planner, brief, workshop.hear))
        release_memory()
        book = narrated_book(brief, planner, production, tracks, work)
        stage = work.stage()
        made = [path for writer in brief.writers for path in writer.write(book, stage)]
        report = audited(book_report(brief, planner, production.findings), tracks, made, stage)
        gone = publish(stage, made, last, report, planned_decisions(planner.plan, work))
        keep_build(last, brief, report, production, inputs, gone)
        return report


def plan_book(brief: Brief, outputs: Outputs, hear: Hear) -> BookReport:
    """Plan a book and speak nothing: what the report says of its text. Raises VoicebookError, OSError."""
    with work_folder(outputs.folder, brief.folder) as work:
        planner = planner_of(brief, work)
        for _ in _announced(planner, brief, hear):
            pass
        return book_report(brief, planner)


def planner_of(brief: Brief, work: WorkFolder) -> Planner:
    """Read the source of a brief; return who plans its documents. Raises VoicebookError."""
    narration = read_narration(brief.source, brief.settings, brief.proof)
    narrator = brief.voices.title(brief.voices.narrator(narration.book.metadata.language))
    narration = with_front_matter(narration, narrator, has_cover=bool(brief.settings.cover))
    release_memory()
    return Planner(narration, brief.voices, brief.settings, work)


def _announced(planner: Planner, brief: Brief, hear: Hear) -> Iterator[PlannedDocument]:
    """Yield each document as it is planned; then tell how long the book is and who speaks it."""
    yield from planner.documents()
    plan, title = planner.plan, planner.book.metadata.title
    voices = tuple(brief.voices.choices(plan.speakers))
    hear(Planned(brief.source.label, title, plan.sentences, len(plan.documents), voices))
    release_memory()


def _track_format(brief: Brief, planner: Planner) -> TrackFormat:
    rate = brief.voices.narrator(planner.book.metadata.language).rate
    heard = frozenset().union(*(writer.sound for writer in brief.writers))
    return TrackFormat(rate, heard, TARGETS.get(brief.settings.loudness))
