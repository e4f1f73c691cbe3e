"""The laws of the data model, over random documents."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from voicebook.model.publication import Block, Fragment, Origin, Sentence, Span
from voicebook.model.timeline import Cue, PackedCues, format_clock, frames_of, milliseconds, parse_clock
from voicebook.text.sentences.fragments import BlockMarker, lead_of
from voicebook.text.sentences.segment import sentences
from voicebook.text.structure.blocks import blocks
from voicebook.text.structure.xml import content, parse
from voicebook.writers import wrap

_WORDS = st.sampled_from(["One. ", "Two two! ", "three, ", "“Four?” ", "5 ", " ", "\n", "long words here "])
_TEXT = st.lists(_WORDS, max_size=12).map("".join)


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    name = st.sampled_from(["em", "b", "a", "span", "abbr", "i"])
    wrapped = st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", name, inner)
    extras = st.sampled_from(
        ["<br/>", "<!-- note -->", "<?pi data?>", '<img alt="a cat" src="c.png"/>', "&nbsp;"]
    )
    return st.lists(st.one_of(_TEXT, wrapped, extras), max_size=5).map("".join)


_INLINE = st.recursive(_TEXT, _element, max_leaves=12)
_PARAGRAPH = st.builds(
    lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>",
    st.sampled_from(["p", "h2", "li", 'p class="verse"', "div"]),
    _INLINE,
)
_BODY = st.lists(st.one_of(_PARAGRAPH, _INLINE), min_size=1, max_size=4).map("".join)


def _page(body: str) -> bytes:
    return (
        '<!DOCTYPE html [<!ENTITY nbsp "&#160;">]>'
        f'<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><body>{body}</body></html>'
    ).encode()


def _marked(data: bytes) -> list[tuple[Block, list[tuple[Sentence, tuple[Fragment, ...]]]]]:
    found = []
    for block in blocks(parse(data, "d.xhtml"), "d.xhtml", "en"):
        marker = BlockMarker(block)
        found.append((block, [(each, marker.fragments(each)) for each in sentences(block, None)]))
    return found


def _plain(text: str) -> str:
    return "".join(text.split())


def _text_of(element: etree._Element) -> str:
    """Return an element's text as a block reads it, with the alternatives of pictures."""
    if element.tag == "{http://www.w3.org/1999/xhtml}img":
        return element.get("alt") or ""
    return "".join(run + (_text_of(child) if child is not None else "") for run, child in content(element))


@given(_BODY)
@settings(max_examples=300, deadline=None)
def test_pieces_tile_blocks_and_lead_back_to_the_document(body: str) -> None:
    root = parse(_page(body), "d.xhtml")
    for block, _ in _marked(_page(body)):
        at = 0
        for piece in block.pieces:
            assert piece.span.start == at
            at = piece.span.end
            if piece.place is None:
                assert piece.origin is Origin.GENERATED
                continue
            slot = piece.place.slot
            path = piece.place.path if slot != "tail" else piece.place.path[:-1]
            element = root
            for step in path:
                element = [child for child in element if isinstance(child.tag, str)][step]
            if slot.startswith("@"):
                text = element.get(slot[1:]) or ""
            else:
                runs = [run for run, _ in content(element)]
                text = runs[0 if slot == "text" else piece.place.path[-1] + 1]
            assert piece.place.span.of(text) == piece.span.of(block.text)
        assert at == len(block.text)


@given(_BODY)
@settings(max_examples=300, deadline=None)
def test_sentences_tile_blocks_and_fragments_tile_sentences(body: str) -> None:
    for block, said in _marked(_page(body)):
        assert "".join(_plain(sentence.written) for sentence, _ in said) == _plain(block.text)
        for sentence, fragments in said:
            assert fragments[0].span.start == sentence.span.start
            assert fragments[-1].span.end == sentence.span.end
            for left, right in pairwise(fragments):
                assert left.span.end <= right.span.start
                assert not block.text[left.span.end : right.span.start].strip()


@given(_BODY)
@settings(max_examples=300, deadline=None)
def test_every_fragment_is_once_in_the_document_and_holds_its_text(body: str) -> None:
    data = _page(body)
    said = _marked(data)
    fragments = [(block, fragment) for block, found in said for _, parts in found for fragment in parts]
    root = parse(data, "d.xhtml")
    wrap.apply(root, [fragment for _, fragment in fragments])
    ids = [element.get("id") for element in root.iter() if isinstance(element.tag, str) and element.get("id")]
    assert ids == [fragment.id for _, fragment in fragments]
    for block, fragment in fragments:
        (element,) = root.xpath(f"//*[@id='{fragment.id}']")
        own = Span(max(fragment.span.start, lead_of(block).end), fragment.span.end)
        assert _plain(_text_of(element)) == _plain(own.of(block.text))


@given(st.integers(min_value=0, max_value=10**10))
def test_clock_values_come_back(value: int) -> None:
    assert parse_clock(format_clock(value)) == value


@given(st.integers(min_value=0, max_value=10**10), st.sampled_from([8000, 22050, 24000, 44100]))
def test_frames_and_milliseconds_agree_to_half_a_millisecond(frames: int, rate: int) -> None:
    assert abs(milliseconds(frames, rate) * rate - frames * 1000) * 2 <= rate
    assert frames_of(milliseconds(frames, rate), rate) == (milliseconds(frames, rate) * rate + 500) // 1000


@given(
    st.lists(
        st.builds(
            Cue, st.text("abc-1", min_size=1), st.integers(0, 2**40), st.integers(0, 2**40), st.booleans()
        )
    )
)
def test_packed_cues_come_back(cues: list[Cue]) -> None:
    packed = PackedCues(cues)
    assert list(packed) == cues
    assert len(packed) == len(cues)
    assert [packed[at] for at in range(len(cues))] == cues
    assert bool(packed) == bool(cues)
