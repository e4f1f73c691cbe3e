"""The few words of our own: before a picture, at a page break, and where speech failed."""

from functools import cache

from voicebook.text import tsv


def of_picture(language: str) -> str:
    """Return what announces a picture: "Image:"; "" for a language that has no word here."""
    word = _words(language)[0]
    return f"{word}:" if word else ""


def of_page(number: str, language: str) -> str:
    """Return how a page break is said: 12 → "Page 12"; anything but a bare number is said as it is."""
    word = _words(language)[1]
    bare = number.isdecimal() or set(number.lower()) <= set("ivxlcdm")
    return f"{word} {number}" if word and bare else number


def of_gap(language: str) -> str:
    """Return what is said in place of a sentence that no engine could speak, in English if need be."""
    return _words(language)[2] or _words("en")[2]


@cache
def _words(language: str) -> tuple[str, ...]:
    """Return the row of a language, without region; its cells are "" where there is none."""
    rows = {row[0]: row[1:] for row in tsv.rows(__package__, "announcements.tsv")}
    return rows.get(language.partition("-")[0].lower(), ("", "", ""))
