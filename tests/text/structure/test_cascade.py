"""What style sheets hide, and what spans would disturb."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from voicebook.text.structure.cascade import disturbed, hidden_by

XHTML = "http://www.w3.org/1999/xhtml"


def tree(body: str) -> etree._Element:
    return etree.fromstring(f'<html xmlns="{XHTML}"><body>{body}</body></html>')


def hidden(body: str, *sheets: str) -> list[str]:
    """Return the names or ids of what is hidden."""
    root = tree(body)
    found = []
    for path in sorted(hidden_by(root, sheets)):
        element = root
        for step in path:
            element = [child for child in element if isinstance(child.tag, str)][step]
        found.append(element.get("id") or etree.QName(element).localname)
    return found


def hit(body: str, css: str) -> bool:
    """Tell whether spans with the class x disturb anything."""
    after = tree(body)
    before = tree(body)
    etree.strip_tags(before, "nothing")
    for span in list(before.iter(f"{{{XHTML}}}span")):
        if span.get("class") == "x":
            span.tag = "gone"
    etree.strip_tags(before, "gone")
    return bool(disturbed(before, after, [css], lambda element: element.get("class") == "x"))


def test_what_a_sheet_does_not_display_is_hidden() -> None:
    assert hidden('<p class="n">a</p><p>b</p>', "p.n {display: none}") == ["p"]
    assert hidden('<p id="v">a</p>', "#v { visibility : hidden }") == ["v"]
    assert hidden("<p>a</p>", "P { DISPLAY: NONE }") == ["p"]


def test_only_the_outermost_is_named() -> None:
    assert hidden('<div id="d"><p>a</p></div>', "div, p {display:none}") == ["d"]


def test_the_cascade_decides() -> None:
    assert hidden('<p class="n">a</p>', "p.n {display:none} p {display:block}") == ["p"]
    assert hidden('<p class="n">a</p>', ".n {display:none} p.n {display:block}") == []
    assert hidden('<p class="n">a</p>', ".n {display:block} .n {display:none}") == ["p"]
    assert hidden('<p class="n">a</p>', "p {display:block !important} .n {display:none}") == []
    assert hidden('<p class="n" style="display:block">a</p>', ".n {display:none}") == []


def test_media_for_print_or_in_doubt_hide_nothing() -> None:
    body = '<p class="n">a</p>'
    assert hidden(body, "@media print {.n {display:none}}") == []
    assert hidden(body, "@media (max-width: 400px) {.n {display:none}}") == []
    assert hidden(body, "@media screen {.n {display:none}}") == ["p"]
    assert hidden(body, "@media all {.n {display:none}}") == ["p"]


def test_rules_that_only_name_elements_are_not_disturbed() -> None:
    assert not hit('<p><span class="x">a <em>b</em></span></p>', "span {color:red} p em {color:blue}")


def test_rules_that_count_are_disturbed_where_the_count_changes() -> None:
    assert hit('<p>a. <span class="x">b <em>c</em></span></p>', "p > em {color:red}")
    assert hit('<p><b>a.</b> <span class="x"><em>c</em> d</span></p>', "em:first-child {color:red}")
    assert hit('<p><span class="x">a <i>b</i></span> c<br/>d</p>', "p > i + br {color:red}")
    assert not hit('<p><span class="x">a</span></p>', "p > em {color:red}")
    assert not hit(
        '<p>a</p><p><span class="x">b <em>c</em></span></p>', "p + p {text-indent:0} div > p {margin:0}"
    )


def test_what_arranges_its_children_is_disturbed_by_a_new_one() -> None:
    assert hit('<p class="f"><span class="x">a <b>b</b></span></p>', ".f {display:flex}")
    assert not hit('<p class="g"><span class="x">a <b>b</b></span></p>', ".f {display:flex}")


def test_an_important_rule_that_outweighs_the_shield_of_our_spans_counts() -> None:
    body = '<p id="p"><span class="x">a</span></p>'
    assert not hit(body, "#p span {color:red !important}")
    assert hit(body, "#p#p#p#p span {color:red !important}")


def test_many_siblings_take_no_time_with_rules_that_look_at_all_of_them() -> None:
    assert not hit(
        "<p>a <span class='x'>b</span></p>" * 3_000, "p ~ p {color:red} p:nth-last-of-type(2) {color:red}"
    )


@pytest.mark.parametrize("bad", ["p:unheard-of(3) > b", "|", "p |", "[|]", ":is(|)", ":not()"])
def test_one_bad_selector_does_not_take_the_others_with_it(bad: str) -> None:
    assert hit('<p>a. <span class="x">b <em>c</em></span></p>', f"p > em, {bad} {{color:red}}")


@given(st.text(alphabet=st.sampled_from(list("pem>+~|:,{}()[]\"'@*/;!. \\\n#-1none")), max_size=80))
@example("|{color:red}")
@settings(max_examples=300, deadline=None)
def test_no_sheet_raises(css: str) -> None:
    root = tree('<p class="x">a <em>b</em></p>')
    hidden_by(root, [css, "p{display:none}"])
    disturbed(root, root, [css, "p>em{color:red}"], lambda _: False)


def test_comments_and_entities_are_no_children() -> None:
    doctype, body = '<!DOCTYPE html [<!ENTITY e "x">]>', "<body><!-- c --><?pi?>&e;<p>a</p></body>"
    page = f'{doctype}<html xmlns="{XHTML}">{body}</html>'
    root = etree.fromstring(page, etree.XMLParser(resolve_entities=False))
    assert set(hidden_by(root, ["body > p:first-child {display:none}"])) == {(0, 0)}
