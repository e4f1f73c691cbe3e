from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from voicebook.errors import SourceError
from voicebook.model.publication import Publication
from voicebook.readers.markdown import READER
from voicebook.settings import Settings
from voicebook.text.structure.xml import parse

X = "{http://www.w3.org/1999/xhtml}"
PNG = b"\x89PNG\r\n\x1a\n and so on"


def _read(folder: Path, text: str, settings: Settings | None = None) -> Publication:
    source = folder / "keeping_bees.md"
    source.write_text(text, encoding="utf-8", newline="")
    return READER.read(source, settings or Settings(language="en"))


def _body(book: Publication, number: int = 1) -> str:
    data = book.read(book.spine[number - 1]).decode()
    return data.partition("<section ")[2].partition(">\n")[2].rpartition("\n</section>")[0]


def _headings(book: Publication) -> list[list[str]]:
    return [
        [
            str(each.tag).removeprefix(X) + " " + "".join(each.itertext())
            for each in parse(book.read(name), name).iter(*(f"{X}h{level}" for level in range(1, 7)))
        ]
        for name in book.spine
    ]


def _codes(book: Publication) -> list[str]:
    return [finding.code for finding in book.findings]


def test_a_single_first_heading_is_the_title_and_its_parts_are_chapters(tmp_path: Path) -> None:
    book = _read(tmp_path, "# Bees\n\nIntro.\n\n## One\n\na\n\n### Sub\n\nb\n\n## Two\n\nc\n")
    assert book.metadata.title == "Bees"
    assert _headings(book) == [[], ["h1 One", "h2 Sub"], ["h1 Two"]]
    assert _body(book) == "<p>Intro.</p>"


def test_several_first_headings_are_chapters_and_the_file_gives_the_title(tmp_path: Path) -> None:
    book = _read(tmp_path, "# One\n\na\n\n## Sub\n\nb\n\n# Two\n\nc")
    assert book.metadata.title == "Keeping bees"
    assert _headings(book) == [["h1 One", "h2 Sub"], ["h1 Two"]]


def test_a_heading_with_nothing_but_the_next_below_it_is_the_title(tmp_path: Path) -> None:
    book = _read(tmp_path, "# Bees\n\n# One\n\na\n\n# Two\n\nc")
    assert (book.metadata.title, _headings(book)) == ("Bees", [["h1 One"], ["h1 Two"]])


def test_a_text_of_one_heading_shows_it_on_the_title_page_only(tmp_path: Path) -> None:
    book = _read(tmp_path, "## Bees\n\nText.")
    assert (book.metadata.title, _headings(book)) == ("Bees", [[]])
    alone = _read(tmp_path, "# Bees\n")
    assert _headings(alone) == [["h1 Bees"]]


def test_levels_are_never_skipped(tmp_path: Path) -> None:
    book = _read(tmp_path, "# T\n\n## A\n\n#### B\n\n###### C\n\n### D\n\n## E\n\n##### F")
    assert _headings(book) == [["h1 A", "h2 B", "h3 C", "h2 D"], ["h1 E", "h2 F"]]


def test_headings_of_quotations_and_lists_are_no_part_of_the_outline(tmp_path: Path) -> None:
    book = _read(tmp_path, "# T\n\n> # Quoted\n\n- # Listed\n")
    assert _headings(book) == [[]]
    assert "<p><strong>Quoted</strong></p>" in _body(book)


def test_another_title_in_the_settings_keeps_the_heading_and_the_chapters(tmp_path: Path) -> None:
    text = "# Bees\n\nIntro.\n\n## One\n\na\n\n## Two\n\nb"
    single = _read(tmp_path, text, Settings(title="On Bees", language="en"))
    assert _headings(single) == [["h1 Bees"], ["h1 One"], ["h1 Two"]]
    part = _read(tmp_path, text, Settings(title="On Bees", language="en", book=True))
    assert _headings(part) == [["h1 Bees", "h2 One", "h2 Two"]]


def test_front_matter_names_the_book_and_a_same_heading_is_not_said_again(tmp_path: Path) -> None:
    text = "---\ntitle: Bees\nauthors: [Bo Lind]\nlanguage: en-GB\n---\n# *Bees*\n\n## One\n\na"
    book = _read(tmp_path, text, Settings())
    assert (book.metadata.title, book.metadata.authors, book.metadata.language) == (
        "Bees",
        ("Bo Lind",),
        "en-GB",
    )
    assert _headings(book) == [["h1 One"]]


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("a *b* **c** `d<`", "<p>a <em>b</em> <strong>c</strong> <code>d&lt;</code></p>"),
        ("a  \nb\nc", "<p>a<br/>\nb\nc</p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("- a\n- b\n  - c", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>"),
        ("3. a\n\n4. b", '<ol start="3">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>'),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr/>\n<p>b</p>"),
        ("```py\nx < 1\n```", "<pre><code>x &lt; 1</code></pre>"),
        ("    x & y", "<pre><code>x &amp; y</code></pre>"),
        ("&amp; &copy; &nbsp;1", "<p>&amp; © \u00a01</p>"),
        ("<https://example.org/a?b=1&c=2>", None),
        ("[a](mailto:a@example.org)", '<p><a href="mailto:a@example.org">a</a></p>'),
    ],
)
def test_markdown_becomes_xhtml(tmp_path: Path, text: str, markup: str | None) -> None:
    url = "https://example.org/a?b=1&amp;c=2"
    assert _body(_read(tmp_path, text)) == (markup or f'<p><a href="{url}">{url}</a></p>')


def test_a_table_has_a_head_with_scopes(tmp_path: Path) -> None:
    body = _body(_read(tmp_path, "|   | b |\n|---|--:|\n| 1 | 2 |"))
    lines = "".join(body.split("\n"))
    assert '<thead><tr><td/><th scope="col">b</th></tr>' in lines
    assert "<tbody><tr><td>1</td><td>2</td></tr>" in lines


def test_links_to_headings_lead_there(tmp_path: Path) -> None:
    book = _read(
        tmp_path, "# T\n\n[x](#old-pier) [y](#OLD-PIER-1)\n\n## Old Pier!\n\na\n\n## C\n\n### Old pier\n\nb"
    )
    assert 'href="chapter-02.xhtml#heading-1">x<' in _body(book)
    assert 'href="chapter-03.xhtml#heading-2">y<' in _body(book)
    assert 'id="heading-2"' in _body(book, 3)


def test_a_link_still_leads_there_behind_an_empty_beginning(tmp_path: Path) -> None:
    book = _read(tmp_path, "<!-- draft -->\n\n# A\n\n[b](#b)\n\n# B\n\nx")
    assert 'href="chapter-02.xhtml#heading-1"' in _body(book)
    assert len(book.spine) == 2


@pytest.mark.parametrize(
    "url",
    ["#nowhere", "other.md", "../x", "javascript:alert(1)", "file:///x", "data:a", "http://[", "//x.y", ""],
)
def test_other_links_become_text_with_a_finding(tmp_path: Path, url: str) -> None:
    book = _read(tmp_path, f"a\n\n[b *c*](<{url}>)")
    assert _body(book) == "<p>a</p>\n<p>b <em>c</em></p>"
    assert [(each.code, each.where.line) for each in book.findings] == [("VB-R33", 3)]
    quoted = url.replace("[", "%5B") or "b c"
    assert book.findings[0].what.endswith(f": {quoted}")


def test_a_link_without_words_is_dropped(tmp_path: Path) -> None:
    assert _body(_read(tmp_path, "a [](http://x.org) b")) == "<p>a  b</p>"


@pytest.mark.parametrize(
    ("text", "markup", "lost"),
    [
        ("a <b onclick='x'>c</b><br>d", "<p>a <b>c</b><br/>d</p>", ""),
        ("<div>\n<b>Some</b> words &amp; more<p>new</div>", None, ""),
        ("<details><summary>a</summary>\n\n*b*\n\n</details>", None, ""),
        ("<table><tr><th>a<td>\n\nb\n\n</table>", None, ""),
        ("<!-- a -->\n\nb <!-- c --> d <?x > y?>", "<p>b  d </p>", ""),
        ("<script>\nalert(1)\n</script>\n\na", "<p>a</p>", "<script>"),
        ("<STYLE>\np {}\n</STYLE>\n\na", "<p>a</p>", "<style>"),
        ("<svg><script>x</script></svg>\n\na", "<p>a</p>", "<svg>, <script>"),
        ("<iframe src=x>\n\na", "<p>a</p>", "<iframe>"),
        ("<center>\n\na", "<p>a</p>", "<center>"),
        ("<div title='\n\na", "<p>a</p>", ""),
        ("a <script>x *y*</script> b", "<p>a  b</p>", "<script>"),
        ("a <script> b <i>c\n\nd</i>", "<p>a  b c</p>\n<p>d</p>", "<script>, <i>"),
        ("a <textarea>*b*</textarea>", "<p>a <em>b</em></p>", "<textarea>"),
        ("<img src=x onerror=y alt=b> <a href='javascript:x'>c</a>", "<p>b c</p>", None),
    ],
)
def test_raw_html_is_cleaned_and_stays_where_it_is(
    tmp_path: Path, text: str, markup: str | None, lost: str | None
) -> None:
    book = _read(tmp_path, text)
    body = _body(book)
    wanted = {
        "<div>": "<div><b>Some</b> words &amp; more<p>new</p></div>",
        "<details>": "<details><summary>a</summary><p><em>b</em></p></details>",
        "<table>": "<table><tbody><tr><th>a</th><td><p>b</p></td></tr></tbody></table>",
    }
    if markup is None:
        body, markup = "".join(body.split("\n")), wanted[text[: text.index(">") + 1]]
    assert body == markup
    if lost is not None:
        said = [finding.what.rpartition(": ")[2] for finding in book.findings if finding.code == "VB-R34"]
        assert said == ([lost] if lost else [])


def test_findings_in_raw_html_name_its_line(tmp_path: Path) -> None:
    book = _read(tmp_path, "---\ntitle: A\n---\na\n\n<p>b\n<img src='none.png' alt='c'></p>")
    assert [(each.code, each.where.line) for each in book.findings] == [("VB-R29", 6)]


def test_a_note_stands_behind_its_block_and_leads_back(tmp_path: Path) -> None:
    book = _read(tmp_path, "a[^x] b[^x]\n\nc^[*d*]\n\n[^x]: e\n\n    - f\n\n[^y]: g")
    body = _body(book)
    order = ["a<a", ">1</a> b<a", 'id="note-1"', "<li>f</li>", "c<a", 'id="note-2"', "<em>d</em> <a"]
    assert [body.index(part) for part in order] == sorted(body.index(part) for part in order)
    assert body.count('epub:type="noteref" role="doc-noteref"') == 3
    assert body.count('href="#ref-2" epub:type="backlink" role="doc-backlink"') == 1
    assert "<p>g" not in body


def test_code_in_a_description_is_said(tmp_path: Path) -> None:
    assert _body(_read(tmp_path, "![The `x`\nkey](x.png)")) == "<p>The x key</p>"


def test_a_picture_beside_the_text_is_in_the_book_once(tmp_path: Path) -> None:
    (tmp_path / "my pictures").mkdir()
    (tmp_path / "my pictures" / "bee.jpeg").write_bytes(PNG)
    book = _read(tmp_path, "![A *bee*](my%20pictures/bee.jpeg) ![](<my pictures/bee.jpeg>)")
    image = "images/image-01.png"
    assert _body(book) == f'<p><img src="{image}" alt="A bee"/> <img src="{image}" alt=""/></p>'
    assert [(each.name, each.media_type) for each in book.resources] == [(image, "image/png")]
    assert book.read(image) == PNG


@pytest.mark.parametrize(
    "url",
    ["../bee.png", "/bee.png", "http://x.org/bee.png", "none.png", "bee.txt", "C:\\bee.png", "link.png"],
)
def test_other_pictures_are_described_with_a_finding(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    (tmp_path / "bee.png").write_bytes(PNG)
    (folder / "bee.txt").write_text("no picture", encoding="utf-8")
    (folder / "link.png").symlink_to(tmp_path / "bee.png")
    book = _read(folder, f"a ![A bee](<{url}>)")
    assert _body(book) == "<p>a A bee</p>"
    assert (_codes(book), book.resources) == (["VB-R29"], ())


def test_findings_of_a_kind_are_gathered(tmp_path: Path) -> None:
    (finding,) = _read(tmp_path, "a [b](#b)\n\n" * 9).findings
    assert finding.what.endswith("#b, #b, #b, #b, #b …")
    assert finding.where.line == 1


def test_leftovers_go_at_the_ends_only(tmp_path: Path) -> None:
    book = _read(tmp_path, "---\ntitle: A\n---\nSkip to content\n\n# A\n\na\n\n    12\n\nBack to top")
    assert _body(book) == "<p>a</p>\n<pre><code>12</code></pre>"
    assert [each.where.line for each in book.findings] == [4, 12]
    kept = _read(tmp_path, "a\n\nBack to top", Settings(language="en", keep_all=True))
    assert "Back to top" in _body(kept)


def test_the_language_is_that_of_the_prose_not_of_the_code(tmp_path: Path) -> None:
    code = "```\nfor each line in the file that was given, print the line and then its number\n```\n\n"
    german = "Der Regen fiel die ganze Nacht, und niemand im ganzen Ort konnte schlafen, nicht mal der Hund."
    book = _read(tmp_path, f"{german}\n\n" + code * 5, Settings())
    assert (book.metadata.language, _codes(book)) == ("de", [])


@pytest.mark.parametrize("text", ["---\ntitle: A\n---\n", "[a]: http://x.org\n", "<script>a</script>\n"])
def test_a_file_that_shows_nothing_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError) as raised:
        _read(tmp_path, text)
    assert raised.value.code == "VB-R02"


def test_emphasis_without_end_does_not_make_a_tree_without_bottom(tmp_path: Path) -> None:
    book = _read(tmp_path, "**a *b " * 500 + "c* d**" * 500)
    root = parse(book.read(book.spine[0]), "a")
    assert "".join(root.itertext()).count("c") == 500


SOME = st.sampled_from(
    [
        *"# a|## b\n|**|_|`|[c](#a)|![d](e.png)|<i>|<!--|> |- |1. |\n|\n\n|    |&amp;|\\|```\n|---\n|x".split(
            "|"
        ),
        *("Words, words. ", "|f|g|\n|-|-|\n|h|", "<script>", "</script>"),
    ]
)


@given(st.lists(st.one_of(SOME, st.text(max_size=8)), max_size=25).map("".join))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_markdown_is_a_book_of_sound_documents_or_a_source_error(tmp_path: Path, text: str) -> None:
    try:
        book = _read(tmp_path, text.encode("utf-8", "replace").decode())
    except SourceError:
        return
    assert book.spine
    for name in book.spine:
        root = parse(book.read(name), name)
        ids = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(ids) == len(set(ids))
        section = root.find(f"{X}body/{X}section")
        assert section is not None
        assert section.get("aria-label") or section.get("aria-labelledby") in ids


RAW = st.sampled_from(
    """
    <div <div> <div|title=" </div> <table> <td> <tr> <iframe> <select> <b> </b> <i> </p> <details> <summary>
    <a|href=x> <noscript> <svg> <math><mi>x <template> <object> <h1> <li> <ul> <title> <blockquote>
    </blockquote> <img|alt=" " '> > - word
    """.split()
)


@given(st.lists(st.one_of(RAW, st.sampled_from(["\n", "\n\n", " "])), max_size=20).map("".join))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_raw_html_takes_in_nothing_below_it(tmp_path: Path, raw: str) -> None:
    text = raw.replace("|", " ") + "\n\nthe end\n"
    book = _read(tmp_path, text, Settings(title="Zzz", language="en"))
    shown = "".join("".join(parse(book.read(name), name).find(f"{X}body").itertext()) for name in book.spine)  # type: ignore[union-attr]
    assert shown.count("the end") == 1


@given(st.text("abc *_>\n", max_size=60))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_letter_is_shown_in_order(tmp_path: Path, text: str) -> None:
    book = _read(tmp_path, f"x{text}", Settings(title="Zzz", language="en"))
    shown = "".join(
        "".join(parse(_wrapped(_body(book, n)), "a").itertext()) for n in range(1, len(book.spine) + 1)
    )
    assert [char for char in shown if char.isalpha()] == [char for char in f"x{text}" if char.isalpha()]


def _wrapped(markup: str) -> bytes:
    return f"<div>{markup}</div>".encode()


@pytest.mark.parametrize(
    "text",
    [
        ">" * 500 + " owl 0",
        "\n".join("  " * depth + f"- owl {depth}" for depth in range(100)),
        "".join(f"{'>' * depth} owl {depth}\n\n" for depth in range(1, 100)),
    ],
    ids=["quotes", "lists", "quotes after each other"],
)
def test_what_lies_deep_inside_each_other_is_kept(tmp_path: Path, text: str) -> None:
    book = _read(tmp_path, text)
    words = "".join(parse(book.read(book.spine[-1]), "body").itertext())
    assert words.count("owl") == text.count("owl")
