"""A book that stays open: planned as far as it is asked for, spoken sentence by sentence, and built again.

Heavy modules are imported when the text is first asked for.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import dropwhile, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from voicebook.errors import UsageError
from voicebook.model.contents import Chapter, DocumentInfo, SentenceRef
from voicebook.model.explanation import Decision, StructureLine
from voicebook.model.timeline import SpokenSentence

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from voicebook.making.running_build import Build
    from voicebook.making.shelf import Request
    from voicebook.model.events import Event
    from voicebook.model.proof import Proof
    from voicebook.model.speech import PlannedSentence, Speech, Utterance
    from voicebook.planning.narration import Narration
    from voicebook.planning.planner import Planner
    from voicebook.sources.source import Source
    from voicebook.storage.outputs import Outputs

    Start = Callable[[tuple[Source, ...], Outputs, Request, Callable[[Event], None] | None], Build]
    Speak = Callable[[Iterable[Utterance], Mapping[str, str]], Iterator[Speech]]


@dataclass(frozen=True, slots=True)
class _Held:
    """The document that was asked for last."""

    name: str = ""
    sentences: "tuple[PlannedSentence, ...]" = ()
    packs: Mapping[str, str] = field(default_factory=dict)  # of its speech, by key, in a build from nothing


class Book:
    """One source with its settings, voices and lexicons. `Studio.open` returns it. Safe from any thread.

    Its text is read when it is first asked for, and planned document by document: one is in memory at a
    time. What any method raises is a VoicebookError.
    """

    def __init__(self, source: "Source", settings: Mapping[str, Any], start: "Start", speak: "Speak") -> None:
        self._source = source
        self._settings = settings
        self._start = start
        self._speak = speak
        self._folder: TemporaryDirectory[str] | None = None  # where planning may write
        self._lock = threading.RLock()
        self._held = _Held()

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Return the documents that are narrated, in reading order."""
        return self._documents

    def chapters(self) -> tuple[Chapter, ...]:
        """Return what the table of contents lists, as ranges of sentences, in reading order."""
        return self._chapters

    def sentences(self, document: str, *, start: str = "") -> "Iterator[PlannedSentence]":
        """Yield the sentences of a document, from that of the id `start` on: written, spoken, and by whom."""
        planned = self._document(document).sentences
        if not start:
            yield from planned
            return
        rest = dropwhile(lambda each: each.sentence.id != start, planned)
        first = next(rest, None)
        if first is None:
            raise _no_sentence(f"{document}#{start}")
        yield first
        yield from rest

    def find(self, words: str) -> Iterator[SentenceRef]:
        """Yield the sentences in which some words stand one after another, in upper or lower case."""
        wanted = _folded(words)
        for document in self._narration.documents:
            segmented = self._narration.open(document).sentences()
            hits = {each.id for _, found in segmented for each in found if wanted in _folded(each.written)}
            if hits:
                spoken = (each.sentence.id for each in self._document(document).sentences)
                yield from (f"{document}#{name}" for name in spoken if name in hits)

    def speak(self, sentences: Iterable[SentenceRef]) -> Iterator[SpokenSentence]:
        """Speak some sentences before all queued work, and yield each as soon as it can be heard.

        What a build has left in the cache is used.
        """
        for document, refs in groupby(sentences, key=_document_of):
            held = self._document(document)
            by_ref = {f"{document}#{each.sentence.id}": each for each in held.sentences}
            for ref in (wanted := tuple(refs)):
                if ref not in by_ref:
                    raise _no_sentence(ref)
            yield from self._spoken(held, [by_ref[ref] for ref in wanted])

    def play(self, start: SentenceRef = "") -> Iterator[SpokenSentence]:
        """Yield sentence after sentence, from the first or from `start` on, each as soon as it is spoken."""
        names = self._narration.documents
        begin, _, first = (start or names[0]).partition("#")
        if begin not in names:
            raise _no_sentence(begin)
        for document in names[names.index(begin) :]:
            yield from self._spoken(self._document(document), self.sentences(document, start=first))
            first = ""

    def decisions(self, *, guesses: bool = False) -> Iterator[Decision]:
        """Yield where the spoken text differs from the written text, guesses first; or only these."""
        from voicebook.planning.decisions import narrated_decisions

        return narrated_decisions(self._narration, guesses=guesses)

    def structure(self) -> Iterator[StructureLine]:
        """Yield what is narrated, what is not, and why."""
        from voicebook.planning.structure import structure_lines

        return structure_lines(self._narration)

    def rebuild(
        self,
        output: str | Path,
        progress: "Callable[[Event], None] | None" = None,
        *,
        proof: "Proof | None" = None,
        force: bool = False,
        dry_run: bool = False,
    ) -> "Build":
        """Start a build of this book, in which only what has changed is spoken and encoded; return at once.

        It reads the source again, as it is by then.
        """
        from voicebook.making.shelf import Request
        from voicebook.storage.outputs import outputs_at

        request = Request(self._settings, proof, dry_run, force)
        return self._start((self._source,), outputs_at(str(output)), request, progress)

    def close(self) -> None:
        """Give files and memory back. Speech stays in the cache."""
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _planner(self) -> "Planner":
        from tempfile import TemporaryDirectory

        from voicebook.making.book import planner_of
        from voicebook.making.brief import brief_for, naming_source
        from voicebook.storage.work_folder import WorkFolder

        brief = brief_for(self._source, self._settings)
        self._folder = TemporaryDirectory(prefix="voicebook-")
        with naming_source(self._source):
            return planner_of(brief, WorkFolder(Path(self._folder.name), brief.folder))

    @property
    def _narration(self) -> "Narration":
        with self._lock:
            return self._planner.narration

    @cached_property
    def _documents(self) -> tuple[DocumentInfo, ...]:
        return tuple(map(self._info, self._narration.documents))

    def _info(self, name: str) -> DocumentInfo:
        planned = self._document(name).sentences
        language = planned[0].utterance.language if planned else self._narration.book.metadata.language
        return DocumentInfo(name, self._narration.open(name).title, language, len(planned))

    @cached_property
    def _chapters(self) -> tuple[Chapter, ...]:
        from voicebook.planning.contents import Contents, entries_of

        narration = self._narration
        navigation = narration.book.navigation
        entries = entries_of(narration.open(navigation).root, navigation) if navigation else ()
        contents = Contents(entries)
        for name in narration.book.spine:
            contents.read(name, narration.open(name).root, self._document(name).sentences)
        return tuple(contents.chapters())

    def _document(self, name: str) -> _Held:
        """Plan a document, unless it is the last that was asked for."""
        from voicebook.making.brief import naming_source
        from voicebook.speaking.at_once import packs_of

        with self._lock, naming_source(self._source):
            if self._held.name != name:
                if name not in self._narration.documents:
                    raise _no_sentence(name)
                sentences = tuple(self._planner.sentences(name))
                self._held = _Held(name, sentences, packs_of(sentences))
            return self._held

    def _spoken(self, document: _Held, sentences: "Iterable[PlannedSentence]") -> Iterator[SpokenSentence]:
        from voicebook.speaking.at_once import word_times

        wanted = tuple(sentences)
        speeches = self._speak((each.utterance for each in wanted), document.packs)
        for each, speech in zip(wanted, speeches, strict=True):
            yield SpokenSentence(f"{document.name}#{each.sentence.id}", speech, word_times(each, speech))


def _document_of(ref: SentenceRef) -> str:
    return ref.partition("#")[0]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _no_sentence(ref: SentenceRef) -> UsageError:
    hint = "`Book.documents` and `Book.sentences` list what there is"
    return UsageError("VB-U16", f"the book has no {ref}", hint=hint)
