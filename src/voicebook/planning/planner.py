"""Plan: documents -> utterances with clip keys, on disk. `--dry-run` stops after it."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import msgspec

from voicebook.epub.markup import serialize
from voicebook.errors import SourceError
from voicebook.model.publication import Block, BlockKind, ElementPath, Marking, Publication
from voicebook.model.report import Plan, PlannedDocument
from voicebook.model.speech import PlannedSentence, Role, SpeechSettings, SpokenForm, Utterance, Voice
from voicebook.planning.casting import Casting
from voicebook.planning.front_matter import dress
from voicebook.planning.highlighting import block_markings
from voicebook.planning.narration import Narration, SaidSentence
from voicebook.planning.observations import Observations
from voicebook.planning.parsed_document import ParsedDocument, Segmented
from voicebook.planning.voices import VoiceChain
from voicebook.settings import Pauses, Settings
from voicebook.storage.work_folder import WorkFolder
from voicebook.text.language import Context
from voicebook.text.sentences.fragments import BlockMarker

SPEECH_VERSION = 2
"""Part of every speech key: raise it when trimming, marks or gains change."""

_ROLES = {
    BlockKind.HEADING: Role.HEADING,
    BlockKind.QUOTATION: Role.QUOTATION,
    BlockKind.NOTE: Role.NOTE,
}


class Planner:
    """Plans the documents of a publication one by one, and observes what it meets on its way."""

    def __init__(
        self, narration: Narration, voices: VoiceChain, settings: Settings, work: WorkFolder
    ) -> None:
        self.narration = narration
        self._settings = settings
        self._work = work
        self._observations = Observations()
        self._casting = Casting(voices, narration.book.metadata.language, settings, self._observations)
        self._planned: list[PlannedDocument] = []
        self._dressed: dict[str, Callable[[], bytes]] = {}  # of a text of ours
        self._guesses = 0

    def documents(self) -> Iterator[PlannedDocument]:
        """Plan and yield each document. Raises SourceError at the end when there was nothing to say."""
        for number, name in enumerate(self.narration.documents, start=1):
            planned = self._planned_document(number, self._opened(name))
            self._planned.append(planned)
            yield planned
        if not any(document.sentences for document in self._planned):
            hint = "the source may be empty, or hold only pictures"
            raise SourceError("VB-R02", "there is no text to read", hint=hint)

    def sentences(self, name: str) -> Iterator[PlannedSentence]:
        """Yield the planned sentences of one document. Nothing is written. Raises SourceError."""
        return _document(self.narration, self._opened(name), self._casting, self._settings)

    def _opened(self, name: str) -> ParsedDocument:
        """Parse a document; one of a text of ours becomes what it is in the book."""
        document = self.narration.open(name)
        if document.book.members is None:
            dress(document, self.narration)
        return document

    def _planned_document(self, number: int, document: ParsedDocument) -> PlannedDocument:
        if document.book.members is None:
            path = self._work.write_document(number, serialize(document.root))
            self._dressed[document.name] = path.read_bytes
        count: Counter[str] = Counter()
        sentences = _document(self.narration, document, self._casting, self._settings)
        self._work.write_plan(number, _counted(sentences, count))
        self._guesses += count["guesses"]
        return PlannedDocument(number, document.name, document.title, count["sentences"], count["characters"])

    @property
    def book(self) -> Publication:
        """The publication whose documents are planned, those of a text of ours as the book has them."""
        return self.narration.book.with_files(self._dressed)

    @property
    def context(self) -> Context:
        """What the text shows of itself, in the book's language."""
        return self.narration.context(self.book.metadata.language)

    @property
    def plan(self) -> Plan:
        """What has been planned."""
        seen = self._observations
        findings = (*self._casting.unpronounced(self.narration.lexicon), *seen.findings())
        return Plan(tuple(self._planned), self._guesses, findings, dict(seen.speakers))


def _counted(sentences: Iterator[PlannedSentence], count: Counter[str]) -> Iterator[PlannedSentence]:
    """Pass sentences on, and count them and what is in them."""
    for planned in sentences:
        spoken = planned.utterance.spoken
        count["sentences"] += 1
        count["characters"] += len(spoken.text)
        count["guesses"] += sum(reading.doubt for reading in spoken.readings)
        yield planned


def speech_key(fingerprint: str, voice: Voice, settings: SpeechSettings, spoken: SpokenForm) -> str:
    """Return the name of a speech: a hash of all that its sound depends on."""
    parts = (SPEECH_VERSION, fingerprint, voice.engine, voice.name, voice.content, settings, spoken.words)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def _document(
    narration: Narration, document: ParsedDocument, casting: Casting, settings: Settings
) -> Iterator[PlannedSentence]:
    """Yield a document's planned sentences; the pause of the last one ends the document."""
    waiting: PlannedSentence | None = None
    name = document.name
    sentences: Iterable[Segmented] = document.sentences(casting.observations.omitted)
    markings: Mapping[ElementPath, Marking] = {}
    if document.sheets:
        sentences = tuple(sentences)
        markings = block_markings(document.root, sentences, document.sheets)
        casting.observations.mark(name, markings.values())
    for block, said in narration.said(sentences):
        casting.observations.settle(name)
        casting.observations.look_at(name, block.text)
        for planned in _block(block, said, casting, settings, markings.get(block.path, Marking.ROUND)):
            if waiting is not None:
                yield waiting
            waiting = planned
    casting.observations.settle(name)
    if waiting is not None:
        yield _pausing(waiting, settings.pauses.chapter)


def _block(
    block: Block, said: tuple[SaidSentence, ...], casting: Casting, settings: Settings, marking: Marking
) -> Iterator[PlannedSentence]:
    """Yield the planned sentences of a block, without those that have nothing to say."""
    role = _ROLES.get(block.kind, Role.NARRATOR)
    marker = BlockMarker(block, marking)
    spoken = [each for each in said if any(map(str.isalnum, each.spoken.text))]
    for index, each in enumerate(spoken, start=1):
        language = each.sentence.language or block.language
        voice, how = casting.speaker(block, language, role, each.spoken.text)
        key = speech_key(casting.voices.fingerprint(voice.engine), voice, how, each.spoken)
        pause = _pause(block.kind, settings.pauses, last=index == len(spoken))
        utterance = Utterance(each.sentence.id, each.spoken, language, role, voice, how, pause, key)
        fragments = marker.fragments(each.sentence)
        planned = PlannedSentence(each.sentence, utterance, fragments, block.groups, block.matter, block.note)
        yield replace(planned, references=block.references) if index == len(spoken) else planned


def _pause(kind: BlockKind, pauses: Pauses, *, last: bool) -> int:
    if not last:
        return pauses.line if kind is BlockKind.VERSE else pauses.sentence
    if kind is BlockKind.CELL:
        return pauses.sentence
    return pauses.heading if kind is BlockKind.HEADING else pauses.paragraph


def _pausing(planned: PlannedSentence, pause: int) -> PlannedSentence:
    return replace(planned, utterance=replace(planned.utterance, pause=pause))
