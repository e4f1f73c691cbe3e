"""Tables of contents as ranges of sentences."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from voicebook.model.contents import Chapter
from voicebook.planning.contents import Contents, Entry, entries_of
from voicebook.text.structure.xml import parse

if TYPE_CHECKING:
    from voicebook.model.publication import ElementPath
    from voicebook.model.speech import PlannedSentence

NAV = """<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
<nav epub:type="landmarks"><ol><li><a href="a.xhtml">Start</a></li></ol></nav>
<nav epub:type="toc"><ol>
  <li><span>Part <i>One</i></span><ol>
    <li><a href="../text/a%20b.xhtml">First</a></li>
    <li><a href="../text/a%20b.xhtml#two">Second</a></li></ol></li>
  <li><span>Leads nowhere</span></li>
  <li><a href="../text/c.xhtml#gone">Third</a></li>
</ol></nav></body></html>"""
TEXT = """<html xmlns="http://www.w3.org/1999/xhtml"><body>
<p/><p/><section><h2 id="two"/><p><a id="note"/></p></section></body></html>"""


def sentence(name: str, *path: int) -> "PlannedSentence":
    fragment = SimpleNamespace(anchor=SimpleNamespace(path=path))
    made = SimpleNamespace(sentence=SimpleNamespace(id=name), fragments=(fragment,))
    return cast("PlannedSentence", made)


def chapters(*entries: Entry) -> list[Chapter]:
    contents = Contents(entries)
    root = parse(TEXT.encode(), "a.xhtml")
    places: dict[str, ElementPath] = {"s1": (0, 0), "s2": (0, 1), "s3": (0, 2, 0), "s4": (0, 2, 1)}
    contents.read("a.xhtml", root, [sentence(name, *path) for name, path in places.items()])
    contents.read("empty.xhtml", root, [])
    contents.read("b.xhtml", root, [sentence("s1", 0, 0)])
    return list(contents.chapters())


def test_a_label_without_a_link_is_where_the_first_line_below_it_is() -> None:
    assert list(entries_of(parse(NAV.encode(), "nav.xhtml"), "nav/nav.xhtml")) == [
        Entry("Part One", 1, "text/a b.xhtml", ""),
        Entry("First", 2, "text/a b.xhtml", ""),
        Entry("Second", 2, "text/a b.xhtml", "two"),
        Entry("Third", 1, "text/c.xhtml", "gone"),
    ]


def test_a_chapter_ends_where_the_next_of_its_level_begins() -> None:
    part, one, two = (
        Entry("Part", 1, "a.xhtml", ""),
        Entry("1", 2, "a.xhtml", ""),
        Entry("2", 2, "a.xhtml", "two"),
    )
    assert chapters(part, one, two, Entry("End", 1, "b.xhtml", "")) == [
        Chapter("Part", 1, "a.xhtml#s1", "a.xhtml#s4"),
        Chapter("1", 2, "a.xhtml#s1", "a.xhtml#s2"),
        Chapter("2", 2, "a.xhtml#s3", "a.xhtml#s4"),
        Chapter("End", 1, "b.xhtml#s1", "b.xhtml#s1"),
    ]


def test_what_has_no_sentence_begins_with_the_next_one() -> None:
    assert chapters(Entry("Plate", 1, "empty.xhtml", "")) == [Chapter("Plate", 1, "b.xhtml#s1", "b.xhtml#s1")]
    assert chapters(Entry("Elsewhere", 1, "no-such.xhtml", "")) == []


def test_an_anchor_in_a_paragraph_is_the_paragraph_and_one_that_is_gone_the_document() -> None:
    assert [each.first for each in chapters(Entry("A", 1, "a.xhtml", "note"))] == ["a.xhtml#s4"]
    assert [each.first for each in chapters(Entry("A", 1, "a.xhtml", "gone"))] == ["a.xhtml#s1"]
