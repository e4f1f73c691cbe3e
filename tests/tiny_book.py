"""A narrated book of two documents, small enough to be compared as text."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from voicebook.epub.markup import serialize
from voicebook.epub.naming import link
from voicebook.model.publication import Anchor, Fragment, Metadata, Publication, Resource, Span
from voicebook.model.timeline import Cue, Track
from voicebook.text.structure.xml import parse
from voicebook.writers.base import NarratedBook
from voicebook.writers.navigation import STYLE, outline, with_navigation
from voicebook.writers.style import add_style

PAGE = """<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
  <head>
    <title>{title}</title>
  </head>
  <body>
{body}
  </body>
</html>
"""

TITLE = PAGE.format(
    title="The Owl",
    body="""    <section epub:type="titlepage" aria-labelledby="title"><h1 id="title">The Owl</h1>
    <p>by A. Writer</p></section>""",
)
CHAPTER = PAGE.format(
    title="One",
    body="""    <section id="one" epub:type="chapter" role="doc-chapter" aria-labelledby="one-h">
      <h1 id="one-h">One</h1>
      <p>The lamp was lit. She said <i lang="fr" xml:lang="fr">bonjour</i> to <!-- who? -->the owl.</p>
    </section>""",
)
DOCUMENTS = {"title.xhtml": TITLE.encode(), "chapter-01.xhtml": CHAPTER.encode()}
RATE = 1000
MODIFIED = "2026-01-01T00:00:00Z"


def fragment(name: str, path: tuple[int, ...], *edges: tuple[int, int]) -> Fragment:
    """Return a fragment; its span is of no interest to writers."""
    return Fragment(name, Span(0, 1), Anchor(path, *edges))


FRAGMENTS: Mapping[str, tuple[Fragment, ...]] = {
    "title.xhtml": (fragment("title", (1, 0, 0)), fragment("title-s2", (1, 0, 1))),
    "chapter-01.xhtml": (
        fragment("one-h", (1, 0, 0)),
        fragment("one-s1", (1, 0, 1), (0, 0), (0, 17)),
        fragment("one-s2", (1, 0, 1), (0, 18), (1, 12)),
    ),
}


def track(document: str, title: str, ids: tuple[str, ...], audio: Path) -> Track:
    """Return a track of one second and a bit for each id."""
    length = 1250
    cues = tuple(Cue(name, length * n, length * (n + 1)) for n, name in enumerate(ids))
    return Track(document, title, str(audio), RATE, length * len(ids), cues)


def publication(
    documents: Mapping[str, bytes] = DOCUMENTS,
    metadata: Metadata | None = None,
    resources: tuple[Resource, ...] = (),
    read: Callable[[str], bytes] | None = None,
) -> Publication:
    """Return a publication of these documents."""
    about = metadata or Metadata(
        "The Owl", "en", ("A. Writer",), "urn:uuid:0b6d2a52-4c39-5f0e-9a1e-6f6b8a5f2a11"
    )
    return Publication(about, tuple(documents), read or documents.__getitem__, resources)


def bound(book: Publication) -> Publication:
    """Return a publication as planning makes it ready: with a navigation document and our style sheet."""
    roots = {name: parse(book.read(name), name) for name in book.spine}
    outlines = [outline(root, name) for name, root in roots.items()]
    for name, root in roots.items():
        add_style(root, link(STYLE, name))
    files = {name: partial(serialize, root) for name, root in roots.items()}
    return with_navigation(book.with_files(files), outlines) if roots else book


def narrated(folder: Path, of: Publication | None = None) -> NarratedBook:
    """Return the book with its sound; what stands for the sound is written into `folder`."""
    tracks = []
    for document, title in (("title.xhtml", "Title page"), ("chapter-01.xhtml", "One")):
        audio = folder / f"{document}.mp3"
        audio.write_bytes(f"the sound of {document}".encode())
        tracks.append(track(document, title, tuple(each.id for each in FRAGMENTS[document]), audio))
    voice = "Synthetic voice: tones"
    return NarratedBook(
        "owl", bound(of or publication()), tuple(tracks), FRAGMENTS.__getitem__, voice, MODIFIED
    )
