"""Contents of a book -> what its package may say about accessibility (EPUB Accessibility 1.1).

Only what is there is claimed; conformance is not, as nobody has evaluated the book.
"""

from collections.abc import Iterable, Iterator

from voicebook.writers.contents import Contents

Statement = tuple[str, str]
"""(property, value)."""


def statements(contents: Contents, *, navigation: bool, reflows: bool, locked: bool) -> Iterator[Statement]:
    """Yield what can be said of a narrated book, in the order of the specification."""
    for mode in _modes(contents):
        yield "schema:accessMode", mode
    for modes in _sufficient(contents):
        yield "schema:accessModeSufficient", modes
    for feature in _features(contents, navigation=navigation, reflows=reflows, locked=locked):
        yield "schema:accessibilityFeature", feature
    yield "schema:accessibilityHazard", "unknown" if contents.may_move else "none"
    yield "schema:accessibilitySummary", _summary(contents)
    if contents.page_breaks:
        yield "pageBreakSource", "none"


def contradicted(
    said: Iterable[Statement], made: Iterable[Statement], contents: Contents
) -> Iterator[Statement]:
    """Yield statements of a source that its contents, or its narration, contradict.

    A claim that no program can judge stays. Narration that repeats the text is not a mode of its own.
    """
    true = set(made)
    if contents.page_breaks:
        true.add(("schema:accessibilityFeature", "printPageNumbers"))  # the older word for markers
    for statement in said:
        name, value = statement
        false = {
            "schema:accessibilityFeature": value == "none" or (value in _JUDGED and statement not in true),
            "schema:accessModeSufficient": value == "auditory" and statement not in true,
            "schema:accessMode": (value == "auditory" and not contents.may_move)
            or (value == "visual" and not contents.pictured),
        }
        if false.get(name):
            yield statement


_JUDGED = frozenset(
    """
    synchronizedAudioText tableOfContents structuralNavigation displayTransformability alternativeText
    MathML ARIA pageBreakMarkers printPageNumbers pageNavigation index
    """.split()
)
"""Features that a program can find, or fail to find, in a book."""


def _modes(contents: Contents) -> Iterator[str]:
    """Narration that repeats the text is an extra, so "auditory" is not among them."""
    yield "textual"
    if contents.pictures:
        yield "visual"


def _sufficient(contents: Contents) -> Iterator[str]:
    if contents.pictures:
        yield "textual,visual"
    if not contents.unexplained:
        yield "textual"
        if contents.narrated and not contents.silent:
            yield "auditory"


def _features(contents: Contents, *, navigation: bool, reflows: bool, locked: bool) -> Iterator[str]:
    present = {
        "synchronizedAudioText": contents.narrated,
        "tableOfContents": navigation,
        "readingOrder": True,  # a spine is one
        "structuralNavigation": contents.headings > 0 and contents.outlined,
        "displayTransformability": reflows,
        "alternativeText": contents.pictures > 0 and not contents.unexplained,
        "MathML": contents.formulas > 0,
        "ARIA": contents.roles,
        "pageBreakMarkers": contents.page_breaks > 0,
        "pageNavigation": contents.page_list,
        "index": contents.index,
        "unlocked": not locked,
    }
    return (feature for feature, there in present.items() if there)


def _summary(contents: Contents) -> str:
    amount = "Part of the text" if contents.silent else "The whole text"
    return f"{amount} is narrated by a synthetic voice and highlighted as it is spoken."
