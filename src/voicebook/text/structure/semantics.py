"""What elements are to a listener: the table of structures, in one place.

`docs/reference/structure.md` is this table for people. Sources: HTML (content models and the
rendering section), EPUB Structural Semantics Vocabulary, DPUB-ARIA 1.1.
"""

from lxml import etree

from voicebook.model.publication import BlockKind

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = f"{{{EPUB}}}type"
SSML = "{http://www.w3.org/2001/10/synthesis}"

HEADINGS = {f"h{level}": level for level in range(1, 7)}

BREAKING = frozenset(
    """
    address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset header hgroup hr html legend li main menu nav noframes
    ol optgroup option p pre search section select summary table tbody td textarea tfoot th thead tr ul
    """.split()
) | frozenset(HEADINGS)
"""Elements that end the run of text around them."""

UNSEEN = frozenset(
    """
    audio canvas datalist head iframe meter noscript object progress script style template video
    """.split()
)
"""Elements whose text no reader shows, or only where it cannot show what is meant."""

KINDS = {
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "td": BlockKind.CELL,
    "th": BlockKind.CELL,
    "caption": BlockKind.CAPTION,
    "figcaption": BlockKind.CAPTION,
    "pre": BlockKind.CODE,
    "figure": BlockKind.FIGURE,
    "blockquote": BlockKind.QUOTATION,
}

GROUPS = {
    "ol": "list",
    "ul": "list",
    "dl": "list",
    "li": "list-item",
    "table": "table",
    "tr": "table-row",
    "td": "table-cell",
    "th": "table-cell",
    "figure": "figure",
    "aside": "aside",
}
"""Elements that are a `seq` of the overlay by what they are, if they say nothing else of themselves."""

DECORATIVE = frozenset({"presentation", "none"})
"""Roles of what only arranges or adorns."""

SOLID = frozenset({"option", "textarea"})
"""Elements that hold nothing but text."""

NOTES = frozenset({"footnote", "endnote", "rearnote", "note"})
VERSE = frozenset({"verse", "poem", "poetry", "stanza", "z3998:verse", "z3998:poem", "z3998:song"})
FORMS = frozenset(
    {"button", "fieldset", "form", "input", "legend", "optgroup", "option", "select", "textarea"}
)

PACKAGING = frozenset(
    """
    acknowledgments colophon contributors copyright-page cover halftitlepage imprimatur imprint index
    landmarks loa loi lot lov other-credits page-list seriespage toc
    """.split()
)
"""Kinds of matter that carry a book rather than being its text."""

_ALIASES = {"halftitle": "halftitlepage", "coverpage": "cover", "copyright": "copyright-page"}
_LONGEST_TYPE = 200


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


def packaging_of(kinds: tuple[str, ...]) -> str:
    """Return the kind of packaging that is among kinds, "" if none is."""
    return next((kind for each in kinds if (kind := _ALIASES.get(each, each)) in PACKAGING), "")


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
