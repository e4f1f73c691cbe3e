"""Identifiers and dates that every build agrees on."""

import pytest

from voicebook.errors import SettingsError
from voicebook.model.publication import Metadata
from voicebook.planning.identity import identifier, modified
from voicebook.settings import Settings

BOOK = Metadata("Owls", "en", ("A. Writer",))


def test_identifier_depends_on_title_authors_and_language() -> None:
    others = [
        Metadata("Owl", "en", ("A. Writer",)),
        Metadata("Owls", "de", ("A. Writer",)),
        Metadata("Owls", "en"),
    ]
    assert identifier(BOOK) == identifier(Metadata("Owls", "en", ("A. Writer",), date="2026"))
    assert len({identifier(BOOK), *map(identifier, others)}) == 4
    assert identifier(BOOK).startswith("urn:uuid:")


def test_a_given_identifier_stands() -> None:
    assert identifier(Metadata("Owls", "en", identifier="isbn:1")) == "isbn:1"


def test_modified_follows_the_environment_then_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = Settings(modified="2020-02-03T04:05:06Z")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert modified(wanted) == "2020-02-03T04:05:06Z"
    assert modified(Settings()) == modified(Settings())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert modified(wanted) == "1970-01-02T00:00:00Z"


@pytest.mark.parametrize("epoch", ["soon", "9" * 30])
def test_a_wrong_epoch_is_told(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(SettingsError, match="SOURCE_DATE_EPOCH"):
        modified(Settings())


def test_a_modified_setting_in_another_form_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with pytest.raises(SettingsError, match="UTC"):
        modified(Settings(modified="yesterday"))
