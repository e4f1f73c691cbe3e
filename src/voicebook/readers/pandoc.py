"""ODT, RTF, FB2, reStructuredText and LaTeX -> a publication: pandoc makes HTML of them.

pandoc runs in its sandbox: it reads nothing but its input and writes nothing but its output.
"""

import re
import subprocess
from pathlib import Path
from typing import Any

from lxml import html as lxml_html

from voicebook.epub.container import Container
from voicebook.errors import Location, SourceError
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Publication
from voicebook.readers.base import nothing_declared
from voicebook.readers.binding.metadata import Said, as_settings
from voicebook.readers.charset import not_valid, read_bytes
from voicebook.readers.extras import needed
from voicebook.readers.markup.htmlbook import publication_of
from voicebook.settings import Settings

_LARGEST_HTML = 500_000_000
_TITLE_BLOCK = re.compile(r'<header id="title-block-header">.*?</header>', re.DOTALL)
_PATIENCE = 300  # seconds
_FORMATS = {".odt": "odt", ".rtf": "rtf", ".fb2": "fb2", ".rst": "rst", ".tex": "latex"}
_ZIPPED = frozenset({".odt"})


class PandocReader:
    """Reads what pandoc reads."""

    suffixes: tuple[str, ...] = tuple(_FORMATS)
    declared = staticmethod(nothing_declared)

    def read(self, source: Path, settings: Settings) -> Publication:
        """Read one file. Raises SourceError, with the source as its place."""
        pypandoc = needed("pypandoc", "pandoc", source)
        data = read_bytes(source)
        if source.suffix.lower() in _ZIPPED:
            Container.of(source).close()
        html = _converted(str(pypandoc.get_pandoc_path()), data, source)
        said, content = _said(html), _TITLE_BLOCK.sub("", html, count=1)
        return publication_of(content, Said(source, settings, said), _lost(data, source))


READER = PandocReader()


def _converted(pandoc: str, data: bytes, source: Path) -> str:
    """Return a file as a page of HTML with its pictures in it. Raises SourceError."""
    kind = _FORMATS[source.suffix.lower()]
    command = [pandoc, f"--from={kind}", "--to=html5", "--standalone", "--sandbox", "--embed-resources"]
    command += ["--mathml", "--wrap=preserve"]
    limits = ["+RTS", "-M1024m", "-RTS"]
    try:
        done = subprocess.run(
            [*command, *limits], input=data, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _broken(source, f"pandoc took over {_PATIENCE} seconds") from error
    except OSError as error:
        raise _broken(source, f"pandoc cannot run: {error}") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        raise _broken(source, f"pandoc says: {said[0]:.200}")
    if len(done.stdout) > _LARGEST_HTML:
        raise _broken(source, f"it becomes over {_LARGEST_HTML // 1_000_000} MB of HTML")
    return done.stdout.decode("utf-8", "replace")


def _said(html: str) -> dict[str, Any]:
    """Return what a file says of itself, named as settings."""
    head, _, _ = html.partition("</head>")
    page = lxml_html.document_fromstring(f"{head}</head><body>-</body></html>".encode())
    metas = [(meta.get("name") or "", (meta.get("content") or "").strip()) for meta in page.iter("meta")]
    title = " ".join((page.findtext(".//title") or "").split())
    authors = tuple(value for name, value in metas if name == "author" and value)
    return as_settings(title="" if title == "-" else title, authors=authors, language=page.get("lang"))


def _lost(data: bytes, source: Path) -> tuple[Finding, ...]:
    """Return a finding for what pandoc is known to leave out: the notes of RTF."""
    notes = data.count(b"\\footnote") if source.suffix.lower() == ".rtf" else 0
    if not notes:
        return ()
    what = f"notes that are not read, because pandoc leaves them out of RTF: {notes}"
    return (Finding("VB-R51", Severity.WARNING, what, Location(str(source)), "save it as .docx"),)


def _broken(source: Path, why: str) -> SourceError:
    kind = source.suffix[1:].upper()
    return not_valid(source, f"the file is not a valid {kind} file: {why}", "save it again, or as .docx")
