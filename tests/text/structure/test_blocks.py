"""Blocks and their places."""

from lxml import etree

from voicebook.model.publication import Block, BlockKind, Origin, Place, Span
from voicebook.text.structure.blocks import blocks


def read(body: str, *, lang: str = "en") -> list[Block]:
    page = (
        '<!DOCTYPE html [<!ENTITY here "x"><!ENTITY nbsp "&#160;">]>'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{lang}">'
        f"<head><title>No</title></head><body>{body}</body></html>"
    )
    parser = etree.XMLParser(resolve_entities=False)
    return list(blocks(etree.fromstring(page, parser), "d.xhtml", "de"))


def texts(body: str) -> list[str]:
    return [block.text.strip() for block in read(body)]


def test_blocks_come_in_reading_order() -> None:
    assert texts("<h1>A</h1><div>b<p>c</p>d</div><ul><li>e<ul><li>f</li></ul></li></ul>") == list("Abcdef")


def test_hidden_and_scripted_content_is_no_text() -> None:
    assert texts("<p>a<script>x</script><span hidden=''>y</span>b</p><p hidden='hidden'>z</p>") == ["ab"]


def test_kind_follows_structure() -> None:
    page = read(
        "<h2>a</h2><p>b</p><p class='verse'>c</p><blockquote><p>d</p></blockquote><ul><li>e</li></ul>"
        "<table><caption>f</caption><tr><td>g</td></tr></table><pre>h</pre>"
        "<aside epub:type='footnote'><p>i</p></aside>"
    )
    assert [block.kind for block in page] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.VERSE,
        BlockKind.QUOTATION,
        BlockKind.LIST_ITEM,
        BlockKind.CAPTION,
        BlockKind.CELL,
        BlockKind.CODE,
        BlockKind.NOTE,
    ]
    assert page[0].level == 2


def test_language_is_the_nearest() -> None:
    assert [block.language for block in read("<p>a</p><div lang='fr'><p>b</p></div>")] == ["en", "fr"]


def test_pieces_tile_the_text_and_lead_back() -> None:
    (block,) = read("<p>a<!-- n --> b<i>c</i>d<br/>e</p>")
    assert block.text == "a bcd\u2028e"
    assert [piece.span for piece in block.pieces] == [
        Span(0, 3),
        Span(3, 4),
        Span(4, 5),
        Span(5, 6),
        Span(6, 7),
    ]
    assert block.pieces[0].place == Place("d.xhtml", (1, 0), "text", Span(0, 3))
    assert block.pieces[1].place == Place("d.xhtml", (1, 0, 0), "text", Span(0, 1))
    assert block.pieces[2].place == Place("d.xhtml", (1, 0, 0), "tail", Span(0, 1))
    assert block.pieces[3].origin is Origin.GENERATED


def test_entities_count_as_the_text_they_stand_for() -> None:
    (block,) = read("<p>a&nbsp;b&here;c</p>")
    assert block.text == "a\u00a0bc"


def test_a_text_alternative_is_an_attribute_place() -> None:
    (block,) = read("<p>See <img alt='a cat' src='c.png'/>.</p>")
    (piece,) = [piece for piece in block.pieces if piece.origin is Origin.ATTRIBUTE]
    assert piece.span.of(block.text) == "a cat"
    assert piece.place == Place("d.xhtml", (1, 0, 0), "@alt", Span(0, 5))


def test_only_a_block_alone_in_its_element_is_whole() -> None:
    assert [(block.text, block.whole) for block in read("<ul><li>a<p>b</p></li><li>c</li></ul>")] == [
        ("a", False),
        ("b", True),
        ("c", True),
    ]


def test_what_is_called_a_roman_numeral_is_given_as_one() -> None:
    heading, text = read(
        '<h2 epub:type="ordinal z3998:roman">XIV</h2><p>A <i epub:type="z3998:roman">V</i> is old.</p>'
    )
    assert [(each.span.of(heading.text), each.spoken) for each in heading.given] == [("XIV", "")]
    assert [(each.span.of(text.text), each.spoken) for each in text.given] == [("V", "")]
