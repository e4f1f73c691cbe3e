"""EPUB 2 -> EPUB 3."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import epub2_book
from voicebook.epub.container import Container, open_container
from voicebook.epub.html4 import elements, table
from voicebook.epub.upgrade import modern, upgraded
from voicebook.model.publication import Members

XHTML = "{http://www.w3.org/1999/xhtml}"


def view(path: Path, **changed: str) -> Members:
    return upgraded(Container.of(epub2_book.write(path / "book.epub", epub2_book.members(**changed))))[0]


def document(body: str, attributes: str = "") -> etree._Element:
    return modern(epub2_book.page("T", body, attributes).encode(), "a.xhtml")[1]


def text_of(root: etree._Element) -> str:
    body = root.find(f"{XHTML}body")
    assert body is not None
    return "".join(body.itertext())


def test_an_epub_3_is_left_alone(tmp_path: Path) -> None:
    opf = epub2_book.OPF.replace('version="2.0"', 'version="3.0"')
    container = Container.of(epub2_book.write(tmp_path / "b.epub", epub2_book.members(book=opf)))
    assert upgraded(container) == (container, ())


def test_everything_else_is_passed_through(tmp_path: Path) -> None:
    path = epub2_book.write(tmp_path / "book.epub")
    with open_container(path) as container, zipfile.ZipFile(path) as before:
        members, _ = upgraded(container)
        assert members.names == (*container.names, "OPS/nav.xhtml")
        assert members.read("OPS/mill.png") == before.read("OPS/mill.png")
        assert members.read("OPS/toc.ncx") == before.read("OPS/toc.ncx")


def test_navigation_is_the_ncx(tmp_path: Path) -> None:
    root = etree.fromstring(view(tmp_path).read("OPS/nav.xhtml"))
    toc = root.findall(f".//{XHTML}nav")[0]
    assert [link.get("href") for link in toc.iter(f"{XHTML}a")] == [
        "one.xhtml",
        "one.xhtml#second",
        "two.xhtml",
    ]
    assert toc.xpath("count(.//*[local-name()='ol'])") == 2


@pytest.mark.parametrize(("language", "marked"), [("en", []), ("de", ["Contents", "Landmarks"])])
def test_our_own_words_are_marked_as_english(tmp_path: Path, language: str, marked: list[str]) -> None:
    package = epub2_book.OPF.replace("<dc:language>en", f"<dc:language>{language}")
    root = etree.fromstring(view(tmp_path, book=package).read("OPS/nav.xhtml"))
    assert root.get("lang") == language
    assert [each.text for each in root.iterfind(".//*[@lang='en']")] == marked


@pytest.mark.parametrize("ncx", ["<broken", epub2_book.NCX.replace("navPoint", "nothing")])
def test_without_an_ncx_the_titles_are_the_navigation(tmp_path: Path, ncx: str) -> None:
    root = etree.fromstring(view(tmp_path, toc=ncx).read("OPS/nav.xhtml"))
    links = root.findall(f".//{XHTML}nav")[0].iter(f"{XHTML}a")
    assert [(link.text, link.get("href")) for link in links] == [
        ("The Mill", "one.xhtml"),
        ("Notes", "two.xhtml"),
    ]


def test_links_of_the_ncx_that_lead_nowhere_are_mended_or_left_out(tmp_path: Path) -> None:
    ncx = epub2_book.NCX.replace("one.xhtml#second", "one.xhtml#gone").replace("two.xhtml", "gone.xhtml")
    root = etree.fromstring(view(tmp_path, toc=ncx).read("OPS/nav.xhtml"))
    links = root.findall(f".//{XHTML}nav")[0].iter(f"{XHTML}a")
    assert [link.get("href") for link in links] == ["one.xhtml", "one.xhtml"]


def test_a_deep_or_endless_ncx_is_cut(tmp_path: Path) -> None:
    deep = (
        "<navPoint><navLabel><text>x</text></navLabel><content src='one.xhtml'/>" * 100 + "</navPoint>" * 100
    )
    ncx = f"<ncx xmlns='http://www.daisy.org/z3986/2005/ncx/'><navMap>{deep}</navMap></ncx>"
    root = etree.fromstring(view(tmp_path, toc=ncx).read("OPS/nav.xhtml"))
    assert len(list(root.findall(f".//{XHTML}nav")[0].iter(f"{XHTML}li"))) == 12


def test_what_attributes_of_opf_said_is_said_by_meta(tmp_path: Path) -> None:
    package = view(tmp_path).read("OPS/book.opf").decode()
    assert "opf:" not in package
    assert '<meta refines="#creator-vb" property="role" scheme="marc:relators">aut</meta>' in package
    assert '<meta refines="#creator-vb" property="file-as">Marsh, Ada</meta>' in package
    assert package.count("<dc:date>") == 1
    assert 'id="mill" href="mill.png" media-type="image/png" properties="cover-image"' in package


def test_text_of_a_document_stays() -> None:
    before = etree.fromstring(
        epub2_book.page("T", epub2_book.ONE).replace("&nbsp;", "\u00a0").replace("&mdash;", "—").encode()
    )
    assert text_of(document(epub2_book.ONE)) == text_of(before)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<p align="center">a</p>', '<p style="text-align: center">a</p>'),
        ('<p align="nonsense">a</p>', "<p>a</p>"),
        ('<p align="left" style="color: red">a</p>', '<p style="text-align: left; color: red">a</p>'),
        ('<font size="7">a</font>', '<span style="font-size: 300%">a</span>'),
        ('<font size="-1">a</font>', '<span style="font-size: small">a</span>'),
        ('<font face="x&quot;;}">a</font>', "<span>a</span>"),
        (
            '<img src="a.png" alt="" width="40" height="3%"/>',
            '<img src="a.png" alt="" width="40" style="height: 3%"/>',
        ),
        ('<a name="x">a</a>', '<a id="x">a</a>'),
        ('<a name="x" id="x">a</a>', '<a id="x">a</a>'),
        ('<a name="x" id="y">a</a>', '<a id="y"><span id="x"/>a</a>'),
        ('<i id="x">a</i><b id="x">b</b>', '<i id="x">a</i><b id="x-2">b</b>'),
        ('<ul><li value="3">a</li></ul>', "<ul><li>a</li></ul>"),
        ('<ol><li value="3">a</li></ol>', '<ol><li value="3">a</li></ol>'),
        ('<map id="m"><p>a</p></map>', '<map id="m" name="m"><p>a</p></map>'),
        ("<dl><dt>a</dt></dl>", "<dl><dt>a</dt><dd/></dl>"),
        ("<dl><dd>a</dd></dl>", "<dl><dt/><dd>a</dd></dl>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        (
            "<table><tfoot><tr><td>f</td></tr></tfoot><tbody><tr><td headers='x'>b</td></tr></tbody></table>",
            "<table><tbody><tr><td>b</td></tr></tbody><tfoot><tr><td>f</td></tr></tfoot></table>",
        ),
        ('<b lang="fr">a</b>', '<b lang="fr" xml:lang="fr">a</b>'),
        ("a&nbsp;<b/>&eacute;b&amp;", "a\u00a0<b/>éb&amp;"),
    ],
)
def test_what_is_forbidden_is_changed_by_the_table(old: str, new: str) -> None:
    body = document(old).find(f"{XHTML}body")
    assert body is not None
    inside = etree.tostring(body, encoding="unicode").partition(">")[2].rpartition("<")[0]
    assert inside.strip() == new


def test_the_page_of_the_reference_is_the_table() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "epub2.md").read_text("utf-8")
    for element, (new, style) in elements().items():
        assert f"| `{element}` | `{new}`{f' with `{style}`' if style else ''} |" in page
    for (element, attribute), (becomes, _) in table().items():
        said = "nothing" if becomes == "-" else f"`{becomes}`"
        rows = [line for line in page.splitlines() if line.startswith(f"| `{attribute}` |")]
        assert any(f"`{element}`" in row and row.endswith(f"| {said} |") for row in rows), (
            element,
            attribute,
        )


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(table())), st.text(alphabet="az09%#;:-+. \"'", max_size=8)),
        max_size=6,
    )
)
@settings(max_examples=200, deadline=None)
def test_no_value_of_an_old_attribute_breaks_a_document(
    attributes: list[tuple[tuple[str, str], str]],
) -> None:
    body = ""
    for (element, attribute), value in attributes:
        if element not in {"html", "head", "body", "meta", "link"}:
            quoted = value.replace("&", "").replace('"', "&quot;")
            body += f'<{element} {attribute}="{quoted}">x</{element}>'
    root = document(body)
    assert text_of(root).count("x") == body.count(">x<")
    for each in root.iter(f"{XHTML}*"):
        assert not any((etree.QName(each).localname, str(name)) in table() for name in each.attrib)
