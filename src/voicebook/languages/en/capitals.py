"""Words in capitals: said letter by letter, as a word, or as the ordinary word that is shouted.

Order: the document's own abbreviations, the built-in list, ordinary words, then the spelling rule:
four letters or more that could be an English syllable or two are a word.
"""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, tables
from voicebook.languages.en.gate import is_odd, words_of
from voicebook.languages.en.roman import CUES
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_WORDS = tables.word_set("short-words.tsv")
ACRONYMS = {row[0]: row[1] for row in tables.rows("acronyms.tsv", how=("letters", "word"))}
"""Whether capitals are said as letters or as a word."""
_RISKY = frozenset("US IT WHO AM PM ID AID OR IN ME OK PA MA LA HI AN AS AI MS SO PIN".split())
"""Acronyms that are words too: among shouted words, they are those."""

_CAPITALS = re.compile(
    r"(?<![\w])(?<![A-Za-z]')(?P<word>[A-ZÀ-ÖØ-Þ]{2,30})(?P<end>s'(?!\w)|'?s(?!\w)|'S(?!\w)|"
    r"'(?!\w))?(?![\w]|'[A-Za-z])"
)
_CONTRACTED = re.compile(r"(?<!\w)[A-Z]{1,12}'(?:[A-Z]{1,2})(?!\w)")
_DOTTED = re.compile(
    r"(?<![\w.])(?P<letters>(?:[A-Z]\.){2,8}[A-Z]?|(?:[A-Z]\. ){1,4}[A-Z]\.(?= [a-z]))"
    r"(?P<end>'s|s(?!\w)|'(?!\w))?(?![A-Za-z])"
)
_LISTED = [word for word, how in ACRONYMS.items() if how == "letters" and not word.isupper()]
LISTED_WORDS = words_of(word for word in _LISTED if not is_odd(word))
"""Words of which one is in every sentence with a listed acronym that looks like a plain word."""
_MIXED = re.compile(
    rf"(?<!\w)(?P<word>{forms.alternation(_LISTED)}|"
    r"[A-Za-z]{0,6}[a-z][A-Z][A-Za-z]{0,6}|[A-Z][a-z]?[A-Z]{1,4}[a-z]?|"
    r"[A-Z]{2,5}[a-z]{1,2}[A-Z]?|[A-Z][a-z]{1,3})(?P<end>s'|'?s|')?(?!\w|'[a-z])"
)
_SHOUTED_TITLES = {short.upper(): said.lower() for short, said, bare in tables.rows("titles.tsv") if bare}
_SHOUTED_TITLE = re.compile(rf"(?<![\w'.])(?P<title>{forms.alternation(_SHOUTED_TITLES)})\.?(?= [A-Z]{{2}})")
_JOINS = frozenset({" ", ", ", "! ", " A ", " I ", ", A ", ", I "})
_ARTICLE = re.compile("[A-Z]{2} A [A-Z]{2}")
_HEADING_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_INITIAL = re.compile(
    r"(?<![\w.'])(?P<initials>(?:[A-Z]\. ?){1,4})(?=(?:de |von |van |del |la |Mc|Mac|O')?[A-Z][a-zà-ÿ'])"
)
_MIDDLE = re.compile(r"(?:^|[A-Z][a-zà-ÿ]+ |[a-z,;:(\"—–-] ?|\.\"? )$")
_NOT_BEFORE_INITIAL = re.compile(
    r"(?:^|\W)(?:[A-Z]|[Vv]itamin|[Pp]lanet|[Pp]lan|an|a|the|point|part|section|type|class|"
    r"grade|figure|appendix|exhibit|group|team|room|[Aa]ct|[Ss]cene|[Cc]hapter|[Bb]ook|"
    r"[Vv]olume|[Pp]art|[Ss]ection|[Tt]ype|[Pp]hase|[Cc]lass|[Ss]tage) $"
)

_NUMERAL_NEXT = re.compile(r" (?:[IVXLC]+|[ivxlc]+|\d+)(?!\w)")
_BEFORE_COUNTRY = frozenset("THE A IN AND OR ANTI NON PRO FORMER EARLY SOUTHERN NORTHERN CONTINENTAL".split())
_THE = re.compile(r"(?i:\bthe|\ban?) $")
_BE = (
    r" (?:is|are|was|were|will|would|do|does|did|has|have|had|can|could|should|shall|may|might|must|the|in)\b"
)
_EMPHASIS = {
    "WHO": re.compile(rf"{_BE}(?=.*\?)|,? (?:knows|cares|else|said|told|gave|made)\b|\?"),
    "IT": re.compile(rf"{_BE}|'s\b|\?"),
    "US": re.compile(r" (?:alone|all|both|too)\b|\?"),
    "AM": re.compile(r" (?:I|not|so|the|an?|going)\b"),
    "OR": re.compile(r" [a-z]"),
    "SO": re.compile(r" [a-z]"),
    "IN": re.compile(r" (?:the|a|my|his|her|this|that|it|there)\b"),
    "ME": re.compile(r"[?!]|,? [a-z]"),
}
"""Acronyms that are emphasized words before some others."""

_VOWELS = "AEIOUY"
_ONSETS, _VOWEL_RUNS, _CODAS = (
    letters | {""} for letters in tables.kinds("syllables.tsv", "onset", "vowels", "coda")
)
_RUNS = re.compile(rf"^Y|[{_VOWELS}]+|[^{_VOWELS}]+")


def is_word(token: str) -> bool:
    """Return whether capitals can be said as a word by their spelling: `DARPA`, not `DPRK`."""
    upper = token.upper()
    runs = _RUNS.findall(upper) if len(upper) > 3 and upper.isascii() else []
    vowels = [run for run in runs if run[0] in _VOWELS]
    return (
        bool(vowels)
        and _VOWEL_RUNS.issuperset(vowels)
        and (runs[0] in vowels or runs[0] in _ONSETS)
        and (runs[-1] in vowels or runs[-1] in _CODAS)
        and all(_parts(run) for run in runs[1:-1] if run[0] not in _VOWELS)
    )


def _parts(cluster: str) -> bool:
    """Return whether consonants between vowels end one syllable and begin the next."""
    return any(cluster[:at] in _CODAS and cluster[at:] in _ONSETS for at in range(len(cluster) + 1))


def is_spelled(word: str, context: Context, *, shouted: bool) -> bool:
    """Return whether capitals are said letter by letter. `shouted`: their neighbours are in capitals too."""
    known = ACRONYMS.get(word)
    defined = word in context.abbreviations
    if shouted and (word in _RISKY or (not defined and _is_ordinary(word, context))):
        return False
    if word.lower() in context.names:
        return False
    if known:
        return known == "letters"
    if not defined and _is_ordinary(word, context):
        return False
    return not is_word(word) and (not shouted or defined or not _has_vowel(word) or len(word) < 3)


def _has_vowel(word: str) -> bool:
    return any(char in _VOWELS for char in word)


def _is_ordinary(word: str, context: Context) -> bool:
    lower = word.lower()
    return lower in _WORDS or lower in context.words


def tag_capitals(view: str, context: Context) -> Iterator[Token]:
    """`ILO` → letters, `DARPA` → word, `KEEP OUT` → the words that are shouted."""
    words = list(_CAPITALS.finditer(view))
    all_capitals = _is_heading(view, alone=context.capital_headings)
    for at, match in enumerate(words):
        if _is_country(view, match, words[at - 1 : at]) if match["word"] == "US" and all_capitals else False:
            yield Token(Span(*match.span("word")), "letters", "country", {"letters": "US"})
        elif _is_emphasized(view, match):
            yield Token(Span(*match.span("word")), "allcaps", "emphasis", {"spoken": match["word"].lower()})
        else:
            shouted = all_capitals or _in_run(view, words, at)
            yield from _capital_token(match, context, shouted=shouted, heading=all_capitals)
    if all_capitals or _ARTICLE.search(view):
        yield from _small_words(view)
    if all_capitals:
        yield from _shouted_titles(view)


def _is_country(view: str, match: re.Match[str], before: list[re.Match[str]]) -> bool:
    """Tell whether US in a line of capitals is the country: `THE US WAR`, `US ARMY`, not `LET US PRAY`."""
    if not before:
        return match.end() < len(view)
    return before[0]["word"] in _BEFORE_COUNTRY and view[before[0].end() : match.start()] == " "


def _is_emphasized(view: str, match: re.Match[str]) -> bool:
    """Tell whether capitals that may be an acronym are a word: `WHO are you?`, `ACT IV`, `it IS`."""
    word = match["word"]
    if word in ACRONYMS and word.lower() in CUES and _NUMERAL_NEXT.match(view, match.end()):
        return True
    after = _EMPHASIS.get(word)
    return (
        after is not None and not _THE.search(view, 0, match.start()) and bool(after.match(view, match.end()))
    )


def _is_heading(view: str, *, alone: bool) -> bool:
    """Return whether a sentence is all in capitals, and more than one word, or one that may stand `alone`."""
    found = [] if view != view.upper() else _HEADING_WORD.findall(view)
    return len(found) > (not alone) and any(len(word) > 1 for word in found)


def _in_run(view: str, words: list[re.Match[str]], at: int) -> bool:
    """Return whether a word stands among words in capitals, at least half of them ordinary words."""
    first = last = at
    while first > 0 and view[words[first - 1].end() : words[first].start()] in _JOINS:
        first -= 1
    while last + 1 < len(words) and view[words[last].end() : words[last + 1].start()] in _JOINS:
        last += 1
    run = [match["word"] for match in words[first : last + 1]]
    ordinary = sum(
        1
        for word in run
        if (word.lower() in _WORDS and word not in _RISKY)
        or (len(word) > 3 and is_word(word) and word not in ACRONYMS)
    )
    return (
        len(run) > 1
        and 2 * ordinary >= len(run)
        and ordinary > 0
        and not (len(run) == 2 and run[0] in ACRONYMS)
    )


def _capital_token(
    match: re.Match[str], context: Context, *, shouted: bool, heading: bool
) -> Iterator[Token]:
    word, end = match["word"], match["end"] or ""
    span = Span(*match.span())
    if is_spelled(word, context, shouted=shouted):
        ending = end.replace("'", "").lower()
        plural = "'s" if ending and end != "'" else ""
        kind = "acro_plural" if end else "letters"
        spelled_by = (
            "document" if word in context.abbreviations else "list" if word in ACRONYMS else "spelling"
        )
        if end == "'":
            span = Span(match.start(), match.end() - 1)
        fields = {"letters": word, "end": plural}
        yield Token(
            span, kind, f"letters-{spelled_by}", fields, doubt=spelled_by == "spelling" and len(word) > 3
        )
    elif heading or (word not in ACRONYMS and (shouted or _is_ordinary(word, context))):
        yield Token(span, "allcaps", "heading" if heading else "shouted", {"spoken": match[0].lower()})


def _small_words(view: str) -> Iterator[Token]:
    """Among capitals the article is a small word too: `A DARK NIGHT` → `a dark night`."""
    for match in re.finditer(r"(?:(?<=[A-Z]{2} )|^)A(?= [A-Z]{2})|(?<!\w)[A-Z]{1,12}'[A-Z]{1,2}(?!\w)", view):
        spoken = match[0].lower()
        yield Token(
            Span(*match.span()),
            "allcaps",
            "heading",
            {"spoken": spoken if spoken[:2] != "i'" else "I" + spoken[1:]},
        )


def _shouted_titles(view: str) -> Iterator[Token]:
    """In a line of capitals a title is one too: `MR. SMITH` → `mister smith`."""
    for match in _SHOUTED_TITLE.finditer(view):
        yield Token(Span(*match.span()), "allcaps", "heading", {"spoken": _SHOUTED_TITLES[match["title"]]})


def say_letters(token: Token, context: Context) -> tuple[Said, ...]:
    """`MEPs` → `M E P's`: the plural is said, not spelled; an engine says a lone s as "ess"."""
    del context
    spelled = forms.letters(token.fields["letters"])
    end = token.fields.get("end", "")
    return (*spelled[:-1], Said(spelled[-1].text + end, letters=not end)) if spelled else ()


def tag_dotted(view: str, context: Context) -> Iterator[Token]:
    """`U.S.`, `I.L.O.`, `W. H. Auden`, `Harry S. Truman`: letters; the last stop may end the sentence."""
    del context
    for match in _DOTTED.finditer(view):
        final = match["letters"].endswith(".") and not match["end"] and forms.closes(view, match.end())
        fields = {"letters": match["letters"], "end": "'s" if match["end"] and "s" in match["end"] else ""}
        end = match.end() - final - (match["end"] == "'")
        yield Token(Span(match.start(), end), "letters", "dotted", fields)
    for match in _INITIAL.finditer(view):
        if match["initials"].rstrip() == "I." and match.start() and view[match.start() - 2].islower():
            continue
        before = view[max(0, match.start() - 16) : match.start()]
        end = match.start() + len(match["initials"].rstrip(" "))
        sentence_ends = (len(match["initials"]) > 2 or before[-2:-1].islower()) and forms.closes(view, end)
        if _MIDDLE.search(before) and not _NOT_BEFORE_INITIAL.search(before) and not sentence_ends:
            yield Token(Span(match.start(), end), "initials", "initials", {"letters": match["initials"]})


def tag_mixed(view: str, context: Context) -> Iterator[Token]:
    """`PhD`, `UoC`, `BSc`: letters where the list or the document says so."""
    for match in _MIXED.finditer(view):
        word, end = match["word"], match["end"] or ""
        if word.isupper():
            continue
        if word.endswith("s") and not end and ACRONYMS.get(word) != "letters":
            word, end = word[:-1], "s"
        if ACRONYMS.get(word) == "letters" or (
            word in context.abbreviations and sum(map(str.isupper, word)) > 1
        ):
            fields = {"letters": word, "end": "'s" if "s" in end else ""}
            span = Span(match.start(), match.end() - (end == "'"))
            yield Token(span, "acro_plural" if end else "letters", "letters-list", fields)
