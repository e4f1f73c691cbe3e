"""Build a spoken form piece by piece, with readings that tile both forms.

Pieces come in the order of the written text: a stretch that no tagger claimed, or a token and what
is said for it. White space is settled here: runs become one space, none is left at either end, and
one is put where two words would otherwise run together.
"""

import re

from voicebook.model.publication import Span
from voicebook.model.speech import Manner, Reading, SpokenForm
from voicebook.text.language import Said, Token
from voicebook.text.normalize.typography import View

PLAIN = "plain"  # said as written: as many code points, one for one
SPACE = "space"  # white space that is not said
TYPOGRAPHY = "typography"  # the same word in other code points
SOUNDED = frozenset({"heteronym", "name"})  # the same word, by phonemes: it has several sounds, or a rare one

_WORD = re.compile(r"[^ ]+")
_CHUNK = re.compile(r" +|[^ ]+(?: [^ ]+)*")
_PAUSES = frozenset(",;:.!?…")
_DASHES = frozenset("–—")


class Composer:
    """The spoken form under construction."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._parts: list[str] = []
        self._length = 0  # of the parts
        self._last = ""  # last character said
        self._after_token = False
        self._readings: list[Reading] = []
        self._manners: list[Manner] = []

    def plain(self, start: int, end: int) -> None:
        """Say a stretch of the view as it is written."""
        for chunk in _CHUNK.finditer(self._view.tidy, start, end):
            if chunk[0][0] == " ":
                self._space(chunk.start(), chunk.end())
            elif self._view.starts is None:
                self._same(chunk.start(), chunk.end())
            else:
                self._word_by_word(chunk.start(), chunk.end())

    def token(self, token: Token, said: tuple[Said, ...]) -> None:
        """Say a token. Nothing said is silence."""
        start = self._length
        written = self._view.written(token.span.start, token.span.end)
        for number, word in enumerate(said):
            if self._needs_space(word.text[:1], inside=number > 0):
                self._append(" ")
            if word.letters or word.phonemes:
                self._manners.append(Manner(self._length, word.letters, word.phonemes))
            self._append(word.text)
        self._readings.append(
            Reading(written, Span(start, self._length), token.kind, token.rule, token.doubt)
        )
        self._after_token = True

    def finish(self) -> SpokenForm:
        """Return the spoken form."""
        self._trim()
        return SpokenForm("".join(self._parts), tuple(coalesced(self._readings)), tuple(self._manners))

    def _append(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)
            self._last = text[-1]

    def _needs_space(self, char: str, *, inside: bool = False) -> bool:
        """Return whether a space must stand before a token's next word, or before the text after it.

        `inside` a token it must wherever no punctuation follows: `Workers'` and `Party` are two words.
        """
        last = self._last
        if not last or last == " " or not char or char in _PAUSES:
            return False
        if char in _DASHES or last in _DASHES:
            return True
        return (
            inside or (char.isalnum() and (last.isalnum() or last in _PAUSES)) or self._said_word(last, char)
        )

    def _said_word(self, last: str, char: str) -> bool:
        return self._after_token and last == "'" and char.isalnum()

    def _space(self, start: int, end: int) -> None:
        spoken_start = self._length
        if self._last not in {"", " "}:
            self._append(" ")
        kind = PLAIN if self._length - spoken_start == end - start else SPACE
        self._add(start, end, spoken_start, kind)

    def _same(self, start: int, end: int) -> None:
        self._part_from_token(self._view.tidy[start])
        spoken_start = self._length
        self._append(self._view.tidy[start:end])
        self._add(start, end, spoken_start, PLAIN)

    def _word_by_word(self, start: int, end: int) -> None:
        self._part_from_token(self._view.tidy[start])
        for chunk in re.finditer(r" |[^ ]+", self._view.tidy[start:end]):
            spoken_start = self._length
            self._append(chunk[0])
            written = self._view.written(start + chunk.start(), start + chunk.end())
            kind = PLAIN if len(written) == len(chunk[0]) else TYPOGRAPHY
            self._readings.append(Reading(written, Span(spoken_start, self._length), kind))
        self._after_token = False

    def _part_from_token(self, char: str) -> None:
        """Put a space between a token's words and the text that touches them."""
        if self._after_token and self._last and self._needs_space(char) and self._last not in _PAUSES:
            last = self._readings[-1]
            self._append(" ")
            spoken = Span(last.spoken.start, self._length)
            self._readings[-1] = Reading(last.written, spoken, last.kind, last.rule, last.doubt)

    def _add(self, start: int, end: int, spoken_start: int, kind: str) -> None:
        written = self._view.written(start, end)
        if kind == PLAIN and len(written) != self._length - spoken_start:
            kind = TYPOGRAPHY
        self._readings.append(Reading(written, Span(spoken_start, self._length), kind))
        self._after_token = False

    def _trim(self) -> None:
        """Take back the space at the end: it was said by the last reading that said anything."""
        if self._last != " ":
            return
        self._parts[-1] = self._parts[-1][:-1]
        self._length -= 1
        for at in range(len(self._readings) - 1, -1, -1):
            reading = self._readings[at]
            spoken = Span(min(reading.spoken.start, self._length), min(reading.spoken.end, self._length))
            kind = SPACE if reading.kind == PLAIN else reading.kind
            self._readings[at] = Reading(reading.written, spoken, kind, reading.rule, reading.doubt)
            if len(reading.spoken):
                return


def plain_form(text: str) -> SpokenForm:
    """Return the spoken form of a text that is said as it is written."""
    whole = Span(0, len(text))
    return SpokenForm(text, (Reading(whole, whole, PLAIN),) if text else ())


def coalesced(readings: list[Reading]) -> list[Reading]:
    """Join neighbours that are said as written."""
    joined: list[Reading] = []
    for reading in readings:
        if joined and reading.kind == PLAIN == joined[-1].kind:
            last = joined[-1]
            written = Span(last.written.start, reading.written.end)
            joined[-1] = Reading(written, Span(last.spoken.start, reading.spoken.end), PLAIN)
        else:
            joined.append(reading)
    return joined
