"""Pages for tests of the readers that make books of HTML."""

from pathlib import Path
from typing import Any

from lxml import etree

from voicebook.docks import reader_for
from voicebook.model.publication import Publication
from voicebook.settings import Settings, checked

XHTML = "{http://www.w3.org/1999/xhtml}"


def read(path: Path, **settings: Any) -> Publication:
    """Read a file with the reader of its suffix."""
    wanted: Settings = checked({"language": "en", **settings}, "")
    return reader_for(path).read(path, wanted)


def page(folder: Path, body: str, head: str = "<title>T</title>", name: str = "page.html") -> Path:
    """Write a page of HTML."""
    path = folder / name
    path.write_text(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return path


def body_of(book: Publication, number: int = 0) -> str:
    """Return the markup inside the section of a chapter."""
    root = etree.fromstring(book.read(book.spine[number]))
    section = root.find(f"{XHTML}body/{XHTML}section")
    assert section is not None
    inside = (section.text or "") + "".join(etree.tostring(each, encoding="unicode") for each in section)
    for declared in (' xmlns="http://www.w3.org/1999/xhtml"', ' xmlns:epub="http://www.idpf.org/2007/ops"'):
        inside = inside.replace(declared, "")
    return inside.strip()


def codes(book: Publication) -> list[str]:
    return [finding.code for finding in book.findings]
