"""Untrusted HTML -> a clean tree of XHTML, as a browser would read it.

nh3 parses as HTML5 does and drops what is not on the list: scripts, styles, event handlers, frames,
anything that reaches out. What it leaves is put into the content models of XHTML by `contentmodel`.
"""

import re
from html.parser import HTMLParser

from lxml import etree

from voicebook.readers.binding.metadata import LANGUAGE_TAG
from voicebook.readers.binding.xhtml import allowed
from voicebook.text.structure.semantics import EPUB, EPUB_TYPE, XHTML, XML_LANG

MATH = "http://www.w3.org/1998/Math/MathML"
DEEPEST = 150
"""Elements inside each other at most: deeper ones are taken away, what is in them stays."""

LINE = "data-voicebook-line"
"""Attribute that says where in the source an element begins; it is not for the book."""

TAGS = frozenset(
    """
    a abbr address article aside b bdi bdo blockquote br caption cite code dd del details dfn div
    dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark ol p pre q
    rp rt ruby s samp section small span strong sub summary sup table tbody td tfoot th thead tr u ul var

    math maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot
    mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics
    """.split()
)
"""Elements that are kept."""

_EVERYWHERE = frozenset({"id", "lang", "dir", "title", "role", "epub:type", "hidden", LINE})
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "li": {"value"},
    "math": {"alttext", "display"},
}
SILENT = frozenset(
    "annotation annotation-xml head iframe noscript object script style svg template title".split()
)
"""Elements that are left out with all that is in them."""

VOID = frozenset({"br", "hr", "img", "col", "none", "mprescripts", "mspace"})
_SCHEMES = frozenset({"http", "https", "mailto", "data", "file"})
_TYPES = re.compile(r"(?:footnote|endnotes?|rearnotes?|noteref|pagebreak|backlink)")
_SPAN = re.compile(r"[1-9]\d{0,2}")
_NUMBER = re.compile(r"-?\d{1,9}")
_PATTERNS = {
    "id": re.compile(r"\S{1,200}"),
    "role": re.compile(r"doc-(?:footnote|endnotes?|noteref|backlink|pagebreak)|presentation|none"),
    "colspan": _SPAN,
    "rowspan": _SPAN,
    "start": _NUMBER,
    "value": _NUMBER,
    LINE: _NUMBER,
}
_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
_SCOPES = frozenset({"row", "col", "rowgroup", "colgroup"})


def cleaned(html: str) -> str:
    """Return HTML in which every element is closed, and only what a book may have is left."""
    import nh3

    return nh3.clean(
        allowed(html),
        tags=set(TAGS),
        clean_content_tags=set(SILENT),
        attributes={"*": set(_EVERYWHERE)} | {tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


def body_of(html: str) -> etree._Element:
    """Return a `body` of clean XHTML."""
    builder = _Builder()
    builder.feed(cleaned(html))
    builder.close()
    return builder.body


def element(name: str, attributes: dict[str, str] | None = None) -> etree._Element:
    """Return a new element of XHTML."""
    return etree.Element(f"{{{XHTML}}}{name}", attributes or {}, nsmap={None: XHTML, "epub": EPUB})


class _Builder(HTMLParser):
    """Makes a tree of what nh3 wrote: every element in it is closed, but for those that are void."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.body = element("body")
        self._open: list[etree._Element] = [self.body]
        self._last: list[etree._Element | None] = [None]  # child of each open element: the text goes behind
        self._deeper = 0  # open elements that lie too deep to be kept

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into an element."""
        into = self._open[-1]
        if tag in VOID:
            self._last[-1] = etree.SubElement(into, f"{{{XHTML}}}{tag}", _attributes(attrs))
        elif len(self._open) > DEEPEST:
            self._deeper += 1
        else:
            nsmap = {None: MATH} if tag == "math" else None
            namespace = MATH if tag == "math" or etree.QName(into).namespace == MATH else XHTML
            new = etree.SubElement(into, f"{{{namespace}}}{tag}", _attributes(attrs), nsmap)
            self._last[-1] = new
            self._open.append(new)
            self._last.append(None)

    def handle_endtag(self, tag: str) -> None:
        """Come out of an element."""
        if tag in VOID:
            return
        if self._deeper:
            self._deeper -= 1
        elif len(self._open) > 1:
            self._open.pop()
            self._last.pop()

    def handle_data(self, data: str) -> None:
        """Add text."""
        last, text = self._last[-1], allowed(data)
        if last is None:
            self._open[-1].text = (self._open[-1].text or "") + text
        else:
            last.tail = (last.tail or "") + text


def _attributes(attributes: list[tuple[str, str | None]]) -> dict[str, str]:
    """Return the attributes that are kept, as XHTML has them."""
    found: dict[str, str] = {}
    for name, value in attributes:
        text = allowed(value or "").strip()
        if name == "lang" and LANGUAGE_TAG.fullmatch(text):
            found |= {"lang": text, XML_LANG: text}
        elif name == "epub:type" and (kinds := _TYPES.findall(text)):
            found[EPUB_TYPE] = kinds[0]
        elif _is_kept(name, text):
            found[name] = "hidden" if name == "hidden" else text
    return found


def _is_kept(name: str, value: str) -> bool:
    if name in {"lang", "epub:type"}:
        return False
    if pattern := _PATTERNS.get(name):
        return pattern.fullmatch(value) is not None
    known = {"dir": _DIRECTIONS, "scope": _SCOPES}.get(name)
    return known is None or value in known
