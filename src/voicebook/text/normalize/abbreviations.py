"""What a document's own abbreviations become: their long form said aloud, and `<abbr title>`.

`the WPK met` → `the Workers' Party of Korea met`, where that is asked for. Never where the text itself gives
the long form beside it: `Workers' Party of Korea (WPK)`, `WPK (Workers' Party of Korea)`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from lxml import etree

from voicebook.model.publication import Span
from voicebook.text.language import Context, Token
from voicebook.text.structure.semantics import XHTML
from voicebook.text.structure.xml import put_text

KIND = "abbreviation"
RULE = "long-form"

_POSSESSIVE = re.compile(r"'s(?!\w)")
_UNTOUCHED = frozenset(
    f"{{{XHTML}}}{name}" for name in "abbr code dfn head kbd math pre samp script style title var".split()
)


def mentions(view: str, abbreviations: Collection[str]) -> Iterator[re.Match[str]]:
    """Find the abbreviations in a text, but for those with their long form beside them."""
    if not abbreviations:
        return
    for match in _pattern(frozenset(abbreviations)).finditer(view):
        defined = view[match.start() - 1 : match.start()] == "(" or view.startswith(" (", match.end())
        if not defined:
            yield match


def tag_long_forms(view: str, context: Context) -> Iterator[Token]:
    """Propose the long form for each abbreviation that the context wants said at length."""
    for match in mentions(view, context.expanded):
        owner = _POSSESSIVE.match(view, match.end())
        end, ending = (owner.end(), "'s") if owner else (match.end(), "")
        long = context.abbreviations[match[0]]
        yield Token(Span(match.start(), end), KIND, RULE, {"spoken": long + ending})


def add_titles(root: etree._Element, abbreviations: Mapping[str, str]) -> int:
    """Wrap each abbreviation in a parsed XHTML document in `<abbr title>`; return how many were wrapped.

    No character of the text changes.
    """
    if not abbreviations:
        return 0
    pattern = _pattern(frozenset(abbreviations))
    return sum(_add_titles(element, pattern, abbreviations) for element in list(root))


def _add_titles(element: etree._Element, pattern: re.Pattern[str], titles: Mapping[str, str]) -> int:
    if not isinstance(element.tag, str) or element.tag in _UNTOUCHED:
        return 0
    children = list(element)
    count = sum(_add_titles(child, pattern, titles) for child in children)
    text, element.text = element.text or "", None
    count += _insert(element, 0, text, pattern, titles)
    for child in children:
        tail, child.tail = child.tail or "", None
        count += _insert(element, element.index(child) + 1, tail, pattern, titles)
    return count


def _insert(
    parent: etree._Element, at: int, text: str, pattern: re.Pattern[str], titles: Mapping[str, str]
) -> int:
    """Put a run of text before the child at a position, its abbreviations wrapped."""
    end = count = 0
    for match in pattern.finditer(text):
        put_text(parent, at + count, text[end : match.start()])
        wrapped = etree.Element(f"{{{XHTML}}}abbr", {"title": titles[match[0]]})
        wrapped.text = match[0]
        parent.insert(at + count, wrapped)
        count += 1
        end = match.end()
    put_text(parent, at + count, text[end:])
    return count


@lru_cache(maxsize=64)
def _pattern(abbreviations: frozenset[str]) -> re.Pattern[str]:
    forms = sorted(abbreviations, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])")
