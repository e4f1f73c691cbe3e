"""Fragments: a sentence in the elements that can hold it."""

from lxml import etree

from voicebook.model.publication import Anchor, Block
from voicebook.text.sentences.fragments import LONG_WORDS, BlockMarker
from voicebook.text.sentences.segment import sentences
from voicebook.text.structure.blocks import blocks


def block_of(body: str) -> Block:
    root = etree.fromstring(f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>')
    return next(iter(blocks(root, "d.xhtml", "en")))


def marked(body: str) -> list[tuple[str, str, Anchor]]:
    block = block_of(body)
    marker = BlockMarker(block)
    return [
        (fragment.id, fragment.span.of(block.text), fragment.anchor)
        for sentence in sentences(block, None)
        for fragment in marker.fragments(sentence)
    ]


def test_single_sentence_block_carries_the_id() -> None:
    assert marked("<p>One <em>big</em> sentence.</p>") == [("vb1-1", "One big sentence.", Anchor((0, 0)))]


def test_an_element_that_has_an_id_keeps_it() -> None:
    assert marked('<h1 id="top">A title</h1>') == [("top", "A title", Anchor((0, 0)))]


def test_sentences_of_one_text_node_are_ranges_of_it() -> None:
    assert marked("<p>One. Two.</p>") == [
        ("vb1-1", "One.", Anchor((0, 0), (0, 0), (0, 4))),
        ("vb1-2", "Two.", Anchor((0, 0), (0, 5), (0, 9))),
    ]


def test_a_contained_element_stays_inside_one_fragment() -> None:
    assert marked("<p>One <em>two</em>. Three.</p>")[0] == (
        "vb1-1",
        "One two.",
        Anchor((0, 0), (0, 0), (1, 1)),
    )


def test_a_sentence_that_is_an_inline_element_gives_it_the_id() -> None:
    assert marked("<p><b>One.</b> Two.</p>")[0] == ("vb1-1", "One.", Anchor((0, 0, 0)))


def test_a_sentence_that_is_an_element_of_another_kind_is_wrapped_outside() -> None:
    assert marked("<p><sup>One.</sup> Two.</p>")[0] == ("vb1-1", "One.", Anchor((0, 0), (0, 0), (1, 0)))


def test_a_span_that_is_a_sentence_carries_the_id_itself() -> None:
    assert marked("<p><span>One.</span> Two.</p>")[0] == ("vbe1-1", "One.", Anchor((0, 0, 0)))


def test_a_page_break_that_is_all_of_a_block_carries_the_id_itself() -> None:
    page = '<b><span role="doc-pagebreak" id="page-9">9</span></b>'
    assert marked(f"<div>{page}</div>") == [("page-9", "9", Anchor((0, 0, 0, 0)))]


def test_a_picture_behind_line_ends_is_announced_with_it() -> None:
    picture = '<p><br/><br/><img alt="a cat" src="c.png"/></p>'
    assert marked(picture) == [("vb1-1", "Image: a cat", Anchor((0, 0, 2)))]


def test_sentences_inside_an_element_are_wrapped_inside() -> None:
    assert [anchor for _, _, anchor in marked("<p><a>One. Two.</a> Three.</p>")] == [
        Anchor((0, 0, 0), (0, 0), (0, 4)),
        Anchor((0, 0, 0), (0, 5), (0, 9)),
        Anchor((0, 0), (1, 1), (1, 7)),
    ]


def test_a_crossing_element_makes_adjoining_fragments() -> None:
    long = "and words enough that it is a passage"
    assert [
        (name, text) for name, text, _ in marked(f"<p>He <em>said so. Then {long}</em> stopped.</p>")
    ] == [
        ("vb1-1-1", "He"),
        ("vb1-1-2", "said so."),
        ("vb1-2-1", f"Then {long}"),
        ("vb1-2-2", "stopped."),
    ]


def test_a_picture_carries_the_id_of_its_alternative() -> None:
    assert marked('<p><img src="a.png" alt="A red barn"/></p>') == [
        ("vb1-1", "Image: A red barn", Anchor((0, 0, 0))),
    ]


def test_comments_neither_count_nor_break() -> None:
    assert marked("<p>O<!-- c -->ne. <?pi x?>Two.</p>")[1] == (
        "vb1-2",
        "Two.",
        Anchor((0, 0), (0, 5), (0, 9)),
    )


def test_verse_lines_carry_their_ids() -> None:
    body = '<p class="verse"><span>A line,</span><br/><span>another</span></p>'
    assert [(text, anchor.path) for _, text, anchor in marked(body)] == [
        ("A line,", (0, 0, 0)),
        ("another", (0, 0, 2)),
    ]


def test_a_long_sentence_is_highlighted_in_parts_cut_at_clauses() -> None:
    clause = "here are eleven words of a clause that goes on so, "
    parts = marked(f"<p>{clause * 9}end.</p>")
    assert len(parts) > 2
    assert all(len(text.split()) <= LONG_WORDS for _, text, _ in parts)
    assert all(text.endswith(",") for _, text, _ in parts[:-1])


def test_the_words_for_a_picture_are_in_one_part() -> None:
    words = "no clause in all of this and on it goes so " * 4
    alternative = "a lamp that is described at such length that no part can hold it " * 4
    parts = marked(f'<p>{words}<img src="a.png" alt="{alternative.strip()}"/> {words}</p>')
    assert len(parts) > 2
    assert next(text for _, text, _ in parts if "a lamp" in text).count("described") == 4
