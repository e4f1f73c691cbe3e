"""What those hear who have only the audio: packaging is left out, notes are moved or left out."""

from collections.abc import Iterable

from voicebook.model.speech import PlannedSentence
from voicebook.settings import Listening


def edition(sentences: Iterable[PlannedSentence], settings: Listening) -> list[PlannedSentence] | None:
    """Return a document's sentences as they are heard without the text; None where that is all of them."""
    every = list(sentences)
    kept = [
        each
        for each in every
        if not (each.matter and settings.packaging == "out") and not (each.note and settings.notes == "out")
    ]
    return None if len(kept) == len(every) else kept
