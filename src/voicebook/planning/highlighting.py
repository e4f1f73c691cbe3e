"""Where spans round sentences would change how a page looks, sentences are marked otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy

from lxml import etree

from voicebook.model.publication import Block, ElementPath, Marking, Sentence
from voicebook.text.sentences.fragments import BlockMarker
from voicebook.text.structure.cascade import disturbed
from voicebook.writers import wrap

Marked = Sequence[tuple[Block, Sequence[Sentence]]]


def markings(
    root: etree._Element, marked: Iterable[tuple[Block, Sequence[Sentence]]], sheets: tuple[str, ...]
) -> Mapping[ElementPath, Marking]:
    """Return how the blocks are marked (by their paths) whose rules spans round sentences would disturb.

    First their elements are set apart; where a rule still matches otherwise, the block is left whole.
    """
    blocks = list(marked)
    chosen: dict[ElementPath, Marking] = {}
    for marking in (Marking.APART, Marking.WHOLE):
        hit = _hit(root, blocks, sheets, chosen)
        if not hit:
            break
        chosen.update(dict.fromkeys(hit, marking))
    return chosen


def _hit(
    root: etree._Element, marked: Marked, sheets: tuple[str, ...], chosen: Mapping[ElementPath, Marking]
) -> frozenset[ElementPath]:
    """Return the paths of blocks in which, marked as chosen, a rule of the sheets matches otherwise."""
    after = deepcopy(root)
    fragments = [
        fragment
        for block, sentences in marked
        for sentence in sentences
        for fragment in BlockMarker(block, chosen.get(block.path, Marking.ROUND)).fragments(sentence)
    ]
    wrap.apply(after, fragments)
    spans = {fragment.id for fragment in fragments if fragment.anchor.start is not None}
    hit = disturbed(root, after, sheets, lambda element: element.get("id") in spans)
    blocks = {block.path for block, _ in marked} if hit else set()
    return frozenset(path[:end] for path in hit for end in range(len(path) + 1) if path[:end] in blocks)
