"""The arithmetic that timing tests everywhere rely on."""

from hypothesis import given
from hypothesis import strategies as st

from voicebook.engines.fake import CHARACTER, ENGINE, RATE, frames_per_character, word_frames
from voicebook.model.speech import Mark, Quality, SpeechSettings, Word

VOICE = ENGINE.voices()[0]
WORDS = st.lists(st.builds(Word, st.text(min_size=1, max_size=9), st.booleans()), min_size=1, max_size=9).map(
    tuple
)


def test_a_character_lasts_twenty_milliseconds() -> None:
    assert CHARACTER * 1000 / RATE == 20
    speech = ENGINE.open(VOICE, SpeechSettings()).synth([Word("Hello,"), Word("world.")])
    assert speech.frames == 12 * 320
    assert speech.marks == (Mark(0, 0, 1920), Mark(1, 1920, 3840))
    assert (speech.rate, speech.quality) == (RATE, Quality.EXACT)


def test_letters_last_twice_as_long() -> None:
    assert word_frames(Word("USA", letters=True)) == 2 * word_frames(Word("USA"))


def test_tempo_shortens_and_pitch_does_not() -> None:
    fast = ENGINE.open(VOICE, SpeechSettings(rate=2.0, pitch=2.0)).synth([Word("four")])
    assert fast.frames == 4 * 160 == 4 * frames_per_character(2.0)
    slow = ENGINE.open(VOICE, SpeechSettings(rate=2.0)).synth([Word("four")])
    assert slow.frames == fast.frames
    assert slow.pcm != fast.pcm


def test_an_utterance_without_words_is_short_and_silent() -> None:
    speech = ENGINE.open(VOICE, SpeechSettings()).synth([])
    assert speech.pcm == bytes(2 * CHARACTER)
    assert speech.marks == ()


@given(WORDS)
def test_words_follow_each_other_and_sound_from_end_to_end(words: tuple[Word, ...]) -> None:
    session = ENGINE.open(VOICE, SpeechSettings())
    speech = session.synth(words)
    assert [mark.end - mark.start for mark in speech.marks] == [word_frames(word) for word in words]
    assert [mark.start for mark in speech.marks] == [0, *(mark.end for mark in speech.marks[:-1])]
    assert speech.frames == speech.marks[-1].end
    assert speech.pcm[:2] != b"\0\0" != speech.pcm[-2:]
    assert session.synth(words) == speech


def test_it_is_no_real_engine_and_needs_nothing() -> None:
    assert not ENGINE.capabilities.real
    assert ENGINE.missing() == ""
    assert VOICE.language == "mul"
