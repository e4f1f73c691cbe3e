"""What a document's style sheets hide, and what they would do to the spans of narration."""

from collections.abc import Callable, Iterable

from lxml import etree

from voicebook.model.publication import ElementPath


def hidden_by(root: etree._Element, sheets: Iterable[str]) -> frozenset[ElementPath]:
    """Return elements that the sheets hide."""
    del root, sheets
    return frozenset()


def disturbed(
    before: etree._Element,
    after: etree._Element,
    sheets: Iterable[str],
    added: Callable[[etree._Element], bool],
) -> frozenset[ElementPath]:
    """Return source elements that a rule matches in one tree and not in the other."""
    del before, after, sheets, added
    return frozenset()
