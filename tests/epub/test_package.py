import zipfile
from pathlib import Path

import pytest

from voicebook.epub.container import open_container
from voicebook.epub.package import Package, find_package
from voicebook.errors import SourceError

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile media-type="{}" full-path="OPS/package.opf"/></rootfiles></container>"""
BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid" xml:lang="{language}">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:title id="vb-one-smil">T</dc:title>
    <meta property="dcterms:modified">2020-01-01T00:00:00Z</meta>
    <meta property="schema:accessMode">textual</meta>
    <meta property="schema:accessibilityHazard">noFlashingHazard</meta>
    <meta property="dcterms:modified">2021-01-01T00:00:00Z</meta>
  </metadata>
  <manifest>
    <item id="a" href="text/my%20one.xhtml" media-type="application/xhtml+xml"/>
    <item id="b" href="../two.xhtml" media-type="application/xhtml+xml"/>
    <item id="c" href="three.svg" media-type="image/svg+xml"/>
    <item id="VB-ONE-MP3" href="nav.xhtml" media-type="application/xhtml+xml" properties="scripted nav"/>
  </manifest>
  <spine><itemref idref="b"/><itemref idref="c"/><itemref idref="a"/><itemref idref="gone"/></spine>
</package>
"""


def package(language: str = "en") -> Package:
    return Package(BOOK.format(language=language).encode(), "OPS/package.opf")


def lines(of: Package) -> list[str]:
    return [line.strip() for line in of.data().decode().splitlines()]


def test_documents_are_the_xhtml_of_the_spine_as_members() -> None:
    assert package().documents() == ("two.xhtml", "OPS/text/my one.xhtml")


def test_untouched_package_stays_as_it_was() -> None:
    assert package().data().decode() == BOOK.format(language="en")


def test_added_item_gets_an_id_nobody_has_and_an_encoded_link() -> None:
    changed = package()
    assert changed.add_item("OPS/audio/one.smil", "application/smil+xml") == "vb-one-smil-2"
    assert changed.add_item("OPS/audio/one.mp3", "audio/mpeg") == "vb-one-mp3-2"
    changed.add_item("my one.css", "text/css")
    added = lines(changed)
    assert '<item id="vb-one-smil-2" href="audio/one.smil" media-type="application/smil+xml"/>' in added
    assert '<item id="vb-my-one-css" href="../my%20one.css" media-type="text/css"/>' in added


def test_overlay_is_set_on_its_document() -> None:
    changed = package()
    assert not changed.narrated
    changed.set_overlay("OPS/text/my one.xhtml", "o")
    assert changed.narrated
    assert any(
        'href="text/my%20one.xhtml"' in line and 'media-overlay="o"' in line for line in lines(changed)
    )
    with pytest.raises(SourceError, match="not in the manifest"):
        changed.set_overlay("OPS/other.xhtml", "o")


def test_restated_property_stands_exactly_once() -> None:
    changed = package()
    changed.restate("dcterms:modified", "2026-01-01T00:00:00Z")
    stated = [line for line in lines(changed) if "dcterms:modified" in line]
    assert stated == ['<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>']


def test_statements_made_already_are_kept_and_not_doubled() -> None:
    changed = package()
    changed.complete(
        [
            ("schema:accessMode", "textual"),
            ("schema:accessMode", "visual"),
            ("schema:accessibilityHazard", "none"),
        ]
    )
    accessibility = [line for line in lines(changed) if "schema:" in line]
    assert accessibility == [
        '<meta property="schema:accessMode">textual</meta>',
        '<meta property="schema:accessibilityHazard">noFlashingHazard</meta>',
        '<meta property="schema:accessMode">visual</meta>',
    ]


def test_statement_about_an_item_refines_it() -> None:
    changed = package()
    changed.state("media:duration", "0:00:01.000", refines="o")
    assert '<meta property="media:duration" refines="#o">0:00:01.000</meta>' in lines(changed)
    assert ("media:duration", "0:00:01.000") not in changed.statements()


def test_our_own_words_are_marked_as_english_in_other_books() -> None:
    german, english = package("de"), package("en-GB")
    for each in (german, english):
        each.state("media:narrator", "Synthetic voice")
    assert '<meta property="media:narrator" xml:lang="en">Synthetic voice</meta>' in lines(german)
    assert '<meta property="media:narrator">Synthetic voice</meta>' in lines(english)


def test_layout_and_navigation_are_known() -> None:
    assert package().has_navigation
    assert not package().fixed_layout
    fixed = package()
    fixed.state("rendition:layout", "pre-paginated")
    assert fixed.fixed_layout


def test_package_without_a_spine_is_refused() -> None:
    broken = BOOK.format(language="en").replace("spine>", "back>").replace("<spine", "<back")
    with pytest.raises(SourceError, match="no spine"):
        Package(broken.encode(), "p.opf").documents()


def container(path: Path, media_type: str) -> Path:
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("META-INF/container.xml", CONTAINER.format(media_type))
        target.writestr("OPS/package.opf", BOOK.format(language="en"))
    return path


def test_package_is_found_through_the_container(tmp_path: Path) -> None:
    with open_container(container(tmp_path / "x.epub", "application/oebps-package+xml")) as opened:
        assert find_package(opened).member == "OPS/package.opf"


def test_container_that_names_no_package_is_refused(tmp_path: Path) -> None:
    with (
        open_container(container(tmp_path / "x.epub", "text/plain")) as opened,
        pytest.raises(SourceError, match="no package document is named") as error,
    ):
        find_package(opened)
    assert error.value.code == "VB-R31"
