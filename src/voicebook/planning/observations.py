"""What planning observes on its way: languages without a voice, and what only a person can add."""

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
_VOICES = "`voicebook voices` lists what can speak here"


@dataclass(slots=True)
class Examples:
    """How often something was seen, and the first few places."""

    count: int = 0
    document: str = ""  # of the first
    places: list[str] = field(default_factory=list)

    def add(self, document: str, place: str) -> None:
        """Count one more."""
        self.count += 1
        self.document = self.document or document
        if place and len(self.places) < _SHOWN and place not in self.places:
            self.places.append(place)

    def shown(self) -> str:
        """Return the places, to stand after what was seen there."""
        more = " …" if self.count > len(self.places) else ""
        return f": {'; '.join(self.places)}{more}" if self.places else ""


@dataclass(slots=True)
class Observations:
    """Gathered while a book is planned, and bounded: counts and first places."""

    omitted: list[Omission] = field(default_factory=list)  # of the document at hand, not yet settled
    people: dict[str, Examples] = field(default_factory=dict)  # what has to be added -> where
    languages: dict[str, Examples] = field(default_factory=dict)  # without a voice
    words: dict[str, Examples] = field(default_factory=dict)  # suspicious ones
    absent: dict[str, Examples] = field(default_factory=dict)  # voices that were asked for
    limited: dict[str, None] = field(default_factory=dict)  # what an engine does not do as asked
    unread: Examples = field(default_factory=Examples)  # texts with letters that no voice reads
    speakers: dict[Voice, str] = field(default_factory=dict)  # who speaks -> the first language
    apart: Examples = field(default_factory=Examples)
    whole: Examples = field(default_factory=Examples)

    def settle(self, document: str) -> None:
        """Count what was omitted so far and forget it."""
        for each in self.omitted:
            if each.person:
                step = f"{document} {each.name}" + (f" “{each.text}”" if each.text else "")
                self.people.setdefault(each.person, Examples()).add(document, step)
        self.omitted.clear()

    def look_at(self, document: str, text: str) -> None:
        """Note words that a scan or a wrong encoding may have spoilt."""
        for word in _spoilt_words(text):
            if len(self.words) < _MOST_WORDS or word in self.words:
                self.words.setdefault(word, Examples()).add(document, "")

    def mark(self, document: str, markings: Iterable[Marking]) -> None:
        """Note the blocks of a document that are not marked sentence by sentence."""
        for marking in markings:
            (self.apart if marking is Marking.APART else self.whole).add(document, document)

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each kind of observation."""
        for person, examples in self.people.items():
            what = f"{examples.count} without {person}{examples.shown()}"
            where = Location(document=examples.document)
            hint = "only a person can supply it: add it to the source"
            yield Finding("VB-R45", Severity.WARNING, what, where, hint)
        if self.words:
            yield self._suspicious()
        yield from self._unheard()
        for examples, how in ((self.apart, "in smaller parts"), (self.whole, "as one")):
            if examples.count:
                what = f"{examples.count} paragraphs are highlighted {how}{examples.shown()}"
                hint = "a style rule of the book would match spans around their sentences"
                yield Finding("VB-R46", Severity.NOTE, what, Location(document=examples.document), hint)

    def _suspicious(self) -> Finding:
        ranked = sorted(self.words.items(), key=lambda each: (-each[1].count, each[0]))
        most = 2 * _SHOWN
        shown = ", ".join(word for word, _ in ranked[:most]) + (" …" if len(ranked) > most else "")
        what = f"{len(self.words)} suspicious words: {shown}"
        where = Location(document=ranked[0][1].document)
        hint = "if a scan has spoilt them, correct the source"
        return Finding("VB-R47", Severity.NOTE, what, where, hint)

    def _unheard(self) -> Iterator[Finding]:
        """Yield where the voices that are here fall short of the text, or of what is asked for."""
        for language, examples in self.languages.items():
            what = f"no voice speaks {language!r}: the book's own voice reads {examples.count} sentences"
            where = Location(document=examples.document)
            yield Finding("VB-L04", Severity.WARNING, what, where, _VOICES)
        for name in self.absent:
            what = f"there is no voice {name!r}: another one speaks"
            yield Finding("VB-L06", Severity.WARNING, what, hint=_VOICES)
        for limit in self.limited:
            yield Finding("VB-L07", Severity.NOTE, limit, hint="choose another voice, or accept it")
        if self.unread.count:
            what = f"{self.unread.count} sentences have letters that no voice here reads{self.unread.shown()}"
            yield Finding("VB-L05", Severity.WARNING, what, hint=f"choose another engine; {_VOICES}")


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
