"""HTML -> a publication: clean files as they are, saved web pages by their main content."""

import re
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from voicebook.errors import Location
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Publication
from voicebook.readers.base import nothing_declared
from voicebook.readers.binding.metadata import LANGUAGE_TAG, Said, as_settings
from voicebook.readers.charset import not_valid, read_bytes, read_text
from voicebook.readers.extras import needed
from voicebook.readers.markup.htmlbook import publication_of
from voicebook.settings import Settings

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_HEAD = 4_096  # bytes in which a page says its encoding
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_METAS = {
    "title": ("og:title", "dc.title"),
    "authors": ("author", "dc.creator"),
    "language": ("dc.language",),
    "date": ("article:published_time", "date", "dc.date"),
}
_TAGS = re.compile(r"<[^>]*>")
_MARKUP = re.compile(r"<[A-Za-z!/]")
_BOILERPLATE = ("script", "nav", "iframe", "form")
_ENOUGH = 50  # words: less is a teaser, no page
_SITE = re.compile(r"\s+[|–—·•»-]\s+[^|–—·•»]{1,60}$")


class HtmlReader:
    """Reads saved pages; docs/reference/texts.md says what is kept of them."""

    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")
    declared = staticmethod(nothing_declared)

    def read(self, source: Path, settings: Settings) -> Publication:
        """Read one file. Raises SourceError, with the source as its place."""
        html, findings = _text(source)
        page = _page(html, source)
        said = _said(page)
        content, left = _content(page, html, source, keep=settings.keep_all)
        return publication_of(content, Said(source, settings, said), (*findings, *left))


READER = HtmlReader()


def _text(source: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return a page as text: in the encoding that it says, else as any text is read."""
    data = read_bytes(source)
    said = _DECLARED.search(data[:_HEAD])
    if said and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = said[1].decode("ascii")
        try:
            return data.decode("cp1252" if name.lower() in {"iso-8859-1", "latin-1", "latin1"} else name), ()
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    decoded = read_text(source)
    return decoded.text, decoded.findings


def _page(html: str, source: Path) -> etree._Element:
    if not _MARKUP.search(html):
        raise not_valid(source, "the file is not HTML", "if it is plain text, rename it to .txt")
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        hint = "open it in a browser and save it again"
        raise not_valid(source, f"the HTML cannot be read: {error}", hint) from error


def _said(page: etree._Element) -> dict[str, Any]:
    """Return what a page says of itself, named as settings."""
    metas = {
        (meta.get("name") or meta.get("property") or "").lower(): (meta.get("content") or "").strip()
        for meta in page.iter("meta")
    }
    found = {name: next(filter(None, map(metas.get, names)), "") for name, names in _METAS.items()}
    title = " ".join((page.findtext(".//title") or "").split())
    language, date = page.get("lang") or found["language"], _DATE.match(found["date"])
    return as_settings(
        title=found["title"] or _SITE.sub("", title),
        authors=(found["authors"],) if found["authors"] and not found["authors"].startswith("http") else (),
        language=language if LANGUAGE_TAG.fullmatch(language) else "",
        date=date[0] if date else "",
    )


def _content(page: etree._Element, html: str, source: Path, *, keep: bool) -> tuple[str, tuple[Finding, ...]]:
    """Return the markup of what a page is about, and what is to be said of it."""
    if keep or not any(next(page.iter(name), None) is not None for name in _BOILERPLATE):
        return html, ()
    for path in (".//main", ".//article", ".//*[@role='main']"):
        found = page.findall(path)
        if len(found) == 1 and _words(str(found[0].xpath("string()"))) > _ENOUGH:
            return _markup(found[0]), (_extracted(source, f"its `{path.strip('./')}` element"),)
    readability = needed("readability", "documents", source)
    try:
        summary = readability.Document(html).summary(html_partial=True)
    except Exception as error:  # readability lets all kinds of errors through
        hint = "use --keep-all to read the whole page"
        raise not_valid(source, "the main content of the page was not found", hint) from error
    if _words(_TAGS.sub(" ", summary)) < _ENOUGH:
        return html, ()
    return str(summary), (_extracted(source, "what looks like its main content"),)


def _words(text: str) -> int:
    return len(text.split())


def _markup(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def _extracted(source: Path, what: str) -> Finding:
    said = f"only {what} is read of the page"
    return Finding("VB-R48", Severity.NOTE, said, Location(str(source)), "use --keep-all to read all of it")
