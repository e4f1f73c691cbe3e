"""Visible words: counted once each, and whether somebody says them."""

import re

_RUN = re.compile(r"\s+|\S+")
_SAMPLE = 60  # code points of the first silent passage that are shown


class Words:
    """Counts words in text that arrives in runs. A word may go through several runs: H<sub>2</sub>O.

    A word is what stands between white space or breaks and has a letter or digit; it is narrated
    when every run of it that has one is.
    """

    def __init__(self) -> None:
        self.visible = 0
        self.narrated = 0
        self.shown = 0  # characters so far, white space apart: tells whether an element showed any
        self.first_silent = ""  # the beginning of the first passage that is not narrated
        self.first_line = 0
        self._parts: list[str] = []
        self._is_silent = False
        self._in_first = True

    def add(self, text: str, line: int, *, narrated: bool) -> None:
        """Go on with a run of text."""
        for run in _RUN.findall(text):
            if run.isspace():
                self.end_word()
                continue
            letters = sum(map(str.isalnum, run))
            self.shown += len(run)
            self._parts.append(run)
            if letters and not narrated:
                self._is_silent = True
                self.first_line = self.first_line or line

    def end_word(self) -> None:
        """End the word that is open, if any: white space, or an element's edge that breaks words."""
        if not self._parts:
            return
        word, silent = "".join(self._parts), self._is_silent
        self._parts, self._is_silent = [], False
        if not any(map(str.isalnum, word)):
            return
        self.visible += 1
        if not silent:
            self.narrated += 1
            self._in_first = self._in_first and not self.first_silent
        elif self._in_first:
            self.first_silent = f"{self.first_silent} {word}".strip()[:_SAMPLE]
