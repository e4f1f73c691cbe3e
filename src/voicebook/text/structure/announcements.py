"""The few words of our own: before a picture, at a page break, and where speech failed."""

from collections.abc import Mapping
from functools import cache

from voicebook.text import tsv


def of_picture(language: str) -> str:
    """Return what announces a picture: "Image:"; "" for a language that has no word here."""
    word = _words().get(_primary(language), ("", "", ""))[0]
    return f"{word}:" if word else ""


def of_page(number: str, language: str) -> str:
    """Return how a page break is said: 12 → "Page 12"; anything but a bare number is said as it is."""
    word = _words().get(_primary(language), ("", "", ""))[1]
    bare = number.isdecimal() or set(number.lower()) <= set("ivxlcdm")
    return f"{word} {number}" if word and bare else number


def of_gap(language: str) -> str:
    """Return what is said in place of a sentence that no engine could speak, in English if need be."""
    return _words().get(_primary(language), _words()["en"])[2]


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


@cache
def _words() -> Mapping[str, tuple[str, str, str]]:
    rows = tsv.rows(__package__, "announcements.tsv")
    return {language: (picture, page, gap) for language, picture, page, gap in rows}
