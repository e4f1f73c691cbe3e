import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.errors import SettingsError, SourceError
from voicebook.readers.binding.frontmatter import LONGEST, front_matter


def _read(block: str) -> dict[str, object]:
    return dict(front_matter(f"---\n{block}\n---\nText.\n", "a.md").settings)


def test_fields_are_named_and_typed_as_settings() -> None:
    block = (
        "title: 1984\nauthor: Ada Marsh\nlang: no\nid: urn:isbn:978\ndate: 2024-05-17\ncopyright: CC0\n"
        "rate: 1.2\nkeep_all: yes\npauses:\n  paragraph: 900"
    )
    assert _read(block) == {
        "title": "1984",
        "authors": ["Ada Marsh"],
        "language": "no",
        "identifier": "urn:isbn:978",
        "date": "2024-05-17",
        "rights": "CC0",
        "rate": 1.2,
        "keep_all": True,
        "pauses": {"paragraph": 900},
    }


@pytest.mark.parametrize(
    "block", ["authors: [Ada, Bo]", "authors:\n- Ada\n- Bo", "author:\n- name: Ada\n- name: Bo"]
)
def test_authors_are_listed_in_any_common_way(block: str) -> None:
    assert _read(block)["authors"] == ["Ada", "Bo"]


def test_empty_fields_say_nothing() -> None:
    assert _read('title:\nauthor: ""') == {}


def test_the_length_counts_both_rules() -> None:
    assert front_matter("---\ntitle: A\nlang: en\n---\nText", "a.md").lines == 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text",
        "---",
        "---\n",
        "---\n\nIt began: so it was told.\n\n---\n",
        "---\ntitle: never closed\n",
        "--- \nA sentence, and then\n---\n",
        "text\n---\ntitle: A\n---\n",
        "---\n" + "a: b\n" * (LONGEST + 5) + "---\n",
    ],
)
def test_other_rules_are_no_front_matter(text: str) -> None:
    assert front_matter(text, "a.md").lines == 0


def test_unused_fields_are_a_note() -> None:
    (finding,) = front_matter("---\nlayout: post\ntitle: A\nbook: true\n---\n", "a.md").findings
    assert finding.code == "VB-R24"
    assert "layout, book" in finding.what


@pytest.mark.parametrize(
    ("block", "line"),
    [
        ("title: A\nauthor: [Ada\nlang: en", 4),
        ("title: A\nrights: a: b", 3),
        ("title: &a A\nrights: *a", 3),
        ("title: A\n\tlang: en", 3),
        ("title: " + "[" * 30_000, 1),
        ("? [a, b]\n: c", 0),
    ],
)
def test_broken_front_matter_is_an_error_with_its_line(block: str, line: int) -> None:
    if not line:
        assert front_matter(f"---\n{block}\n---\n", "a.md").lines == 0
        return
    with pytest.raises(SourceError) as raised:
        _read(block)
    assert (raised.value.code, raised.value.where.line) == ("VB-R08", line)


@pytest.mark.parametrize("block", ["rate: fast", "rate: 9", "title: [a]", "pauses: long", "authors: [[a]]"])
def test_a_value_that_is_no_setting_is_a_settings_error(block: str) -> None:
    with pytest.raises(SettingsError) as raised:
        _read(block)
    assert raised.value.where.source == "a.md"


@given(st.text(alphabet="abc:-[]{}&*!|>'\"\n #?,0", max_size=80))
def test_any_front_matter_is_read_or_refused(block: str) -> None:
    text = f"---\ntitle: A\n{block}\n---\n"
    try:
        place = front_matter(text, "a.md").lines
    except (SourceError, SettingsError) as error:
        place = error.where.source == "a.md"
    assert place
