"""How the sentences of a block are marked where spans round them would change how a page looks."""

from collections.abc import Mapping, Sequence
from copy import deepcopy

from lxml import etree

from voicebook.model.publication import ElementPath, Marking
from voicebook.planning.parsed_document import Segmented
from voicebook.text.sentences.fragments import BlockMarker
from voicebook.text.structure.cascade import disturbed
from voicebook.writers import wrap


def block_markings(
    root: etree._Element, document: Sequence[Segmented], sheets: tuple[str, ...]
) -> Mapping[ElementPath, Marking]:
    """Return the blocks that cannot take sentence spans, because a rule of the sheets would match them.

    They are named by their paths. First their elements are set apart; where a rule still matches otherwise,
    the block is left whole.
    """
    chosen: dict[ElementPath, Marking] = {}
    for marking in (Marking.APART, Marking.WHOLE):
        hit = _hit(root, document, sheets, chosen)
        if not hit:
            break
        chosen.update(dict.fromkeys(hit, marking))
    return chosen


def _hit(
    root: etree._Element,
    document: Sequence[Segmented],
    sheets: tuple[str, ...],
    chosen: Mapping[ElementPath, Marking],
) -> frozenset[ElementPath]:
    """Return the paths of blocks in which, marked as chosen, a rule of the sheets matches otherwise."""
    after = deepcopy(root)
    fragments = [
        fragment
        for block, sentences in document
        for sentence in sentences
        for fragment in BlockMarker(block, chosen.get(block.path, Marking.ROUND)).fragments(sentence)
    ]
    wrap.apply(after, fragments)
    spans = {fragment.id for fragment in fragments if fragment.anchor.start is not None}
    hit = disturbed(root, after, sheets, lambda element: element.get("id") in spans)
    blocks = {block.path for block, _ in document} if hit else set()
    return frozenset(path[:end] for path in hit for end in range(len(path) + 1) if path[:end] in blocks)
