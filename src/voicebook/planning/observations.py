"""What a plan notes on its way: languages without a voice, and what only a person can add."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Marking, Omission
from voicebook.model.speech import Voice

_SPOILT = re.compile(r"(?P<digit>(?<=[a-z])[01568](?=[a-z]))|[\ufffd\ue000-\uf8ff]|Ã[\u0080-\u00bf]|â€")
"""A digit inside a small word ("c1ear"), a character that was lost, UTF-8 read as Latin-1."""

_BEFORE = re.compile(r"\S{,40}\Z")
_AFTER = re.compile(r"\S{,40}")
_WITH_A_DIGIT = re.compile(r"\b[^\W\d_]+\d[^\W\d_]+\b")

_MOST_WORDS = 1_000
EXCERPT = 60  # characters of a sentence that a finding shows
_SHOWN = 5  # places that a finding names


@dataclass(slots=True)
class Cases:
    """Places of one kind of gap."""

    count: int = 0
    document: str = ""  # of the first
    examples: list[str] = field(default_factory=list)

    def add(self, document: str, example: str) -> None:
        """Count a case."""
        self.count += 1
        self.document = self.document or document
        if example and len(self.examples) < _SHOWN and example not in self.examples:
            self.examples.append(example)

    def shown(self) -> str:
        """Return the examples, to stand behind what they are of."""
        more = " …" if self.count > len(self.examples) else ""
        return f": {'; '.join(self.examples)}{more}" if self.examples else ""


@dataclass(slots=True)
class Notes:
    """Gathered while a book is planned, and bounded: counts and first places."""

    omitted: list[Omission] = field(default_factory=list)  # of the document at hand, not yet settled
    people: dict[str, Cases] = field(default_factory=dict)  # what has to be added -> where
    languages: dict[str, Cases] = field(default_factory=dict)  # without a voice
    words: dict[str, Cases] = field(default_factory=dict)  # suspicious ones
    absent: dict[str, Cases] = field(default_factory=dict)  # voices that were asked for
    limited: dict[str, None] = field(default_factory=dict)  # what an engine does not do as asked
    unread: Cases = field(default_factory=Cases)  # texts with letters that no voice reads
    speakers: dict[Voice, str] = field(default_factory=dict)  # who speaks -> the first language
    apart: Cases = field(default_factory=Cases)
    whole: Cases = field(default_factory=Cases)

    def settle(self, document: str) -> None:
        """Count what was omitted so far and forget it."""
        for each in self.omitted:
            if each.person:
                step = f"{document} {each.name}" + (f" “{each.text}”" if each.text else "")
                self.people.setdefault(each.person, Cases()).add(document, step)
        self.omitted.clear()

    def look_at(self, document: str, text: str) -> None:
        """Note words that a scan or a wrong encoding may have spoilt."""
        for word in _spoilt_words(text):
            if len(self.words) < _MOST_WORDS or word in self.words:
                self.words.setdefault(word, Cases()).add(document, "")

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
        if self.words:
            ranked = sorted(self.words.items(), key=lambda each: (-each[1].count, each[0]))
            shown = ", ".join(word for word, _ in ranked[: 2 * _SHOWN])
            what = f"{len(self.words)} suspicious words: {shown}" + (" …" if len(ranked) > 2 * _SHOWN else "")
            where = Location(document=ranked[0][1].document)
            yield Finding("VB-R47", Severity.NOTE, what, where, "spoilt by a scan? correct the source")
        for language, cases in self.languages.items():
            what = f"no voice speaks {language!r}: {cases.count} sentences are said by the book's voice"
            where = Location(document=cases.document)
            hint = "`voicebook voices` lists what can speak here"
            yield Finding("VB-L04", Severity.WARNING, what, where, hint)
        for name in self.absent:
            hint = "`voicebook voices` lists what can speak here"
            yield Finding("VB-L06", Severity.WARNING, f"no voice {name!r} here: another speaks", hint=hint)
        for limit in self.limited:
            yield Finding("VB-L07", Severity.NOTE, limit, hint="or choose another voice")
        if self.unread.count:
            what = f"{self.unread.count} sentences have letters that no voice here reads{self.unread.shown()}"
            hint = "choose another engine; `voicebook voices` lists what can speak here"
            yield Finding("VB-L05", Severity.WARNING, what, hint=hint)
        for cases, how in ((self.apart, "in smaller parts"), (self.whole, "as one")):
            if cases.count:
                what = f"{cases.count} paragraphs are highlighted {how}{cases.shown()}"
                hint = "a style rule of the book would look at the spans round their sentences"
                yield Finding("VB-R46", Severity.NOTE, what, Location(document=cases.document), hint)


def _spoilt_words(text: str) -> Iterator[str]:
    """Yield the words that look spoilt, or of a very long one the part round the spoilt place."""
    done = 0
    for hit in _SPOILT.finditer(text):
        if hit.start() < done:
            continue
        start = hit.start()
        if before := _BEFORE.search(text, max(done, start - 40), start):
            start = before.start()
        after = _AFTER.match(text, hit.end())
        end = after.end() if after else hit.end()
        if hit["digit"] is None:
            yield text[start:end]
            done = end
        elif word := next(
            (each for each in _WITH_A_DIGIT.finditer(text, start, end) if each.end() > hit.start()), None
        ):
            yield word[0]
            done = word.end()
