"""Settings: layers, spelling, and errors that name the field."""

from pathlib import Path

import pytest

from voicebook.errors import SettingsError
from voicebook.settings import Pauses, merged, read_settings


def test_later_layers_win_field_by_field() -> None:
    settings = merged(
        {"title": "Below", "language": "en", "pauses": {"sentence": 100, "heading": 5}},
        {"title": "Above", "pauses": {"sentence": 200}},
    )
    assert (settings.title, settings.language) == ("Above", "en")
    assert settings.pauses == Pauses(sentence=200, heading=5)


def test_one_author_may_be_written_as_text() -> None:
    assert merged({"author": "A. Writer"}).authors == ("A. Writer",)


def test_none_says_nothing() -> None:
    assert merged({"title": "Kept"}, {"title": None}).title == "Kept"


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        ({"titel": "x"}, "VB-S05", "title"),
        ({"pauses": {"sentense": 1}}, "VB-S05", "sentence"),
        ({"rate": "fast"}, "VB-S04", ""),
        ({"rate": 9.0}, "VB-S06", "1.0"),
        ({"pauses": {"sentence": -1}}, "VB-S07", "milliseconds"),
        ({"pauses": 3}, "VB-S04", ""),
    ],
)
def test_a_wrong_setting_is_named(data: dict[str, object], code: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        merged(data, source="voicebook.toml")
    assert caught.value.code == code
    assert caught.value.where.source == "voicebook.toml"
    assert told in caught.value.hint


def test_dates_of_toml_become_text(tmp_path: Path) -> None:
    (tmp_path / "voicebook.toml").write_text("date = 2026-05-17\n")
    assert merged(read_settings(tmp_path / "voicebook.toml")).date == "2026-05-17"


@pytest.mark.parametrize(
    ("content", "code"), [(b"title = ", "VB-S03"), (b"\xff\xfe\x00", "VB-S02"), (b"#" * 1_000_001, "VB-S01")]
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "voicebook.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert caught.value.code == code
    assert str(path) in str(caught.value)
