"""The tables of this package: TSV files beside the modules, read when the first heteronym is met."""

from functools import cache

from voicebook.text import tsv


@cache
def rows(name: str, key: int = 1) -> list[tuple[str, ...]]:
    """Return the rows of a table. Raises LanguageError."""
    return tsv.rows(__package__, name, key=key)
