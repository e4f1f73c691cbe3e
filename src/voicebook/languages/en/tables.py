"""The English tables: TSV files beside this module, read once.

A line is a row; `#` begins a comment; columns are parted by tabs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency's words."""

    one: str
    many: str
    minor: str  # "" where none is in use
    minors: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure's words."""

    one: str
    many: str
    flags: frozenset[str]  # "si" takes prefixes, "length" is squared as "square", "tight", …


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form, what it is said as, and the cue that it needs."""

    written: str
    spoken: str
    cue: str  # "any", "number", "name", "after-name", "after-number", "bracket"


def rows(name: str) -> Iterator[list[str]]:
    """Read a table of this folder."""
    text = files("voicebook.languages.en").joinpath(name).read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line and not line.startswith("# ") and line != "#":
            yield line.split("\t")


@cache
def currencies() -> dict[str, Currency]:
    """Return currencies by symbol and code."""
    return {row[0]: Currency(*[*row, *[""] * 5][1:5]) for row in rows("currencies.tsv")}


@cache
def units() -> dict[str, Unit]:
    """Return units by symbol, those of the SI with every prefix in use."""
    found: dict[str, Unit] = {}
    prefixes = list(rows("prefixes.tsv"))
    for symbol, one, many, flags in ((row + [""] * 4)[:4] for row in rows("units.tsv")):
        unit = Unit(one, many, frozenset(flags.split()))
        found[symbol] = unit
        for prefix, name in prefixes if "si" in unit.flags else []:
            found.setdefault(prefix + symbol, Unit(name + one, name + many, unit.flags - {"tight"}))
    return found


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """Return short forms with their cues."""
    return tuple(Abbreviation(row[0], row[1], row[2]) for row in rows("abbreviations.tsv"))


@cache
def pairs(name: str) -> dict[str, str]:
    """Return a table of two columns."""
    return {row[0]: [*row, ""][1] for row in rows(name)}


@cache
def word_set(name: str) -> frozenset[str]:
    """Return all words of a table, whatever their columns and spaces."""
    return frozenset(word for row in rows(name) for cell in row for word in cell.split())
