import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from tiny_book import CHAPTER, DOCUMENTS, FRAGMENTS, MODIFIED, PAGE, bound, narrated, publication, track
from voicebook.epub.container import open_container
from voicebook.errors import SourceError, WriteError
from voicebook.model.publication import Resource
from voicebook.model.timeline import parse_clock
from voicebook.writers.base import NarratedBook
from voicebook.writers.enrich import enrich
from voicebook.writers.package import build

PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" unique-identifier="uid" version="3.0" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="uid">urn:uuid:0b6d2a52-4c39-5f0e-9a1e-6f6b8a5f2a11</dc:identifier>
    <dc:title>The Owl</dc:title>
    <dc:language>en</dc:language>
    <dc:creator id="creator-1">A. Writer</dc:creator>
    <meta refines="#creator-1" property="role" scheme="marc:relators">aut</meta>
    <meta property="media:duration">0:00:06.250</meta>
    <meta property="media:duration" refines="#vb-title-smil">0:00:02.500</meta>
    <meta property="media:duration" refines="#vb-chapter-01-smil">0:00:03.750</meta>
    <meta property="media:narrator">Synthetic voice: tones</meta>
    <meta property="media:active-class">vb-active</meta>
    <meta property="media:playback-active-class">vb-playing</meta>
    <meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
    <meta property="schema:accessMode">textual</meta>
    <meta property="schema:accessModeSufficient">textual</meta>
    <meta property="schema:accessModeSufficient">auditory</meta>
    <meta property="schema:accessibilityFeature">synchronizedAudioText</meta>
    <meta property="schema:accessibilityFeature">tableOfContents</meta>
    <meta property="schema:accessibilityFeature">readingOrder</meta>
    <meta property="schema:accessibilityFeature">structuralNavigation</meta>
    <meta property="schema:accessibilityFeature">displayTransformability</meta>
    <meta property="schema:accessibilityFeature">ARIA</meta>
    <meta property="schema:accessibilityFeature">unlocked</meta>
    <meta property="schema:accessibilityHazard">none</meta>
    <meta property="schema:accessibilitySummary">\
The whole text is narrated by a synthetic voice and highlighted as it is spoken.</meta>
  </metadata>
  <manifest>
    <item href="nav.xhtml" id="f-nav-xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item href="book.css" id="f-book-css" media-type="text/css"/>
    <item href="title.xhtml" id="f-title-xhtml" media-type="application/xhtml+xml" \
media-overlay="vb-title-smil"/>
    <item href="chapter-01.xhtml" id="f-chapter-01-xhtml" media-type="application/xhtml+xml" \
media-overlay="vb-chapter-01-smil"/>
    <item id="vb-narration-css" href="narration.css" media-type="text/css"/>
    <item id="vb-title-smil" href="title.smil" media-type="application/smil+xml"/>
    <item id="vb-title-mp3" href="audio/title.mp3" media-type="audio/mpeg"/>
    <item id="vb-chapter-01-smil" href="chapter-01.smil" media-type="application/smil+xml"/>
    <item id="vb-chapter-01-mp3" href="audio/chapter-01.mp3" media-type="audio/mpeg"/>
  </manifest>
  <spine>
    <itemref idref="f-title-xhtml"/>
    <itemref idref="f-chapter-01-xhtml"/>
  </spine>
</package>
"""
LINKS = """    <link rel="stylesheet" type="text/css" href="book.css"/>
    <link rel="stylesheet" type="text/css" href="narration.css"/>
"""


def enriched(folder: Path, book: NarratedBook) -> dict[str, bytes]:
    """Return the members of the finished EPUB, in order."""
    build(book.publication, MODIFIED, folder / "bare.epub")
    with open_container(folder / "bare.epub") as source:
        enrich(source, book, folder / "book.epub")
    return members_of(folder / "book.epub")


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as made:
        return {name: made.read(name) for name in made.namelist()}


def with_documents(folder: Path, **documents: str) -> NarratedBook:
    """Return the small book with other documents beside its own."""
    files = {**DOCUMENTS, **{f"{name}.xhtml": text.encode() for name, text in documents.items()}}
    return narrated(folder, publication(files))


def statements(members: dict[str, bytes], name: str) -> list[str]:
    root = etree.fromstring(members["EPUB/content.opf"])
    return [str(value) for value in root.xpath(f"//*[@property='{name}']/text()")]


def test_package_document_of_a_finished_book(tmp_path: Path) -> None:
    assert enriched(tmp_path, narrated(tmp_path))["EPUB/content.opf"].decode() == PACKAGE


def test_document_gets_its_spans_and_the_style_and_nothing_else(tmp_path: Path) -> None:
    members = enriched(tmp_path, narrated(tmp_path))
    spanned = CHAPTER.replace("</title>\n", f"</title>\n{LINKS}")
    spanned = spanned.replace(
        "The lamp was lit. She", '<span id="one-s1">The lamp was lit.</span> <span id="one-s2">She'
    )
    spanned = spanned.replace("the owl.</p>", "the owl.</span></p>")
    assert members["EPUB/chapter-01.xhtml"].decode() == '<?xml version="1.0" encoding="UTF-8"?>\n' + spanned


def test_every_text_of_an_overlay_is_there_and_its_sound_too(tmp_path: Path) -> None:
    members = enriched(tmp_path, narrated(tmp_path))
    for stem in ("title", "chapter-01"):
        overlay = etree.fromstring(members[f"EPUB/{stem}.smil"])
        ids = etree.fromstring(members[f"EPUB/{stem}.xhtml"]).xpath("//@id")
        targets = [str(source).split("#") for source in overlay.xpath("//*[local-name()='text']/@src")]
        assert [name for _, name in targets] == [each.id for each in FRAGMENTS[f"{stem}.xhtml"]]
        assert all(document == f"{stem}.xhtml" and name in ids for document, name in targets)
        assert set(overlay.xpath("//*[local-name()='audio']/@src")) == {f"audio/{stem}.mp3"}
        assert members[f"EPUB/audio/{stem}.mp3"] == f"the sound of {stem}.xhtml".encode()


def test_members_stand_in_a_fixed_order_with_sound_stored(tmp_path: Path) -> None:
    members = enriched(tmp_path, narrated(tmp_path))
    assert [name.removeprefix("EPUB/") for name in members] == [
        "mimetype",
        "META-INF/container.xml",
        "nav.xhtml",
        "book.css",
        "title.xhtml",
        "title.smil",
        "chapter-01.xhtml",
        "chapter-01.smil",
        "narration.css",
        "audio/title.mp3",
        "audio/chapter-01.mp3",
        "content.opf",
    ]
    with zipfile.ZipFile(tmp_path / "book.epub") as made:
        stored = [info.filename for info in made.infolist() if info.compress_type == zipfile.ZIP_STORED]
    assert stored == ["mimetype", "EPUB/audio/title.mp3", "EPUB/audio/chapter-01.mp3"]


def test_total_is_the_sum_of_the_rounded_parts(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    odd = tuple(
        replace(each, rate=44_100) for each in book.tracks
    )  # 2,500 and 3,750 frames: 56.69 and 85.03 ms
    total, *parts = map(
        parse_clock, statements(enriched(tmp_path, replace(book, tracks=odd)), "media:duration")
    )
    assert parts == [57, 85]
    assert total == sum(parts)


def test_what_is_not_narrated_is_copied_as_it_is(tmp_path: Path) -> None:
    strange = PAGE.format(title="Two", body="<p   >odd &#160;</p >")
    book = with_documents(tmp_path, two=strange)
    build(book.publication, MODIFIED, tmp_path / "bare.epub")
    bare = members_of(tmp_path / "bare.epub")
    members = enriched(tmp_path, book)
    for name in ("EPUB/two.xhtml", "EPUB/nav.xhtml", "EPUB/book.css", "META-INF/container.xml"):
        assert members[name] == bare[name]
    assert "EPUB/two.smil" not in members
    assert "auditory" not in statements(members, "schema:accessModeSufficient")


def test_same_book_gives_the_same_bytes_also_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        monkeypatch.chdir(folder)
        enriched(folder, narrated(folder))
    assert (first / "book.epub").read_bytes() == (second / "book.epub").read_bytes()


def test_new_members_give_way_to_those_of_the_book(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    files = {**DOCUMENTS, "audio/TITLE.mp3": b"1", "title.smil": b"2", "narration.css": b"3"}
    resources = tuple(Resource(name, "application/octet-stream") for name in files if name not in DOCUMENTS)
    of = replace(publication(files), spine=tuple(DOCUMENTS), resources=resources)
    members = enriched(tmp_path, replace(book, publication=bound(of)))
    assert [members[f"EPUB/{name}"] for name in ("audio/TITLE.mp3", "title.smil", "narration.css")] == [
        b"1",
        b"2",
        b"3",
    ]
    assert b'src="audio/title-2.mp3"' in members["EPUB/title-2.smil"]
    assert b'href="narration-2.css"' in members["EPUB/title.xhtml"]
    ids = etree.fromstring(members["EPUB/content.opf"]).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_overlay_stands_beside_a_document_in_a_folder(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    files = {"text/the title.xhtml": DOCUMENTS["title.xhtml"]}
    moved = replace(book.tracks[0], document="text/the title.xhtml")
    deep = replace(
        book,
        publication=bound(publication(files)),
        tracks=(moved,),
        fragments=lambda _: FRAGMENTS["title.xhtml"],
    )
    members = enriched(tmp_path, deep)
    overlay = members["EPUB/text/the-title.smil"]
    assert b'<text src="the%20title.xhtml#title"/><audio src="../audio/the-title.mp3"' in overlay
    assert b'href="../narration.css"' in members["EPUB/text/the title.xhtml"]


def test_document_that_is_not_in_the_book_is_refused(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    stranger = track("other.xhtml", "Other", ("s1",), tmp_path / "title.xhtml.mp3")
    with pytest.raises(WriteError, match=r"other\.xhtml is not in the spine"):
        enriched(tmp_path, replace(book, tracks=(*book.tracks, stranger)))


def test_cue_without_a_fragment_is_refused(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    with pytest.raises(WriteError, match="'title'") as error:
        enriched(tmp_path, replace(book, fragments=lambda name: FRAGMENTS[name][1:]))
    assert error.value.code == "VB-W14"
    assert not (tmp_path / "book.epub").exists()


def test_book_without_narration_is_refused(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    with pytest.raises(WriteError, match="nothing in the book is narrated"):
        enriched(tmp_path, replace(book, tracks=tuple(replace(each, cues=()) for each in book.tracks)))


def test_narrated_epub_is_not_narrated_again(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    enriched(tmp_path, book)
    with (
        open_container(tmp_path / "book.epub") as source,
        pytest.raises(SourceError, match="already has a narration") as error,
    ):
        enrich(source, book, tmp_path / "twice.epub")
    assert error.value.code == "VB-R32"


def test_locked_fonts_are_not_called_unlocked(tmp_path: Path) -> None:
    book = narrated(tmp_path)
    build(book.publication, MODIFIED, tmp_path / "bare.epub")
    with zipfile.ZipFile(tmp_path / "bare.epub", "a") as bare:
        bare.writestr("META-INF/encryption.xml", "<encryption/>")
    with open_container(tmp_path / "bare.epub") as source:
        enrich(source, book, tmp_path / "book.epub")
    assert "unlocked" not in statements(members_of(tmp_path / "book.epub"), "schema:accessibilityFeature")
