"""What is done about speech that fails: try again, then leave a gap; what has gone is made again."""

from collections import Counter

from voicebook.errors import EngineError, Location
from voicebook.model.finding import Finding, Severity
from voicebook.model.speech import Word
from voicebook.speaking.batches import batch_name
from voicebook.speaking.document_work import DocumentWork
from voicebook.speaking.tasks import Answer, Line, Lost, SpeakTask
from voicebook.storage.work_folder import WorkFolder
from voicebook.text.structure.announcements import of_gap

TRIES = 3
"""Times that a sentence is tried before it is given up, and a track whose packs keep vanishing."""


class Recovery:
    """Counts what failed, and gives up what fails each time."""

    def __init__(self, work: WorkFolder) -> None:
        self.findings: list[Finding] = []  # sentences that were given up
        self._work = work
        self._lost: Counter[tuple[str, str]] = Counter()  # pack and key -> times it was lost

    def without(self, task: SpeakTask, lost: Lost) -> SpeakTask | None:
        """Return a batch in which a gap stands for the line at which it was lost; None to try it again.

        Raises EngineError when not even the announcement of a gap can be spoken.
        """
        line = task.lines[lost.at]
        self._lost[task.name, line.key] += 1
        if self._lost[task.name, line.key] < TRIES:
            return None
        if line.gap:
            hint = "`voicebook doctor` checks the engine"
            raise EngineError("VB-E11", f"engine {task.voice.engine} fails: {lost.what}", hint=hint)
        words = tuple(map(Word, of_gap(task.voice.language).split()))
        lines = tuple(Line(each.key, words, gap=True) if each is line else each for each in task.lines)
        return SpeakTask(batch_name(lines), task.voice, task.settings, lines, task.cache, task.fresh)

    def give_up(self, work: DocumentWork, key: str, why: str) -> None:
        """Note that a sentence of a document could not be spoken."""
        planned = self._work.read_plan(work.document.number)
        sentence = next((each.sentence.id for each in planned if each.utterance.key == key), "")
        where = Location(document=work.document.name, sentence=sentence)
        hint = "build again to try it once more; the book says where the gap is"
        what = f"a sentence could not be spoken: {why}"
        self.findings.append(Finding("VB-E13", Severity.ERROR, what, where, hint))


def repair(work: DocumentWork, answer: Answer) -> None:
    """Count a track that could not be encoded. Raises EngineError when trying again does not help."""
    work.repairs += 1
    if work.repairs > TRIES:
        what = f"the sound of {work.document.name} cannot be encoded"
        why = answer.what if isinstance(answer, Lost) else "its speech is gone each time"
        raise EngineError("VB-E10", f"{what}: {why}", hint="build again; is the cache being cleared?")
