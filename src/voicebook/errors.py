"""Everything that voicebook raises on purpose.

    VoicebookError
    ├── SourceError      VB-R..  a source cannot be read
    ├── SettingsError    VB-S..  a setting is wrong or contradicts another
    ├── LanguageError    VB-L..  a language cannot be found or told
    ├── EngineError      VB-E..  an engine or a voice fails or is missing
    ├── EncodeError      VB-A..  audio cannot be encoded or decoded
    ├── WriteError       VB-W..  an output cannot be written
    └── UsageError       VB-U..  the caller asks for something impossible

An error says what went wrong, where, and what to try. `code` never changes once published.
"""

from dataclasses import dataclass
from enum import IntEnum


class ExitStatus(IntEnum):
    """What `voicebook` returns to the shell."""

    DONE = 0
    FAILED = 1  # a book failed, or a check has findings
    USAGE = 2
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is: from the file down to the sentence, as far as known."""

    source: str = ""
    document: str = ""
    sentence: str = ""
    line: int = 0  # 1-based; 0 when unknown

    def __str__(self) -> str:
        """Return the known parts in one line."""
        line = f"line {self.line}" if self.line else ""
        return ", ".join(part for part in (self.source, self.document, line, self.sentence) if part)


class VoicebookError(Exception):
    """Base of every error that a user can act on."""

    def __init__(self, code: str, what: str, *, where: Location | None = None, hint: str = "") -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.where = where or Location()
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Survive pickling with all fields."""
        return (_rebuild, (type(self), self.code, self.what, self.where, self.hint))

    def __str__(self) -> str:
        """Return the code, what, where and hint on one line."""
        where = f" ({self.where})" if str(self.where) else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.code}: {self.what}{where}{hint}"


def _rebuild(cls: type[VoicebookError], code: str, what: str, where: Location, hint: str) -> VoicebookError:
    return cls(code, what, where=where, hint=hint)


class SourceError(VoicebookError):
    """A source cannot be read."""


class SettingsError(VoicebookError):
    """A setting is wrong or contradicts another."""


class LanguageError(VoicebookError):
    """A language cannot be found or told."""


class EngineError(VoicebookError):
    """An engine or a voice fails or is missing."""


class EncodeError(VoicebookError):
    """Audio cannot be encoded or decoded."""


class WriteError(VoicebookError):
    """An output cannot be written."""


class UsageError(VoicebookError):
    """The caller asks for something impossible."""
