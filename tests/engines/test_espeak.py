"""The direct binding, with the wheel's own library."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from voicebook.engines import espeak_ipa, espeak_library
from voicebook.engines.base import Isolation
from voicebook.engines.espeak import ENGINE, EspeakSession, bcp47, pitch_value, words_per_minute
from voicebook.engines.espeak_library import Library, content_hash, library, locate, reachable
from voicebook.errors import EngineError
from voicebook.model.speech import Phonemes, Quality, SpeechSettings, Voice, Word

pytestmark = pytest.mark.engine

VOICES = {voice.language: voice for voice in ENGINE.voices()}
ARTICLE = "ə"
LETTER_A = "eɪ"

SPEAK_IN_FORKS = """
import hashlib, os, sys
from voicebook.engines.espeak import ENGINE
from voicebook.model.speech import SpeechSettings, Word
voices = {voice.language: voice for voice in ENGINE.voices()}
for language in sys.argv[1:]:
    session = ENGINE.open(voices[language], SpeechSettings())
session = ENGINE.open(voices["en-US"], SpeechSettings())
texts = ["The lamp went out at nine.", "Nobody in the U S A saw it.", "The lamp went out at nine."]
def spoken():
    for text in texts:
        words = [Word(word, len(word) == 1) for word in text.split()]
        yield hashlib.sha256(session.synth(words).pcm).hexdigest()
for _ in range(2):
    if os.fork() == 0:
        print(*spoken(), flush=True)
        os._exit(0)
    os.wait()
"""


def words(text: str) -> list[Word]:
    """Make words; "*A" is a letter."""
    return [Word(word.replace("*", ""), "*" in word) for word in text.split()]


def session(language: str = "en-US", settings: SpeechSettings | None = None) -> EspeakSession:
    return ENGINE.open(VOICES[language], settings or SpeechSettings())


def test_it_needs_nothing_installed() -> None:
    assert ENGINE.missing() == ""
    assert ENGINE.capabilities.isolation is Isolation.FORK
    assert ENGINE.capabilities.marks == "exact"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("made in the *U *S *A today", "meɪd ɪn ðə juː ɛs eɪ tədˈeɪ"),
        ("the *W *P *K", "ðə dˈʌbəljˌuː piː keɪ"),
        ("plan *A, then (*A) and *A. Done", "plæn eɪ ðɛn eɪ ænd eɪ dʌn"),
        ("two *A's and *MP's", "tuː eɪz ænd ˈɛmpˈiːz"),
        ("*USA", "jˈuːˈɛsˈeɪ"),
    ],
)
def test_letters_are_said_by_name(text: str, said: str) -> None:
    assert " ".join(session().pronounce(words(text))) == said


def test_a_plain_a_is_the_article() -> None:
    said = session().pronounce(words("made in the U S A today"))
    assert ARTICLE in said
    assert LETTER_A not in said


def test_marked_letters_never_sound_like_the_article_anywhere() -> None:
    for text in ("*A", "*A is", "the *A is", "is *A", "*A *A *A is", "vitamin *a and", "an *AI b"):
        said = session().pronounce(words(text))
        assert any(sound.replace("ˈ", "").startswith(LETTER_A) for sound in said), text
        assert ARTICLE not in said, text


@pytest.mark.parametrize("language", ["en-US", "en-GB", "de", "fr", "pt", "pt-BR"])
def test_a_letter_alone_is_pronounced_as_its_name(language: str) -> None:
    """What lets letters be said without the pauses of `say-as`."""
    spoken = session(language)
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        by_name = _heard(f'<say-as interpret-as="characters">{letter}</say-as>')
        assert _heard(f"[[{library().pronounce(letter)}]]") == by_name, letter
        assert spoken.markup([Word(letter, letters=True)]).count("[[") == 1


def _heard(markup: str) -> str:
    """Return the IPA of some SSML, without stress."""
    told = library().ipa(f'<speak><mark name="0"/>{markup} </speak>')
    return "".join(phoneme for _, said in told for phoneme in said).replace("ˈ", "").replace("ˌ", "")


def test_letters_of_other_languages_are_said_by_name_too() -> None:
    assert session("es").pronounce(words("la *Y es"))[1] == "ˌiɣɾiˈeɣa"  # i griega, not the conjunction i
    assert "say-as" in session("es").markup(words("*Y"))
    assert "say-as" in session().markup(words("*É"))


def test_every_word_has_a_mark_in_order_and_inside() -> None:
    text = words("The keeper, Dr. Smith, saw it in the park and of the dog — nothing.")
    speech = session().synth(text)
    assert [mark.token for mark in speech.marks] == list(range(len(text)))
    assert speech.marks[0].start == 0
    assert speech.marks[-1].end == speech.frames
    assert all(one.end == two.start for one, two in zip(speech.marks, speech.marks[1:], strict=False))
    assert speech.quality is Quality.EXACT
    assert {mark.token for mark in speech.marks if mark.estimated} < set(range(len(text)))


def test_words_run_together_are_flagged_and_do_not_vanish() -> None:
    speech = session().synth(words("he sat in the park"))
    assert [mark.estimated for mark in speech.marks] == [False, False, False, True, False]
    assert all(mark.end > mark.start for mark in speech.marks)


def test_a_mark_is_where_the_sound_is() -> None:
    """The pause of a comma ends at the mark of the next word."""
    speech = session().synth(words("yes, now"))
    start = speech.marks[1].start
    assert _loudest(speech.pcm[2 * (start - 1000) : 2 * start]) < 600
    assert _loudest(speech.pcm[2 * start : 2 * (start + 1000)]) > 1_200


def _loudest(pcm: bytes) -> int:
    return max(abs(int.from_bytes(pcm[at : at + 2], "little", signed=True)) for at in range(0, len(pcm), 2))


@pytest.mark.parametrize(
    "text", ["<b>", "&amp;", "]]>", "[[a:]]", "</speak>", "a\x00b", "\ud800", "\x07", "é", "😀"]
)
def test_markup_and_odd_characters_are_text(text: str) -> None:
    one, said, two = session().pronounce([Word("one"), Word(text), Word("two")])
    assert (one, two) == ("wʌn", "tuː")
    assert "spˈiːk" not in said or "speak" in text
    assert "aː" not in said


def test_nothing_to_say_is_short_but_not_empty() -> None:
    for blank in ([], [Word(" ")], [Word("\x00")], [Word("…")]):
        assert 0 < session().synth(blank).frames < 22_050


def test_tempo_and_pitch_change_the_sound() -> None:
    text = words("The boat lay on the sand all winter.")
    slow, plain, fast = (
        session(settings=SpeechSettings(rate=rate)).synth(text).frames for rate in (0.5, 1.0, 2.5)
    )
    assert slow > 1.5 * plain
    assert fast < 0.6 * plain
    assert session(settings=SpeechSettings(pitch=1.5)).synth(text).pcm != session().synth(text).pcm


def test_tempo_and_pitch_stay_within_what_espeak_takes() -> None:
    assert [words_per_minute(rate) for rate in (0.1, 1.0, 3.0, 9.0)] == [80, 175, 525, 525]
    assert [pitch_value(pitch) for pitch in (0.1, 0.5, 1.0, 1.3, 2.0)] == [0, 0, 50, 75, 100]


def test_sessions_of_two_voices_do_not_mix() -> None:
    english, german = session("en-US"), session("de")
    said = words("der Winter")
    first = english.pronounce(said)
    assert german.pronounce(said) != first
    assert english.pronounce(said) == first


def test_languages_are_found_by_their_usual_tags() -> None:
    assert VOICES["en-US"].name == "gmw/en-US"
    assert VOICES["en-GB"].name == "gmw/en"
    assert VOICES["fr-FR"].name == "roa/fr"
    assert VOICES["zh"].name == "sit/cmn"
    assert VOICES["no"].name == "gmq/nb"
    assert VOICES["en-US"].rate == 22_050
    assert len({voice.name for voice in ENGINE.voices()}) > 130


def test_the_plain_voice_of_a_language_comes_before_its_accents() -> None:
    for language in ("fr", "es", "pt", "de", "ru", "vi"):
        first = next(voice for voice in ENGINE.voices() if voice.language.split("-")[0] == language)
        assert "-" not in first.name


@pytest.mark.parametrize("language", sorted(VOICES))
def test_every_listed_voice_opens_and_speaks(language: str) -> None:
    assert (
        session(language).synth([Word("1")]).pcm
    )  # a hundred changes of voice unspoken cost the next its start


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en-us", "en-US"),
        ("en-gb-x-rp", "en-GB-x-rp"),
        ("fa-latn", "fa-Latn"),
        ("es-419", "es-419"),
        ("de", "de"),
    ],
)
def test_tags_are_written_as_usual(tag: str, expected: str) -> None:
    assert bcp47(tag) == expected


def test_an_unknown_voice_is_an_error_that_names_it() -> None:
    with pytest.raises(EngineError, match="no voice 'xx/none'") as caught:
        ENGINE.open(Voice("espeak", "xx/none", "xx", 22_050), SpeechSettings())
    assert caught.value.code == "VB-E23"


def test_a_fork_of_a_silent_parent_repeats_its_bytes_whatever_voices_the_parent_set() -> None:
    """The unit of repeatability: one sequence of calls in a fresh fork."""
    runs = [
        subprocess.run(
            [sys.executable, "-c", SPEAK_IN_FORKS, *others], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        for others in ((), ("de", "fr", "ja"))
    ]
    assert len({line for run in runs for line in run}) == 1
    first, _, third = runs[0][0].split()
    assert first != third  # the reason: within one process the same words sound different later


def test_the_fingerprint_does_not_depend_on_where_the_package_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, data = locate()
    moved = tmp_path / "elsewhere"
    shutil.copytree(data, moved / "espeak-ng-data")
    shutil.copy(path, moved / "lib.so")
    before = content_hash()
    assert before in ENGINE.fingerprint()
    monkeypatch.setattr(espeak_library, "locate", lambda: (moved / "lib.so", moved / "espeak-ng-data"))
    assert content_hash.__wrapped__() == before
    (moved / "espeak-ng-data" / "phontab").write_bytes(b"other")
    assert content_hash.__wrapped__() != before


def test_missing_data_is_an_error_and_not_the_end_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import espeakng_loader

    (tmp_path / "phontab").touch()
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(tmp_path))
    with pytest.raises(EngineError, match="incomplete: phonindex, phondata, intonations missing"):
        locate()


def test_unusable_data_is_an_error_and_not_the_end_of_the_process(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from voicebook.errors import EngineError\n"
        "from voicebook.engines.espeak_library import Library, locate\n"
        "try: Library(locate()[0], Path(sys.argv[1]))\n"
        "except EngineError as error: print(error.code)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == "VB-E22"


def test_a_missing_library_is_an_error_with_the_command_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="pip install espeakng-loader"):
        Library(tmp_path / "none.so", tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_data_in_a_deep_folder_is_reached_by_a_short_path(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90) / ("y" * 90)
    deep.mkdir(parents=True)
    (deep / "phontab").write_text("here")
    short = reachable(deep)
    assert len(short) < 40
    assert (Path(short) / "phontab").read_text() == "here"
    assert reachable(tmp_path) == str(tmp_path)


def _ipa(text: str, ipa: str, language: str = "en-US") -> str:
    return session(language).pronounce([Word(text, phonemes=Phonemes("ipa", ipa))])[0]


@pytest.mark.parametrize(
    ("text", "ipa", "said"),
    [
        ("Kim", "kiːm", "kiːm"),
        ("Kim’s,", "ˈkiːm", "kiːmz"),
        ("gif", "ˈd͡ʒɪf", "dʒɪf"),
        ("Worcester", "ˈwʊs.tər", "wˈʊstɚr"),
        ("quay", "/?/", "kiː"),  # nothing of it is a sound: said as written
    ],
)
def test_phonemes_of_a_lexicon_are_said(text: str, ipa: str, said: str) -> None:
    assert _ipa(text, ipa) == said


def test_no_sound_is_lost_after_other_voices_were_opened() -> None:
    for voice in VOICES.values():
        ENGINE.open(voice, SpeechSettings())
    assert _ipa("Kim", "kiːm") == "kiːm"


def test_a_voice_without_a_table_says_the_word_as_written() -> None:
    assert _ipa("Kim", "ˈʒɔʒ", "it") == session("it").pronounce([Word("Kim")])[0]


@pytest.mark.parametrize("language", espeak_ipa.languages())
def test_every_sound_of_the_table_is_one_the_voice_knows(language: str) -> None:
    """A mnemonic that the voice lacks ends the word: the consonant after it is not heard."""
    table, _ = espeak_ipa._table(language)
    session(language).select()
    for sound in table:
        said = espeak_ipa.mnemonics(f"ˈak{sound}ak", language)
        heard = _heard(f"[[{said}]]")
        assert heard.endswith("k"), (sound, said, heard)
