"""Which sentences are spoken together."""

from dataclasses import replace

import pytest

from voicebook import plugins
from voicebook.model.speech import Role, SpeechSettings, SpokenForm, Utterance, Voice
from voicebook.pipeline.batches import batches

SENTENCE = 100  # characters, with the space after it


def utterance(number: int, engine: str = "fake") -> Utterance:
    voice = Voice(engine, "tone", "en", 16_000)
    form = SpokenForm("a" * (SENTENCE - 1), ())
    return Utterance(
        f"s{number}", form, "en", Role.NARRATOR, voice, SpeechSettings(), 0, f"{engine} {number}"
    )


def sizes(*utterances: Utterance) -> list[int]:
    return [len(lines) for _, lines in batches(utterances)]


@pytest.mark.parametrize("engine", ["espeak", "hibari"])
def test_a_batch_is_as_long_as_its_engine_says(engine: str) -> None:
    most = plugins.load("engines", engine).capabilities.batch // SENTENCE
    assert sizes(*(utterance(number, engine) for number in range(2 * most + 1))) == [most, most, 1]


def test_a_slow_engine_has_shorter_batches() -> None:
    capabilities = {
        name: plugins.load("engines", name).capabilities for name in ("espeak", "hibari", "piper")
    }
    assert capabilities["hibari"].batch == capabilities["piper"].batch < capabilities["espeak"].batch


def test_each_voice_has_batches_of_its_own_and_no_sentence_comes_twice() -> None:
    first, second = utterance(1), utterance(2)
    other = replace(first, voice=replace(first.voice, name="other"), key="other")
    found = [
        (voice.name, [line.key for line in lines])
        for (voice, _), lines in batches((first, other, second, first))
    ]
    assert found == [("tone", [first.key, second.key]), ("other", [other.key])]
