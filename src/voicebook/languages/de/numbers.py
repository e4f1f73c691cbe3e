"""German number words: cardinals, ordinals, years, digits.

A number below a million is one word: 48300 → `achtundvierzigtausenddreihundert`.
"""
# ruff: noqa: PLR2004 - these numbers are the language's own

_ONES = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
    " siebzehn achtzehn neunzehn"
).split()
_DIGITS = ["null", "eins", *_ONES[2:10]]
_TENS = ["", "", *"zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()]
_LARGE = (
    ("Million", "Millionen"),
    ("Milliarde", "Milliarden"),
    ("Billion", "Billionen"),
    ("Billiarde", "Billiarden"),
)
_LONGEST = 6 + 3 * len(_LARGE)  # digits; a longer number is said digit by digit
_ORDINALS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}


def cardinal(digits: str, one: str = "eins") -> list[str]:
    """`1000001` → `eine Million eins`. `one` is what a last 1 is: `ein`, `eine`."""
    digits = digits.lstrip("0") or "0"
    if len(digits) > _LONGEST:
        return digit_by_digit(digits)
    words: list[str] = []
    large, below = digits[:-6], int(digits[-6:])
    for scale in range(len(_LARGE) - 1, -1, -1):
        end = len(large) - 3 * scale
        value = int(large[max(0, end - 3) : end] or 0) if end > 0 else 0
        if value:
            words += [_below_million(value, "eine"), _LARGE[scale][value > 1]]
    if digits == "1":
        return [one]
    return words + ([_below_million(below, "eins")] if below or not words else [])


def _below_million(value: int, one: str) -> str:
    """Return a number as one word; `one` is what a last 1 is."""
    for size, name in ((1000, "tausend"), (100, "hundert")):
        if value >= size:
            many, rest = divmod(value, size)
            return _below_million(many, "ein") + name + (_below_million(rest, one) if rest else "")
    if value == 1:
        return one
    if value < len(_ONES):
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return f"{_ONES[ones]}und{_TENS[tens]}" if ones else _TENS[tens]


def ordinal(digits: str, ending: str = "e") -> list[str]:
    """`3` → `dritte`; `21`, ending `en` → `einundzwanzigsten`."""
    *before, last = cardinal(digits)
    value = int(digits) % 100
    if value in _ORDINALS:
        last = last[: len(last) - len(_below_million(value, "eins"))] + _ORDINALS[value]
    else:
        last += "t" if 0 < value < 20 else "st"
    return [*before, last + ending]


def year(digits: str) -> list[str]:
    """`1831` → `achtzehnhunderteinunddreißig`, `2007` → `zweitausendsieben`."""
    value = int(digits)
    century, rest = divmod(value, 100)
    if 11 <= century <= 19:
        return [f"{_ONES[century]}hundert" + (_below_million(rest, "eins") if rest else "")]
    return cardinal(digits)


def digit_by_digit(digits: str) -> list[str]:
    """`0815` → `null acht eins fünf`; what is no digit is silent."""
    return [_DIGITS[int(digit)] for digit in digits if digit in "0123456789"]


def number(written: str, one: str = "eins") -> list[str]:
    """Say a number as written: `12.000`, `4,2`, `007`."""
    whole, comma, decimals = written.partition(",")
    digits = "".join(filter(str.isdecimal, whole))
    if len(digits) > 1 and digits.startswith("0") and not comma:
        return digit_by_digit(digits)
    words = cardinal(digits or "0", "eins" if comma else one)
    return [*words, "Komma", *digit_by_digit(decimals)] if comma else words
