"""Years, decades and centuries: when four digits are a date.

A bare number of four digits is a year after a cue (in, since, a month, a bracket) and wherever no
counted noun follows; with one, it is a quantity: `in 1834`, `1834 sheep`.
"""
# ruff: noqa: PLR2004 - these numbers are the language's own: days, months, lengths of words

import re
from collections.abc import Iterator

from voicebook.languages.en import forms, numbers
from voicebook.languages.en.forms import ERA, MONTH
from voicebook.model.publication import Span
from voicebook.text.language import Context, Said, Token

_FOUR = re.compile(
    r"(?<![\d.,#$£€¥₹/:+±−'])(?:(?<!\d )|(?<=\b[QH][1-4] ))(?P<year>[12]\d{3})(?![\d%‰°′″$£€]|[.,:']\d|"
    r"/(?!\d\d(?!\d))\d|\w| ?[$€£¥₹])"
)
_OLD = re.compile(
    rf"(?<![\d.,])(?P<year>[1-9]\d{{0,3}})(?= {ERA})|(?<=\bAD )(?P<after>[1-9]\d{{0,3}})(?!\d|[.,]\d)"
)
_APPROXIMATE = re.compile(
    r"(?<=\bc\. )(?P<year>[1-9]\d{2,3})(?!\d|[.,]\d)|(?<=\bca\. )(?P<after>[1-9]\d{3})(?!\d|[.,]\d)"
)

_STRONG = re.compile(
    rf"(?:^|[\s(\[\"—–-])(?i:in|since|until|till|by|circa|c\.|ca\.|year|years|spring|summer|"
    rf"autumn|fall|winter|early"
    rf"|late|mid|{MONTH},?|anno|dated|copyright|©|b\.|d\.|born|died|est\.|fl\.|r\.|christmas|easter|class of"
    rf"|revolution of|treaty of|act of|Q[1-4]|H[12]|summer of|winter of|spring of|autumn of|fall of"
    r"|war of)[ -]$"
)
_WEAK = re.compile(
    r"(?:^|[\s(\[\"—–-])(?i:of|from|to|before|after|during|between|and|around|about|the|this|"
    r"that|next|last|at|on|is|was|or) $"
)
_AMOUNT = re.compile(
    r"(?:^|[\s(])(?i:than|over|nearly|almost|some|exactly|only|least|most|has|have|had|number|"
    r"total|totalling|"
    r"numbered|sold|page|pages|room|of about|to about|roughly|approximately|costs?|paid|worth|up to|another|"
    r"under|below|above|all|these|those|are|were|sent|killed|lost|"
    r"employs?|employed|"
    r"contains?|contained|holds?|held|seats?|weighed|weighs|counted|counts|reached|line|lines|no\.|about) $"
)
_POSSESSED = re.compile(r"(?:^|[\s(\"])(?i:his|her|its|their|my|our|your|[a-z]+'s) $")
_ONE_NOUN = re.compile(
    r" (?!(?:of|in|on|at|to|by|for|from|with|and|or|as|acre|word|page|pound|mile|foot|dollar|"
    r"seat|ton|euro)\b)(?:[a-z]{3,}(?<!s)|[a-z]+ss)(?![\w'])"
)
_RANGE_BEFORE = re.compile(r"(?<!\d)[12]\d{3} ?[–-] ?$")
_RANGE_AFTER = re.compile(r" ?[–-] ?\d{2}(?:\d\d)?(?!\d)|/\d\d(?!\d)")
_COUNTED = re.compile(
    r" (?:(?:square|cubic|new|old|young|other|more|armed|small|large|different|foreign|"
    r"British|American|French|German) )?"
    r"(?:[a-z]{3,}(?<![su])s(?![\w'])|(?:people|men|women|children|sheep|cattle|fish|horse|"
    r"foot|infantry|troops|"
    r"head|feet|aircraft|staff|personnel|police|per|copies|percent|thousand|million)(?!\w))"
)
_NOT_COUNTED = frozenset(
    "was is has does goes this as his its across towards always perhaps besides sometimes afterwards "
    "unless comes sees marks saw thus plus versus less".split()
)
_VERB = re.compile(r" (?:was|is|saw|had|has|will|would|brought|marked|came|began|ended|proved|and|to)\b")

_PREFIXED = re.compile(
    r"(?<![\w-])(?P<prefix>(?:post|pre|mid|early|late|circa)-)(?P<year>[12]\d{3})(?![\w]|[.,]\d)"
)
_SEASON = re.compile(r"(?<![\w.,/-])(?P<first>[12]\d{3})/(?P<second>[12]\d{3})(?![\w/]|[.,]\d)")
_QUERIED = re.compile(r"(?<=[( ])(?P<year>1\d{3})(?P<query>\?)(?= ?[–-] ?1\d{3})")
_DECADE = re.compile(r"(?<![\w.,'])'?(?P<decade>[12]\d\d0|[1-9]0|00)'?s(?![\w'])")
_PLURAL = re.compile(r"(?<![\w.,'])(?P<number>\d{1,3})'?s(?![\w'])")
_SHORT_YEAR = re.compile(r"(?<!\w)'(?P<year>\d\d)(?![\w'])")
_SECOND_YEAR = re.compile(r"(?<=[12]\d{3}[–/-])(?P<year>0\d)(?!\d)")
_CENTURY_STOP = re.compile(r"(?<=\d(?:st|nd|rd|th)[ -])(?P<stop>c\.|cents?\.|C\.)(?![\w])")
_C_CENTURY = re.compile(
    r"(?<!\w)C(?P<number>[1-9]|1\d|2[01])(?:st|nd|rd|th)?(?= (?:BC|AD|art|church|house|"
    r"building|poet|text))|(?<!\w)C(?P<suffixed>\d{1,2})(?:st|nd|rd|th)(?!\w)"
)


def tag_years(view: str, context: Context) -> Iterator[Token]:
    """Find the numbers that are years."""
    del context
    for match in _FOUR.finditer(view):
        rule = _year_rule(view, match.start(), match.end(), int(match["year"]))
        if rule:
            yield Token(Span(*match.span()), "year", rule, {"year": match["year"]}, doubt=rule == "bare-year")
    for match in _PREFIXED.finditer(view):
        yield Token(
            Span(*match.span()), "year", "prefixed", {"year": match["year"], "before": match["prefix"]}
        )
    for match in _SEASON.finditer(view):
        if int(match["second"]) - int(match["first"]) == 1:
            yield Token(Span(*match.span("first")), "year", "season", {"year": match["first"]})
            yield Token(Span(match.end("first"), match.start("second")), "range", "season")
            yield Token(Span(*match.span("second")), "year", "season", {"year": match["second"]})
    for match in _QUERIED.finditer(view):
        yield Token(Span(*match.span()), "year", "queried", {"year": match["year"]})
    for pattern, rule in ((_OLD, "era"), (_APPROXIMATE, "circa")):
        for match in pattern.finditer(view):
            fields = {"year": match["year"] or match["after"]}
            yield Token(Span(*match.span()), "year", rule, fields)


def _year_rule(view: str, start: int, end: int, value: int) -> str:
    """Return the rule by which four digits are a year, "" for a quantity: by the first test that holds."""
    before = view[max(0, start - 24) : start]
    after = _RANGE_AFTER.match(view, end)
    ranged = after or _RANGE_BEFORE.search(before)
    counted = _counted(view, after.end() if after else end)
    cued = _STRONG.search(before)
    opened = before.endswith("(")
    unlikely = not 1100 <= value <= 2099
    possessed = _POSSESSED.search(before)
    begins = not before and _VERB.match(view, end)
    tests: tuple[tuple[object, str], ...] = (
        (ranged and counted and not opened, ""),
        (ranged, "year-range"),
        (cued and counted and before.endswith(("to ", "d. ")), ""),
        (cued, "year-cue"),
        (unlikely and opened and view[end : end + 1] in ")–-", "year-bracket"),
        (unlikely or counted or _AMOUNT.search(before), ""),
        (possessed and not _ONE_NOUN.match(view, end), ""),
        (possessed or opened or begins or _WEAK.search(before), "year-place"),
    )
    return next((rule for holds, rule in tests if holds), "bare-year")


def _counted(view: str, end: int) -> bool:
    match = _COUNTED.match(view, end)
    return match is not None and match[0].split()[-1] not in _NOT_COUNTED


def say_year(token: Token, context: Context) -> tuple[Said, ...]:
    """`1834` → `eighteen thirty four`."""
    before = token.fields.get("before", "").rstrip("-").split()
    return forms.words([*before, *numbers.year(token.fields["year"], context)])


def tag_decades(view: str, context: Context) -> Iterator[Token]:
    """Find `the 1930s`, `the '70s`, `1830's`, `her 40s`; and short years: `'68`."""
    del context
    for match in _PLURAL.finditer(view):
        yield Token(Span(*match.span()), "decade", "plural", {"number": match["number"]})
    for match in _DECADE.finditer(view):
        yield Token(Span(*match.span()), "decade", "decade", {"decade": match["decade"]})
    for pattern in (_SHORT_YEAR, _SECOND_YEAR):
        for match in pattern.finditer(view):
            yield Token(Span(*match.span()), "year", "short-year", {"year": match["year"]})


def say_decade(token: Token, context: Context) -> tuple[Said, ...]:
    """`1930s` → `nineteen thirties`, `747s` → `seven hundred forty sevens`."""
    if "round" in token.fields:
        words = numbers.cardinal(token.fields["round"], context)
        return forms.words(numbers.plural(words[1:] if words[0] == "one" else words))
    if "decade" in token.fields:
        return forms.words(numbers.decade(token.fields["decade"], context))
    return forms.words(numbers.plural(numbers.number(token.fields["number"], context)))


def tag_centuries(view: str, context: Context) -> Iterator[Token]:
    """`16th-c.`, `4th c. BC`: the word after the ordinal."""
    for match in _CENTURY_STOP.finditer(view):
        final = match.end() == len(view)
        yield Token(
            Span(match.start(), match.end() - final),
            "word",
            "century",
            {"spoken": "centuries" if match["stop"].startswith("cents") else "century"},
        )
    for match in _C_CENTURY.finditer(view):
        number = numbers.ordinal(match["number"] or match["suffixed"], context)
        yield Token(Span(*match.span()), "word", "century", {"spoken": " ".join([*number, "century"])})
