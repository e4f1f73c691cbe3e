"""Which sentences are spoken together."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook import docks
from voicebook.model.speech import Role, SpeechSettings, SpokenForm, Utterance, Voice
from voicebook.speaking.batches import batches

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
def test_a_batch_is_as_long_as_its_engine_says_and_none_is_a_rest(engine: str) -> None:
    least = docks.load("engines", engine).capabilities.batch // SENTENCE
    lines = [utterance(number, engine) for number in range(4 * least - 1)]
    assert sizes(*lines[: 2 * least - 1]) == [2 * least - 1]
    assert sizes(*lines[: 2 * least]) == [least, least]
    assert sizes(*lines[: 2 * least + 1]) == [least + 1, least]
    assert sum(sizes(*lines)) == len(lines)
    assert all(least <= size < 2 * least for size in sizes(*lines))


@given(st.lists(st.sampled_from([0, 1, 99, 1_999, 15_999, 16_000, 40_000]), min_size=1, max_size=12))
def test_every_sentence_is_in_one_batch_in_order_even_if_nothing_is_said(lengths: list[int]) -> None:
    lines = [
        replace(utterance(number), spoken=SpokenForm("a" * length, ()))
        for number, length in enumerate(lengths)
    ]
    found = [batch for _, batch in batches(lines)]
    assert [line.key for batch in found for line in batch] == [line.key for line in lines]
    assert all(found)
    assert len(found) <= max(1, sum(length + 1 for length in lengths) // 16_000)


@pytest.mark.parametrize("long", [0, 1, 2])
def test_a_sentence_as_long_as_a_batch_is_in_a_batch_of_its_own_or_with_others(long: int) -> None:
    least = docks.load("engines", "fake").capabilities.batch
    lines = [utterance(number) for number in range(3)]
    lines[long] = replace(lines[long], spoken=SpokenForm("a" * 2 * least, ()))
    assert sum(sizes(*lines)) == 3
    assert min(sizes(*lines)) > 0


def test_a_slow_engine_has_shorter_batches() -> None:
    capabilities = {name: docks.load("engines", name).capabilities for name in ("espeak", "hibari", "piper")}
    assert capabilities["hibari"].batch == capabilities["piper"].batch < capabilities["espeak"].batch


def test_each_voice_has_batches_of_its_own_and_no_sentence_comes_twice() -> None:
    first, second = utterance(1), utterance(2)
    other = replace(first, voice=replace(first.voice, name="other"), key="other")
    found = [
        (voice.name, [line.key for line in lines])
        for (voice, _), lines in batches((first, other, second, first))
    ]
    assert found == [("tone", [first.key, second.key]), ("other", [other.key])]
