"""What is said unlike it is written: the audit of `voicebook explain`, and of a book's report."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from voicebook.model.publication import Sentence
from voicebook.model.speech import SpokenForm
from voicebook.planning.planner import Plan
from voicebook.storage.work_folder import WorkFolder
from voicebook.text.drafts import SILENT
from voicebook.text.lexicon import PHONEMES


@dataclass(frozen=True, slots=True)
class Decision:
    """One reading that changes what is written."""

    document: str
    sentence: str  # its id
    written: str
    spoken: str  # "" is silence
    kind: str  # semiotic class
    rule: str  # that decided
    guess: bool


def decisions(document: str, sentence: Sentence, spoken: SpokenForm) -> Iterator[Decision]:
    """Yield what is said unlike it is written in one sentence, white space and typography apart."""
    for reading in spoken.readings:
        written = " ".join(reading.written.of(sentence.written).replace(SILENT, "").split())
        said = reading.spoken.of(spoken.text).strip()
        changed = written != said or reading.rule == PHONEMES
        if reading.kind != "plain" and changed:
            yield Decision(document, sentence.id, written, said, reading.kind, reading.rule, reading.doubt)


def guesses_first(found: Callable[[], Iterable[Decision]]) -> Iterator[Decision]:
    """Yield decisions, guesses first: what is found is asked for twice, so that none has to be kept."""
    for guess in (True, False):
        yield from (each for each in found() if each.guess is guess)


def planned_decisions(plan: Plan, work: WorkFolder) -> Iterator[Decision]:
    """Yield the decisions of a planned book; guesses first, if there are any."""
    return guesses_first(lambda: _decisions(plan, work)) if plan.guesses else _decisions(plan, work)


def _decisions(plan: Plan, work: WorkFolder) -> Iterator[Decision]:
    for document in plan.documents:
        for planned in work.read_readings(document.number):
            yield from decisions(document.name, planned.sentence, planned.utterance.spoken)
