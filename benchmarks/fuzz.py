"""Feeds readers and normalizer with what coverage-guided mutation makes of our samples, until stopped.

    uv run --with "atheris>=3,<4" python benchmarks/fuzz.py markdown -max_total_time=600

What comes after the target's name goes to libFuzzer. A fault is printed with its input, which is kept
as `crash-…` or `timeout-…` in the folder of the samples: make a test of it.
"""

import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["voicebook"]):
    from voicebook.checking.audit import audit
    from voicebook.epub.archive import Archive
    from voicebook.errors import VoicebookError
    from voicebook.languages.de import GERMAN
    from voicebook.languages.en import ENGLISH
    from voicebook.model.publication import Publication
    from voicebook.settings import Settings
    from voicebook.text.language import Context
    from voicebook.text.normalize.normalizer import normalize
    from voicebook.text.sentences.fragments import BlockMarker
    from voicebook.text.sentences.segment import sentences
    from voicebook.text.structure.blocks import blocks
    from voicebook.text.structure.xml import parse
    from voicebook.writers import wrap

_HERE = Path(__file__).resolve().parent.parent
_LONGEST = 4_000  # bytes of an input
_PATIENCE = 10  # seconds for an input; most take a millisecond
_READERS = {each.name: each for each in entry_points(group="voicebook.readers")}


def reading(folder: Path, kind: str) -> Callable[[bytes], None]:
    """Return what reads an input as one kind of source, up to the marked document."""
    reader = _READERS[kind].load()
    source = folder / f"source{reader.suffixes[0]}"

    def target(data: bytes) -> None:
        source.write_bytes(data)
        try:
            reader.declared(source)
            book = reader.read(source, Settings(language="en"))
        except VoicebookError:
            return
        mark(book)

    return target


def mark(book: Publication) -> None:
    """Cut each document into sentences and wrap their fragments, as a build does."""
    for name in book.spine:
        data = book.read(name)
        found = [
            fragment
            for block in blocks(parse(data, name), name, "en")
            for marker in [BlockMarker(block)]
            for sentence in sentences(block, ENGLISH)
            for fragment in marker.fragments(sentence)
        ]
        wrap.apply(parse(data, name), found)


def normalizing(data: bytes) -> None:
    """Normalize an input by each language and hold the readings to their law: they tile both forms."""
    text = data.decode("utf-8", "replace")
    for language, region in ((ENGLISH, "en-US"), (ENGLISH, "en-GB"), (GERMAN, "de-DE"), (None, "fr")):
        form = normalize(text, language, Context(region))
        for whole, spans in (
            (text, [reading.written for reading in form.readings]),
            (form.text, [reading.spoken for reading in form.readings]),
        ):
            edges = [0, *(span.end for span in spans)]
            assert [span.start for span in spans] == edges[:-1]
            assert edges[-1] == len(whole)


def packaged(folder: Path) -> Callable[[bytes], None]:
    """Return what reads an input as a member of an EPUB, which member the first byte says."""
    path = folder / "source.epub"
    reader = _READERS["epub"].load()

    def target(data: bytes) -> None:
        which = list(_MEMBERS)[data[0] % len(_MEMBERS)] if data else "page.xhtml"
        with Archive(path) as archive:
            for name, content in {**_MEMBERS, which: data[1:]}.items():
                archive.writestr(name, content)
        with contextlib.suppress(VoicebookError):
            mark(reader.read(path, Settings()))
        with contextlib.suppress(VoicebookError):
            audit(path)

    return target


_MEMBERS = {
    "META-INF/container.xml": b"""<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
        version="1.0"><rootfiles><rootfile full-path="p.opf" media-type="application/oebps-package+xml"/>
        </rootfiles></container>""",
    "p.opf": b"""<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">
        <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier>
        <dc:title>T</dc:title><dc:language>en</dc:language></metadata>
        <manifest><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
        <item id="p" href="page.xhtml" media-type="application/xhtml+xml" media-overlay="o"/>
        <item id="o" href="page.smil" media-type="application/smil+xml"/>
        <item id="c" href="s.css" media-type="text/css"/></manifest>
        <spine><itemref idref="p"/></spine></package>""",
    "nav.xhtml": b"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
        <body><nav epub:type="toc"><ol><li><a href="page.xhtml">One</a></li></ol></nav></body></html>""",
    "page.xhtml": b"""<html xmlns="http://www.w3.org/1999/xhtml"><head>
        <link rel="stylesheet" href="s.css"/></head><body><p id="a">One <b>two</b>.</p></body></html>""",
    "page.smil": b"""<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"><body><par>
        <text src="page.xhtml#a"/><audio src="a.mp3" clipBegin="0s" clipEnd="1s"/></par></body></smil>""",
    "s.css": b"p { color: red; display: none }",
}


def samples(target: str) -> Iterator[bytes]:
    """Yield what mutation starts from."""
    if target == "epub":
        yield from (bytes([number]) + content for number, content in enumerate(_MEMBERS.values()))
    elif target == "normalize":
        for path in (_HERE / "tests" / "cases").rglob("*.tsv"):
            yield from (line.split("\t")[0].encode() for line in path.read_text("utf-8").splitlines())
    for path in (*_HERE.glob("texts/*"), *_HERE.glob("tests/golden/*/in/*")):
        if path.is_file() and path.stat().st_size < 10 * _LONGEST:
            yield path.read_bytes()[:_LONGEST]


def main() -> None:
    """Fuzz the target named on the command line."""
    target, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(tempfile.gettempdir()) / f"voicebook-fuzz-{target}"
        corpus.mkdir(exist_ok=True)
        for number, sample in enumerate(samples(target)):
            (corpus / f"sample-{number}").write_bytes(sample)
        run = {"normalize": normalizing, "epub": packaged(Path(scratch))}.get(target)
        flags = [f"-max_len={_LONGEST}", f"-timeout={_PATIENCE}", f"-artifact_prefix={corpus}/"]
        atheris.Setup([sys.argv[0], *flags, *options, str(corpus)], run or reading(Path(scratch), target))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
