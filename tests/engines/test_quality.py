"""What any of our voices must not do: go silent inside a word, clip, click at a joint, lose its end."""

import json
from array import array
from itertools import pairwise
from pathlib import Path

import pytest

from building import build, made
from voicebook.audio.decode import decode
from voicebook.audio.loudness import CEILING, loudness, true_peak
from voicebook.audio.pcm import trim
from voicebook.engines.base import Engine
from voicebook.engines.espeak import ENGINE as ESPEAK
from voicebook.engines.hibari import ENGINE as HIBARI
from voicebook.model.speech import Speech, SpeechSettings, Voice, Word

pytestmark = pytest.mark.engine

ENGINES = [ESPEAK, HIBARI]
SENTENCES = [
    "The owl sat on the old grey wall and did not move at all.",
    "Nobody knew why she had come so early, or who had asked her.",
    "Seven boats lay in the harbour when the bell began to ring.",
]


def voice(engine: Engine) -> Voice:
    return next(each for each in engine.voices() if each.language == "en-US")


def spoken(engine: Engine, text: str) -> Speech:
    session = engine.open(voice(engine), SpeechSettings())
    return trim(session.synth([Word(word) for word in text.split()]))


def peaks(speech: Speech, milliseconds: int = 10) -> list[int]:
    """Return the loudest sample of each stretch."""
    wave, size = array("h", speech.pcm), speech.rate * milliseconds // 1000
    return [max(map(abs, wave[at : at + size])) for at in range(0, len(wave), size)]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
@pytest.mark.parametrize("text", SENTENCES)
def test_no_word_has_a_hole_in_it(engine: Engine, text: str) -> None:
    """A stop may be silent for a tenth of a second; more is a hole."""
    speech = spoken(engine, text)
    loud = peaks(speech)
    for mark in speech.marks:
        inside = loud[mark.start * 100 // speech.rate + 1 : mark.end * 100 // speech.rate - 1]
        longest = run = 0
        for peak in inside:
            run = run + 1 if peak < 40 else 0
            longest = max(longest, run)
        assert longest <= 14, (text.split()[mark.token], longest)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_nothing_clips(engine: Engine) -> None:
    for text in SENTENCES:
        wave = array("h", spoken(engine, text).pcm)
        assert not any(one == two and abs(one) >= 32_700 for one, two in pairwise(wave))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_ends_are_not_cut(engine: Engine) -> None:
    """The last sound dies away: its end is faint beside the sentence."""
    for text in SENTENCES:
        loud = peaks(spoken(engine, text), 5)
        assert loud[-1] < max(loud) / 20
        assert loud[0] < max(loud) / 4  # an s begins at once


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_a_chapter_has_no_click_and_the_loudness_of_every_voice(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "owl.txt").write_text(" ".join(SENTENCES) + "\n\n" + "\n\n".join(SENTENCES))
    settings = {"engine": engine.name, "language": "en", "formats": ("mp3", "json")}
    (outcome,) = build([tmp_path / "owl.txt"], tmp_path / "out", settings)
    made(outcome)
    chapter = max((tmp_path / "out/owl/audio").glob("*.mp3"), key=lambda path: path.stat().st_size)
    rate = voice(engine).rate
    pcm = b"".join(decode(chapter, rate))
    wave = array("h", pcm)
    told = json.loads((tmp_path / "out/owl/owl.timeline.json").read_text())["chapters"]
    (sentences,) = (each["sentences"] for each in told if each["audio"].endswith(chapter.name))
    assert len(sentences) >= 2 * len(SENTENCES)
    for sentence in sentences:  # at both ends of each there is silence: nothing jumps
        begin, end = (sentence[edge] * rate // 1000 for edge in ("begin", "end"))
        for quiet in (wave[max(0, begin - rate // 100) : begin], wave[end : end + rate // 100]):
            assert max(map(abs, quiet), default=0) < 200
    assert true_peak(pcm, rate) <= CEILING + 0.5  # MP3 is not exact
    assert -24 <= loudness(pcm, rate) <= -18
