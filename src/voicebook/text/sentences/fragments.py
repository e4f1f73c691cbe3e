"""Sentence -> fragments: what one element or one span of the document can hold.

A sentence that contains inline elements, or lies in one, is a single fragment. One that an element
begins or ends inside becomes adjoining fragments, for an element of the source is never split. A
sentence of more than LONG_WORDS is highlighted in parts cut at clauses.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from voicebook.model.publication import (
    Anchor,
    Block,
    ElementPath,
    Fragment,
    Inline,
    Marking,
    Origin,
    Piece,
    Sentence,
    Span,
)
from voicebook.text.structure.alternatives import REPLACED

LONG_WORDS = 40
"""Words that one highlight should hold at most (about eight lines on a small screen)."""

_NUMBER = re.compile(r"\d")
_WORD = re.compile(r"\S+")
_CLAUSE_END = re.compile(r"[,;:)\]”’\"—–]$")
_SELF_MARKED = REPLACED | {"a", "b", "cite", "em", "i", "q", "ruby", "span", "strong"}
"""Elements that carry the id themselves when a fragment is exactly theirs."""


def lead_of(block: Block) -> Span:
    """Return what was put in front of a block: the headers of a cell, a word that announces a picture."""
    end = 0
    for piece in block.pieces:
        if piece.origin not in {Origin.REPETITION, Origin.GENERATED}:
            break
        end = piece.span.end
    return Span(0, end)


class BlockMarker:
    """Finds the anchors of one block's sentences."""

    def __init__(self, block: Block, marking: Marking = Marking.ROUND) -> None:
        self._block = block
        self._marking = marking
        self._lead = lead_of(block).end
        self._named = {group.path: group.id for group in block.groups}
        self._runs = {_run(piece): piece for piece in block.pieces if piece.origin is Origin.TEXT}
        self._children: dict[ElementPath, list[Inline]] = {}
        for inline in block.inlines:
            self._children.setdefault(inline.path[:-1], []).append(inline)

    def fragments(self, sentence: Sentence) -> tuple[Fragment, ...]:
        """Return a sentence's fragments, in order; they tile it but for white space."""
        block = self._block
        parts = list(_parts(sentence, block))
        whole = block.text.strip() == sentence.written
        inside = block.groups[-1] if block.groups and len(block.groups[-1].path) > len(block.path) else None
        if inside is not None and whole:  # its cue must not lie around it: an overlay is in document order
            return (Fragment(inside.id, sentence.span, Anchor(inside.path)),)
        if (self._marking is Marking.WHOLE or block.solid) and block.whole:
            return (self._whole(sentence, sentence.id.rpartition("-")[0]),)
        if block.whole and whole and len(parts) == 1 and not self._own_element(sentence):
            return (self._whole(sentence, sentence.id),)
        marks = [mark for part in parts for mark in self._cover(block.path, self._own(part))]
        if marks:  # what was put in front belongs to the first
            marks[0] = replace(marks[0], span=Span(sentence.span.start, marks[0].span.end))
        return tuple(
            Fragment(self._id(mark) or _new_id(sentence.id, mark, number, len(marks)), mark.span, mark.anchor)
            for number, mark in enumerate(marks, start=1)
        )

    def _whole(self, sentence: Sentence, otherwise: str) -> Fragment:
        """Return the fragment that is the block's element; an element that is a group has its id."""
        block = self._block
        name = block.id or self._named.get(block.path) or otherwise
        return Fragment(name, sentence.span, Anchor(block.path))

    def _id(self, mark: "_Mark") -> str:
        """Return the id that a mark's element has, or gets as a group; "" if it is a range."""
        return mark.id or (self._named.get(mark.anchor.path, "") if mark.anchor.start is None else "")

    def _own(self, part: Span) -> Span:
        """Return a part without what was put in front of the block: it stands elsewhere, or nowhere."""
        return Span(max(part.start, self._lead), part.end).trimmed(self._block.text)

    def _own_element(self, sentence: Sentence) -> bool:
        """Tell whether a sentence is exactly one picture or formula, which takes the id itself."""
        span = self._own(sentence.span)
        return any(
            inline.name in REPLACED and inline.span.trimmed(self._block.text) == span
            for inline in self._block.inlines
        )

    def _cover(self, path: ElementPath, span: Span) -> Iterator["_Mark"]:
        """Yield the marks that cover a range of the element at `path`, splitting no child of it."""
        text = self._block.text
        start = span.start
        children = self._children.get(path, [])
        for index in range(bisect_right(children, start, key=lambda child: child.span.end), len(children)):
            child = children[index]
            inner = child.span.trimmed(text)
            if child.span.start >= span.end:
                break
            if inner.end <= start or inner.start >= span.end:
                continue
            apart = self._marking is Marking.APART and child.name != ""
            if inner == span and (apart or child.name in _SELF_MARKED):
                yield _Mark(child.id, span, Anchor(child.path), is_source_span=child.name == "span")
                return
            if inner == span:
                break
            if apart and start <= inner.start and inner.end <= span.end:
                yield from self._between(path, Span(start, inner.start))
                yield _Mark(child.id, inner, Anchor(child.path), is_source_span=child.name == "span")
                start = inner.end
            elif inner.start < start or inner.end > span.end or _holds(inner, span):
                yield from self._between(path, Span(start, max(start, inner.start)))
                shared = Span(max(start, inner.start), min(span.end, inner.end))
                yield from self._cover(child.path, shared)
                start = shared.end
        yield from self._between(path, Span(start, span.end))

    def _between(self, path: ElementPath, span: Span) -> Iterator["_Mark"]:
        """Yield the one mark for a range that crosses no child of the element at `path`."""
        span = span.trimmed(self._block.text)
        if len(span):
            anchor = Anchor(
                path, self._edge(path, span.start, ending=False), self._edge(path, span.end, ending=True)
            )
            yield _Mark("", span, anchor)

    def _edge(self, path: ElementPath, offset: int, *, ending: bool) -> tuple[int, int]:
        """Return (run, offset in the run) of an edge in the content of the element at `path`."""
        piece = self._piece(offset - 1 if ending else offset)
        place = piece.place
        if piece.origin is Origin.TEXT and place is not None:
            container, run = _container(place.path, place.slot)
            if container == path:
                return run, offset - piece.span.start
            inside = container
        else:
            inside = place.path if place else ()
        child = inside[len(path)]
        if ending:
            return child + 1, 0
        before = self._runs.get((path, child))
        return child, len(before.span) if before else 0

    def _piece(self, offset: int) -> Piece:
        """Return the piece that holds a character of the block."""
        pieces = self._block.pieces
        return pieces[bisect_right(pieces, offset, key=lambda piece: piece.span.start) - 1]


@dataclass(frozen=True, slots=True)
class _Mark:
    id: str
    span: Span
    anchor: Anchor
    is_source_span: bool = False


def _container(path: ElementPath, slot: str) -> tuple[ElementPath, int]:
    """Return (element, run) of a text or tail: the element whose content the run is part of."""
    return (path, 0) if slot == "text" else (path[:-1], path[-1] + 1)


def _run(piece: Piece) -> tuple[ElementPath, int]:
    if piece.place is None:
        raise ValueError("a generated piece has no place")
    return _container(piece.place.path, piece.place.slot)


def _new_id(sentence: str, mark: _Mark, number: int, count: int) -> str:
    """Return the id that a mark gets. On a span of the source it has another form than on one of ours."""
    name = sentence if count == 1 else f"{sentence}-{number}"
    return _NUMBER.sub("e\\g<0>", name, count=1) if mark.is_source_span else name


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and outer.end >= inner.end


def _parts(sentence: Sentence, block: Block) -> Iterator[Span]:
    """Yield the sentence in parts of at most LONG_WORDS words, cut at clauses where it can be."""
    words = [match.span() for match in _WORD.finditer(sentence.written)]
    base = sentence.span.start
    first = 0
    while len(words) - first > LONG_WORDS:
        cut = first + _best_cut(sentence, block, words[first:])
        while cut < len(words) and _in_replaced(block, base + words[cut - 1][1]):
            cut += 1
        yield Span(base + words[first][0], base + words[cut - 1][1])
        first = cut
    if words:
        yield Span(base + words[first][0], base + words[-1][1])


def _best_cut(sentence: Sentence, block: Block, words: list[tuple[int, int]]) -> int:
    """Return after how many words to cut: near an even share, after a clause, outside elements."""
    shares = -(-len(words) // LONG_WORDS)
    even = len(words) / shares

    def cost(count: int) -> float:
        start, end = words[count - 1]
        clause = 0 if _CLAUSE_END.search(sentence.written[start:end]) else 15
        return abs(count - even) + clause + (30 if _in_inline(block, sentence.span.start + end) else 0)

    return min(range(max(1, int(even) - 15), min(LONG_WORDS, len(words) - 1) + 1), key=cost)


def _in_replaced(block: Block, offset: int) -> bool:
    """Tell whether a cut would part the words that stand for a picture or a formula."""
    return any(
        inline.span.start < offset < inline.span.end for inline in block.inlines if inline.name in REPLACED
    )


def _in_inline(block: Block, offset: int) -> bool:
    return any(inline.span.start < offset < inline.span.end for inline in block.inlines)
