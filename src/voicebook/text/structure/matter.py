"""A book's packaging: cover, imprint, colophon, copyright, contents, index."""

from collections.abc import Mapping

from lxml import etree

from voicebook.text import tsv
from voicebook.text.structure.semantics import HEADINGS, kinds_of, name_of

_ROWS = tsv.rows(__package__, "matter.tsv")
_KINDS = {name: kind for kind, others, _ in _ROWS for name in (kind, *others.split())}
_HEADINGS = {words: kind for kind, _, headings in _ROWS for words in headings.split("|") if words}
_SECTIONS = frozenset({"body", "section", "nav", "article", "div"})
_NEAR_TOP = 4  # elements of a section among which its heading is looked for
_MOST_HEADINGS = 200


def matter_of(element: etree._Element, landmark: str) -> str:
    """Return the kind of packaging that an element is, "" if it is none.

    It says so itself (`epub:type`, role), a landmark of the book does, or its only heading does.
    """
    own = _among(kinds_of(element))
    if own or landmark:
        return own or _among((landmark,))
    return _by_heading(element) if name_of(element) in _SECTIONS else ""


def landmark_of(landmarks: Mapping[str, str], document: str, element: etree._Element) -> str:
    """Return the kind that the book's landmarks give an element, "" if none."""
    if not landmarks:
        return ""
    if name_of(element) == "body" and document in landmarks:
        return landmarks[document]
    own = element.get("id")
    return landmarks.get(f"{document}#{own}", "") if own else ""


def _by_heading(element: etree._Element) -> str:
    """Return the kind that the heading of a section names, if it is its only one of that rank."""
    children = [child for child in element[: 2 * _NEAR_TOP] if isinstance(child.tag, str)][:_NEAR_TOP]
    heading = next((child for child in children if name_of(child) in HEADINGS), None)
    if heading is None:
        return ""
    words = " ".join(str(heading.xpath("string()"))[:80].split()).casefold().strip(" .:")
    kind = _HEADINGS.get(words, "")
    return kind if kind and _is_only(element, HEADINGS[name_of(heading)]) else ""


def _is_only(element: etree._Element, level: int) -> bool:
    """Tell whether an element has one heading of a level or above."""
    tags = [f"{{*}}h{at}" for at in range(1, level + 1)]
    return sum(1 for _, _ in zip(element.iter(*tags), range(_MOST_HEADINGS), strict=False)) == 1


def _among(kinds: tuple[str, ...]) -> str:
    """Return the kind of packaging that is among kinds, "" if none is."""
    return next((_KINDS[each] for each in kinds if each in _KINDS), "")
