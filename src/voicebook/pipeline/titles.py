"""Documents of ours with `<abbr title>` for the abbreviations that the text itself explains."""

from dataclasses import replace
from pathlib import Path

from lxml import etree

from voicebook.pipeline.narration import Narration
from voicebook.text.abbreviations import add_titles
from voicebook.text.xml import parse


def with_titles(narration: Narration, folder: Path) -> Narration:
    """Return a narration of the same text whose documents say what their abbreviations stand for.

    Changed documents are written to `folder`. Visible text and the places of blocks and sentences stay.
    """
    book = narration.book
    titles = narration.context(book.metadata.language).abbreviations
    changed: dict[str, Path] = {}
    for number, name in enumerate(book.spine if titles else (), start=1):
        root = parse(book.read(name), name)
        if add_titles(root, titles):
            folder.mkdir(parents=True, exist_ok=True)
            changed[name] = folder / f"{number:04}.xhtml"
            changed[name].write_bytes(
                etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)
            )
    if not changed:
        return narration

    def read(name: str) -> bytes:
        return changed[name].read_bytes() if name in changed else book.read(name)

    return replace(narration, book=replace(book, read=read))
