"""What is said unlike it is written: the audit of `voicebook explain`, and of a book's report."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from voicebook.model.publication import Sentence
from voicebook.model.speech import SpokenForm
from voicebook.text.drafts import SILENT
from voicebook.text.lexicon import PHONEMES


@dataclass(frozen=True, slots=True)
class Change:
    """One reading that changes what is written."""

    document: str
    sentence: str  # its id
    written: str
    spoken: str  # "" is silence
    kind: str  # semiotic class
    rule: str  # that decided
    guess: bool


def changes(document: str, sentence: Sentence, spoken: SpokenForm) -> Iterator[Change]:
    """Yield what is said unlike it is written in one sentence, white space and typography apart."""
    for reading in spoken.readings:
        written = " ".join(reading.written.of(sentence.written).replace(SILENT, "").split())
        said = reading.spoken.of(spoken.text).strip()
        changed = written != said or reading.rule == PHONEMES
        if reading.kind != "plain" and changed:
            yield Change(document, sentence.id, written, said, reading.kind, reading.rule, reading.doubt)


def by_doubt(found: Callable[[], Iterable[Change]]) -> Iterator[Change]:
    """Yield changes, guesses first: what is found is asked for twice, so that none has to be kept."""
    for guess in (True, False):
        yield from (change for change in found() if change.guess is guess)
