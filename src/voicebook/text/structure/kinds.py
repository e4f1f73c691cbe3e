"""Elements -> kinds of blocks, and of the groups that a reader can skip or leave."""

from lxml import etree

from voicebook.model.publication import BlockKind
from voicebook.settings import Rules
from voicebook.text.structure.semantics import GROUPS, HEADINGS, KINDS, NOTES, VERSE

_VERSE_LINE = 60  # characters of a line at most, on average
_VERSE_BREAKS = 2

SILENCED = {
    **dict.fromkeys(HEADINGS, "headings"),
    "blockquote": "quotations",
    "pre": "code",
    "table": "tables",
}
"""Elements that the setting of that name may silence."""


def block_kind(
    element: etree._Element, name: str, kinds: tuple[str, ...], outside: BlockKind, rules: Rules
) -> BlockKind:
    """Return the kind of the blocks in an element; `outside` is that of the blocks around it."""
    if NOTES & set(kinds):
        return BlockKind.NOTE
    if "pagebreak" in kinds:
        return BlockKind.PAGE_BREAK
    if name in HEADINGS:
        return BlockKind.HEADING
    if outside is BlockKind.NOTE:
        return outside
    if rules.verse == "lines" and _is_verse(element, name, kinds):
        return BlockKind.VERSE
    return KINDS.get(name, outside)


def _is_verse(element: etree._Element, name: str, kinds: tuple[str, ...]) -> bool:
    """Tell whether an element is verse: it says so, or it is short lines with an end to each."""
    if VERSE & {*kinds, *element.get("class", "").lower().split()[:20]}:
        return True
    if name not in {"p", "div"}:
        return False
    ends = sum(1 for _ in element.iter("{*}br"))
    return ends >= _VERSE_BREAKS and len(str(element.xpath("string()"))) <= _VERSE_LINE * (ends + 1)


def group_kind(name: str, kinds: tuple[str, ...], rules: Rules, *, layout: bool) -> str:
    """Return the type of an element's `seq`, "" if it gets none."""
    said = [kind for kind in kinds if ":" not in kind]
    if NOTES & set(said) or "pagebreak" in said:
        return " ".join(said)
    own = GROUPS.get(name, "")
    if (own.startswith("list") and rules.lists == "plain") or (own.startswith("table") and layout):
        own = ""
    if name in HEADINGS or (name == "p" and not own):
        return ""
    return " ".join(dict.fromkeys([*said, own])).strip()
