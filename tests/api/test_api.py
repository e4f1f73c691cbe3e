"""The library: its functions, and that importing it costs and shadows nothing."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import voicebook
from narrated_epub import valid_book
from voicebook.errors import EngineError, SettingsError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "The Owl\n\nIn 1946 it met Dr. Marsh.[7]\n\nThe QRMKZ met a Brumblesnout at 9:15.\n"


@pytest.fixture
def owl(tmp_path: Path) -> Path:
    (tmp_path / "owl.txt").write_text(TEXT)
    return tmp_path / "owl.txt"


def test_no_module_takes_the_place_of_a_function(owl: Path) -> None:
    for module in pkgutil.walk_packages(voicebook.__path__, "voicebook."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    book = valid_book().save(owl.with_name("owl.epub"))
    calls: dict[str, Callable[[], object]] = {
        "build": lambda: list(voicebook.build([owl], owl.parent / "a", engine="fake", force=True)),
        "build_one": lambda: voicebook.build_one(owl, owl.parent / "b", engine="fake"),
        "check": lambda: voicebook.check(book),
        "explain": lambda: list(voicebook.explain(owl)),
        "normalize": lambda: voicebook.normalize("7"),
        "plan": lambda: voicebook.plan(owl, engine="fake"),
        "pronounce": lambda: voicebook.pronounce("7", voice="espeak:en-us"),
        "say": lambda: voicebook.say("7", "fake:tone"),
        "segment": lambda: voicebook.segment("7"),
        "structure": lambda: list(voicebook.structure(str(owl))),
        "unknown_words": lambda: list(voicebook.unknown_words(owl)),
        "voices": lambda: voicebook.voices(engine="fake"),
    }
    assert set(calls) == {name for name in voicebook.__all__ if name.islower()}
    for call in calls.values():
        assert call()
        assert call()


def test_import_loads_nothing_heavy() -> None:
    heavy = "lxml", "numpy", "msgspec", "rich", "typer", "pydub", "ebooklib", "voicebook.docks"
    code = f"import sys, voicebook; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_library_is_listed_for_who_looks_for_a_name() -> None:
    assert set(voicebook.__all__) <= set(dir(voicebook))
    with pytest.raises(AttributeError, match="no_such_name"):
        voicebook.no_such_name  # type: ignore[attr-defined] # noqa: B018
    assert voicebook.__version__


def test_explain_begins_with_guesses_and_can_leave_it_at_these(owl: Path) -> None:
    decisions = list(voicebook.explain(owl, language="en"))
    assert [each.guess for each in decisions] == sorted((each.guess for each in decisions), reverse=True)
    guesses = list(voicebook.explain(owl, guesses=True, language="en"))
    assert guesses == [each for each in decisions if each.guess]
    assert guesses
    assert ("Dr.", "Doctor") in {(each.written, each.spoken) for each in decisions}


def test_a_folder_is_all_its_books(owl: Path) -> None:
    (owl.with_name("crow.txt")).write_text("The Crow\n\nThe Crumblebeak sat.\n")
    found = [each.word for each in voicebook.unknown_words(owl.parent, language="en")]
    assert found == ["Crumblebeak", "Brumblesnout"]


def test_a_language_without_a_dictionary_is_told_once(owl: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert list(voicebook.unknown_words(owl, language="sw")) == []
    assert [record.getMessage() for record in caplog.records if "dictionary" in record.getMessage()] == [
        "there is no dictionary for sw: its words are not looked up"
    ]


def test_structure_tells_what_is_silent_and_why(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("The owl sat.\n\n```\nx = 1\n```\n")
    said, silent = voicebook.structure(tmp_path / "a.md", language="en", narration={"code": "silent"})
    assert (said.said, said.structure, said.text) == (True, "chapter > paragraph", "The owl sat.")
    assert (silent.said, silent.structure, silent.text) == (False, "pre", "x = 1")
    assert "code" in silent.why


def test_normalize_takes_a_lexicon(tmp_path: Path) -> None:
    (tmp_path / "own.tsv").write_text("RST\tthe timekeepers\n")
    form = voicebook.normalize("RST met.", lexicon=tmp_path / "own.tsv")
    assert form.text == "the timekeepers met."
    with pytest.raises(UsageError, match="no language pack for 'xx'"):
        voicebook.normalize("RST met.", "xx")


def test_sentences_of_a_language_without_a_pack_end_at_stops() -> None:
    text = "Pan Nowak czyta. Jest późno."
    assert [span.of(text) for span in voicebook.segment(text, "pl")] == ["Pan Nowak czyta.", "Jest późno."]
    assert voicebook.segment(" ") == ()


def test_pronounced_words_lead_back_to_the_text() -> None:
    text = "It ended. (10 000 came 5 km on.)"
    words = voicebook.pronounce(text, voice="espeak:en-us")
    assert [(each.word, each.written.of(text)) for each in words] == [
        ("It", "It"),
        ("ended", "ended"),
        ("ten", "10 000"),
        ("thousand", "10 000"),
        ("came", "came"),
        ("five", "5 km"),
        ("kilometers", "5 km"),
        ("on", "on"),
    ]
    assert all(each.ipa for each in words)


def test_the_language_is_that_of_the_voice_unless_told() -> None:
    (german,) = voicebook.pronounce("3", voice="espeak:de")
    assert german.word == "drei"
    (english,) = voicebook.pronounce("3", "en-GB", "espeak:en-gb")
    assert english.word == "three"


def test_a_voice_that_does_not_tell_its_phonemes_is_an_error() -> None:
    with pytest.raises(EngineError) as caught:
        voicebook.pronounce("Hello.", voice="fake:tone")
    assert caught.value.code == "VB-E07"


def test_say_speaks_short_texts_only() -> None:
    assert voicebook.say("7", "fake:tone").frames > voicebook.say("7", "fake:tone", rate=2.0).frames
    for text in (" ", "a" * 2_001):
        with pytest.raises(UsageError, match="up to 2,000 characters"):
            voicebook.say(text, "fake:tone")


def test_voices_are_those_of_a_language_or_an_engine() -> None:
    assert [voice.name for voice in voicebook.voices(engine="fake")] == ["tone"]
    assert {voice.engine for voice in voicebook.voices("en-US")} >= {"espeak"}
    with pytest.raises(EngineError, match="no voice speaks xx"):
        voicebook.voices("xx", engine="espeak")


def test_a_setting_that_is_none_is_refused_before_anything_is_read(owl: Path) -> None:
    with pytest.raises(UsageError, match="colour"):
        next(voicebook.explain(owl, colour="red"))
    assert issubclass(SettingsError, voicebook.VoicebookError)
