"""A word as it is written, taken apart for engines that must put something in its place."""

import re

_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_PARTS = re.compile(r"(\W*)(.*?)(['’]s)?(\W*)", re.DOTALL)


def speakable(text: str, instead: str = " ") -> str:
    """Return a text without control characters, lone surrogates and non-characters."""
    return _UNSPEAKABLE.sub(instead, text)


def parts(text: str) -> tuple[str, str, str, str]:
    """Return a word in four parts, of which three may be "": ("“", "Kim", "’s", ",") for “Kim’s,."""
    found = _PARTS.fullmatch(text)
    before, core, suffix, after = found.groups("") if found else ("", text, "", "")
    return before, core, suffix, after
