"""A document's own abbreviations: said at length where asked for, and explained by a title."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicebook.epub.markup import serialize
from voicebook.languages.en import ENGLISH
from voicebook.model.speech import Reading
from voicebook.text.language import Context
from voicebook.text.normalize.abbreviations import add_titles, mentions
from voicebook.text.normalize.normalizer import normalize
from voicebook.text.structure.xml import parse

_LONG = {"WPK": "Workers’ Party of Korea", "GDR": "Group of 7"}
_CONTEXT = Context("en-US", _LONG, expanded=frozenset(_LONG))
_PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>WPK</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("The WPK met.", "The Workers’ Party of Korea met."),
        ("the WPK’s men", "the Workers’ Party of Korea's men"),
        ("(see the WPK)", "(see the Workers’ Party of Korea)"),
        ("The GDR met.", "The Group of seven met."),
        ("Workers’ Party of Korea (WPK)", "Workers' Party of Korea (W P K)"),
        ("The WPK (Workers’ Party of Korea) met.", "The W P K (Workers' Party of Korea) met."),
        ("The XWPK and WPK-2.", "The X W P K and W P K two."),
    ],
)
def test_the_long_form_is_said_but_not_where_the_text_gives_it(written: str, spoken: str) -> None:
    form = normalize(written, ENGLISH, _CONTEXT)
    assert form.text.replace("’", "'") == spoken.replace("’", "'")


def test_the_reading_says_which_rule_it_was() -> None:
    readings = normalize("The WPK met.", ENGLISH, _CONTEXT).readings
    assert [(each.kind, each.rule) for each in readings if each.kind != "plain"] == [
        ("abbreviation", "long-form")
    ]
    assert isinstance(readings[0], Reading)


def test_without_a_wish_nothing_is_at_length() -> None:
    assert normalize("The WPK met.", ENGLISH, Context("en-US", _LONG)).text == "The W P K met."
    assert list(mentions("The WPK met.", ())) == []


def _titled(body: str) -> str:
    root = parse(_PAGE.format(body).encode(), "a.xhtml")
    add_titles(root, {"WPK": "the <Party> & its men"})
    return re.sub(r"^.*<body>|</body>.*$", "", serialize(root).decode(), flags=re.DOTALL)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>The WPK.</p>", "<p>The [WPK].</p>"),
        ("<p>WPK WPK</p>", "<p>[WPK] [WPK]</p>"),
        ("<p>a<em>b WPK</em>c WPK<br/>WPK</p>", "<p>a<em>b [WPK]</em>c [WPK]<br/>[WPK]</p>"),
        ("<p>a<!-- WPK -->WPK</p>", "<p>a<!-- WPK -->[WPK]</p>"),
        (
            "<p><code>WPK</code><abbr>WPK</abbr>XWPK WPKs</p>",
            "<p><code>WPK</code><abbr>WPK</abbr>XWPK WPKs</p>",
        ),
    ],
)
def test_titles_are_added_around_abbreviations_alone(before: str, after: str) -> None:
    title = '<abbr title="the &lt;Party&gt; &amp; its men">WPK</abbr>'
    assert _titled(before) == after.replace("[WPK]", title)


_RUN = st.sampled_from(["WPK ", "a ", "<em>b WPK</em>", "<br/>", "<!-- c -->", "WPK", "\n", "<b>WPK</b>"])


@given(st.lists(_RUN, max_size=9).map("".join))
@settings(deadline=None)
def test_visible_text_stays(body: str) -> None:
    root = parse(_PAGE.format(f"<p>{body}</p>").encode(), "a.xhtml")
    before = "".join(root.itertext())
    add_titles(root, {"WPK": "x"})
    assert "".join(root.itertext()) == before
