"""The reader's own pronunciations."""

from pathlib import Path

import pytest

from voicebook.errors import SettingsError
from voicebook.text.language import Context
from voicebook.text.lexicon import EMPTY, Lexicon, say


def _said(lexicon: Lexicon, view: str) -> list[tuple[str, str]]:
    return [(token.span.of(view), token.fields["spoken"]) for token in lexicon.tag(view, Context())]


def test_read_takes_forms_and_skips_comments(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_text("# names\nKim\tKeem\ta name\n\nWPK\tthe Party\r\n", encoding="utf-8")
    lexicon, findings = Lexicon.read(path)
    assert findings == ()
    assert dict(lexicon.entries) == {"Kim": "Keem", "WPK": "the Party"}


def test_broken_line_is_named_and_the_rest_still_serves(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_text("no tab here\nKim\tKeem\nPak\t\n\tx\n", encoding="utf-8")
    lexicon, findings = Lexicon.read(path)
    assert dict(lexicon.entries) == {"Kim": "Keem"}
    assert [(finding.code, finding.where.line) for finding in findings] == [
        ("VB-S23", 1),
        ("VB-S23", 3),
        ("VB-S23", 4),
    ]


@pytest.mark.parametrize(
    ("content", "code"), [(b"\xff\xfe\x00", "VB-S22"), (b"a" * (8 * 1024 * 1024 + 1), "VB-S20")]
)
def test_unreadable_lexicon_is_an_error(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "lexicon.tsv"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        Lexicon.read(path)
    assert caught.value.code == code


def test_missing_lexicon_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        Lexicon.read(tmp_path / "none.tsv")
    assert caught.value.code == "VB-S21"


def test_whole_words_match_and_the_longest_wins() -> None:
    lexicon = Lexicon.of({"New York": "the city", "New": "fresh", "C++": "see plus plus"})
    assert _said(lexicon, "New York, New Yorkers, Newer, C++.") == [
        ("New York", "the city"),
        ("New", "fresh"),
        ("C++", "see plus plus"),
    ]


def test_lower_case_entry_also_matches_capitalized() -> None:
    lexicon = Lexicon.of({"gif": "jif", "Polish": "Pole-ish"})
    assert _said(lexicon, "Gif gif GIF polish Polish") == [
        ("Gif", "jif"),
        ("gif", "jif"),
        ("Polish", "Pole-ish"),
    ]


def test_typographic_forms_match_plain_ones() -> None:
    assert _said(Lexicon.of({"rock’n’roll": "rock and roll"}), "rock'n'roll") == [
        ("rock'n'roll", "rock and roll")
    ]


def test_later_lexicon_wins_when_merged() -> None:
    merged = Lexicon.of({"a b": "x"}).merged([Lexicon.of({"a b": "y"}), EMPTY])
    assert merged.entries["a b"] == "y"


def test_capitals_in_a_row_are_letters() -> None:
    (token,) = Lexicon.of({"WPK": "W P K of A"}).tag("WPK", Context())
    assert [(said.text, said.letters) for said in say(token, Context())] == [
        ("W", True),
        ("P", True),
        ("K", True),
        ("of", False),
        ("A", False),
    ]
