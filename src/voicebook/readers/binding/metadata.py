"""What a publication says of itself: settings before front matter before guesses."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from voicebook.errors import LanguageError, Location
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Metadata
from voicebook.readers.binding.xhtml import allowed
from voicebook.settings import Settings

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
"""A tag of BCP 47, by its form."""

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)?)?")
_SEPARATORS = re.compile(r"[\s_]+|(?<=\w)-(?=\w)")
_NUMBER = re.compile(r"^\d{1,4}[\s._-]+(?=\S)")

SETTLED = tuple(each.name for each in fields(Metadata) if each.name not in {"language", "cover"})
"""Fields of the metadata that settings, the source or a guess give as they are; the others are found out."""

UNSURE = "VB-R20"
"""Code of the finding that a language was detected without confidence."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """What the text itself shows."""

    title: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a book: by its settings, and, if they say nothing, by the source itself."""

    source: Path
    settings: Settings
    declared: Mapping[str, Any]  # named as settings

    def value(self, name: str) -> Any:
        """Return what is said of one thing; empty or None if nothing is."""
        return getattr(self.settings, name) or self.declared.get(name)


def settle(said: Said, guesses: Guesses) -> tuple[Metadata, tuple[Finding, ...]]:
    """Return the metadata of a source but for its language (left ""), and what is to be said of it."""
    settled: dict[str, Any] = {"title": name_of(said.source)}
    guessed = {"title": guesses.title, "authors": guesses.authors}
    for name in SETTLED:
        value = said.value(name) or guessed.get(name)
        if cleaned := _clean(value) if isinstance(value, str) else _cleaned_names(value or ()):
            settled[name] = cleaned
    wrong = [settled.pop("date")] if not _DATE.fullmatch(settled.get("date", "2026")) else []
    return Metadata(language="", **settled), tuple(_no_date(date, said.source) for date in wrong)


def _no_date(date: str, source: Path) -> Finding:
    what = f"the date {date!r:.40} was left out: it is not of the form 2026, 2026-05 or 2026-05-17"
    return Finding("VB-R26", Severity.WARNING, what, Location(str(source)), "write it in one of these forms")


def language_of(said: Said, text: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the BCP 47 tag of a text, given or detected.

    An unsure detection is a finding. Raises LanguageError (VB-L01) if a given tag is malformed.
    """
    if given := said.value("language"):
        return _checked(given, said.source), ()
    from voicebook.text.detect import detect

    guess = detect(text)
    return guess.language, () if guess.sure else (_unsure(guess.language, guess.confidence, said.source),)


def chapter_name(said: Said, guess: str) -> str:
    """Return how a chapter without a heading is called, "" for the book's own title.

    A file that is a chapter of a larger book has a name of its own.
    """
    return str(said.declared.get("title") or guess or name_of(said.source)) if said.settings.book else ""


def name_of(path: Path) -> str:
    """Return a file's or folder's name as a title: "03_the-old_pier.txt" → "The old pier"."""
    stem = path.stem if path.suffix else path.name
    words = _SEPARATORS.sub(" ", _NUMBER.sub("", stem) or stem).strip()
    return words[:1].upper() + words[1:] or stem or "Untitled"


def as_settings(**said: Any) -> dict[str, Any]:
    """Return what a source says of itself, named as settings, without what it does not say."""
    return {name: value for name, value in said.items() if value}


def _cleaned_names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(_clean, names)))


def _clean(value: str) -> str:
    """Return a value on one line, without what XML forbids: YAML can escape such characters."""
    return " ".join(allowed(value).split())


def _checked(tag: str, source: Path) -> str:
    if LANGUAGE_TAG.fullmatch(tag) is None:
        what, hint = f"{tag!r:.40} is not a language tag", "write it as in en, en-GB or de-CH"
        raise LanguageError("VB-L01", what, where=Location(str(source)), hint=hint)
    return tag


def _unsure(language: str, confidence: float, source: Path) -> Finding:
    from voicebook.text.detect import SURE

    return Finding(
        UNSURE,
        Severity.WARNING,
        f"no language is set and detection is unsure: {language!r} was assumed,"
        f" with confidence {confidence:.2f} (sure from {SURE})",
        Location(str(source)),
        f'set it with --language {language}, `language = "{language}"` in voicebook.toml,'
        f" or `language: {language}` in front matter",
    )
