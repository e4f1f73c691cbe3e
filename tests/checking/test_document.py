"""What a content document shows."""

from pathlib import Path

import pytest

from narrated_epub import C2, valid_book
from voicebook.checking.container import open_container
from voicebook.checking.document import Document, read_document

MATHML = "xmlns='http://www.w3.org/1998/Math/MathML'"


def read(body: str, tmp_path: Path, *narrated: str) -> Document:
    book = valid_book()
    head = C2[: C2.index("<body>")]
    book.files["EPUB/c2.xhtml"] = f"{head}<body>{body}</body></html>".encode()
    with open_container(book.save(tmp_path / "book.epub")) as container:
        return read_document(container, "EPUB/c2.xhtml", frozenset(narrated))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>one <b>t</b>wo</p>", 2),
        ("<p>one</p><p>two</p>", 2),
        ("one<br/>two", 2),
        ("<ul><li>one</li><li>two</li></ul>", 2),
        ("<p>sea<!-- c -->side<?p q?>s</p>", 1),
        ("<p hidden=''>one</p>", 0),
        ("<div hidden=''><p>one</p></div>two", 1),
        ("<p style='color: red; Display : None'>one</p>", 0),
        ("<script>one</script><style>two</style><template>three</template>", 0),
        ("<details><summary>one</summary>two</details>", 2),
        ("<dialog>one</dialog><dialog open=''>two</dialog>", 1),
        ("<img src='boat.png' alt='one two'/>", 2),
        ("<p>a<img src='boat.png' alt='one'/>b</p>", 3),
        ("<p hidden=''><img src='boat.png' alt='one'/></p>", 0),
        ("<svg xmlns='http://www.w3.org/2000/svg'><title>one</title><text>two</text></svg>", 1),
        (f"<math {MATHML} alttext='x squared'><mi>x</mi><mn>2</mn></math>", 2),
        (f"<math {MATHML}><mi>x</mi><mn>2</mn></math>", 2),
        (f"<math {MATHML}><mi>x</mi><annotation-xml><ci>y</ci></annotation-xml></math>", 1),
        ("<ruby>one<rp>(</rp><rt>two</rt><rp>)</rp></ruby>", 2),
        ("<span role='doc-pagebreak' aria-label='12'></span>", 0),
    ],
)
def test_visible_words(body: str, words: int, tmp_path: Path) -> None:
    assert read(body, tmp_path).words.visible == words


def test_words_are_narrated_by_their_element_or_one_around_it(tmp_path: Path) -> None:
    found = read("<p id='a'>one <b>two</b></p><p><i id='b'>three</i> four</p>", tmp_path, "a", "b").words
    assert (found.visible, found.narrated, found.first_silent) == (4, 3, "four")


def test_text_after_a_narrated_element_is_silent(tmp_path: Path) -> None:
    assert read("<p><i id='b'>one</i> two</p>", tmp_path, "b").words.narrated == 1


def test_what_shows_no_text_is_told_but_for_page_breaks(tmp_path: Path) -> None:
    body = "<p id='a'/><p id='b' hidden=''>x</p><span id='c' role='doc-pagebreak'/>"
    body += "<img id='d' alt='' src='boat.png'/>"
    assert read(body, tmp_path, "a", "b", "c", "d").mute == ["a", "b", "d"]


def test_links_out_of_the_book_are_left_alone(tmp_path: Path) -> None:
    body = "<a href='https://example.org/#a'>1</a><a href='mailto:a@b'>2</a><a href='c1.xhtml?x#c1-h'>3</a>"
    links = read(body, tmp_path).links
    assert [(link.name, link.fragment) for link in links] == [("EPUB/c1.xhtml", "c1-h")]
