"""Titles before names, and short forms that a cue confirms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voicebook.languages.en import forms, tables
from voicebook.languages.en.gate import words_of
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """What a short form is said as, and where."""

    spoken: str
    cue: str  # of _CUES
    ends: bool  # whether its stop may end the sentence before a capital


_TITLES = tables.pairs("titles.tsv")
(_BARE,) = tables.flagged("titles.tsv", "bare")
_TITLE = re.compile(
    rf"(?<![\w'.])(?P<title>{forms.alternation(_TITLES)})(?P<stop>\.?)"
    rf"(?=(?:,? and|,? &)? ?(?:(?P<again>{forms.alternation(_TITLES)})\.? )"
    rf"?[\"'(]?(?P<next>[A-ZÀ-ÖØ-Þ]|⸺|⸻|——|---))(?![A-Za-z])"
)
_AND_TITLE = re.compile(
    rf"(?<![\w'.])(?P<title>{forms.alternation(_TITLES)})\.?(?= (?:and|&|or) (?:the )"
    rf"?(?:{forms.alternation(_TITLES)})\.? [A-Z])"
)
_STREETS_TOO = frozenset(tables.pairs("streets.tsv")) | {"Ste"}
_GENERATION = re.compile(r"(?<=[a-zà-ÿ.'])(?P<comma>,?) (?P<short>Jr|Sr|Jnr|Snr|Esq)(?P<stop>\.?)(?![\w])")
_GENERATIONS = {"Jr": "Junior", "Sr": "Senior", "Jnr": "Junior", "Snr": "Senior", "Esq": "Esquire"}
TITLE_WORDS = words_of((*_TITLES, *_GENERATIONS))
"""Words of which one is in every sentence with a title."""
_STREET_BEFORE = re.compile(
    r"(?:\d\w* (?:[A-Z][\w']+ ){0,3}|\b(?:[Oo]n|[Aa]t|[Dd]own|[Uu]p|[Aa]long|[Oo]ff|[Cc]orner "
    r"of|[Nn]ear|[Oo]f) (?:[NSEW]\.? )?[A-Z][\w']+ |\d(?:st|nd|rd|th) )$"
)

_NUMBER_AFTER = re.compile(r" ?(?:[$£€]|[-−]?\d|[MDCLXVI]{2,}\b)")
_NAME_AFTER = re.compile(r" [A-ZÀ-ÖØ-Þ]")
_NAME_BEFORE = re.compile(r"(?:[A-Z][\w'&.-]*,?|and|&) $")
_NAMES_AROUND = re.compile(r"[A-Z][\w'.]*,? $")
_BRACKET_BEFORE = re.compile(r"[(\[;,] ?$")
_CHAPTER_AFTER = re.compile(r" [A-Z]\w* \d{1,3}:\d")
_NOTHING_AFTER = re.compile(r"[\"')\]]*$")
_SENTENCE_AFTER = re.compile(r"[\"')\]]*(?:$| +[\"'(]?[A-Z])")

_LENGTH_AFTER = re.compile(r" (?:mi|km|m|ft|in|yd|miles|feet|inches|meters|metres|yards)\b")
_CUES: dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]] = {
    "any": (None, None),
    "number": (None, _NUMBER_AFTER),
    "digits": (None, re.compile(r" ?\d")),
    "numeral": (None, re.compile(r" (?:[MDCLXVI]+|[mdclxvi]+)(?!\w)")),
    "name": (None, _NAME_AFTER),
    "of": (None, re.compile(" of ")),
    "lower": (None, _LENGTH_AFTER),
    "after-name": (_NAME_BEFORE, None),
    "between-names": (_NAMES_AROUND, _NAME_AFTER),
    "after-comma": (re.compile(r"[A-Z][\w'-]*, $"), None),
    "after-ordinal": (re.compile(r"\d(?:st|nd|rd|th|d),? $|\brev\. $"), None),
    "county": (None, re.compile(rf" {forms.alternation(tables.word_set('counties.tsv'))}(?!\w)")),
    "bracket": (_BRACKET_BEFORE, _NUMBER_AFTER),
    "bracket-name": (_BRACKET_BEFORE, _NAME_AFTER),
}  # what must stand before, what must stand after
_ENDS = "ends"
_TABLE: dict[str, list[Abbreviation]] = {}
for _row in tables.rows("abbreviations.tsv", key=3, cue=_CUES, flags=(_ENDS,)):
    _TABLE.setdefault(_row[0], []).append(Abbreviation(_row[1], _row[2] or "any", ends=bool(_row[3])))
_SHORT = re.compile(rf"(?<![\w.'-])(?P<short>{forms.alternation(_TABLE)})(?P<stop>(?<!\.)\.)?(?!\w|'[a-z])")
SHORT_WORDS = words_of(_TABLE)
"""Words of which one is in every sentence with an abbreviation."""


def tag_titles(view: str, context: Context) -> Iterator[Token]:
    """`Dr. Ames` → `Doctor Ames`, `St. Anne` → `Saint Anne`, `Martin King Jr.` → `Martin King Junior`."""
    del context
    for pattern in (_TITLE, _AND_TITLE):
        for match in pattern.finditer(view):
            if _is_title(view, match):
                span = Span(match.start(), match.end())
                yield Token(span, "title", "title", {"spoken": _TITLES[match["title"]]})
    for match in _GENERATION.finditer(view):
        final = match["stop"] and _SENTENCE_AFTER.match(view, match.end()) is not None
        span = Span(match.start("short"), match.end() - bool(final))
        yield Token(span, "title", "generation", {"spoken": _GENERATIONS[match["short"]]})


def _is_title(view: str, match: re.Match[str]) -> bool:
    """Return whether a short form stands before a name: not `14 Vine St. Then`, not `Mark Sr. It`."""
    title = match["title"]
    stop = match.groupdict().get("stop", ".")
    if not stop and title not in _BARE and match.re is _TITLE:
        return False
    if not stop and view[match.end() : match.end() + 1] != " ":
        return False
    before = view[max(0, match.start() - 40) : match.start()]
    if (
        title in _STREETS_TOO
        and _STREET_BEFORE.search(before)
        and not forms.is_named(view, match.end(), before)
    ):
        return False
    if title in {"Sr", "Jr", "Ens", "Card", "Rep", "Sec", "Pres", "Hon"} and re.search(
        r"\b(?!The |And |With |By )[A-Z][a-z]+ $", before
    ):
        return False
    return not (title in {"Det", "Col", "Gen"} and _CHAPTER_AFTER.match(view, match.end()))


def tag_abbreviations(view: str, context: Context) -> Iterator[Token]:
    """`e.g.`, `cf.`, `ca. 900`, `Baker Bros. Ltd.`: where the cue of the table holds."""
    del context
    for match in _SHORT.finditer(view):
        for entry in sorted(_TABLE[match["short"]], key=lambda entry: entry.cue == "any"):
            if _cue_holds(entry.cue, view, match.start(), match.end()):
                final = match[0].endswith(".") and _closes(entry, view, match.end())
                span = Span(match.start(), match.end() - final)
                yield Token(span, "abbrev", entry.cue, {"spoken": entry.spoken})
                break


def _closes(entry: Abbreviation, view: str, end: int) -> bool:
    """Return whether the stop also ends the sentence."""
    if entry.cue in {"name", "number", "digits", "numeral", "bracket", "between-names"}:
        return False
    if entry.cue in {"after-name", "after-comma"}:
        return forms.closes(view, end)
    return (_SENTENCE_AFTER if entry.ends else _NOTHING_AFTER).match(view, end) is not None


def _cue_holds(cue: str, view: str, start: int, end: int) -> bool:
    """Return whether what stands around a short form is what its cue asks for."""
    before, after = _CUES[cue]
    if before is not None and before.search(view[max(0, start - 40) : start]) is None:
        return False
    return after is None or after.match(view, end) is not None


def say_abbreviation(token: Token, context: Context) -> tuple[Said, ...]:
    """Say the words of a table; single capitals are letters."""
    del context
    words = token.fields["spoken"].split()
    return tuple(Said(word, letters=len(word) == 1 and word.isupper()) for word in words)


def say_words(token: Token, context: Context) -> tuple[Said, ...]:
    """Say the words in the field "spoken" as they are."""
    del context
    return forms.words(token.fields["spoken"])
