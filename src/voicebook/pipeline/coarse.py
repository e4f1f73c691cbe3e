"""Where spans round sentences would change how a page looks: such blocks are highlighted as one."""

from collections.abc import Iterable, Sequence
from copy import deepcopy

from lxml import etree

from voicebook.model.publication import Block, ElementPath, Sentence
from voicebook.text.cascade import disturbed
from voicebook.text.fragments import BlockMarker
from voicebook.writers import wrap


def coarse_blocks(
    root: etree._Element,
    marked: Iterable[tuple[Block, Sequence[Sentence]]],
    sheets: tuple[str, ...],
) -> frozenset[ElementPath]:
    """Return the paths of blocks in which a rule of the sheets matches otherwise once there are spans."""
    found = list(marked)
    after = deepcopy(root)
    fragments = [
        fragment
        for block, sentences in found
        for sentence in sentences
        for fragment in BlockMarker(block).fragments(sentence)
    ]
    wrap.apply(after, fragments)
    spans = {fragment.id for fragment in fragments if fragment.anchor.start is not None}
    hit = disturbed(root, after, sheets, lambda element: element.get("id") in spans)
    if not hit:
        return frozenset()
    blocks = {block.path for block, _ in found}
    return frozenset(path[:end] for path in hit for end in range(len(path) + 1) if path[:end] in blocks)
