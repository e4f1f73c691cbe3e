import pytest
from lxml import etree

from tiny_book import DOCUMENTS, PAGE
from voicebook.epub.nav import NavLink
from voicebook.text.structure.xml import parse
from voicebook.writers.navigation import Heading, Outline, navigation, outline, text_of

NAVIGATION = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
  <head>
    <title>The Owl</title>
    <link rel="stylesheet" type="text/css" href="book.css"/>
  </head>
  <body>
    <nav epub:type="toc" aria-labelledby="toc-heading" role="doc-toc">
      <h1 id="toc-heading">Contents</h1>
      <ol>
        <li>
          <a href="title.xhtml#title">The Owl</a>
        </li>
        <li>
          <a href="chapter-01.xhtml#one-h">One</a>
        </li>
      </ol>
    </nav>
    <nav epub:type="landmarks" aria-labelledby="landmarks-heading" hidden="hidden">
      <h2 id="landmarks-heading">Landmarks</h2>
      <ol>
        <li>
          <a href="chapter-01.xhtml" epub:type="bodymatter">Start of the text</a>
        </li>
      </ol>
    </nav>
  </body>
</html>
"""


def outline_of(body: str, title: str = "T", name: str = "one.xhtml") -> Outline:
    return outline(parse(PAGE.format(title=title, body=body).encode(), name), name)


def lines(body: str) -> list[tuple[int, str, str]]:
    return [(each.level, each.link.label, each.link.href) for each in outline_of(body).headings]


def nav(*outlines: Outline, language: str = "en") -> etree._Element:
    return etree.fromstring(navigation(outlines, title="Book", language=language, style="book.css"))


def nested(root: etree._Element) -> list[object]:
    """Return the table of contents as nested lists of labels."""

    def items(ordered: etree._Element) -> list[object]:
        found: list[object] = []
        for item in ordered:
            found.append(item[0].text)
            found += [items(below) for below in item[1:]]
        return found

    return items(root.xpath("//*[local-name()='nav'][1]/*[local-name()='ol']")[0])


def test_navigation_of_a_small_book() -> None:
    outlines = [outline(parse(data, name), name) for name, data in DOCUMENTS.items()]
    assert navigation(outlines, title="The Owl", language="en", style="book.css").decode() == NAVIGATION


def test_headings_nest_by_level_across_documents() -> None:
    first = outline_of('<h1 id="a">A</h1><h2 id="b">B</h2><h3 id="c">C</h3><h2 id="d">D</h2>')
    second = outline_of('<h2 id="e">E</h2><h1 id="f">F</h1><h3 id="g">G</h3>')
    assert nested(nav(first, second)) == ["A", ["B", ["C"], "D", "E"], "F", ["G"]]


def test_label_is_the_text_of_the_heading_with_pictures_said() -> None:
    body = '<h1 id="a">The\n  <i>long</i><!-- x --><br/>way <img src="h" alt="home"/></h1>'
    assert lines(body) == [(1, "The long way home", "one.xhtml#a")]


def test_heading_without_an_id_is_found_by_the_section_it_opens() -> None:
    assert lines('<section id="s"><h2>A</h2><h3>B</h3></section>') == [(2, "A", "one.xhtml#s")]


def test_first_heading_stands_for_its_document() -> None:
    assert lines("<h1>A</h1><h2>B</h2>") == [(1, "A", "one.xhtml")]


def test_heading_without_text_is_not_listed() -> None:
    assert lines('<h1 id="a"> </h1><h2 id="b">B</h2>') == [(2, "B", "one.xhtml#b")]


def test_document_without_headings_is_listed_by_its_title() -> None:
    found = outline_of("<p>x</p>", title="Preface &amp; more")
    assert found.headings == (Heading(NavLink("Preface & more", "one.xhtml")),)


def test_book_without_headings_and_titles_is_listed_by_its_own_title() -> None:
    assert nested(nav(outline_of("<p>x</p>", title=""))) == ["Book"]


def test_links_are_encoded() -> None:
    found = outline_of('<h1 id="é">A</h1>', name="my text.xhtml")
    assert found.headings[0].link.href == "my%20text.xhtml#%C3%A9"


def test_text_begins_after_the_title_page() -> None:
    title = outline_of('<section role="doc-titlepage"><h1>T</h1></section>', name="t.xhtml")
    text = outline_of("<h1>A</h1>", name="a.xhtml")
    assert nav(title, text).xpath("//*[@hidden]//@href") == ["a.xhtml"]
    assert nav(title).xpath("//*[@hidden]//@href") == ["t.xhtml"]


def test_page_breaks_make_a_page_list() -> None:
    body = '<h1 id="h">A</h1><p><span id="p7" role="doc-pagebreak" aria-label="7"/>x</p>'
    root = nav(outline_of(body))
    assert root.xpath("//*[@role='doc-pagelist']//@href") == ["one.xhtml#p7"]
    assert root.xpath("//*[@role='doc-pagelist']//*[local-name()='a']/text()") == ["7"]
    assert not nav(outline_of('<h1 id="h">A</h1>')).xpath("//*[@role='doc-pagelist']")


@pytest.mark.parametrize(("language", "marked"), [("en", 0), ("en-GB", 0), ("de", 3)])
def test_our_own_words_are_marked_as_english_in_other_books(language: str, marked: int) -> None:
    body = f'<div lang="{language}"><h1 id="h">A</h1></div>'
    root = nav(outline_of(body), language=language)
    assert root.get("lang") == language
    assert len(root.xpath("//*[@lang='en'][local-name() != 'html']")) == marked


def test_heading_in_another_language_says_so() -> None:
    root = nav(outline_of('<h1 id="h" lang="fr">Où?</h1>'))
    assert root.xpath("//*[@lang='fr']/text()") == ["Où?"]


def test_text_of_an_element_leaves_comments_and_instructions_out() -> None:
    assert text_of(etree.fromstring("<p>a<!--b--><?c d?>e<b>f</b>g</p>")) == "aefg"
