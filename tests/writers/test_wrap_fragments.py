"""What the text package plans and what the writer wraps must be the same words."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from voicebook.model.publication import Fragment
from voicebook.text.sentences.fragments import BlockMarker, lead_of
from voicebook.text.sentences.segment import sentences
from voicebook.text.structure.blocks import blocks
from voicebook.text.structure.xml import parse
from voicebook.writers import wrap
from voicebook.writers.navigation import text_of

DOCTYPE = '<!DOCTYPE html [<!ENTITY nbsp "&#160;"><!ENTITY fjlig "fj"><!ENTITY house "ours">]>'
_WORDS = st.sampled_from(["Ab. ", "c ", "é", "😀 ", " Dog? ", ", ", " ", "Xx! "])
_NODES = st.sampled_from(
    ["<!-- c -->", "<?pi x?>", "&nbsp;", "&house;", "&fjlig;", "<br/>", '<img alt="x"/>', '<img alt="y z"/>']
)
_CONTENT = st.recursive(
    st.lists(st.one_of(_WORDS, _NODES), max_size=4).map("".join),
    lambda part: st.lists(
        st.one_of(
            _WORDS, _NODES, *(part.map(f"<{name}>{{}}</{name}>".format) for name in ("em", "span", "a"))
        ),
        max_size=5,
    ).map("".join),
    max_leaves=12,
)


def tree(body: str) -> etree._Element:
    page = f'{DOCTYPE}<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
    return parse(page.encode(), "one.xhtml")


def planned(body: str) -> tuple[list[Fragment], dict[str, str]]:
    """Return the fragments of a body, and the text of each without white space."""
    fragments: list[Fragment] = []
    texts = {}
    for block in blocks(tree(body), "one.xhtml", "en"):
        marker = BlockMarker(block)
        for sentence in sentences(block, None):
            for each in marker.fragments(sentence):
                fragments.append(each)
                own = block.text[max(each.span.start, lead_of(block).end) : each.span.end]
                texts[each.id] = "".join(own.split())
    return fragments, texts


@given(_CONTENT, _CONTENT, _CONTENT)
def test_every_planned_fragment_holds_its_own_words(one: str, two: str, three: str) -> None:
    body = f"<p>{one}</p><blockquote>{two}<p>{three}</p>{one}</blockquote>"
    fragments, texts = planned(body)
    root = tree(body)
    wrap.apply(root, fragments)
    found = {name: element for element in root.iter("{*}*") if (name := element.get("id"))}
    assert {name: "".join(text_of(element).split()) for name, element in found.items()} == texts
