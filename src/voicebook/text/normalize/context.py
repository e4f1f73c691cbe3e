"""The first pass: what a whole document says about its own words.

One stream over the texts of the blocks, with bounded memory. The result is frozen and small: only
what a sentence cannot know by itself.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from voicebook.text.language import Context
from voicebook.text.normalize.habits import Habits
from voicebook.text.normalize.initials import Phrases
from voicebook.text.normalize.typography import fold

_MOST_WORDS = 100_000  # distinct words kept while reading
_MOST_ABBREVIATIONS = 2_000
_LONGEST_TEXT = 1_000_000  # characters of one text that are looked at

_LOWER = re.compile(r"(?<![\w'.])[a-z]{2,15}(?![\w])")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,14}(?![\w])")  # not first in a sentence
_RECURS = 2  # times that a name must be there
_CAPITALS = re.compile(r"(?<![\w])[A-Z]{2,15}(?!\w)")
_BRACKETED = re.compile(r"\(([^()]{2,120})\)")
_SHORT = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z][A-Za-z&.]{1,9}(?:'?s)?")
_LONG_WORDS = re.compile(r"[^\W_][\w'.]*")
_SHORT_FORM = re.compile(r"[^\W\d_][.&]?[A-Z]")
_DIGITS = re.compile(r"\d[,/]\d.*\d[,/]\d", re.DOTALL)
_LONGEST_PHRASE = 12  # words
_SMALL = frozenset({"a", "an", "and", "at", "by", "de", "du", "for", "in", "of", "on", "the", "to", "with"})


def read_context(texts: Iterable[str], language: str) -> Context:
    """Read the texts of a document once and return what they define.

    Abbreviations, both ways round, `Workers' Party of Korea (WPK)`, `WPK (Workers' Party of Korea)`,
    and by initials where only one phrase has them; of the words written in capitals, those that are
    also written in lower case, or as a name that recurs; and the habits of numbers, dates, headings.
    """
    lower: set[str] = set()
    capitals: set[str] = set()
    names: Counter[str] = Counter()
    abbreviations: dict[str, str] = {}
    phrases, habits = Phrases(), Habits()
    for written in texts:
        text = fold(written[:_LONGEST_TEXT]).text
        _add(lower, _LOWER.findall(text))
        _add(capitals, _CAPITALS.findall(text))
        if len(names) < _MOST_WORDS:
            names.update(map(str.lower, _NAME.findall(text)))
        if "(" in text and len(abbreviations) < _MOST_ABBREVIATIONS:
            for short, long in _definitions(text):
                abbreviations.setdefault(short, long)
        phrases.look_at(text)
        habits.look_at(text)
    shouted = {word.lower() for word in capitals}
    recurring = frozenset(name for name, count in names.items() if count >= _RECURS and name in shouted)
    plain = (lower & shouted) | recurring
    unexplained = (word for word in capitals if word.lower() not in plain)
    return Context(
        language,
        dict(phrases.meaning(unexplained)) | abbreviations,
        frozenset(plain),
        recurring,
        decimal_comma=habits.decimal_comma,
        day_first=habits.day_first,
        capital_headings=habits.capital_headings,
        series=habits.series,
    )


def context_of(text: str, language: str) -> Context:
    """Read a single text; what has neither capitals in a row nor many digits shows nothing of itself."""
    if _SHORT_FORM.search(text) is None and _DIGITS.search(text) is None:
        return Context(language)
    return read_context((text,), language)


def _add(words: set[str], found: Iterable[str]) -> None:
    if len(words) < _MOST_WORDS:
        words.update(found)


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    """Find `long form (SHORT)` and `SHORT (long form)`."""
    for match in _BRACKETED.finditer(text):
        inside = match[1].strip()
        before = text[max(0, match.start() - 200) : match.start()].rstrip()
        if _SHORT.fullmatch(inside):
            short = _singular(inside)
            long = _long_form(short, before)
            if long:
                yield short, long
        else:
            yield from _reversed_definition(before, inside)


def _reversed_definition(before: str, inside: str) -> Iterator[tuple[str, str]]:
    last = before.rsplit(" ", 1)[-1]
    if not _SHORT.fullmatch(last):
        return
    short = _singular(last)
    long = _long_form(short, inside)
    if long and long == inside.strip():
        yield short, long


def _singular(short: str) -> str:
    """`NGOs` → `NGO`, `the UN's` → `UN`: the abbreviation without its plural or possessive."""
    bare = re.sub(r"'?s$", "", short)
    return (bare if sum(map(str.isupper, bare)) > 1 else short).replace(".", "")


def _long_form(short: str, before: str) -> str:
    """Return the phrase at the end of `before` that `short` stands for, or "".

    The letters of the short form are found in the phrase from right to left, the first of them at
    the beginning of a word (Schwartz and Hearst 2003); every word but small ones must give a letter
    or be given away by the short form's length.
    """
    words = list(_LONG_WORDS.finditer(before))[-_LONGEST_PHRASE:]
    letters = [char.lower() for char in short if char.isalpha()]
    for count in range(1, len(words) + 1):
        phrase = before[words[-count].start() :]
        if count < _fewest_words(letters) or words[-count][0].lower() in _SMALL - {letters[0]}:
            continue
        if phrase[0].lower() == letters[0] and _spells(letters, phrase) and count <= len(letters) + 5:
            return phrase.strip()
    return ""


def _fewest_words(letters: list[str]) -> int:
    return 1 if len(letters) < 3 else 2  # noqa: PLR2004 - one long word seldom has three initials


def _spells(letters: list[str], phrase: str) -> bool:
    """Return whether each word's initial, small words aside, or letters inside give the short form."""
    initials = [word[0].lower() for word in _LONG_WORDS.findall(phrase.replace("-", " "))]
    large = [
        word[0].lower()
        for word in _LONG_WORDS.findall(phrase.replace("-", " "))
        if word.lower() not in _SMALL
    ]
    if letters in (initials, large):
        return True
    return (
        len(large) <= len(letters) and _in_order(letters, phrase.lower()) and _capitals_used(letters, phrase)
    )


def _in_order(letters: list[str], phrase: str) -> bool:
    at = 0
    for letter in letters:
        at = phrase.find(letter, at) + 1
        if at == 0:
            return False
    return True


def _capitals_used(letters: list[str], phrase: str) -> bool:
    """Return whether the phrase's capitals all are letters of the short form, in order."""
    capitals = [char.lower() for char in phrase if char.isupper()]
    rest = iter(letters)
    return len(capitals) > 1 and all(capital in rest for capital in capitals)
