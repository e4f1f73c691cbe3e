"""The reader's own pronunciations: `lexicon.tsv` beside the texts, stronger than every rule.

A line is: written form, tab, spoken form, and optionally a tab and a note. `#` begins a comment
line. An entry matches whole words, as written; one in lower case also matches capitalized. The
longest entry wins.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voicebook.errors import Location, SettingsError
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token
from voicebook.text.typography import fold

KIND = "lexicon"
_LARGEST = 8 * 1024 * 1024  # bytes
_LONGEST = 500  # characters of a form
_PART = re.compile(r"[\w]+|[^\w\s]")
_WORD_BEFORE = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Written forms and how to say them, indexed by their first part."""

    entries: Mapping[str, str] = field(default_factory=dict)  # folded written form -> spoken form
    index: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # first part -> forms, longest first

    @classmethod
    def of(cls, entries: Mapping[str, str]) -> "Lexicon":
        """Return a lexicon of written and spoken forms."""
        folded = {" ".join(fold(written).text.split()): spoken for written, spoken in entries.items()}
        folded.pop("", None)
        with_capitals = {form[:1].upper() + form[1:]: said for form, said in folded.items() if form.islower()}
        both = with_capitals | folded
        index: dict[str, list[str]] = {}
        for form in sorted(both, key=lambda form: (-len(form), form)):
            index.setdefault(_first_part(form), []).append(form)
        return cls(both, {part: tuple(forms) for part, forms in index.items()})

    @classmethod
    def read(cls, path: Path) -> tuple["Lexicon", tuple[Finding, ...]]:
        """Read a TSV file. A broken line becomes a finding with its number; the rest still serves.

        Raises SettingsError if the file cannot be read, is too large or is not UTF-8.
        """
        entries: dict[str, str] = {}
        findings: list[Finding] = []
        for number, line in enumerate(_text_of(path).split("\n"), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            written, spoken, fault = _parse(line.rstrip("\r"))
            if fault:
                findings.append(_broken(path, number, fault))
            else:
                entries[written] = spoken
        return cls.of(entries), tuple(findings)

    def merged(self, others: Iterable["Lexicon"]) -> "Lexicon":
        """Return this lexicon and others as one; a later one wins."""
        entries = dict(self.entries)
        for other in others:
            entries |= other.entries
        return Lexicon.of(entries)

    def tag(self, view: str, context: Context) -> Iterator[Token]:
        """Find entries in a view."""
        del context  # part of the protocol
        end = 0
        for part in _PART.finditer(view) if self.index else ():
            if part.start() < end:
                continue
            for form in self.index.get(part[0], ()):
                if view.startswith(form, part.start()) and _stands_alone(view, part.start(), form):
                    end = part.start() + len(form)
                    yield Token(Span(part.start(), end), KIND, "lexicon", {"spoken": self.entries[form]})
                    break


EMPTY = Lexicon()


def say(token: Token, context: Context) -> tuple[Said, ...]:
    """Say an entry. Capitals that stand alone, two or more in a row, are letters: `W P K`."""
    del context
    words = token.fields["spoken"].split()
    single = [len(word) == 1 and word.isupper() for word in words]
    return tuple(
        Said(word, letters=alone and (single[at - 1 : at] == [True] or single[at + 1 : at + 2] == [True]))
        for at, (word, alone) in enumerate(zip(words, single, strict=True))
    )


def _first_part(form: str) -> str:
    match = _PART.search(form)
    return match[0] if match else form


def _stands_alone(view: str, start: int, form: str) -> bool:
    """Return whether no letter or digit continues the form on either side."""
    end = start + len(form)
    before = form[0].isalnum() and start > 0 and _WORD_BEFORE.match(view[start - 1]) is not None
    after = form[-1].isalnum() and end < len(view) and _WORD_BEFORE.match(view[end]) is not None
    return not before and not after


def _text_of(path: Path) -> str:
    where = Location(source=str(path))
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            hint = f"keep it under {_LARGEST // 1024 // 1024} MB"
            raise SettingsError("VB-S20", "the lexicon is too large", where=where, hint=hint)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError("VB-S21", "the lexicon cannot be read", where=where, hint=str(error)) from error
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8"
        raise SettingsError("VB-S22", "the lexicon is not UTF-8 text", where=where, hint=hint) from error


def _parse(line: str) -> tuple[str, str, str]:
    """Return written form, spoken form and what is wrong with the line ("" if nothing)."""
    columns = [column.strip() for column in line.split("\t")]
    if len(columns) == 1:
        return "", "", "there is no tab between the written and the spoken form"
    written, spoken = columns[:2]
    if not written or not spoken:
        return "", "", "the written or the spoken form is empty"
    if not fold(written).text.strip() or not fold(spoken).text.strip():
        return "", "", "the written or the spoken form has no visible character"
    if max(len(written), len(spoken)) > _LONGEST:
        return "", "", f"a form is longer than {_LONGEST} characters"
    return written, " ".join(fold(spoken).tidy.split()), ""


def _broken(path: Path, number: int, fault: str) -> Finding:
    return Finding(
        "VB-S23",
        Severity.WARNING,
        f"lexicon line left out: {fault}",
        Location(source=str(path), line=number),
        "a line is: written form, tab, spoken form, and optionally a tab and a note",
    )
