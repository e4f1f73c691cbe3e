"""Where the spoken text differs from the written one: the audit of `voicebook explain`, and of a report."""

from collections.abc import Callable, Iterable, Iterator

from voicebook.model.explanation import Decision
from voicebook.model.publication import Sentence
from voicebook.model.report import Plan
from voicebook.model.speech import SpokenForm
from voicebook.planning.narration import Narration
from voicebook.storage.work_folder import WorkFolder
from voicebook.text.normalize.lexicon import PHONEMES
from voicebook.text.normalize.readings import SOUNDED
from voicebook.text.structure.drafts import SILENT


def planned_decisions(plan: Plan, work: WorkFolder) -> Iterator[Decision]:
    """Yield the decisions of a planned book; guesses first, if there are any."""
    return _guesses_first(lambda: _planned(plan, work)) if plan.guesses else _planned(plan, work)


def narrated_decisions(narration: Narration, *, guesses: bool = False) -> Iterator[Decision]:
    """Yield the decisions of a book that is not planned, guesses first; with `guesses` only those."""
    if guesses:
        return (each for each in _narrated(narration) if each.guess)
    return _guesses_first(lambda: _narrated(narration))


def _planned(plan: Plan, work: WorkFolder) -> Iterator[Decision]:
    for document in plan.documents:
        for planned in work.read_readings(document.number):
            yield from _decisions(document.name, planned.sentence, planned.utterance.spoken)


def _narrated(narration: Narration) -> Iterator[Decision]:
    for document in narration.documents:
        for _, said in narration.said(narration.open(document).sentences()):
            for each in said:
                yield from _decisions(document, each.sentence, each.spoken)


def _decisions(document: str, sentence: Sentence, spoken: SpokenForm) -> Iterator[Decision]:
    """Yield where the spoken form of a sentence differs from it, white space and typography aside."""
    for reading in spoken.readings:
        written = " ".join(reading.written.of(sentence.written).replace(SILENT, "").split())
        said = reading.spoken.of(spoken.text).strip()
        changed = written != said or reading.rule == PHONEMES or reading.kind in SOUNDED
        if reading.kind in SOUNDED:
            sounds = (
                each.phonemes.text
                for each in spoken.manners
                if each.at == reading.spoken.start and each.phonemes
            )
            said = "".join(f"/{sound}/" for sound in sounds)
        if reading.kind != "plain" and changed:
            yield Decision(document, sentence.id, written, said, reading.kind, reading.rule, reading.doubt)


def _guesses_first(found: Callable[[], Iterable[Decision]]) -> Iterator[Decision]:
    """Yield decisions, guesses first: they are found twice, so that none has to be kept."""
    for guess in (True, False):
        yield from (each for each in found() if each.guess is guess)
