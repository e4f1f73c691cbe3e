"""The English tables: TSV files beside this module, read once. Their headers say what the columns mean."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from voicebook.text import tsv

UNIT_FLAGS = ("si", "never", "length", "spaced", "large", "letter", "force", "stone", "inch")


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
    flags: frozenset[str]  # of UNIT_FLAGS


@cache
def currencies() -> dict[str, Currency]:
    """Return currencies by symbol and code."""
    return {row[0]: Currency(*row[1:]) for row in rows("currencies.tsv")}


@cache
def units() -> dict[str, Unit]:
    """Return units by symbol, those of the SI with every prefix in use."""
    found: dict[str, Unit] = {}
    prefixes = pairs("prefixes.tsv")
    for symbol, one, many, flags in rows("units.tsv", flags=UNIT_FLAGS):
        unit = Unit(one, many, frozenset(flags.split()))
        found[symbol] = unit
        for prefix, name in prefixes.items() if "si" in unit.flags else ():
            found.setdefault(prefix + symbol, Unit(name + one, name + many, unit.flags))
    return found


def rows(name: str, *, key: int = 1, **choices: Collection[str]) -> list[tuple[str, ...]]:
    """Return the rows of a table; `choices` are the words that a column may have. Raises LanguageError."""
    return tsv.rows(__package__, name, key=key, choices=choices)


@cache
def pairs(name: str) -> dict[str, str]:
    """Return the first two columns of a table."""
    return {row[0]: row[1] for row in rows(name)}


def flagged(name: str, *flags: str) -> tuple[frozenset[str], ...]:
    """Return what has each of the flags in a table's last column; there are no others than these."""
    table = rows(name, flags=flags)
    return tuple(frozenset(row[0] for row in table if flag in row[-1].split()) for flag in flags)


def kinds(name: str, *of: str) -> tuple[frozenset[str], ...]:
    """Return the words of each kind in a table of two columns, kind and words; there are no other kinds."""
    table = rows(name, key=2, kind=of)
    return tuple(
        frozenset(word for kind, words in table if kind == each for word in words.split()) for each in of
    )


@cache
def word_set(name: str) -> frozenset[str]:
    """Return all words of a table of one column."""
    return frozenset(word for row in rows(name) for word in row[0].split())
