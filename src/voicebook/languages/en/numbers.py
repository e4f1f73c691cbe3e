"""English number words: cardinals, ordinals, years, decimals, digits.

Functions take digits and return lists of words: `48300` → `forty eight thousand three hundred`.
"""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re

from voicebook.text.language import Context

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = ["", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split()]
_SCALES = [
    "",
    *(
        "thousand million billion trillion quadrillion quintillion sextillion septillion "
        "octillion nonillion decillion"
    ).split(),
]
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_PLURALS = {"six": "sixes"}
_LONGEST = 3 * len(_SCALES)  # digits; a longer number is said digit by digit
_SEPARATORS = re.compile(r"[ ,']")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_BRITISH = frozenset({"GB", "IE", "AU", "NZ", "ZA", "IN"})


def is_british(context: Context) -> bool:
    """Return whether the region says "and" in numbers, reads 3/6 as the third of June and spells metre."""
    return context.language.rpartition("-")[2].upper() in _BRITISH


def cardinal(number: int | str, context: Context) -> list[str]:
    """`102` → `one hundred two` (en-US), `one hundred and two` (en-GB). Very long ones: digit by digit."""
    digits = str(number).lstrip("0") or "0"
    if len(digits) > _LONGEST:
        return digit_by_digit(digits)
    groups = [digits[max(0, end - 3) : end] for end in range(len(digits), 0, -3)]
    words: list[str] = []
    for scale in range(len(groups) - 1, -1, -1):
        value = int(groups[scale])
        if value:
            last_with_and = scale == 0 and words and value < 100 and is_british(context)
            words += [*(["and"] if last_with_and else []), *_below_thousand(value, context)]
            words += [_SCALES[scale]] if scale else []
    return words or ["zero"]


def _below_thousand(value: int, context: Context) -> list[str]:
    hundreds, rest = divmod(value, 100)
    words = [_ONES[hundreds], "hundred"] if hundreds else []
    if words and rest and is_british(context):
        words.append("and")
    return words + (_below_hundred(rest) if rest else [])


def _below_hundred(value: int) -> list[str]:
    if value < len(_ONES):
        return [_ONES[value]]
    tens, ones = divmod(value, 10)
    return [_TENS[tens]] + ([_ONES[ones]] if ones else [])


def ordinal(number: int | str, context: Context) -> list[str]:
    """`33` → `thirty third`."""
    words = cardinal(number, context)
    return [*words[:-1], ordinal_word(words[-1])]


def ordinal_word(word: str) -> str:
    """`twenty` → `twentieth`, `two` → `second`, `hundred` → `hundredth`."""
    if word in _ORDINALS:
        return _ORDINALS[word]
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"


def plural(words: list[str]) -> list[str]:
    """`nineteen thirty` → `nineteen thirties`, `six` → `sixes`."""
    last = words[-1]
    word = last[:-1] + "ies" if last.endswith("y") else _PLURALS.get(last, last + "s")
    return [*words[:-1], word]


def digit_by_digit(digits: str) -> list[str]:
    """`0815` → `zero eight one five`; anything that is not a digit is silent."""
    return [_ONES[int(digit)] for digit in digits if digit in "0123456789"]


def year(number: int | str, context: Context) -> list[str]:
    """`1807` → `eighteen oh seven`, `2007` → `two thousand seven`, `312` → `three twelve`."""
    value = int(number)
    if str(number).startswith("0") and value:
        return ["oh", *cardinal(value, context)]
    century, rest = divmod(value, 100)
    if century == 0 or value % 1000 == 0 or 2000 <= value <= 2009 or value > 9999:
        return cardinal(value, context)
    if rest == 0:
        return [*_below_hundred(century), "hundred"]
    if rest < 10:
        return [*_below_hundred(century), "oh", _ONES[rest]]
    return [*_below_hundred(century), *_below_hundred(rest)]


def pairs(digits: str, context: Context) -> list[str]:
    """Say the number of a house, a flight or a model: `350` → `three fifty`, `1408` → `fourteen oh eight`."""
    if digits.startswith("0") or len(digits) not in {3, 4}:
        return number(digits, context)
    return year(digits, context)


def decade(number: str, context: Context) -> list[str]:
    """`1930` → `nineteen thirties`, `1800` → `eighteen hundreds`, `30` → `thirties`."""
    if number in {"00", "0"}:
        return ["two", "thousands"]
    return plural(year(number, context) if len(number) == 4 else cardinal(number, context))


def number(written: str, context: Context) -> list[str]:
    """Say a number as written, with separators, decimals and leading zeros: `1,050.25`, `.8`, `007`."""
    whole, point, decimals = written.replace("·", ".").partition(".")
    digits = _SEPARATORS.sub("", whole)
    if point:
        before = _whole(digits, context) if digits else []
        return [*before, "point", *digit_by_digit(decimals)]
    if _INDIAN.fullmatch(whole):
        return _indian(digits, context)
    return _whole(digits, context)


def _whole(digits: str, context: Context) -> list[str]:
    if len(digits) > 1 and digits.startswith("0"):
        return digit_by_digit(digits)
    return cardinal(digits, context)


def _indian(digits: str, context: Context) -> list[str]:
    """`2,40,000` → `two lakh forty thousand`."""
    crores, lakhs, rest = digits[:-7], digits[-7:-5], digits[-5:]
    words = [*cardinal(crores, context), "crore"] if crores else []
    words += [*cardinal(lakhs, context), "lakh"] if int(lakhs) else []
    return words + (cardinal(rest, context) if int(rest) else [])


def is_one(written: str) -> bool:
    """Return whether a number takes the singular: `1` does, `1.0` and `0` do not."""
    return written.lstrip("+") == "1"
