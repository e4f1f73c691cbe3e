"""Roman numerals in any language: their form and value, and texts that begin with one."""

import re

NUMERAL = r"(?=[MDCLXVI])M{0,4}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})(?![A-Za-z])"
SMALL = r"(?=[mdclxvi])m{0,4}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})(?![A-Za-z])"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_LEADS = re.compile(rf"\s*(?P<numeral>{NUMERAL}|{SMALL})(?:[.:)]?\s*$|[.:)] |\.?\s?[—–])")
_LONGEST = 80  # characters of a text that a numeral leads as its number


def value(numeral: str) -> int:
    """`XIV` → 14."""
    total = 0
    worth = [_VALUES[char] for char in numeral.upper()]
    for at, one in enumerate(worth):
        total += -one if at + 1 < len(worth) and one < worth[at + 1] else one
    return total


def leading(text: str) -> int:
    """Return the number that a text is or begins with, as a heading does; 0 if none.

    `XIV` and `XIV. The Return` → 14; a whole paragraph has none, nor a word of the same letters.
    """
    if len(text) > _LONGEST:
        return 0
    match = _LEADS.match(text)
    return value(match["numeral"]) if match else 0
