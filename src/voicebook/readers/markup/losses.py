"""What of a text could not be kept: a finding for each kind, with its first line and some examples."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity

_SHOWN = 5  # examples that a finding quotes


@dataclass(frozen=True, slots=True)
class Loss:
    """A kind of thing that could not be kept."""

    code: str
    severity: Severity
    what: str
    hint: str


PICTURE = Loss(
    "VB-R29",
    Severity.WARNING,
    "pictures that are not in the book (their description is read instead)",
    "put PNG, JPEG, GIF or WebP files into the text's folder and name them by a relative path",
)
LINK = Loss(
    "VB-R33",
    Severity.NOTE,
    "links that lead nowhere in the book (their text is kept)",
    "link to http, https or mailto, or to a place in this text",
)
HTML = Loss(
    "VB-R34",
    Severity.NOTE,
    "HTML that was left out (the text in it is kept, but not scripts, styles, frames and drawings)",
    "write it in Markdown",
)


@dataclass(frozen=True, slots=True)
class Losses:
    """The losses of one text."""

    source: str
    _cases: dict[Loss, list[tuple[int, str]]] = field(default_factory=dict)  # line, and what stood there

    def add(self, loss: Loss, quoted: str, line: int = 0) -> None:
        """Note a case of a loss; line 0 is one that is not known."""
        self._cases.setdefault(loss, []).append((line, quoted))

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each kind of loss."""
        for loss, cases in self._cases.items():
            quoted = examples([quoted for _, quoted in cases])
            where = Location(self.source, line=cases[0][0])
            yield Finding(loss.code, loss.severity, f"{loss.what}: {quoted:.300}", where, loss.hint)


def examples(cases: Sequence[str], between: str = ", ") -> str:
    """Return the first few of some cases as a list for people."""
    return between.join(cases[:_SHOWN]) + (" …" if len(cases) > _SHOWN else "")
