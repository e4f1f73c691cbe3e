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
from voicebook.making.studio import Build, Studio
from voicebook.model.events import Encoded, Event, Failed, Finished, Planned, Spoken, Started
from voicebook.model.explanation import Decision, PronouncedWord, StructureLine, UnknownWord
from voicebook.model.finding import Audit, Finding, Severity
from voicebook.model.proof import Proof
from voicebook.model.publication import Span
from voicebook.model.report import BookReport, Outcome, Plan
from voicebook.model.speech import Mark, Quality, Reading, Speech, SpeechSettings, SpokenForm, Voice, Word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voicebook.planning.narration import Narration

__all__ = [
    "Audit",
    "BookReport",
    "Build",
    "Decision",
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
    "Started",
    "StructureLine",
    "Studio",
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

LONGEST_SAYING = 2_000
"""Characters of a text that `say` takes."""


def build(
    sources: "Iterable[str | Path]", output: str | Path, *, jobs: int | None = None, **options: Any
) -> "Iterator[Outcome]":
    """Make a talking book of each source; yield what came of it when it is finished or has failed.

    One book that fails never stops the others. `options` are those of `Studio.build`, settings among them.
    Raises UsageError, SettingsError, WriteError where no book can be built.
    """
    with Studio(jobs=jobs) as studio:
        yield from studio.build(sources, output, **options)


def build_one(source: str | Path, output: str | Path, **options: Any) -> "BookReport":
    """Make a talking book of one source and return its report. Raises VoicebookError."""
    outcomes = list(build([source], output, **options))
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
    reports = [outcome.report for outcome in outcomes if outcome.report is not None]
    if len(reports) != 1:
        hint = "`build` takes folders of texts"
        raise UsageError("VB-U15", f"{source} holds {len(reports)} books", hint=hint)
    return reports[0]


def plan(source: str | Path, **settings: Any) -> "BookReport":
    """Plan a book and speak nothing: the report tells its documents, sentences, voices and findings.

    Raises VoicebookError.
    """
    with TemporaryDirectory(prefix="voicebook-") as folder:
        return build_one(source, folder, dry_run=True, **settings)


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
    from voicebook.speaking.open_voice import open_voice

    if not text.strip() or len(text) > LONGEST_SAYING:
        raise UsageError(
            "VB-U11", f"`say` takes up to {LONGEST_SAYING:,} characters", hint="use `build` for longer texts"
        )
    with open_voice(voice, language, SpeechSettings(rate, pitch)) as opened:
        return opened.say(text)


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
    from voicebook.making.brief import checked_request, open_narration
    from voicebook.sources.find import find_sources

    checked_request(settings)
    for found in find_sources([Path(source)], Path("output")):
        yield open_narration(found, settings)
