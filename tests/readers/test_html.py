"""HTML pages -> publications."""

import base64
import re
import sys
import time
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import epub2_book
from readers.pages import XHTML, body_of, codes, page, read
from voicebook.errors import SourceError

PNG = epub2_book.png()


def markup(folder: Path, body: str, **settings: object) -> str:
    return body_of(read(page(folder, body), **settings))


@pytest.mark.parametrize(
    ("html", "xhtml"),
    [
        ("<p>a<script>x()</script><style>y</style>b", "<p>ab</p>"),
        ('<p onclick="x()" style="color:red" class="k">a', "<p>a</p>"),
        ('<p>a<a href="javascript:x()">b</a> <a href="data:text/html,x">c</a>', "<p>ab c</p>"),
        ('<p><a href="https://a.example/x?y=1">a</a>', '<p><a href="https://a.example/x?y=1">a</a></p>'),
        ('<p>a<iframe src="http://x/">no</iframe><object data="x">no</object>', "<p>a</p>"),
        ("loose <b>text</b><p>a</p>more", "<p>loose <b>text</b></p>\n<p>a</p>\n<p>more</p>"),
        ("<ul><p>a</p>b<li>c</ul>", "<ul><li><p>a</p></li><li>b</li><li>c</li></ul>"),
        ("<li>a", "<div>a</div>"),
        ("<p><span>a<div>b</div></span>", "<p><span>a</span></p>\n<div>b</div>"),
        ("<dl><dt>a<dd>b<dd>c</dl>", "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>"),
        ("<dl><dd>b</dl>", "<div><div>b</div></div>"),
        ("<ruby>a<rt>b</rt></ruby>", "<p><ruby>a<rt>b</rt></ruby></p>"),
        ("<p><ruby>a</ruby>", "<p>a</p>"),
        ("<p>a<b></b><p></p><h2></h2><ul></ul>", "<p>a</p>"),
        ('<p lang="fr-FR">a<i lang="not a tag">b</i>', '<p lang="fr-FR" xml:lang="fr-FR">a<i>b</i></p>'),
        ("<table><tr><th>a<td colspan=2>b</table>", None),
        ("<p>x\x00y\x0b&#0;&nbsp;z</p>", None),
        ("<details><p>a</p><summary>b</summary></details>", "<div><p>a</p><div>b</div></div>"),
        ("<blockquote><h2>a</h2><p>b</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<svg onload=x()><text>a</text></svg><p>b", "<p>b</p>"),
        ("<p>2 < 3 & 4</p>", "<p>2 &lt; 3 &amp; 4</p>"),
        ("<p hidden>a</p><p>b</p>", '<p hidden="hidden">a</p>\n<p>b</p>'),
    ],
)
def test_what_is_kept_of_a_page(tmp_path: Path, html: str, xhtml: str | None) -> None:
    found = markup(tmp_path, html)
    etree.fromstring(f"<x>{found}</x>")
    if xhtml is not None:
        assert found == xhtml


def test_a_page_that_explains_namespaces_keeps_its_words(tmp_path: Path) -> None:
    words = 'Write <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">.'
    book = read(page(tmp_path, f"<p>{escape(words)}</p><p>And <math><mi>x</mi></math>.</p>"))
    data = book.read(book.spine[0])
    assert data.count(b" xmlns=") == 3  # of the document, of the formula, and in the text
    assert words in "".join(etree.fromstring(data).itertext())


def test_chapters_begin_at_the_top_headings_and_links_follow(tmp_path: Path) -> None:
    body = (
        '<div><h1>Book</h1><p>Intro <a href="#w">see</a> <a href="#gone">gone</a></p><section><h3>One</h3>'
        '<p>a</p><h5>Deep</h5></section></div><h3 id="w">Two</h3><p>b</p>'
    )
    book = read(page(tmp_path, body, "<title>Book</title>"))
    assert len(book.spine) == 3
    assert '<a href="chapter-03.xhtml#w">see</a> gone' in body_of(book)
    assert body_of(book, 1).startswith('<h1 id="heading-1">One</h1>')
    assert '<h2 id="heading-2">Deep</h2>' in body_of(book, 1)
    assert body_of(book, 2).startswith('<h1 id="w">Two</h1>')
    assert codes(book) == ["VB-R33"]


def test_metadata_comes_from_the_head_and_settings_win(tmp_path: Path) -> None:
    head = '<title>The Mill | Some Site</title><meta name="author" content="Ada">'
    head += '<meta name="date" content="2020-01-02T">'
    path = page(tmp_path, "<p>Text here.</p>", head)
    metadata = read(path).metadata
    assert (metadata.title, metadata.authors, metadata.date) == ("The Mill", ("Ada",), "2020-01-02")
    assert read(path, title="Other").metadata.title == "Other"


def test_the_encoding_is_what_the_page_says(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes('<meta charset="iso-8859-1"><p>Käse – ja'.encode("cp1252"))
    assert "Käse – ja" in body_of(read(path))
    path.write_bytes('<?xml version="1.0" encoding="utf-16"?><p>Käse'.encode("utf-16"))
    assert "Käse" in body_of(read(path))


def test_pictures_beside_the_page_and_inside_it_come_along(tmp_path: Path) -> None:
    (tmp_path / "m.png").write_bytes(PNG)
    data = f"data:image/png;base64,{base64.b64encode(PNG + b'x').decode()}"
    book = read(
        page(tmp_path, f'<p><img src="m.png" alt="a"><img src="{data}"><img src="http://x/y.png" alt="far">')
    )
    assert [resource.name for resource in book.resources] == ["images/image-01.png", "images/image-02.png"]
    assert book.read("images/image-02.png") == PNG + b"x"
    assert "far" in body_of(book)
    assert codes(book) == ["VB-R29"]


def test_only_the_content_of_a_saved_page_is_read_unless_all_is_wanted(tmp_path: Path) -> None:
    words = "The mill turned by the river all day long and nobody waited. " * 12
    clutter = "<nav><a href='/'>Home</a></nav><script>x</script><div class='comments'>Buy now!</div>"
    for content in (
        f"<main><p>{words}</p></main>",
        f"<div class='article'><p>{words}</p><p>{words}</p></div>",
    ):
        path = page(tmp_path, clutter + content)
        book = read(path)
        assert "Home" not in body_of(book)
        assert "nobody waited" in body_of(book)
        assert "VB-R48" in codes(book)
        assert "Home" in body_of(read(path, keep_all=True))


def test_notes_stand_behind_the_paragraph_that_refers_to_them(tmp_path: Path) -> None:
    body = (
        '<p>One<sup id="r1"><a href="#n1">[1]</a></sup> two<a id="r2" href="#n2">2</a>.</p><p>Three.</p>'
        '<h2>References</h2><ol><li id="n1"><a href="#r1">^</a> First.</li>'
        '<li id="n2">Second. <a href="#r2">b</a></li></ol>'
    )
    found = markup(tmp_path, body)
    assert re.findall(r"<(?:p|aside|ol|h\d)\b", found) == ["<p", "<aside", "<aside", "<p"]
    assert found.count('epub:type="noteref" role="doc-noteref"') == 2
    assert found.count('epub:type="footnote" role="doc-footnote"') == 2
    assert found.count('aria-label="Back to the text"') == 2


def test_links_there_and_back_that_are_no_notes_stay(tmp_path: Path) -> None:
    body = '<p id="a">Go <a href="#b">down</a>.</p><p id="b">Go <a href="#c">up</a>.</p>'
    assert "aside" not in markup(tmp_path, body)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "deep" + "</div>" * 10_000,
        "<b>" * 20_000 + "deep",
        "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">deep",
        "<table>" * 500 + "<tr><td>deep",
        "<ul><li>" * 3_000 + "deep",
        "<a href='#x'>" * 2_000 + "deep",
        "<p>&" + "amp;" * 100_000 + "deep",
        "<!--" * 10_000 + "--><p>deep",
    ],
)
def test_hostile_pages_are_clean_books(tmp_path: Path, html: str) -> None:
    found = markup(tmp_path, html)
    assert "deep" in found
    etree.fromstring(f"<x>{found}</x>")


def test_a_large_page_on_one_line_is_read_in_time(tmp_path: Path) -> None:
    began = time.process_time()
    read(page(tmp_path, "<p>" + "words and <i>more</i> words. " * 50_000))
    assert time.process_time() - began < 30


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, b"", b"plain text only", b"PK\x03\x04"]
)
def test_what_is_no_page_is_one_clear_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(data)
    with pytest.raises(SourceError) as raised:
        read(path)
    assert raised.value.code in {"VB-R02", "VB-R03"}


def test_a_missing_extra_is_told_with_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mammoth", None)
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK")
    with pytest.raises(SourceError, match="needs the extra `documents`") as raised:
        read(path)
    assert raised.value.code == "VB-R35"
    assert 'pip install "voicebook[documents]"' in raised.value.hint


_SOUP = st.lists(
    st.sampled_from(
        "<p> </p> <div> <b> </b> <i> </i> <ul> <li> </ul> <table> <tr> <td> </table> <h1> </h1> <h3> </a> "
        "<dl> <dt> <dd> <figure> <figcaption> <img> <ruby> <rt> <details> <summary> <br> <hr> <section> "
        "<blockquote> </blockquote> <sup> <math><mi>x</mi></math> <caption> <thead> <bdo> <q> word other "
        "&amp; &lt; <a|href='#k'> <span|id='k'>".split()
    ),
    max_size=30,
).map(lambda parts: " ".join(parts).replace("|", " "))


@given(_SOUP)
@settings(max_examples=150, deadline=None)
def test_tag_soup_is_well_formed_and_loses_no_word(soup: str) -> None:
    with TemporaryDirectory() as folder:
        book = read(page(Path(folder), f"{soup}<p>last</p>"))
        text = ""
        for name in book.spine:
            body = etree.fromstring(book.read(name)).find(f"{XHTML}body")
            assert body is not None
            text += "".join(body.itertext())
            ids = [str(value) for value in body.xpath("//@id")]
            assert len(ids) == len(set(ids))
        for word in ("word", "other", "last"):
            assert text.count(word) == f"{soup} last".count(word)
