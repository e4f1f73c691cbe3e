"""Where sentences end: candidates, and the rules that decide between a stop and the end of a sentence.

A candidate is a stop, a question or exclamation mark or an ellipsis, with the quotation marks, brackets and
note marks that close behind it, before white space and a word. The rules ask what stands before the stop
(an abbreviation, an initial, a unit, a number) and what follows (a word that begins sentences, a name, a
number, a verb of saying). The words are the language's own: `Stops`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from voicebook.text.language import Stops

FOOTNOTE_MARK = r"(?:\u2060|\[\d{1,3}\]|[\u00b9\u00b2\u00b3\u2070-\u2079]|[*\u2020\u2021])"
_CLOSING = rf"(?:{FOOTNOTE_MARK}|[”’»)\]]|['\"](?=['\"”’)\]]*(?:\s|$))|[ \u00a0\u202f][”»](?=\s|$)){{0,40}}"
_CANDIDATE = re.compile(rf"(?P<sign>(?:\. ){{2,9}}\.|[.!?…]+)(?P<close>{_CLOSING})(?=\s)")
_NEXT = re.compile(r"\s+(?P<opening>(?:[\"“‘’„«'(\[¿¡—–$£€¥§#&@*•-]+\s?){0,4})(?P<word>\w[\w'’]*)")
_LAST_WORD = re.compile(r"[^\W_](?:[^\W_]|[.'’\u2010-](?=[^\W_]))*$")
_BEFORE = re.compile(r"(?P<word>[^\W_][\w'’-]*)(?P<stop>\.?),?[\"'“‘(]*\s*$")
_QUOTES = frozenset("\"“„«‘'")
_ENUMERATOR = re.compile(r"[\"“‘'(\[]*(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})[.)]+")
_ITEM = re.compile(r"(?:[a-z]|[ivx]{1,5})[.)]\s+[A-Z]")
_OLD_MONEY = re.compile(r"[\d½¼¾]+[sdl]")
_DEGREES = re.compile(r"°\s?$")
_NUMBER_BEFORE = re.compile(r"[\d½¼¾][\s\u2010-]?$")
_VOWEL = re.compile("[aeiouyà-ÿ]", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLCDM]{2,}|[ivxlcdm]{2,}")
_CHAPTER = re.compile(r"(?=[ivxlc]{2})c{0,4}(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})")
_INITIAL = re.compile(r"[^\W\d_]")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|[^\W\d_]{1,2}\.[^\W\d_]")
_NAME = r"(?:[^\W\d_]{1,7}\. )?[^\W\d_][\w'’-]+"
_ATTRIBUTION = re.compile(rf"(?:I|{_NAME})(?: (\w+))?(?: (\w+))?(?: (\w+))?\b")
_FAR = 400  # characters that are searched for the bracket that a closing one belongs to
_NEAR = 60  # … for the words beside a stop


_SHORTEST, _LONGEST = 2, 5  # letters of what looks like an abbreviation


@dataclass(frozen=True, slots=True)
class _Stop:
    """A full stop and what stands beside it."""

    word: str  # before it
    low: str  # the same in lower case
    left: str  # what stands before the word, as near as it matters
    after: str  # the word that follows
    number: bool  # that is a number
    initial: bool  # that is a letter with a stop or comma itself: an initial, or a numeral
    starts: bool  # that often begins a sentence, or opens a quotation


def ends(text: str, stops: Stops) -> Iterator[int]:
    """Yield the offsets at which a sentence ends and another begins, in order."""
    start = 0
    for match in _CANDIDATE.finditer(text):
        following = _NEXT.match(text, match.end())
        if following is None or (following["word"][0].islower() and not _is_numbered(text, following)):
            continue
        if _is_end(text, start, match, following, stops):
            start = match.end()
            yield start


def _is_numbered(text: str, following: re.Match[str]) -> bool:
    """Tell whether an item of a list follows, by its small letter or numeral: `(b) Bread`, `b. Bread`."""
    return _ITEM.match(text, following.start("word")) is not None


def ends_at(text: str, end: int, stops: Stops) -> bool:
    """Tell whether a boundary that others propose holds: no stop before it is one of an abbreviation."""
    following = _NEXT.match(text, end)
    if following is None:
        return end < len(text)
    if following["word"][0].islower():
        return False
    match = _CANDIDATE.match(text, _sign_before(text, end))
    return match is None or match.end() != end or _is_end(text, 0, match, following, stops)


def _sign_before(text: str, end: int) -> int:
    at = end
    while at > 0 and text[at - 1] not in ".!?…\n" and end - at < _NEAR:
        at -= 1
    while at > 0 and text[at - 1] in ".!?…":
        at -= 1
    return at


def _is_end(text: str, start: int, match: re.Match[str], following: re.Match[str], stops: Stops) -> bool:
    """Tell whether a candidate ends the sentence that begins at `start`."""
    sign, close = match["sign"], match["close"]
    if _is_inside_brackets(text, start, match) or _ENUMERATOR.fullmatch(text[start : match.end()].strip()):
        return False
    quoted = not _QUOTES.isdisjoint(following["opening"])
    if sign != ".":
        said = not quoted and any(mark in close for mark in "\"”’'»")
        if said and sign[-1] != "." and _is_attributed(text, following, stops):
            return False
        return quoted or sign[-1] in "!?" or base(following["word"]) != "i"
    before = _LAST_WORD.search(text, max(start, match.start() - _NEAR), match.start())
    if before is None:
        return True
    after = following["word"]
    initial = len(after) == 1 and text[following.end() : following.end() + 1] in set(".,;:)]")
    starts = not initial and (quoted or base(after) in stops.starters)
    left = text[max(start, before.start() - _NEAR) : before.start()]
    low = "&" * left.endswith("&") + before[0].lower().replace("’", "'")
    stop = _Stop(before[0], low, left, after, after[0].isdigit(), initial, starts)
    return next(bool(answer(stop, stops)) for applies, answer in _RULES if applies(stop, stops))


def _is_inside_brackets(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether a bracket that closes behind the stop was opened in the midst of the sentence."""
    bracket = {")": "(", "]": "["}.get(match["close"].rstrip("\"”’'»")[-1:], "")
    opened = text.rfind(bracket, max(start, match.start() - _FAR), match.start()) if bracket else -1
    return opened > 0 and any(map(str.isalnum, text[max(start, opened - _NEAR) : opened]))


def _is_attributed(text: str, following: re.Match[str], stops: Stops) -> bool:
    """Tell whether who says it follows a quotation: `“What is it?” Holmes asked`."""
    word = following["word"]
    if word != "I" and base(word) in stops.starters and base(word) not in stops.before_name:
        return False
    match = _ATTRIBUTION.match(text, following.start("word"), following.start("word") + _NEAR)
    return match is not None and not stops.speech.isdisjoint(match.groups())


def base(word: str) -> str:
    """`It’s` → `it`."""
    return re.split("['’]", word.lower())[0]


def _is_unit(stop: _Stop, stops: Stops) -> bool:
    return _DEGREES.search(stop.left) is not None or (
        stop.low in stops.units and _NUMBER_BEFORE.search(stop.left) is not None
    )


def _is_number(stop: _Stop, stops: Stops) -> bool:
    """Tell whether the number follows that an abbreviation announces: `No. 5`, `vol. II`, `Jan. 5`."""
    if any(map(str.isdigit, stop.after)) or _ROMAN.fullmatch(stop.after):
        return True
    if base(stop.after) in stops.starters:
        return stop.initial
    return stop.after.lower() in stops.before_number or len(stop.after) == 1


def _initial_ends(stop: _Stop, stops: Stops) -> bool:
    """Tell whether the stop behind a letter ends a sentence: `So do I. It is`, not `J. R. R. Tolkien`."""
    before = _BEFORE.search(stop.left)
    if before is None:
        return False
    word = before["word"]
    if stop.word.islower():
        return stop.starts or not stop.initial
    if stop.starts:
        return True
    if stop.initial or before["stop"]:
        return False
    if stop.word == "I" and word.islower():
        return word not in stops.agents
    return word.lower() in stops.lettered


def _unit_ends(stop: _Stop, stops: Stops) -> bool:
    """Tell whether the stop behind a unit ends a sentence: not before a number or a letter (`5 deg. C`)."""
    del stops
    lone = len(stop.after) == 1 and stop.after not in {"A", "I"}
    return not (stop.number or stop.initial or lone) and (stop.starts or not _is_compass(stop))


def _is_compass(stop: _Stop) -> bool:
    """Tell whether a unit may be a point of the compass, as in `7 N. Main St`."""
    return stop.word in {"N", "S", "E", "W"} and not stop.left.endswith("°")


def _follows_name(stop: _Stop) -> bool:
    """Tell whether a name or a number stands before an abbreviation, as in `Elm St.` and `5th Ave.`."""
    before = _BEFORE.search(stop.left)
    return before is not None and not before["stop"] and not before["word"][0].islower()


def _looks_short(word: str) -> bool:
    """Tell whether a word looks like an abbreviation that no table has: a capital and no vowel."""
    short = _SHORTEST <= len(word) <= _LONGEST and word[0].isupper() and not word.isupper()
    return short and _VOWEL.search(word) is None


_Test = Callable[[_Stop, Stops], object]
_RULES: tuple[tuple[_Test, _Test], ...] = (
    (lambda stop, stops: stop.after.lower() in stops.appended, lambda _stop, _stops: False),
    (lambda stop, _: _OLD_MONEY.fullmatch(stop.low), lambda stop, _: not stop.number),
    (lambda stop, stops: stop.low in stops.always, lambda _stop, _stops: True),
    (lambda stop, _: stop.number and _CHAPTER.fullmatch(stop.word), lambda _stop, _stops: False),
    (_is_unit, _unit_ends),
    (
        lambda stop, stops: stop.low in stops.inside and not (len(stop.word) == 1 and stop.word.isupper()),
        lambda _stop, _stops: False,
    ),
    (
        lambda stop, stops: (
            _INITIAL.fullmatch(stop.word) and (stop.word.isupper() or stop.low not in stops.before_number)
        ),
        _initial_ends,
    ),
    (
        lambda stop, stops: stop.low in stops.closing,
        lambda stop, stops: stop.after[0].isupper() and stop.after.lower() not in stops.continued,
    ),
    (
        lambda stop, stops: stop.low in stops.before_name,
        lambda stop, stops: stop.starts and stop.low in stops.anywhere and _follows_name(stop),
    ),
    (
        lambda stop, stops: stop.low in stops.before_number,
        lambda stop, stops: not _is_number(stop, stops),
    ),
    (
        lambda stop, stops: stop.low in stops.anywhere or _DOTTED.fullmatch(stop.word),
        lambda stop, _: stop.starts,
    ),
    (lambda stop, _: _looks_short(stop.word), lambda stop, _: stop.starts),
    (lambda _stop, _stops: True, lambda _stop, _stops: True),
)
"""Whether a rule knows a stop, and whether it ends a sentence: the first that does decides."""
