"""EPUBs come back as they were, narrated."""

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import epub2_book
import voicebook
from building import build, made, packed
from undo import assert_same_but_for_narration
from voicebook.model.proof import Proof

STRUCTURES = Path(__file__).parents[1] / "golden" / "structures" / "in"
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html [<!ENTITY mill "Mill"><!ENTITY nbsp "&#160;">]>
<!-- before -->
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>A</title><link rel="stylesheet" type="text/css" href="a.css"/></head>
<body>{}</body>
</html>
<!-- after -->"""
OPF = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="u">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="u">urn:x:1</dc:identifier>
<dc:title>A</dc:title><dc:language>en</dc:language>
<meta property="dcterms:modified">2025-05-05T00:00:00Z</meta></metadata>
<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="n.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="c" href="a.css" media-type="text/css"/></manifest>
<spine><itemref idref="a"/></spine></package>"""
NAV = PAGE.replace("href='a.css'", "").format(
    '<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="a.xhtml">A</a></li></ol></nav>'
)
CONTAINER = """<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="E/b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
CSS = "p > em { color: #111 } .f { display: flex } .n { display: none } i + b { color: #222 }"


def members(body: str, **changed: str) -> dict[str, str | bytes]:
    texts = {"b.opf": OPF, "a.xhtml": PAGE.format(body), "n.xhtml": NAV, "a.css": CSS}
    texts |= {name: changed[stem] for name in texts if (stem := name.partition(".")[0]) in changed}
    return {"META-INF/container.xml": CONTAINER, **{f"E/{name}": text for name, text in texts.items()}}


def narrated(folder: Path, content: Mapping[str, str | bytes], **asked: object) -> Path:
    """Build an EPUB of members and return the narrated one."""
    source = epub2_book.write(folder / "book.epub", content)
    before = hashlib.sha256(source.read_bytes()).digest()
    made(*build([source], folder / "out", {"formats": ["epub"], **asked}))
    assert hashlib.sha256(source.read_bytes()).digest() == before
    return folder / "out" / "book" / "book.epub"


def refused(folder: Path, content: Mapping[str, str | bytes]) -> str:
    """Return the code of the error that an EPUB of members is refused with."""
    (outcome,) = build([epub2_book.write(folder / "book.epub", content)], folder / "out")
    assert outcome.error is not None
    return outcome.error.code


def document(book: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(book) as archive:
        return etree.fromstring(archive.read(name))


_WORDS = st.sampled_from(["One. ", "Two two! ", "three, ", "“Four?” ", "5 ", " ", "\n", "&mill;", "&nbsp;"])
_TEXT = st.lists(_WORDS, max_size=8).map("".join)
_INLINE = st.recursive(
    _TEXT,
    lambda inner: st.lists(
        st.one_of(
            _TEXT,
            st.builds(
                lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>",
                st.sampled_from(["em", "i", "b", "span", "abbr title='x'", "a href='a.xhtml#x'", "sup", "q"]),
                inner,
            ),
            st.sampled_from(["<br/>", "<!-- c -->", "<?pi d?>", "<img src='m.png' alt='a mill'/>", "<wbr/>"]),
        ),
        max_size=5,
    ).map("".join),
    max_leaves=10,
)
_BLOCK = st.builds(
    lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>",
    st.sampled_from(
        ["p", "h2", "p class='f'", "p class='n'", "div", "blockquote", "aside", "pre", "p id='x'"]
    ),
    _INLINE,
)
_BODY = st.lists(
    st.one_of(_BLOCK, _INLINE, st.builds("<ul><li>{}</li><li>{}</li></ul>".format, _INLINE, _BLOCK))
)


@given(st.lists(_BODY, min_size=1, max_size=3).map(lambda parts: "".join(map("".join, parts))))
@settings(max_examples=40, deadline=None)
def test_taking_our_additions_away_gives_the_source(body: str) -> None:
    content = members(f"<h1>A mill</h1>{body}".replace("id='x'", "", body.count("id='x'") - 1))
    with TemporaryDirectory() as folder:
        book = narrated(Path(folder), content)
        assert_same_but_for_narration(Path(folder) / "book.epub", book)


def test_a_book_of_every_structure_comes_back_with_only_our_additions(tmp_path: Path) -> None:
    source = packed(STRUCTURES, tmp_path / "in") / "structures.epub"
    made(*build([source], tmp_path / "out"))
    book = tmp_path / "out" / "structures" / "structures.epub"
    assert_same_but_for_narration(source, book)
    found = voicebook.check(book, decode=True)
    assert (found.findings, found.narrated) == ((), found.visible)


def test_ids_of_ours_keep_clear_of_those_of_the_book(tmp_path: Path) -> None:
    book = narrated(tmp_path, members('<h1 id="vb2-1">One.</h1><p>Two. Three.</p>'))
    ids = [str(value) for value in document(book, "E/a.xhtml").xpath("//@id")]
    assert len(ids) == len(set(ids))
    assert [key for key in ids if key.startswith("vb") and not key.startswith("vbk")] == ["vb2-1"]


def test_ids_that_are_there_twice_carry_no_cue(tmp_path: Path) -> None:
    book = narrated(tmp_path, members('<p id="x">One.</p><p id="x">Two.</p><ul id="x"><li>a</li></ul>'))
    assert [f.code for f in voicebook.check(book).findings if f.code != "VB-C33"] == []


def test_an_epub_2_comes_back_as_a_valid_talking_epub_3(tmp_path: Path) -> None:
    book = narrated(tmp_path, epub2_book.members())
    assert voicebook.check(book).findings == ()
    report = (tmp_path / "out" / "book" / "report.json").read_text("utf-8")
    assert "center → div" in report


def test_a_narrated_book_is_refused_unless_its_narration_is_to_be_replaced(tmp_path: Path) -> None:
    first = narrated(tmp_path, members("<p>One. Two.</p>"))
    again = tmp_path / "again"
    again.mkdir()
    source = again / "book.epub"
    source.write_bytes(first.read_bytes())
    (outcome,) = build([source], again / "out")
    assert outcome.error is not None
    assert outcome.error.code == "VB-R32"
    made(*build([source], again / "out", {"replace_narration": True}))
    with zipfile.ZipFile(again / "out" / "book" / "book.epub") as archive:
        names = archive.namelist()
        package = archive.read("E/b.opf").decode()
    assert sum(name.endswith(".smil") for name in names) == 2
    assert package.count('property="media:duration" refines') == 2
    assert voicebook.check(again / "out" / "book" / "book.epub", decode=True).findings == ()


def test_a_locked_book_is_refused_and_obfuscated_fonts_stay(tmp_path: Path) -> None:
    lock = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod Algorithm="{}"/>'
        '<e:CipherData><e:CipherReference URI="E/f.otf"/></e:CipherData></e:EncryptedData></encryption>'
    )
    plain = members("<p>One.</p>")
    locked = {**plain, "META-INF/encryption.xml": lock.format("http://www.w3.org/2001/04/xmlenc#aes256-cbc")}
    assert refused(tmp_path, locked) == "VB-R44"
    font = {"E/f.otf": b"\x00\x01obfuscated"}
    opf = OPF.replace("</manifest>", '<item id="f" href="f.otf" media-type="font/otf"/></manifest>')
    fine = {**members("<p>One.</p>", b=opf), **font}
    fine["META-INF/encryption.xml"] = lock.format("http://www.idpf.org/2008/embedding")
    book = narrated(tmp_path, fine)
    with zipfile.ZipFile(book) as archive:
        assert archive.read("E/f.otf") == font["E/f.otf"]
        assert archive.read("META-INF/encryption.xml").decode() == fine["META-INF/encryption.xml"]


def test_a_document_that_is_no_xml_stays_silent_and_the_others_are_narrated(tmp_path: Path) -> None:
    opf = OPF.replace(
        "</manifest>", '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest>'
    )
    opf = opf.replace("</spine>", '<itemref idref="b"/><itemref idref="gone"/></spine>')
    content = {**members("<p>One.</p>", b=opf), "E/b.xhtml": "<html><p>broken"}
    source = epub2_book.write(tmp_path / "book.epub", content)
    report = made(*build([source], tmp_path / "out"))
    assert "VB-R36" in {finding.code for finding in report.findings}
    with zipfile.ZipFile(tmp_path / "out" / "book" / "book.epub") as archive:
        assert archive.read("E/b.xhtml") == b"<html><p>broken"


def test_a_named_character_without_a_doctype_is_read(tmp_path: Path) -> None:
    page = PAGE.format("<p>One&eacute;&nbsp;two.</p>").replace(PAGE.split("\n")[1], "<!DOCTYPE html>")
    book = narrated(tmp_path, {**members(""), "E/a.xhtml": page})
    assert voicebook.check(book).visible == 4


def test_settings_and_metadata_csv_speak_over_the_package(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    epub2_book.write(texts / "book.epub", members("<p>One.</p>"))
    (texts / "metadata.csv").write_text(
        "file;title;authors;subjects;series;position;conforms_to;certified_by\n"
        "book.epub;The Mill;Ada Marsh; Mills; River;3;EPUB Accessibility 1.1 - WCAG 2.2 Level AA;Ina Stone\n"
    )
    report = made(*build([texts], tmp_path / "out", {"formats": ["epub"]}))
    assert report.metadata.title == "The Mill"
    with zipfile.ZipFile(tmp_path / "out" / "book" / "book.epub") as archive:
        package = archive.read("E/b.opf").decode()
    for said in (
        "<dc:title>The Mill</dc:title>",
        "<dc:creator>Ada Marsh</dc:creator>",
        "<dc:subject>Mills</dc:subject>",
        'property="belongs-to-collection" id="vb-series">River<',
        'property="group-position" refines="#vb-series">3<',
        'property="dcterms:conformsTo">EPUB Accessibility 1.1 - WCAG 2.2 Level AA<',
        'property="a11y:certifiedBy">Ina Stone<',
        '<dc:identifier id="u">urn:x:1</dc:identifier>',
    ):
        assert said in package, said


@pytest.mark.parametrize(
    ("csv", "line"),
    [("title\nA\n", 1), ("file,colour\na,b\n", 1), ('file,title\n"a', 2)],
)
def test_a_broken_metadata_csv_is_one_clear_error(tmp_path: Path, csv: str, line: int) -> None:
    (tmp_path / "metadata.csv").write_text(csv)
    (tmp_path / "a.txt").write_text("One.")
    (outcome,) = build([tmp_path], tmp_path / "out")
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.where.line) == ("VB-S31", line)


@pytest.mark.parametrize(
    ("setting", "value", "gone"),
    [
        ("packaging", "silent", "copyright.xhtml"),
        ("tables", "silent", ""),
        ("images", "silent", ""),
        ("navigation", "silent", "nav.xhtml"),
        ("notes", "silent", ""),
        ("code", "silent", ""),
        ("headings", "silent", ""),
    ],
)
def test_what_is_silenced_drops_the_claims(tmp_path: Path, setting: str, value: str, gone: str) -> None:
    source = packed(STRUCTURES, tmp_path / "in") / "structures.epub"
    report = made(*build([source], tmp_path / "out", {"narration": {setting: value}}))
    if gone:
        assert gone not in {track.document for track in report.tracks}
    with zipfile.ZipFile(tmp_path / "out" / "structures" / "structures.epub") as archive:
        package = archive.read("EPUB/book.opf").decode()
    said = 'accessModeSufficient">auditory' in package
    assert said is (setting == "navigation")


def test_who_only_listens_hears_no_packaging_and_notes_where_he_wants_them(tmp_path: Path) -> None:
    body = (
        '<p>One.<a epub:type="noteref" href="#n">1</a></p><p>Two.</p>'
        '<section epub:type="imprint"><h2>Imprint</h2><p>Printed.</p></section>'
        '<aside epub:type="footnote" id="n"><p>Note.</p></aside>'
    )

    def seconds(**listening: str) -> float:
        folder = tmp_path / "-".join([*listening, *listening.values(), "x"])
        folder.mkdir()
        source = epub2_book.write(folder / "book.epub", members(body))
        made(*build([source], folder / "out", {"listening": listening}))
        files = sorted((folder / "out" / "book" / "audio").iterdir())
        assert files
        return files[0].stat().st_size

    everything = seconds(packaging="in")
    assert seconds() < everything
    assert seconds(packaging="in", notes="out") < everything
    assert abs(seconds(packaging="in", notes="paragraph") - everything) < 2000


def test_pronunciations_of_the_book_are_honoured(tmp_path: Path) -> None:
    pls = (
        '<lexicon xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" version="1.0" alphabet="ipa" '
        'xml:lang="en"><lexeme><grapheme>OM</grapheme><alias>Old Mill</alias></lexeme></lexicon>'
    )
    opf = OPF.replace(
        "</manifest>", '<item id="p" href="p.pls" media-type="application/pls+xml"/></manifest>'
    )
    body = "<p>The OM and the <abbr title='Great Wheel'>GW</abbr>.</p>"
    content = {**members(body, b=opf), "E/p.pls": pls}
    source = epub2_book.write(tmp_path / "book.epub", content)
    made(*build([source], tmp_path / "out", {"narration": {"abbreviations": "title"}}))
    said = (tmp_path / "out" / "book" / "report.json").read_text("utf-8")
    assert '"spoken": "Old Mill"' in said
    assert '"spoken": "Great Wheel"' in said


def test_a_broken_lexicon_of_the_book_is_a_finding(tmp_path: Path) -> None:
    opf = OPF.replace(
        "</manifest>", '<item id="p" href="p.pls" media-type="application/pls+xml"/></manifest>'
    )
    source = epub2_book.write(tmp_path / "book.epub", {**members("<p>One.</p>", b=opf), "E/p.pls": "<no"})
    report = made(*build([source], tmp_path / "out"))
    assert [finding.code for finding in report.findings] == ["VB-R39"]


def test_what_only_a_person_can_settle_is_told(tmp_path: Path) -> None:
    table = "<table><tr><td>1</td><td>2</td></tr></table>"
    body = f"<h1>A</h1><h3>B</h3><p><img src='m.png'/> c1ear w\ufffdrds</p>{table}"
    source = epub2_book.write(tmp_path / "book.epub", members(body))
    report = made(*build([source], tmp_path / "out"))
    assert {"VB-R45", "VB-R47", "VB-C31", "VB-C32"} <= {finding.code for finding in report.findings}
    assert '"person": true' in (tmp_path / "out" / "book" / "report.json").read_text("utf-8")


def test_an_element_that_holds_only_text_is_marked_itself(tmp_path: Path) -> None:
    body = "<form><select><option>One. Two.</option></select><textarea>Three. Four.</textarea></form>"
    book = narrated(tmp_path, members(body))
    assert not document(book, "E/a.xhtml").xpath("//*[local-name()='span']")
    assert voicebook.check(book).findings == ()


def test_an_epub_is_no_chapter(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    epub2_book.write(tmp_path / "texts" / "b.epub")
    (tmp_path / "texts" / "a.txt").write_text("One.")
    (tmp_path / "texts" / "voicebook.toml").write_text('book = true\nlanguage = "en"')
    (outcome,) = build([tmp_path / "texts"], tmp_path / "out")
    assert outcome.error is not None
    assert outcome.error.code == "VB-R52"


def test_a_proof_of_an_epub_narrates_only_its_part(tmp_path: Path) -> None:
    source = packed(STRUCTURES, tmp_path / "in") / "structures.epub"
    report = made(*build([source], tmp_path / "out", proof=Proof(chapters=(3, 4))))
    assert [track.document for track in report.tracks] == ["headings.xhtml", "lists.xhtml", "nav.xhtml"]
    assert_same_but_for_narration(source, tmp_path / "out" / "structures-proof" / "structures-proof.epub")


def test_a_manifest_with_items_twice_missing_or_elsewhere_is_a_book_with_findings(tmp_path: Path) -> None:
    extra = (
        '<item id="again" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="far" href="https://a.example/far.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="gone" href="gone.xhtml" media-type="application/xhtml+xml"/>'
    )
    opf = OPF.replace("</manifest>", f"{extra}</manifest>")
    opf = opf.replace(
        "</spine>", '<itemref idref="far"/><itemref idref="gone"/><itemref idref="nowhere"/></spine>'
    )
    source = epub2_book.write(tmp_path / "book.epub", members("<p>One. Two.</p>", b=opf))
    report = made(*build([source], tmp_path / "out"))
    assert "VB-R37" in {finding.code for finding in report.findings}
    assert (report.visible, report.narrated) == (4, 4)
