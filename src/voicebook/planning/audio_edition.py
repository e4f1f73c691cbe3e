"""What listeners hear who have only the audio: packaging is left out, notes are moved or left out."""

from collections.abc import Iterable, Mapping

from voicebook.model.report import PlannedDocument
from voicebook.model.speech import PlannedSentence
from voicebook.settings import Listening
from voicebook.storage.work_folder import WorkFolder

Footnotes = Mapping[str, tuple[PlannedSentence, ...]]
"""The sentences of each note that some paragraph refers to: "document#id" -> sentences."""


def find_moved_notes(documents: Iterable[PlannedDocument], work: WorkFolder) -> Footnotes:
    """Return the notes that are heard after the paragraph that refers to them."""
    wanted: set[str] = set()
    found: dict[str, list[PlannedSentence]] = {}
    for document in documents:
        for each in work.read_plan(document.number):
            wanted.update(each.references)
            if each.note:
                found.setdefault(each.note, []).append(each)
    return {note: tuple(sentences) for note, sentences in found.items() if note in wanted}


def edition(
    sentences: Iterable[PlannedSentence], settings: Listening, notes: Footnotes
) -> list[PlannedSentence] | None:
    """Return what is heard of a document without its text; None if nothing is left out or moved."""
    every = list(sentences)
    heard: list[PlannedSentence] = []
    for each in every:
        left_out = each.note and (settings.notes == "out" or each.note in notes)
        if left_out or (each.matter and settings.packaging == "out"):
            continue
        heard.append(each)
        for note in each.references:
            heard += notes.get(note, ())
    return None if heard == every else heard
