"""The natural voice: what it says, when it says it, and that it says the same again."""

import os
import re
import statistics
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

from voicebook.engines import hibari_phonemes
from voicebook.engines.hibari import ENGINE, RATE, HibariSession
from voicebook.errors import EngineError
from voicebook.model.speech import Phonemes, Quality, Speech, SpeechSettings, Voice, Word

pytestmark = pytest.mark.engine

(HEART,) = (voice for voice in ENGINE.voices() if voice.name == "heart")


@pytest.fixture(scope="module")
def session() -> HibariSession:
    return ENGINE.open(HEART, SpeechSettings())


def words(text: str) -> list[Word]:
    """Make words; "*A" is a letter."""
    return [Word(word.replace("*", ""), "*" in word) for word in text.split()]


def samples(speech: Speech) -> "array[int]":
    return array("h", speech.pcm)


def test_its_voice_is_on_the_disk_and_free() -> None:
    assert ENGINE.missing() == ""
    assert (HEART.language, HEART.rate, HEART.licence, HEART.gender) == (
        "en-US",
        RATE,
        "Apache-2.0",
        "female",
    )
    assert re.search("hibari-tts .* onnxruntime .* numpy .*", ENGINE.fingerprint())


def test_a_word_has_its_phonemes_and_letters_their_names(session: HibariSession) -> None:
    said = session.phonemes(words("The *W *P *K had *A plan, but a man had none."))
    assert said[1:4] == ("dˈʌbᵊlju", "pˈi", "kˈA")
    assert said[5] == "ˈA"
    assert said[8] == "ɐ"
    assert all(said)


def test_phonemes_of_the_lexicon_are_said(session: HibariSession) -> None:
    word = Word("“Kim’s", phonemes=Phonemes("ipa", "ˈkɪm"))
    assert session.phonemes([word, Word("hat.”")])[0].lstrip("“") == "kˈɪmz"


@pytest.mark.parametrize(
    ("ipa", "said"),
    [
        ("ˈkeɪk", "kˈAk"),
        ("stɹɛŋkθ", "stɹɛŋkθ"),
        ("ˈmjuːzɪk", "mjˈuzɪk"),
        ("əˈbaʊt", "əbˈWt"),
        ("ˈtʃɜːtʃ", "ʧˈɜɹʧ"),
    ],
)
def test_ipa_becomes_its_own_alphabet(ipa: str, said: str) -> None:
    assert hibari_phonemes.phonemes(ipa) == said


def test_british_keeps_length_and_its_own_diphthong() -> None:
    assert hibari_phonemes.phonemes("ˈɡəʊ ˈfɑː", british=True) == "ɡˈQfˈɑː"
    assert hibari_phonemes.letters("Zo", british=True) == "zˈɛd ˈQ"


def test_every_phoneme_it_is_given_is_one_the_model_knows(session: HibariSession) -> None:
    known = set(session._vocabulary)
    for table in hibari_phonemes._TABLES.values():
        assert set("".join(table.values())) <= known
    for table in hibari_phonemes._LETTERS.values():
        assert set("".join(table.values())) <= known


def test_a_mark_for_every_word_in_order(session: HibariSession) -> None:
    said = words("She said “no” (quietly) — and left; nobody saw her again.")
    speech = session.synth(said)
    assert speech.quality is Quality.EXACT
    assert [mark.token for mark in speech.marks] == list(range(len(said)))
    starts = [mark.start for mark in speech.marks]
    assert starts == sorted(starts)
    assert not any(mark.estimated for mark in speech.marks if any(map(str.isalnum, said[mark.token].text)))


def silence_ends(speech: Speech) -> list[float]:
    """Return the seconds at which a silence ends that has lasted 100 ms, by the peaks of 10 ms."""
    sound, window = samples(speech), RATE // 100
    peaks = [max(map(abs, sound[at : at + window])) for at in range(0, len(sound), window)]
    quiet = [peak < max(peaks) * 0.03 for peak in peaks]
    return [at / 100 for at in range(10, len(quiet)) if not quiet[at] and all(quiet[at - 10 : at])]


def test_a_word_after_a_pause_begins_where_the_silence_ends(session: HibariSession) -> None:
    openings = [
        "When the rain had stopped",
        "After the long dinner",
        "Under the grey bridge",
        "At the end of the road",
    ]
    closings = ["birds began to sing", "Anna closed the door", "a light was moving", "John lit a lamp"]
    off = []
    for opening in openings:
        for closing in closings:
            for stop in ",;:.":
                speech = session.synth(words(f"{opening}{stop} {closing}."))
                start = speech.marks[len(opening.split())].start / RATE
                off += [abs(end - start) for end in silence_ends(speech) if abs(end - start) < 0.25]
    assert len(off) >= 50
    assert statistics.median(off) <= 0.01
    assert sum(each <= 0.03 for each in off) >= 0.95 * len(off)


def test_it_repeats_whatever_was_said_before(session: HibariSession) -> None:
    said = words("The lamp went out at nine.")
    first = session.synth(said)
    session.synth(words("Something else was said in between."))
    assert session.synth(said) == first
    assert ENGINE.open(HEART, SpeechSettings()).synth(said) == first


def test_tempo_and_pitch_are_followed(session: HibariSession) -> None:
    said = words("The river went by below the old grey wall.")
    slow = ENGINE.open(HEART, SpeechSettings(rate=0.7)).synth(said)
    quick = ENGINE.open(HEART, SpeechSettings(rate=1.6)).synth(said)
    assert slow.frames > 1.2 * session.synth(said).frames > 1.5 * quick.frames
    high = ENGINE.open(HEART, SpeechSettings(pitch=1.3)).synth(said)
    assert high.pcm != session.synth(said).pcm
    assert high.frames == session.synth(said).frames


def test_a_long_sentence_is_said_in_parts_and_its_marks_go_on(session: HibariSession) -> None:
    said = words("and the river went on and on without a stop " * 20)
    speech = session.synth(said)
    starts = [mark.start for mark in speech.marks]
    assert starts == sorted(starts)
    assert speech.frames > 40 * RATE
    assert not any(mark.estimated for mark in speech.marks)


@pytest.mark.parametrize("text", ["日本", "…", "—", "\u200b", "\ud800", "a" * 500, "[x](/y/)", "*", "©"])
def test_odd_words_are_borne(session: HibariSession, text: str) -> None:
    speech = session.synth([Word("well"), Word(text), Word("then")])
    assert speech.frames > RATE // 4
    assert len(speech.marks) == 3


def test_what_it_cannot_read_it_says_it_cannot() -> None:
    assert ENGINE.capabilities.scripts == frozenset({"LATIN"})


def test_a_model_that_was_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = tmp_path / "hibari.onnx"
    spoilt.write_bytes(b"spoilt")
    monkeypatch.setattr("voicebook.engines.hibari._model", lambda _told: spoilt)
    with pytest.raises(EngineError) as error:
        ENGINE.open(HEART, SpeechSettings())
    assert error.value.code == "VB-E16"
    with pytest.raises(EngineError):
        ENGINE.open(Voice("hibari", "nobody", "en", RATE), SpeechSettings())


def test_it_never_reaches_for_the_network(tmp_path: Path) -> None:
    code = """
import socket
def refuse(*_, **__): raise AssertionError("the network")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from voicebook.engines.hibari import ENGINE
from voicebook.model.speech import SpeechSettings, Word
for voice in ENGINE.voices():
    print(voice.name, ENGINE.open(voice, SpeechSettings()).synth([Word("Hello.")]).frames > 0)
"""
    environment = {**os.environ, "HIBARI_HOME": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "heart True\n"
