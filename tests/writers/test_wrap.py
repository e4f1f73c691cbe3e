import gc
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tiny_book import fragment
from voicebook.errors import WriteError
from voicebook.model.publication import ElementPath, Fragment
from voicebook.text.structure.xml import parse
from voicebook.writers import wrap

XHTML = "http://www.w3.org/1999/xhtml"
DOCTYPE = '<!DOCTYPE html [<!ENTITY nbsp "&#160;"><!ENTITY fjlig "fj"><!ENTITY house "ours">]>'


def tree(body: str) -> etree._Element:
    return parse(f'{DOCTYPE}<html xmlns="{XHTML}">{body}</html>'.encode(), "test.xhtml")


def inner(root: etree._Element) -> str:
    text = etree.tostring(root, encoding="unicode", with_tail=False)
    return text.split(">", 1)[1].removesuffix("</html>")


def wrapped(body: str, *fragments: Fragment) -> str:
    root = tree(body)
    wrap.apply(root, fragments)
    return inner(root)


def remove(root: etree._Element) -> None:
    """Take every id and span of ours out again: what wrapping did can be undone."""
    for element in list(root.iter(f"{{{XHTML}}}*")):
        if not (element.get("id") or "").startswith("vb-"):
            continue
        if element.tag != f"{{{XHTML}}}span":
            del element.attrib["id"]
            continue
        parent = element.getparent()
        assert parent is not None
        after = parent.index(element)
        tail = element.tail or ""
        nodes = [(node, node.tail) for node in element]
        _append_text(parent, after, element.text or "")
        for node, following in nodes:
            node.tail = None
            parent.insert(after, node)
            after += 1
            _append_text(parent, after, following or "")
        _append_text(parent, after, tail)
        element.tail = None
        parent.remove(element)


def _append_text(parent: etree._Element, before: int, text: str) -> None:
    if before == 0:
        parent.text = (parent.text or "") + text
    else:
        parent[before - 1].tail = (parent[before - 1].tail or "") + text


def test_whole_element_gets_the_id() -> None:
    assert wrapped("<p>a</p>", fragment("s1", (0,))) == '<p id="s1">a</p>'


def test_id_of_the_element_is_kept() -> None:
    assert wrapped('<p id="s1">a</p>', fragment("s1", (0,))) == '<p id="s1">a</p>'


def test_range_gets_a_span_in_the_namespace_of_the_document() -> None:
    root = tree("<p>One. Two.</p>")
    wrap.apply(root, [fragment("s1", (0,), (0, 0), (0, 4)), fragment("s2", (0,), (0, 5), (0, 9))])
    assert inner(root) == '<p><span id="s1">One.</span> <span id="s2">Two.</span></p>'
    assert root[0][0].tag == f"{{{XHTML}}}span"


def test_child_elements_and_comments_between_move_inside() -> None:
    body = "<p>ab<!--c-->cd<em>x</em>e<?pi?>f</p>"
    assert wrapped(body, fragment("s", (0,), (0, 1), (1, 2))) == (
        '<p>a<span id="s">b<!--c-->cd<em>x</em>e<?pi?>f</span></p>'
    )


def test_comment_between_two_fragments_stays_between() -> None:
    two = fragment("a", (0,), (0, 0), (0, 2)), fragment("b", (0,), (0, 2), (0, 4))
    assert wrapped("<p>ab<!--c-->cd</p>", *two) == (
        '<p><span id="a">ab</span><!--c--><span id="b">cd</span></p>'
    )


def test_range_may_begin_and_end_at_elements() -> None:
    assert wrapped("<p><b>x</b><b>y</b>z</p>", fragment("s", (0,), (1, 0), (2, 0))) == (
        '<p><b>x</b><span id="s"><b>y</b></span>z</p>'
    )


def test_entity_counts_as_its_text() -> None:
    two = fragment("a", (0,), (0, 0), (0, 2)), fragment("b", (0,), (0, 2), (0, 3))
    assert wrapped("<p>a&nbsp;b</p>", *two) == '<p><span id="a">a&nbsp;</span><span id="b">b</span></p>'


def test_edges_inside_an_entity_move_behind_it() -> None:
    two = fragment("a", (0,), (0, 0), (0, 2)), fragment("b", (0,), (0, 2), (0, 4))
    assert wrapped("<p>a&fjlig;b</p>", *two) == '<p><span id="a">a&fjlig;</span><span id="b">b</span></p>'


def test_unknown_entity_counts_as_nothing() -> None:
    assert wrapped("<p>a&house;b</p>", fragment("s", (0,), (0, 1), (0, 2))) == (
        '<p>a&house;<span id="s">b</span></p>'
    )


def test_anchors_speak_of_the_pristine_tree_in_any_order() -> None:
    parts = [
        fragment("outer", (0,), (0, 0), (1, 0)),
        fragment("inner", (0, 0), (0, 0), (0, 1)),
        fragment("last", (0, 1)),
    ]
    body = "<p>a<em>bc</em>d<i>e</i></p>"
    expected = '<p><span id="outer">a<em><span id="inner">b</span>c</em></span>d<i id="last">e</i></p>'
    assert wrapped(body, *parts) == expected
    assert wrapped(body, *reversed(parts)) == expected


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([fragment("s", (7,))], id="no such element"),
        pytest.param([fragment("s", (0,), (0, 0), (0, 9))], id="end past the run"),
        pytest.param([fragment("s", (0,), (0, 3), (1, 1))], id="start past the run"),
        pytest.param([fragment("s", (0,), (0, 0), (3, 0))], id="no such run"),
        pytest.param([fragment("s", (0,), (0, 1), (0, 1))], id="empty range"),
        pytest.param(
            [fragment("a", (0,), (0, 0), (0, 2)), fragment("b", (0,), (0, 1), (1, 1))], id="overlap"
        ),
        pytest.param([fragment("there", (0,), (0, 0), (0, 1))], id="id in use"),
        pytest.param([fragment("s", (1,))], id="element has another id"),
        pytest.param([fragment("s", (0,)), fragment("s", (0,), (0, 0), (0, 1))], id="id used twice"),
    ],
)
def test_anchor_that_does_not_fit_is_refused(parts: list[Fragment]) -> None:
    with pytest.raises(WriteError) as error:
        wrapped('<p>ab<b/>c</p><p id="there">d</p>', *parts)
    assert error.value.code == "VB-W10"


def test_ten_thousand_sentences_in_one_text_take_linear_time() -> None:
    def seconds(sentences: int) -> float:
        root = tree(f"<p>{'Hello you. ' * sentences}</p>")
        parts = [fragment(f"s{n}", (0,), (0, 11 * n), (0, 11 * n + 10)) for n in range(sentences)]
        start = time.process_time()
        wrap.apply(root, parts)
        return time.process_time() - start

    def least(sentences: int) -> float:
        return min(seconds(sentences) for _ in range(4))

    gc.disable()  # what other tests left in memory is not ours to go through
    try:
        assert least(20_000) < 12 * max(least(5_000), 0.01)  # quadratic would be 16 times
    finally:
        gc.enable()


_TEXTS = st.text(alphabet="ab .é😀", max_size=6)
_NODES = st.sampled_from(["<!-- c -->", "<?pi x?>", "&nbsp;", "&house;", "<br/>", '<img alt="x"/>'])
_CONTENT = st.recursive(
    st.lists(st.one_of(_TEXTS, _NODES), max_size=4).map("".join),
    lambda part: st.lists(
        st.one_of(_TEXTS, _NODES, part.map("<em>{}</em>".format), part.map('<i class="k">{}</i>'.format)),
        max_size=5,
    ).map("".join),
    max_leaves=12,
)


def atoms(element: etree._Element) -> list[str]:
    """Return the content of an element as characters, each child element as one "<"."""
    found = list(element.text or "")
    for child in element:
        if isinstance(child, etree._Entity):
            found += {"nbsp": "\xa0"}.get(child.name or "", "")
        elif isinstance(child.tag, str):
            found.append("<")
        found += child.tail or ""
    return found


def position(content: list[str], index: int) -> tuple[int, int]:
    before = content[:index]
    run = before.count("<")
    return run, index if not run else before[::-1].index("<")


@st.composite
def _wrappings(draw: st.DrawFn) -> tuple[str, list[Fragment], dict[str, str]]:
    """Return a body, fragments of it, and what the span of each must hold."""
    body = f"<body><p>{draw(_CONTENT)}</p><p>{draw(_CONTENT)}</p></body>"
    fragments: list[Fragment] = []
    held: dict[str, str] = {}
    for path, element in _elements(tree(body)):
        content = atoms(element)
        edges = sorted(draw(st.sets(st.integers(0, len(content)), max_size=4)))
        for start, end in list(pairwise(edges))[:: draw(st.sampled_from([1, 2]))]:
            name = f"vb-{len(fragments)}"
            fragments.append(fragment(name, path, position(content, start), position(content, end)))
            held[name] = "".join(content[start:end])
        if path != () and draw(st.booleans()):
            fragments.append(fragment(f"vb-{len(fragments)}", path))
    return body, draw(st.permutations(fragments)), held


def _elements(element: etree._Element, path: ElementPath = ()) -> list[tuple[ElementPath, etree._Element]]:
    found = [(path, element)]
    children = [child for child in element if isinstance(child.tag, str)]
    for index, child in enumerate(children):
        found += _elements(child, (*path, index))
    return found


@given(_wrappings())
def test_spans_hold_their_range_and_removing_them_gives_the_tree_back(
    case: tuple[str, list[Fragment], dict[str, str]],
) -> None:
    body, fragments, held = case
    root = tree(body)
    before = inner(root)
    wrap.apply(root, fragments)
    spans = {span.get("id"): span for span in root.iter(f"{{{XHTML}}}span")}
    assert {name: "".join(atoms(span)) for name, span in spans.items()} == held
    remove(root)
    assert inner(root) == before
