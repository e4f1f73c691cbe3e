"""A planned and encoded book as writers take it."""

from collections.abc import Iterator, Mapping

from voicebook.making.brief import Brief
from voicebook.model.publication import Fragment, Group
from voicebook.model.timeline import Track
from voicebook.planning.identity import modified
from voicebook.planning.planner import Planner
from voicebook.speaking.production import Production
from voicebook.storage.work_folder import WorkFolder
from voicebook.writers.base import Claims, NarratedBook


def narrated_book(
    brief: Brief, planner: Planner, production: Production, tracks: tuple[Track, ...], work: WorkFolder
) -> NarratedBook:
    """Return a publication with its sound; fragments and captions are read when a writer asks for them.

    Raises SettingsError if the time of the last change is not valid.
    """
    book, settings = planner.book, brief.settings
    numbers = {document.name: document.number for document in planner.plan.documents}

    def fragments(document: str) -> Iterator[Fragment]:
        for planned in work.read_fragments(numbers[document]):
            yield from planned.fragments

    def groups(document: str) -> Mapping[str, tuple[Group, ...]]:
        sentences = work.read_fragments(numbers[document])
        return {
            each.id: planned.groups for planned in sentences if planned.groups for each in planned.fragments
        }

    return NarratedBook(
        name=brief.name,
        publication=book,
        tracks=tracks,
        fragments=fragments,
        narrator=f"Synthetic voice: {brief.voices.title(brief.voices.narrator(book.metadata.language))}",
        modified=modified(settings),
        groups=groups,
        claims=Claims(settings.conforms_to or "", settings.certified_by or ""),
        captions=production.captions,
    )
