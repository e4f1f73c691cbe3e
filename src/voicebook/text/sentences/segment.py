"""Block -> sentences that tile it.

Our own rules find the ends (see `ends`). Where a language has no full set of words for them, `sentencex`
proposes more, on a copy whose quotation marks are blanked one for one (it never splits inside double
quotes). Text is never altered.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from voicebook.model.publication import Block, BlockKind, Sentence, Span
from voicebook.text.language import Language, Stops
from voicebook.text.sentences.ends import FOOTNOTE_MARK, ends, ends_at
from voicebook.text.sentences.fragments import lead_of
from voicebook.text.structure.alternatives import REPLACED
from voicebook.text.structure.blocks import LINE_END

LONGEST = 2_000
"""Code points in a sentence at most: no engine needs to take more at once."""

_NO_STOPS = Stops()
_QUOTES = '"“”„‟«»‹›'
_MASKED = _QUOTES + "\n\r\t\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SILENT = "\u2060"
_CLOSERS = re.compile(rf"(?:{FOOTNOTE_MARK}|[”’»)\]]|['\"](?=\s|$))+")
_CLAUSE = re.compile(r"[,;:—–](?=\s)|\s(?=[(\[])|[—–]")
_UNBROKEN = frozenset({"abbr", "cite", "time", "i", "em", "code"})
_SHORT = 40  # code points of an "i" or "em" that is a title or a foreign word, not a passage


def sentences(block: Block, language: Language | None, prefix: str = "vb") -> Iterator[Sentence]:
    """Yield a block's sentences. Verse is read line by line, everything else by its stops.

    The language of a sentence is that of the elements all its words lie in.
    """
    if block.kind is BlockKind.VERSE:
        spans: Iterable[Span] = _lines(block.text, _unbroken(block))
    else:
        spans = segment(block.text, language, block.language, _unbroken(block))
    for number, span in enumerate(_worded(block.text, spans), start=1):
        name = f"{prefix}{block.number}-{number}"
        yield Sentence(name, block.number, span.of(block.text), span, _language(block, span))


def _worded(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield spans, those in which nothing is said but something is seen joined to the one before."""
    waiting: Span | None = None
    for span in spans:
        silent = _SILENT in span.of(text) and not any(map(str.isalnum, span.of(text)))
        if waiting is not None and silent:
            waiting = Span(waiting.start, span.end)
        else:
            if waiting is not None:
                yield waiting
            waiting = span
    if waiting is not None:
        yield waiting


def _language(block: Block, span: Span) -> str:
    """Return the language of the innermost element that holds all words of a span, "" for the block's."""
    found = ""
    text = block.text
    first = next((at for at in range(span.start, span.end) if text[at].isalnum()), span.start)
    last = next((at for at in range(span.end - 1, first, -1) if text[at].isalnum()), first)
    for inline in block.inlines:
        if inline.language and inline.span.start <= first and inline.span.end > last:
            found = inline.language
    return found if found != block.language else ""


def segment(
    text: str, language: Language | None, tag: str, unbroken: tuple[Span, ...] = ()
) -> tuple[Span, ...]:
    """Return the sentences of a text: they tile it but for white space, and none is blank.

    No sentence ends inside one of the `unbroken` spans.
    """
    stops = language.stops if language else _NO_STOPS
    found = {*ends(text, stops), *(() if stops.whole else _proposed(text, tag, stops))}
    cuts = sorted(end for end in found if not _inside(end, unbroken))
    return tuple(part for span in _tiles(text, cuts) for part in _cut(text, span, unbroken))


def _tiles(text: str, cuts: list[int]) -> Iterator[Span]:
    """Yield the spans between cuts, those without a word joined to the one before."""
    waiting: Span | None = None
    start = 0
    for cut in (*cuts, len(text)):
        span, start = Span(start, cut).trimmed(text), cut
        if not len(span):
            continue
        if waiting is not None and not any(map(str.isalnum, span.of(text))):
            waiting = Span(waiting.start, span.end)
            continue
        if waiting is not None:
            yield waiting
        waiting = span
    if waiting is not None:
        yield waiting


def _proposed(text: str, tag: str, stops: Stops) -> Iterator[int]:
    """Yield where sentencex would end a sentence, if no abbreviation of ours stands there."""
    import sentencex

    masked = _LONE_SURROGATE.sub("?", text)
    for char in _MASKED:
        masked = masked.replace(char, " ")
    for boundary in sentencex.get_sentence_boundaries(tag.partition("-")[0].lower(), masked):
        end = _settled(text, boundary["end_index"])
        if ends_at(text, end, stops):
            yield end


def _settled(text: str, end: int) -> int:
    """Return a boundary moved back over space and opening quotes, then on over what closes."""
    while end > 0 and (text[end - 1].isspace() or text[end - 1] in _QUOTES):
        end -= 1
    closing = _CLOSERS.match(text, end)
    return closing.end() if closing else end


def _inside(end: int, unbroken: tuple[Span, ...]) -> bool:
    index = bisect_right(unbroken, end, key=lambda span: span.start) - 1
    return index >= 0 and unbroken[index].start < end < unbroken[index].end


def _unbroken(block: Block) -> tuple[Span, ...]:
    """Return the outermost inline elements that no sentence ends inside of, in order."""
    lead = lead_of(block)
    found: list[Span] = [Span(lead.start, lead.end + 1)] if lead.end else []
    for inline in block.inlines:
        whole = (inline.name in _UNBROKEN and len(inline.span) <= _SHORT) or inline.name in REPLACED
        if whole and (not found or inline.span.start >= found[-1].end):
            found.append(inline.span)
    return tuple(found)


def _lines(text: str, unbroken: tuple[Span, ...]) -> Iterator[Span]:
    start = 0
    for line in text.split(LINE_END):
        yield from _cut(text, Span(start, start + len(line)).trimmed(text), unbroken)
        start += len(line) + 1


def _cut(text: str, span: Span, unbroken: tuple[Span, ...]) -> Iterator[Span]:
    """Yield a span in pieces of at most LONGEST: at a clause, else at a space, else anywhere.

    A piece goes on to the end of an unbroken span that its cut would lie in.
    """
    while len(span) > LONGEST:
        limit = span.start + LONGEST
        half = span.start + LONGEST // 2
        cuts = [match.end() for match in _CLAUSE.finditer(text, half, limit)]
        cuts = [cut for cut in cuts if not _inside(cut, unbroken)]
        cut = cuts[-1] if cuts else max(text.rfind(" ", half, limit) + 1, 0) or limit
        around = next((each for each in unbroken if each.start < cut < each.end), None)
        cut = around.end if around else cut
        yield Span(span.start, cut).trimmed(text)
        span = Span(cut, span.end).trimmed(text)
    if len(span):
        yield span
