"""What a plan notes on its way: languages without a voice, and what only a person can add."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from voicebook.errors import EngineError, Location
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Marking, Omission
from voicebook.model.speech import Role, Voice
from voicebook.pipeline.docks import Cast

_SHOWN = 5  # places that a finding names


@dataclass(slots=True)
class _Cases:
    """Places of one kind of gap."""

    count: int = 0
    document: str = ""  # of the first
    examples: list[str] = field(default_factory=list)

    def add(self, document: str, example: str) -> None:
        self.count += 1
        self.document = self.document or document
        if example and len(self.examples) < _SHOWN and example not in self.examples:
            self.examples.append(example)

    def shown(self) -> str:
        more = " …" if self.count > len(self.examples) else ""
        return f": {'; '.join(self.examples)}{more}" if self.examples else ""


@dataclass(slots=True)
class Notes:
    """Gathered while a book is planned, and bounded: counts and first places."""

    omitted: list[Omission] = field(default_factory=list)  # of the document at hand, not yet settled
    people: dict[str, _Cases] = field(default_factory=dict)  # what has to be added -> where
    languages: dict[str, _Cases] = field(default_factory=dict)  # without a voice
    apart: _Cases = field(default_factory=_Cases)
    whole: _Cases = field(default_factory=_Cases)

    def settle(self, document: str) -> None:
        """Count what was omitted so far and forget it."""
        for each in self.omitted:
            if each.person:
                step = f"{document} {each.name}" + (f" “{each.text}”" if each.text else "")
                self.people.setdefault(each.person, _Cases()).add(document, step)
        self.omitted.clear()

    def mark(self, document: str, markings: Iterable[Marking]) -> None:
        """Note the blocks of a document that are not marked sentence by sentence."""
        for marking in markings:
            (self.apart if marking is Marking.APART else self.whole).add(document, document)

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each kind of note."""
        for person, cases in self.people.items():
            what = f"{cases.count} without {person}{cases.shown()}"
            where = Location(document=cases.document)
            yield Finding("VB-R45", Severity.WARNING, what, where, "only a person can add it, to the source")
        for language, cases in self.languages.items():
            what = f"no voice speaks {language!r}: {cases.count} sentences are said by the book's voice"
            where = Location(document=cases.document)
            hint = "`voicebook voices` lists what can speak here"
            yield Finding("VB-L04", Severity.WARNING, what, where, hint)
        for cases, how in ((self.apart, "in smaller parts"), (self.whole, "as one")):
            if cases.count:
                what = f"{cases.count} paragraphs are highlighted {how}{cases.shown()}"
                hint = "a style rule of the book would look at the spans round their sentences"
                yield Finding("VB-R46", Severity.NOTE, what, Location(document=cases.document), hint)


@dataclass(frozen=True, slots=True)
class Casting:
    """The voices of a book: one for each language, the book's own where there is none."""

    voices: Cast
    language: str  # of the book
    notes: Notes

    def voice(self, language: str, role: Role) -> Voice:
        """Return who speaks a language. Raises EngineError where nobody speaks the book's own."""
        if language == self.language:
            return self.voices.voice(language, role)
        try:
            return self.voices.voice(language, role)
        except EngineError:
            self.notes.languages.setdefault(language, _Cases()).add("", "")
            return self.voices.voice(self.language, role)
