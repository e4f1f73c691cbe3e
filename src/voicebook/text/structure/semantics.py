"""What elements are to a listener: the table of structures (`elements.tsv`), in one place.

`docs/reference/structure.md` is this table for people. Sources: HTML (content models and the
rendering section), EPUB Structural Semantics Vocabulary, DPUB-ARIA 1.1.
"""

from lxml import etree

from voicebook.model.publication import BlockKind
from voicebook.settings import Rules
from voicebook.text import tsv

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = f"{{{EPUB}}}type"
SSML = "{http://www.w3.org/2001/10/synthesis}"

HEADINGS = {f"h{level}": level for level in range(1, 7)}

_ROWS = tsv.rows(
    __package__, "elements.tsv", choices={"flow": ("breaks", "unseen"), "kind": [*map(str, BlockKind)]}
)
BREAKING = frozenset(name for name, flow, *_ in _ROWS if flow == "breaks")
UNSEEN = frozenset(name for name, flow, *_ in _ROWS if flow == "unseen")
KINDS = {name: BlockKind(kind) for name, _, kind, *_ in _ROWS if kind}
GROUPS = {name: group for name, *_, group, _ in _ROWS if group}
SILENCED = {name: setting for name, *_, setting in _ROWS if setting}
"""Elements that the setting of that name may silence."""

DECORATIVE = frozenset({"presentation", "none"})
"""Roles of what only arranges or adorns."""

SOLID = frozenset({"option", "textarea"})
"""Elements that hold nothing but text."""

NOTES = frozenset({"footnote", "endnote", "rearnote", "note"})
VERSE = frozenset({"verse", "poem", "poetry", "stanza", "z3998:verse", "z3998:poem", "z3998:song"})

_LONGEST_TYPE = 200
_VERSE_LINE = 60  # characters of a line at most, on average
_VERSE_BREAKS = 2


def name_of(element: etree._Element) -> str:
    """Return an element's local name, in lower case."""
    return str(element.tag).rpartition("}")[2].lower()


def kinds_of(element: etree._Element) -> tuple[str, ...]:
    """Return what an element says that it is: its `epub:type`, and its DPUB roles without "doc-"."""
    types, role_said = element.get(EPUB_TYPE), element.get("role")
    if types is None and role_said is None:
        return ()
    said = (types or "")[:_LONGEST_TYPE].split()
    roles = (role_said or "")[:_LONGEST_TYPE].split()
    said += (role.removeprefix("doc-") for role in roles if role.startswith("doc-"))
    renamed = {"pagelist": "page-list", "pagefooter": "", "pageheader": ""}
    return tuple(dict.fromkeys(filter(None, (renamed.get(kind, kind) for kind in said))))


def language_of(element: etree._Element) -> str:
    """Return the language that an element declares itself, "" if none."""
    return (element.get(XML_LANG) or element.get("lang") or "").strip()


def is_hidden(element: etree._Element) -> bool:
    """Tell whether an element is never shown, by what it is or says itself."""
    style = "".join(element.get("style", "").lower().split())
    name = name_of(element)
    return (
        name in UNSEEN
        or element.get("hidden") is not None
        or "display:none" in style
        or "visibility:hidden" in style
        or (name == "dialog" and element.get("open") is None)
        or (name == "input" and element.get("type", "").lower() != "image")
    )


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


def silencing_rule(element: etree._Element, name: str, matter: str, rules: Rules) -> str:
    """Return why the rules leave an element out, "" if they do not; `matter` is its kind of packaging."""
    if SILENCED.get(name) == "forms" and rules.forms == "silent":
        return "narration.forms is silent"
    if rules.notes == "silent" and NOTES & set(kinds_of(element)):
        return "narration.notes is silent"
    if name in SILENCED and getattr(rules, SILENCED[name]) == "silent":
        return f"narration.{SILENCED[name]} is silent"
    return "narration.packaging is silent" if rules.packaging == "silent" and matter else ""
