"""Style sheets, as far as the auditor cares: which classes they style."""

import re

from voicebook.checking.container import Container
from voicebook.checking.document import Document
from voicebook.errors import SourceError

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CLASS = re.compile(r"\.(-?[^\W\d][\w-]*)")


def classes(css: str) -> frozenset[str]:
    """Return the class names in a style sheet, outside of its comments."""
    return frozenset(_CLASS.findall(_COMMENT.sub("", css)))


class StyleSheets:
    """The classes of a book's style sheets: each sheet is read once."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._known: dict[str, frozenset[str]] = {}

    def of(self, document: Document) -> frozenset[str]:
        """Return the classes that a document's own and linked styles style."""
        return classes(document.style).union(*(self._linked(name) for name in document.sheets))

    def _linked(self, name: str) -> frozenset[str]:
        if name not in self._known:
            try:
                css = self._container.read(name).decode("utf-8", "replace")
            except SourceError:
                css = ""  # a missing sheet is a finding of another rule
            self._known[name] = classes(css)
        return self._known[name]
