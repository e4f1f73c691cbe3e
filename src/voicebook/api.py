"""The library: what a script or a program of your own calls. `import voicebook` offers all of it.

Every function takes paths as text or `Path`, and settings as keyword arguments, named as in
docs/reference/settings.md. What goes wrong is a `VoicebookError`, which says what, where and what to try.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from voicebook.errors import (
    EncodeError,
    EngineError,
    LanguageError,
    Location,
    SettingsError,
    SourceError,
    UsageError,
    VoicebookError,
    WriteError,
)
from voicebook.making.open_book import Book
from voicebook.making.running_build import Build
from voicebook.making.studio import Studio
from voicebook.model.contents import Chapter, DocumentInfo
from voicebook.model.events import Encoded, Event, Failed, Finished, Planned, Spoken, Started
from voicebook.model.explanation import Decision, PronouncedWord, StructureLine, UnknownWord
from voicebook.model.finding import Audit, Finding, Severity
from voicebook.model.proof import Proof
from voicebook.model.publication import Span
from voicebook.model.report import BookReport, Outcome, Plan
from voicebook.model.speech import Mark, PlannedSentence, Quality, Reading, Speech, SpokenForm, Voice, Word
from voicebook.model.timeline import SpokenSentence, TimedWord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from voicebook.planning.narration import Narration

__all__ = [
    "Audit",
    "Book",
    "BookReport",
    "Build",
    "Chapter",
    "Decision",
    "DocumentInfo",
    "EncodeError",
    "Encoded",
    "EngineError",
    "Event",
    "Failed",
    "Finding",
    "Finished",
    "LanguageError",
    "Location",
    "Mark",
    "Outcome",
    "Plan",
    "Planned",
    "PlannedSentence",
    "PronouncedWord",
    "Proof",
    "Quality",
    "Reading",
    "SettingsError",
    "Severity",
    "SourceError",
    "Span",
    "Speech",
    "Spoken",
    "SpokenForm",
    "SpokenSentence",
    "Started",
    "StructureLine",
    "Studio",
    "TimedWord",
    "UnknownWord",
    "UsageError",
    "Voice",
    "VoicebookError",
    "Word",
    "WriteError",
    "build",
    "build_one",
    "check",
    "explain",
    "normalize",
    "plan",
    "pronounce",
    "say",
    "segment",
    "structure",
    "unknown_words",
    "voices",
]


def build(
    sources: "Iterable[str | Path]", output: str | Path, *, jobs: int | None = None, **options: Any
) -> Iterator[Outcome]:
    """Make a talking book of each source; yield what came of it when it is finished or has failed.

    One book that fails never stops the others. `options` are those of `Studio.build`, settings among them.
    Raises UsageError, SettingsError, WriteError where no book can be built.
    """
    with Studio(jobs=jobs) as studio:
        yield from studio.build(sources, output, **options)


def build_one(
    source: str | Path,
    output: str | Path,
    *,
    proof: Proof | None = None,
    force: bool = False,
    progress: "Callable[[Event], None] | None" = None,
    jobs: int | None = None,
    **settings: Any,
) -> BookReport:
    """Make a talking book of one source and return its report. Raises VoicebookError."""
    with Studio(jobs=jobs) as studio, studio.open(source, **settings) as book:
        return _report(book.rebuild(output, progress, proof=proof, force=force))


def plan(source: str | Path, **settings: Any) -> BookReport:
    """Plan a book and speak nothing: the report tells its documents, sentences, voices and findings.

    Raises VoicebookError.
    """
    with (
        TemporaryDirectory(prefix="voicebook-") as folder,
        Studio() as studio,
        studio.open(source, **settings) as book,
    ):
        return _report(book.rebuild(folder, dry_run=True))


def _report(build: Build) -> BookReport:
    """Return the report of the one book of a build. Raises what stopped it."""
    (outcome,) = build
    if outcome.report is None:
        raise outcome.error or AssertionError(outcome)
    return outcome.report


def check(path: str | Path, *, decode: bool = False) -> Audit:
    """Check a finished EPUB: all visible text narrated, in order, at the right times.

    With `decode` all audio is decoded and measured, which takes about a second for ten minutes of it.
    Raises UsageError where there is no such file, SourceError where it is not a book at all.
    """
    from voicebook.checking.audit import audit

    return audit(Path(path), decode=decode)


def normalize(text: str, language: str = "en", *, lexicon: str | Path | None = None) -> SpokenForm:
    """Return what a voice is given to say for a text: "10 000" is "ten thousand".

    `lexicon` is a file of your own pronunciations. Raises UsageError where there is no language pack.
    """
    from voicebook.planning.lines import normalized_lines

    own = None if lexicon is None else Path(lexicon)
    ((_, form),) = normalized_lines((text,), language, own)
    return form


def segment(text: str, language: str = "en") -> tuple[Span, ...]:
    """Return the sentences of a paragraph, in code points: they tile it but for white space."""
    from voicebook.planning.lines import sentence_spans

    return sentence_spans(text, language)


def explain(source: str | Path, *, guesses: bool = False, **settings: Any) -> Iterator[Decision]:
    """Yield where the spoken text of a source differs from the written text, guesses first.

    With `guesses`, nothing but these. Raises VoicebookError.
    """
    from voicebook.planning.decisions import narrated_decisions

    for narration in _narrations(source, settings):
        yield from narrated_decisions(narration, guesses=guesses)


def structure(source: str | Path, **settings: Any) -> Iterator[StructureLine]:
    """Yield what of a source is narrated, what is not, and why. Raises VoicebookError."""
    from voicebook.planning.structure import structure_lines

    for narration in _narrations(source, settings):
        yield from structure_lines(narration)


def unknown_words(source: str | Path, **settings: Any) -> Iterator[UnknownWord]:
    """Yield the words of a source that no dictionary knows, the most frequent first.

    The log has a warning for each language that there is no dictionary for. Raises VoicebookError.
    """
    from voicebook.planning.unknown_words import unknown_words as unknown_words_of

    for narration in _narrations(source, settings):
        yield from unknown_words_of(narration)


def voices(language: str | None = None, *, engine: str | None = None) -> tuple[Voice, ...]:
    """Return what can speak here, of one language or engine or of all, best first for each language.

    Raises EngineError where nothing can, UsageError where there is no such engine.
    """
    from voicebook.planning.voices import listed_voices

    return listed_voices(language, engine)


def say(
    text: str, voice: str | None = None, *, language: str | None = None, rate: float = 1.0, pitch: float = 1.0
) -> Speech:
    """Speak a text of a few sentences, numbers and abbreviations included.

    `voice` is a name or tag that `voices` lists, or "ENGINE:VOICE", or a model on your disk; without one,
    the voice speaks that narrates books in the language. Raises EngineError, UsageError.
    """
    with Studio(jobs=1) as studio:
        return studio.say(text, voice=voice, language=language, rate=rate, pitch=pitch)


def pronounce(text: str, language: str | None = None, voice: str | None = None) -> tuple[PronouncedWord, ...]:
    """Return how a voice says each word of a paragraph, in IPA.

    The language is that of the voice, or English, if it is not told. Raises EngineError: with code VB-E07
    if the voice does not tell its phonemes.
    """
    from voicebook.speaking.open_voice import open_voice

    with open_voice(voice, language) as opened:
        return opened.pronounce(text)


def _narrations(source: str | Path, settings: dict[str, Any]) -> "Iterator[Narration]":
    """Yield the text of each book that a path stands for, as it will be said."""
    from voicebook.making.brief import brief_for, checked_request, naming_source
    from voicebook.planning.opening import read_narration
    from voicebook.sources.find import find_sources

    checked_request(settings)
    for found in find_sources([Path(source)], Path("output")):
        brief = brief_for(found, settings)
        with naming_source(found):
            narration = read_narration(found, brief.settings)
        yield narration
