import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from tiny_book import CHAPTER, DOCUMENTS, MODIFIED, PAGE, bound, publication
from voicebook.errors import WriteError
from voicebook.model.publication import Metadata, Publication, Resource
from voicebook.writers.package import build

OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"

PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" unique-identifier="uid" version="3.0" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
    <dc:identifier id="uid">urn:uuid:0b6d2a52-4c39-5f0e-9a1e-6f6b8a5f2a11</dc:identifier>
    <dc:title>The Owl</dc:title>
    <dc:language>en</dc:language>
    <dc:creator id="creator-1">A. Writer</dc:creator>
    <meta refines="#creator-1" property="role" scheme="marc:relators">aut</meta>
  </metadata>
  <manifest>
    <item href="nav.xhtml" id="f-nav-xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item href="book.css" id="f-book-css" media-type="text/css"/>
    <item href="title.xhtml" id="f-title-xhtml" media-type="application/xhtml+xml"/>
    <item href="chapter-01.xhtml" id="f-chapter-01-xhtml" media-type="application/xhtml+xml"/>
  </manifest>
  <spine>
    <itemref idref="f-title-xhtml"/>
    <itemref idref="f-chapter-01-xhtml"/>
  </spine>
</package>
"""


def built(folder: Path, of: Publication, modified: str = MODIFIED) -> dict[str, bytes]:
    """Return the members of the bare EPUB of a publication."""
    build(bound(of), modified, folder / "bare.epub")
    with zipfile.ZipFile(folder / "bare.epub") as made:
        return {name: made.read(name) for name in made.namelist()}


def package_of(members: dict[str, bytes]) -> etree._Element:
    return etree.fromstring(members["EPUB/content.opf"])


def about(**changes: object) -> Publication:
    return replace(publication(), metadata=replace(publication().metadata, **changes))  # type: ignore[arg-type]


def test_package_document_says_what_is_there_and_no_more(tmp_path: Path) -> None:
    opf = built(tmp_path, publication())["EPUB/content.opf"].decode()
    assert opf.replace("<?xml version='1.0' encoding='utf-8'?>", PACKAGE.splitlines()[0]) == PACKAGE


def test_document_with_an_xml_declaration_is_not_emptied(tmp_path: Path) -> None:
    declared = b'<?xml version="1.0" encoding="UTF-8"?>\n' + CHAPTER.encode()
    members = built(tmp_path, publication({"one.xhtml": declared}))
    assert b"The lamp was lit." in members["EPUB/one.xhtml"]


def test_no_white_space_comes_between_spans(tmp_path: Path) -> None:
    body = '<p><span id="a">One</span><span id="b">and</span><i>half</i>.</p>'
    members = built(tmp_path, publication({"one.xhtml": PAGE.format(title="One", body=body).encode()}))
    assert body in members["EPUB/one.xhtml"].decode()


def test_document_changes_only_by_the_link_to_the_style_sheet(tmp_path: Path) -> None:
    members = built(tmp_path, publication())
    link = '    <link rel="stylesheet" type="text/css" href="book.css"/>\n'
    expected = CHAPTER.replace("</title>\n", f"</title>\n{link}")
    assert members["EPUB/chapter-01.xhtml"].decode() == '<?xml version="1.0" encoding="UTF-8"?>\n' + expected


def test_modified_is_utc_whatever_the_machine_thinks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    opf = package_of(built(tmp_path, publication()))
    assert opf.xpath("//*[@property='dcterms:modified']/text()") == ["2026-01-01T00:00:00Z"]
    monkeypatch.undo()
    time.tzset()


def test_spine_names_no_ncx(tmp_path: Path) -> None:
    members = built(tmp_path, publication())
    spine = package_of(members).find(f"{OPF}spine")
    assert spine is not None
    assert spine.get("toc") is None
    assert not [name for name in members if name.endswith(".ncx")]


def test_package_has_its_language_and_no_needless_declaration(tmp_path: Path) -> None:
    root = package_of(built(tmp_path, about(language="de")))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert root.get("prefix") is None
    assert {prefix for prefix, _ in root.xpath("//namespace::*")} == {None, "dc", "xml"}


def test_identifier_is_the_books_own_and_alone(tmp_path: Path) -> None:
    root = package_of(built(tmp_path, about(identifier="urn:isbn:9780000000002")))
    assert root.xpath("//*[local-name()='identifier']/text()") == ["urn:isbn:9780000000002"]
    assert not root.xpath("//*[@name='generator']")


@pytest.mark.parametrize("field", ["title", "language", "identifier"])
def test_book_without_what_every_epub_has_is_refused(tmp_path: Path, field: str) -> None:
    with pytest.raises(WriteError, match=f"no {field}"):
        built(tmp_path, about(**{field: " "}))


@pytest.mark.parametrize("changes", [{"title": "a\x0cb"}, {"rights": "\x00"}, {"authors": ("A", "\ufffe")}])
def test_character_that_xml_lacks_is_an_error_and_not_left_out(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(WriteError, match="XML lacks") as error:
        build(about(**changes), MODIFIED, tmp_path / "bare.epub")
    assert error.value.code == "VB-W12"


def test_failure_to_write_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"bare\.epub cannot be written") as error:
        built(tmp_path / "missing", publication())
    assert error.value.code == "VB-W13"


def test_wrong_time_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="yesterday"):
        built(tmp_path, publication(), "yesterday")


def test_book_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no documents"):
        built(tmp_path, publication({}))


def test_same_publication_gives_the_same_bytes(tmp_path: Path) -> None:
    build(bound(publication()), MODIFIED, tmp_path / "a.epub")
    build(bound(publication()), MODIFIED, tmp_path / "b.epub")
    assert (tmp_path / "a.epub").read_bytes() == (tmp_path / "b.epub").read_bytes()


def test_resources_keep_their_bytes_and_the_cover_is_marked(tmp_path: Path) -> None:
    files = {**DOCUMENTS, "images/an owl.png": b"\x89PNG"}
    book = Publication(
        replace(publication().metadata, cover="images/an owl.png"),
        tuple(DOCUMENTS),
        files.__getitem__,
        (Resource("images/an owl.png", "image/png"),),
    )
    members = built(tmp_path, book)
    assert members["EPUB/images/an owl.png"] == b"\x89PNG"
    (item,) = package_of(members).xpath("//*[@properties='cover-image']")
    assert (item.get("href"), item.get("media-type")) == ("images/an%20owl.png", "image/png")


def test_cover_that_is_no_file_of_the_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"'owl\.png'"):
        built(tmp_path, about(cover="owl.png"))


def test_all_that_is_known_of_the_book_is_written(tmp_path: Path) -> None:
    everything = Metadata("T & <T>", "en", ("One", "Two"), "urn:x", "2024-05", "CC BY 4.0")
    root = package_of(built(tmp_path, publication(metadata=everything)))
    assert root.xpath("//*[local-name()='title']/text()") == ["T & <T>"]
    assert root.xpath("//*[local-name()='creator']/text()") == ["One", "Two"]
    assert root.xpath("//*[local-name()='date']/text()") == ["2024-05"]
    assert root.xpath("//*[local-name()='rights']/text()") == ["CC BY 4.0"]
    assert root.xpath("//*[@property='role']/@refines") == ["#creator-1", "#creator-2"]


def test_our_files_give_way_to_those_of_the_book(tmp_path: Path) -> None:
    documents = {"nav.xhtml": CHAPTER.encode(), "book.css.xhtml": CHAPTER.encode()}
    members = built(tmp_path, publication(documents))
    root = package_of(members)
    assert root.xpath("//*[@properties='nav']/@href") == ["nav-2.xhtml"]
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_items_say_what_their_documents_hold(tmp_path: Path) -> None:
    body = (
        '<p><svg xmlns="http://www.w3.org/2000/svg"/><math xmlns="http://www.w3.org/1998/Math/MathML"/></p>'
    )
    members = built(tmp_path, publication({"one.xhtml": PAGE.format(title="One", body=body).encode()}))
    assert package_of(members).xpath("//*[contains(@href, 'one')]/@properties") == ["mathml svg"]


def test_never_more_than_one_document_is_asked_for_at_a_time(tmp_path: Path) -> None:
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return DOCUMENTS[name]

    book = replace(publication(), read=read, spine=("chapter-01.xhtml",), navigation="title.xhtml")
    build(book, MODIFIED, tmp_path / "bare.epub")
    assert asked == list(DOCUMENTS)
