"""Rules on a content document."""

from collections import Counter
from collections.abc import Iterator, Mapping

from voicebook.checking.codes import finding
from voicebook.checking.container import Container
from voicebook.checking.document import Document, Link
from voicebook.model.finding import Finding


def languages(document: Document) -> Iterator[Finding]:
    """Require that the root says its language to browsers and to XML tools alike."""
    if document.root == "html" and not (document.lang and document.lang == document.xml_lang):
        what = f"lang is {document.lang[:40]!r}, xml:lang is {document.xml_lang[:40]!r}"
        yield finding("VB-C30", what, document.name)


def headings(document: Document) -> Iterator[Finding]:
    """Require a heading to be at most one level below the one before it (Ace heading-order)."""
    before = document.headings[0][0] if document.headings else 0
    for level, line in document.headings:
        if level > before + 1:
            yield finding("VB-C31", f"h{level} follows h{before}", document.name, line)
        before = level


def images(document: Document) -> Iterator[Finding]:
    """Require that every image has an alt attribute, if an empty one."""
    for line in document.without_alt:
        yield finding("VB-C32", "an img has no alt attribute", document.name, line)


def same_ids(document: Document) -> Iterator[Finding]:
    """Require that an id is there once in a document."""
    for key, count in Counter(document.ids).items():
        if count > 1:
            yield finding("VB-C33", f"the id {key[:80]!r} occurs {count} times", document.name)


def title(document: Document) -> Iterator[Finding]:
    """Require that a document has a title: screen readers say it first."""
    if document.root == "html" and not document.title:
        yield finding("VB-C35", "the title element is missing or empty", document.name)


def dead_links(
    container: Container, document: str, links: tuple[Link, ...], ids: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    """Require that what a link or source names is in the book, and its id in that document."""
    for link in links:
        if link.name not in container:
            yield finding("VB-C34", f"{link.href[:120]!r} is not in the book", document, link.line)
        elif link.fragment and link.fragment not in ids.get(link.name, {link.fragment}):
            yield finding("VB-C34", f"{link.href[:120]!r} names an id that is not there", document, link.line)


def navigation(document: Document) -> Iterator[Finding]:
    """Require that the navigation document has a nav of type toc."""
    if "nav:toc" not in document.features:
        yield finding("VB-C17", "the navigation document has no nav of type toc", document.name)


def silent_words(document: Document) -> Iterator[Finding]:
    """Require that all visible text and all text alternatives are narrated (Complete coverage)."""
    words = document.words
    if silent := words.visible - words.narrated:
        what = f"{silent} of {words.visible} visible words are not narrated: “{words.first_silent}”"
        yield finding("VB-C41", what, document.name, words.first_line)


def silent_navigation(document: Document) -> Iterator[Finding]:
    """Mention a silent navigation document in the spine: it may be so, and is worth knowing."""
    if document.words.visible and not document.words.narrated:
        yield finding("VB-C42", f"{document.words.visible} words of contents are silent", document.name)


def hidden_targets(document: Document) -> Iterator[Finding]:
    """Require a narrated element to show text or be a page break: one cannot turn to nothing."""
    for key in document.mute:
        yield finding("VB-C43", f"the element {key[:80]!r} shows no text", document.name)


def nested_targets(document: Document) -> Iterator[Finding]:
    """Require that a narrated element is not inside another: its words would be said twice."""
    for key in document.nested:
        yield finding("VB-C54", f"{key[:80]!r} is inside an element that is narrated too", document.name)
