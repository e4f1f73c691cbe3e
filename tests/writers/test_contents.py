from collections.abc import Collection

import pytest

from tiny_book import PAGE
from voicebook.text.structure.xml import parse
from voicebook.writers.contents import Contents

SVG = '<svg xmlns="http://www.w3.org/2000/svg"{}/>'
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" {}><mi>x</mi></math>'


def contents(*bodies: str, spoken: Collection[str] = ()) -> Contents:
    found = Contents()
    for body in bodies:
        found.look_at(parse(PAGE.format(title="T", body=body).encode(), "one.xhtml"), spoken)
    return found


def test_text_is_narrated_by_an_id_on_it_or_around_it() -> None:
    found = contents('<p id="a">x <b>y</b></p><p><span id="b">z</span>.</p>', spoken={"a", "b"})
    assert found.narrated
    assert not found.silent


@pytest.mark.parametrize(
    "body",
    ['<p id="a">x</p><p>y</p>', '<p><span id="a">x</span> y</p>', '<p id="a">x</p><img src="i" alt="y"/>'],
)
def test_any_word_or_alternative_left_out_is_silent(body: str) -> None:
    assert contents(body, spoken={"a"}).silent


@pytest.mark.parametrize(
    "body", ["<p>— * —</p>", "<p hidden='hidden'>x</p>", "<script>x</script>", "<p><!-- x --></p>"]
)
def test_what_cannot_be_read_need_not_be_spoken(body: str) -> None:
    found = contents(body)
    assert not found.silent
    assert not found.words


def test_pictures_count_unless_they_are_decoration() -> None:
    found = contents(
        '<img src="a" alt="A"/><img src="b" alt=""/><img src="c"/><img src="d" alt="D" role="none"/>'
    )
    assert (found.pictures, found.unexplained) == (2, 1)
    assert contents(SVG.format(' aria-label="A"')).unexplained == 0
    assert contents(SVG.format("")).unexplained == 1


def test_a_drawing_is_silent_unless_what_stands_for_it_is_spoken() -> None:
    drawing = SVG.format(' aria-label="A"')
    body = f"<p id='a'>x {drawing}</p>"
    assert contents(body, spoken={"b"}).silent
    assert not contents(body, spoken={"a"}).silent
    assert not contents("<p id='a'>x <img src='i' alt='A'/></p>", spoken={"a"}).silent


def test_formula_counts_and_is_silent_unless_spoken() -> None:
    assert contents(MATH.format('id="m"'), spoken={"m"}).formulas == 1
    assert not contents(MATH.format('id="m"'), spoken={"m"}).silent
    assert contents(MATH.format("")).silent


@pytest.mark.parametrize(
    ("bodies", "outlined"),
    [
        (("<h1>a</h1><h2>b</h2><h3>c</h3><h1>d</h1>",), True),
        (("<h1>a</h1>", "<h2>b</h2>"), True),
        (("<h2>a</h2>",), False),
        (("<h1>a</h1><h3>b</h3>",), False),
        (("<h1>a</h1>", "<h3>b</h3>"), False),
    ],
)
def test_headings_are_an_outline_when_no_level_is_skipped(bodies: tuple[str, ...], *, outlined: bool) -> None:
    assert contents(*bodies).outlined is outlined


@pytest.mark.parametrize("body", ["<video/>", "<p><iframe/></p>", "<script/>", '<img src="a.GIF" alt="A"/>'])
def test_what_may_move_is_seen(body: str) -> None:
    assert contents(body).may_move
    assert not contents('<p>x</p><img src="a.png" alt="A"/>').may_move


def test_page_breaks_and_roles_are_counted() -> None:
    found = contents(
        '<span role="doc-pagebreak"/><span xmlns:e="http://www.idpf.org/2007/ops" e:type="pagebreak"/>'
    )
    assert found.page_breaks == 2
    assert found.roles
    assert not contents("<p>x</p>").roles
