"""The package pyttsx3 behind its guards. Each guard has a test."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from voicebook.child_process import ChildLost, ChildProcess
from voicebook.engines import pyttsx3 as module
from voicebook.engines import pyttsx3_child
from voicebook.engines.base import Isolation
from voicebook.engines.espeak_library import library
from voicebook.engines.pyttsx3 import ENGINE, LONGEST, Pyttsx3Session, read_sound, said
from voicebook.errors import EngineError
from voicebook.model.speech import Quality, SpeechSettings, Voice, Word

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(sys.platform != "linux", reason="proved with the wheel's espeak-ng"),
]

TEXT = "The quick dog ran over the hill."


def words(text: str) -> list[Word]:
    """Make words; "*A" is a letter."""
    return [Word(word.replace("*", ""), "*" in word) for word in text.split()]


def voice(language: str = "en-US") -> Voice:
    return next(voice for voice in ENGINE.voices() if voice.language == language)


@pytest.fixture
def session() -> Iterator[Pyttsx3Session]:
    opened = ENGINE.open(voice(), SpeechSettings())
    yield opened
    opened.close()


def child_of(session: Pyttsx3Session) -> ChildProcess:
    assert session._child is not None
    return session._child


def test_it_works_out_of_the_wheel() -> None:
    assert ENGINE.missing() == ""
    assert ENGINE.capabilities.isolation is Isolation.PROCESS
    assert len(ENGINE.voices()) > 130
    assert re.fullmatch(r"pyttsx3 2\.99 espeak-ng [0-9a-f]{64}", ENGINE.fingerprint())


def test_the_first_utterance_is_complete(session: Pyttsx3Session) -> None:
    """The first runAndWait of a process returns before there is a file."""
    first = session.synth(words(TEXT))
    again = session.synth(words(TEXT))
    assert first.frames > 22_050
    assert abs(first.frames - again.frames) < 1_000


def test_every_utterance_of_many_is_its_own(session: Pyttsx3Session) -> None:
    lengths = [session.synth([Word("word")] * count).frames for count in range(1, 12)]
    assert lengths == sorted(lengths)
    assert lengths[-1] > 4 * lengths[0]


def test_marks_are_estimates_for_every_word(session: Pyttsx3Session) -> None:
    speech = session.synth(words(TEXT))
    assert [mark.token for mark in speech.marks] == list(range(7))
    assert all(mark.estimated for mark in speech.marks)
    assert speech.quality is Quality.ESTIMATED
    assert speech.marks[-1].end == speech.frames


def test_a_fresh_session_repeats_its_bytes() -> None:
    def spoken() -> list[bytes]:
        opened = ENGINE.open(voice(), SpeechSettings())
        try:
            return [opened.synth(words(TEXT)).pcm for _ in range(3)]
        finally:
            opened.close()

    assert spoken() == spoken()


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("made in the *U *S *A today", "m,eId InD@2 j'u: 'Es 'eI t@d'eI"),
        ("*W *P *K is", "d'Vb@Lj,u: p'i: k'eI Iz"),
        ("plan (*A) is", "pl'an_:_: 'eI_:_: Iz"),
        ("the *A. is", "DI2; 'eI Iz"),
        ("*A's go", "'eIz g'oU"),
        ("a plan", "a# pl'an"),
    ],
)
def test_letters_are_said_by_name(text: str, phonemes: str) -> None:
    """pyttsx3 hands plain text to the same library, whose phonemes tell."""
    library().select("gmw/en-US", 175, 50)
    assert library().pronounce(said(words(text))) == phonemes


@pytest.mark.parametrize("driver", ["sapi5", "nsss"])
def test_other_systems_get_no_markup_and_no_commands(driver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """SAPI reads a text that begins with "<" as XML; NSSpeech takes commands in double brackets."""
    monkeypatch.setattr(module, "_DRIVER", driver)
    assert said(words("<speak> [[volm 0]] [[[x *A")) == " speak> [volm 0]] [x A"


def test_letters_take_longer_than_the_article(session: Pyttsx3Session) -> None:
    letters = session.synth(words("made in the *U *S *A today")).frames
    assert letters > session.synth(words("made in the U S A today")).frames + 1_000


def test_a_child_that_died_is_replaced(session: Pyttsx3Session) -> None:
    expected = session.synth(words(TEXT)).frames
    os.kill(child_of(session).pid, signal.SIGKILL)
    assert session.synth(words(TEXT)).frames == expected


def test_a_child_that_hangs_is_replaced(session: Pyttsx3Session, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = session.synth(words(TEXT)).frames
    hung = child_of(session).pid
    os.kill(hung, signal.SIGSTOP)
    monkeypatch.setattr(module, "_PATIENCE", 1.0)
    assert session.synth(words(TEXT)).frames == expected
    assert child_of(session).pid != hung


def test_a_child_that_keeps_dying_is_an_error(
    session: Pyttsx3Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise ChildLost("the process died with exit code -11")

    monkeypatch.setattr(session, "_attempt", fail)
    with pytest.raises(EngineError, match="exit code -11") as caught:
        session.synth(words(TEXT))
    assert caught.value.code == "VB-E31"


def test_text_that_would_crash_it_is_refused(session: Pyttsx3Session) -> None:
    with pytest.raises(EngineError, match="too long"):
        session.synth([Word("a" * (LONGEST + 1))])


def test_nothing_to_say_is_a_moment_of_silence(session: Pyttsx3Session) -> None:
    for blank in ([], [Word("")], [Word(" ")], [Word("\x00\ud800")]):
        assert session.synth(blank).pcm == bytes(2 * 220)


def test_nul_and_lone_surrogates_cut_nothing_off(session: Pyttsx3Session) -> None:
    whole = session.synth(words("one two three four")).frames
    odd = session.synth([Word("one\x00"), Word("\ud800two"), Word("three"), Word("four")]).frames
    assert abs(odd - whole) < 4_000


def test_nothing_is_left_behind_in_its_folder(session: Pyttsx3Session) -> None:
    folder = Path(session._folder.name)
    session.synth(words(TEXT))
    assert list(folder.iterdir()) == []
    session.close()
    assert not folder.exists()


def test_a_file_that_was_not_written_is_an_error(session: Pyttsx3Session) -> None:
    Path(session._folder.name).rmdir()
    with pytest.raises(EngineError, match="FileNotFoundError") as caught:
        session.synth(words(TEXT))
    assert caught.value.code == "VB-E32"
    Path(session._folder.name).mkdir()


def test_a_closed_session_says_so_and_closes_again() -> None:
    opened = ENGINE.open(voice(), SpeechSettings())
    opened.close()
    opened.close()
    with pytest.raises(EngineError, match="closed"):
        opened.synth(words(TEXT))


def test_an_unknown_voice_is_an_error_that_names_it() -> None:
    with pytest.raises(EngineError, match="no voice 'nobody'"):
        ENGINE.open(Voice("pyttsx3", "nobody", "en", 22_050), SpeechSettings())


def test_tempo_is_heard() -> None:
    fast = ENGINE.open(voice(), SpeechSettings(rate=2.0))
    plain = ENGINE.open(voice(), SpeechSettings())
    try:
        assert fast.synth(words(TEXT)).frames < 0.7 * plain.synth(words(TEXT)).frames
    finally:
        fast.close()
        plain.close()


class Forgetful:
    """Both pyttsx3 and its eSpeak, which forgets the first rates it is told."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.told: list[tuple[str, object]] = []
        self.taken: object = 200

    def setProperty(self, name: str, value: object) -> None:  # noqa: N802
        self.told.append((name, value))
        if len(self.told) > self.times:
            self.taken = value

    def espeak_Synchronize(self) -> None:  # noqa: N802
        pass

    def espeak_GetParameter(self, number: int, current: int) -> object:  # noqa: N802
        assert (number, current) == (1, 1)  # espeakRATE, as it is now
        return self.taken


def forgetful_speaker(times: int, monkeypatch: pytest.MonkeyPatch) -> tuple[pyttsx3_child.Speaker, Forgetful]:
    monkeypatch.setattr(pyttsx3_child, "_HEARD", 0.01)
    speaker = pyttsx3_child.Speaker.__new__(pyttsx3_child.Speaker)
    speaker._engine = speaker._espeak = forgetful = Forgetful(times)
    speaker._errors, speaker._finished = [], threading.Event()
    return speaker, forgetful


def test_a_rate_that_espeak_has_not_taken_is_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    speaker, forgetful = forgetful_speaker(1, monkeypatch)
    assert speaker._set({"rate": 350})
    assert forgetful.told == [("rate", 350), ("rate", 350)]


def test_nothing_is_spoken_at_a_rate_that_was_not_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    speaker, _ = forgetful_speaker(100, monkeypatch)
    assert "does not take the rate" in speaker.speak(TEXT, tmp_path / "one.wav", 20, {"rate": 350})


def ask_child(requests: list[dict[str, Any]], folder: Path) -> list[str]:
    """Run the child by hand in a folder; return its lines."""
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    return subprocess.run(
        [sys.executable, "-P", "-m", "voicebook.engines.pyttsx3_child"],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    ).stdout.splitlines()


def speak_request(file: Path, voice: str = "gmw/en-us") -> dict[str, Any]:
    properties = {"voice": voice, "rate": 175}
    return {"do": "speak", "text": TEXT, "file": str(file), "seconds": 20, "properties": properties}


def test_what_pyttsx3_prints_does_not_reach_the_answers(tmp_path: Path) -> None:
    assert ask_child([speak_request(tmp_path / "one.wav")], tmp_path) == ["{}"]
    with wave.open(str(tmp_path / "one.wav")) as sound:
        assert sound.getnframes() > 22_050


def test_one_engine_serves_a_whole_process(tmp_path: Path) -> None:
    """A second engine in a process would silence the first."""
    voices = {"do": "voices"}
    asked = [voices, speak_request(tmp_path / "1.wav"), voices, speak_request(tmp_path / "2.wav")]
    first, spoken, second, again = ask_child(asked, tmp_path)
    assert (spoken, again) == ("{}", "{}")
    assert first == second
    assert (tmp_path / "1.wav").stat().st_size > 44_100 < (tmp_path / "2.wav").stat().st_size


def test_the_child_survives_what_it_cannot_do(tmp_path: Path) -> None:
    bad, wrong_voice, good = ask_child(
        [{"do": "speak"}, speak_request(tmp_path / "x.wav", "no/voice"), speak_request(tmp_path / "y.wav")],
        tmp_path,
    )
    assert "KeyError" in bad
    assert "no/voice" in wrong_voice
    assert good == "{}"


def test_a_file_named_like_a_module_in_the_working_folder_is_not_run(tmp_path: Path) -> None:
    for name in ("json.py", "pyttsx3.py", "espeakng_loader.py"):
        (tmp_path / name).write_text("raise SystemExit('run')")
    assert ask_child([speak_request(tmp_path / "one.wav")], tmp_path) == ["{}"]


def test_sound_of_another_kind_is_converted(tmp_path: Path) -> None:
    file = tmp_path / "stereo.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(44_100)
        sound.writeframes(b"\x10\x20\x10\x20" * 44_100)
    pcm = read_sound(file)
    assert abs(len(pcm) // 2 - 22_050) <= 32
