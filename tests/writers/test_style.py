import re
from importlib.resources import files

import pytest

from tiny_book import PAGE
from voicebook.epub.markup import serialize
from voicebook.text.structure.xml import parse
from voicebook.writers.enrich import ACTIVE_CLASS
from voicebook.writers.style import add_style
from wcag import colour_of, contrast

NARRATION = (files("voicebook.writers") / "narration.css").read_text(encoding="utf-8")
BOOK = (files("voicebook.writers") / "book.css").read_text(encoding="utf-8")


def between(one: str, other: str) -> float:
    return contrast(colour_of(one), colour_of(other))


def test_contrast_is_measured_as_wcag_does() -> None:
    assert between("#000000", "#ffffff") == pytest.approx(21)
    assert between("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_highlight_contrasts_in_light_and_in_dark() -> None:
    colour = r"[^}}]*?{}: (#\w{{6}}) !important;"
    active = r"\.vb-active(?::not\(#_\))+ \{" + "".join(map(colour.format, ("background-color", r"\bcolor")))
    pairs = re.findall(active, NARRATION)
    assert len(pairs) == 2
    assert all(between(*pair) >= 4.5 for pair in pairs)
    assert between(pairs[0][0], "#000000") > 4.5 > between(pairs[0][0], "#ffffff")  # light, then dark
    assert "(prefers-color-scheme: dark)" in NARRATION


def test_highlight_changes_colours_only_so_that_the_page_keeps_still() -> None:
    highlight = NARRATION.partition("Background and text colour")[2]
    changed = set(re.findall(r"^\s*([a-z-]+): ", highlight, re.MULTILINE))
    assert changed == {"background-color", "background-image", "color", "forced-color-adjust"}
    assert f".{ACTIVE_CLASS}:not" in NARRATION


def test_no_rule_of_a_book_wins_over_ours() -> None:
    plain = re.sub(r"/\*.*?\*/", "", NARRATION, flags=re.DOTALL)
    assert all("!important" in line for line in plain.splitlines() if re.match(r"\s+[a-z-]+: ", line))


def test_book_style_forces_no_font_no_colour_and_no_fixed_size() -> None:
    rules = re.sub(r"/\*.*?\*/", "", BOOK, flags=re.DOTALL)
    assert not re.search(r"font-family|color|justify|\d(px|pt|cm)|!important", rules)
    assert "line-height: 1.5" in rules
    assert "text-align: left" in rules


def linked(page: str, href: str = "x.css") -> str:
    root = parse(page.encode(), "one.xhtml")
    add_style(root, href)
    return serialize(root).decode()


def test_link_stands_last_in_the_head_and_once() -> None:
    page = PAGE.format(title="T", body="<p/>")
    once = linked(page)
    assert '<title>T</title>\n    <link rel="stylesheet" type="text/css" href="x.css"/>\n  </head>' in once
    assert linked(once) == once


def test_missing_head_is_made_behind_the_body() -> None:
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>x</p></body></html>'
    assert '</body><head><link rel="stylesheet" type="text/css" href="x.css"/></head></html>' in linked(page)
