"""Word files (DOCX) -> a publication: mammoth makes HTML of them."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from voicebook.epub.container import Container
from voicebook.errors import Location, SourceError
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Publication
from voicebook.readers.base import nothing_declared
from voicebook.readers.binding.metadata import Said, as_settings
from voicebook.readers.charset import not_valid, read_bytes
from voicebook.readers.extras import needed
from voicebook.readers.markup.htmlbook import publication_of
from voicebook.readers.markup.losses import examples
from voicebook.settings import Settings
from voicebook.text.structure.xml import parse

LARGEST = 200_000_000
"""Bytes of a file at most; what is in it is bounded by `epub.container` too."""

_LARGEST_UNPACKED = 1024**3
_CORE = "docProps/core.xml"
_MAIN = "word/document.xml"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


class DocxReader:
    """Reads Word files."""

    suffixes: tuple[str, ...] = (".docx",)
    declared = staticmethod(nothing_declared)

    def read(self, source: Path, settings: Settings) -> Publication:
        """Read one file. Raises SourceError, with the source as its place."""
        mammoth = needed("mammoth", "documents", source)
        data = read_bytes(source, LARGEST)
        said = _checked(source)
        try:
            made = mammoth.convert_to_html(BytesIO(data), style_map=_STYLES)
        except (
            KeyError,
            ValueError,
            TypeError,
            AttributeError,
            IndexError,
            RecursionError,
            OSError,
            zipfile.BadZipFile,
        ) as error:
            raise _broken(source, f"it cannot be read ({type(error).__name__})") from error
        findings = _messages(made.messages, source)
        return publication_of(made.value, Said(source, settings, said), findings)


READER = DocxReader()


def _checked(source: Path) -> dict[str, Any]:
    """Look into the zip behind limits, and return what the file says of itself. Raises SourceError."""
    container = Container.of(source)
    try:
        if _MAIN not in container.names:
            raise _broken(source, f"it has no {_MAIN}")
        if container.size > _LARGEST_UNPACKED:
            raise _broken(source, f"it unpacks to over {_LARGEST_UNPACKED // 1024**2} MB")
        for name in container.names:
            if name.endswith((".xml", ".rels")):
                parse(container.read(name), name)
        return _core(container)
    finally:
        container.close()


def _core(container: Container) -> dict[str, Any]:
    if _CORE not in container.names:
        return {}
    root = parse(container.read(_CORE), _CORE)
    found = {
        name: " ".join((root.findtext(f"{{*}}{name}") or "").split())
        for name in ("title", "creator", "language")
    }
    authors = tuple(filter(None, (part.strip() for part in found["creator"].split(";"))))
    return as_settings(title=found["title"], authors=authors, language=found["language"])


def _messages(messages: Any, source: Path) -> tuple[Finding, ...]:
    """Return one note of what mammoth could not make anything of."""
    said = list(dict.fromkeys(str(message.message) for message in messages))
    if not said:
        return ()
    what = f"some of the formatting was not understood: {examples(said, '; ')}"
    return (Finding("VB-R49", Severity.NOTE, what[:400], Location(str(source)), "the text is kept"),)


def _broken(source: Path, why: str) -> SourceError:
    hint = "open it in Word and save it again as .docx"
    return not_valid(source, f"the file is not a valid Word file: {why}", hint)
