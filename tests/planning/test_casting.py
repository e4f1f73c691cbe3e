"""Who speaks: the first engine that has a voice for the language and reads the letters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from voicebook import docks
from voicebook.engines.base import Capabilities, Engine, Session
from voicebook.errors import EngineError, SettingsError
from voicebook.model.publication import Block, BlockKind
from voicebook.model.speech import Role, SpeechSettings, Voice
from voicebook.planning.casting import Casting
from voicebook.planning.observations import Observations
from voicebook.planning.voices import VoiceChain, find_voice, listed_voices, script, voice_chain
from voicebook.settings import Settings, VoiceRule, checked

RATE = 22_050


ANYTHING = Capabilities("none")


@dataclass
class Stub:
    """An engine that only has voices."""

    name: str
    languages: Sequence[str]
    capabilities: Capabilities = ANYTHING
    title: str = "Stub"

    def missing(self) -> str:
        return ""

    def fingerprint(self) -> str:
        return f"{self.name} 1"

    def voices(self) -> tuple[Voice, ...]:
        return tuple(Voice(self.name, f"{self.name}-{tag}", tag, RATE) for tag in self.languages)

    def open(self, voice: Voice, settings: SpeechSettings) -> Session:
        raise NotImplementedError


LATIN = Stub("latin", ["en-US"], Capabilities("none", scripts=frozenset({"LATIN"})))
MANY = Stub("many", ["en-US", "en-GB", "fr", "el"])


def cast(*engines: Engine, wanted: str | None = None) -> VoiceChain:
    return VoiceChain(lambda _: engines, wanted)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en-US", "Plain words.", "latin-en-US"),
        ("en-GB", "Plain words.", "latin-en-US"),
        ("en", "naïve café", "latin-en-US"),
        ("en", "the letter Ω", "many-en-US"),
        ("fr", "Bonjour", "many-fr"),
        ("el", "Καλημέρα", "many-el"),
    ],
)
def test_the_first_that_speaks_the_language_and_reads_the_text(language: str, text: str, name: str) -> None:
    assert cast(LATIN, MANY).voice(language, Role.NARRATOR, text).name == name


def test_where_nobody_reads_it_the_first_speaks() -> None:
    alone = cast(LATIN)
    voice = alone.voice("en", Role.NARRATOR, "the letter Ω")
    assert voice.name == "latin-en-US"
    assert not alone.reads(voice, "the letter Ω")
    assert alone.reads(voice, "the letter o")


def test_the_voice_that_was_named_speaks_every_language_that_it_can_read() -> None:
    named = cast(MANY, LATIN, wanted="latin-en-us")
    assert named.voice("fr", Role.NARRATOR, "Bonjour").name == "latin-en-US"
    with pytest.raises(EngineError, match=r"engines many, latin have no voice 'nobody'"):
        cast(MANY, LATIN, wanted="nobody").voice("en", Role.NARRATOR)


def test_an_engine_is_not_asked_before_it_is_wanted() -> None:
    def engines() -> Iterator[Engine]:
        yield LATIN
        raise AssertionError("asked")

    once = VoiceChain(lambda _: engines())
    assert once.voice("en", Role.NARRATOR, "plain").engine == "latin"
    assert once.lead.engine is LATIN
    assert once.fingerprint("latin") == "latin 1"


def test_a_language_without_a_voice_is_an_error() -> None:
    with pytest.raises(EngineError, match="no voice for language 'xx'") as error:
        cast(LATIN, MANY).voice("xx", Role.NARRATOR)
    assert error.value.code == "VB-E02"
    assert cast(LATIN).fingerprint("many") == ""


def test_without_an_engine_there_is_an_error() -> None:
    with pytest.raises(EngineError) as error:
        cast()
    assert error.value.code == "VB-E04"


@pytest.mark.parametrize(
    ("tag", "rank"), [("fi", 50), ("FI-fi", 50), ("sv-FI", 30), ("sv", 20), ("fil", 5), ("", 5)]
)
def test_the_longest_tag_tells_the_rank(tag: str, rank: int) -> None:
    assert Capabilities("none", rank={"fi": 50, "sv": 20, "sv-fi": 30, "*": 5}).rank_for(tag) == rank
    assert Capabilities("none").rank_for(tag) == 0


def test_an_engine_from_outside_can_go_first_for_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Stub("ours", ["en-US", "fr", "fi"], Capabilities("none", rank={"*": 40}))
    guest = Stub("guest", ["en-US", "fr", "fi"], Capabilities("none", rank={"fi": 50}))
    other = Stub("other", ["en-US", "fr", "fi", "sv"])
    silent = Stub("silent", ["fi"], Capabilities("none", real=False, rank={"fi": 99}))
    monkeypatch.setattr(docks, "docked_engines", lambda: iter((guest, other, ours, silent)))
    auto = voice_chain(Settings())
    assert auto.lead.engine is ours
    said = {language: auto.narrator(language).engine for language in ("en", "fi-FI", "fr", "sv")}
    assert said == {"en": "ours", "fi-FI": "guest", "fr": "ours", "sv": "other"}
    assert find_voice("fi")[0] is guest
    assert find_voice("fr")[0] is ours
    assert [voice.engine for voice in listed_voices("fi", None)] == ["guest", "ours", "other"]
    assert auto.reason(auto.narrator("sv"), "sv") == "ours and guest cannot speak it"
    assert voice_chain(Settings(language="fi")).lead.engine is guest
    assert voice_chain(Settings(engine="auto", voice="other-sv")).narrator("en").name == "other-sv"


def test_engines_are_asked_in_the_order_that_they_always_were(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def missing(engine: Engine) -> str:
        asked.append(engine.name)
        return "all of it"

    for engine in docks.docked_engines():
        monkeypatch.setattr(type(engine), "missing", missing)
    assert not list(docks.engines("de-CH"))
    assert asked == ["hibari", "piper", "espeak", "pyttsx3"]


@dataclass
class ModelStub(Stub):
    """An engine that speaks models."""

    capabilities: Capabilities = field(default_factory=lambda: Capabilities("none", models=(".stub",)))

    def at(self, path: Path) -> tuple[Voice, ...]:
        if "bad" in path.name:
            raise EngineError("VB-E03", "no stub there")
        return (Voice(self.name, str(path), "fi", RATE),)


def test_an_engine_from_outside_brings_its_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ours = Stub("ours", ["en-US"], Capabilities("none", rank={"*": 40}))
    monkeypatch.setattr(docks, "docked_engines", lambda: iter((ModelStub("models", ()), ours)))
    chain = voice_chain(Settings(voice="a/model.stub"))
    assert chain.narrator("en").name == "a/model.stub"
    assert chain.reason(chain.narrator("en"), "en") == "as asked for"
    folder = voice_chain(Settings(voice=str(tmp_path)))
    assert (folder.narrator("fi").engine, folder.narrator("en").engine) == ("models", "ours")
    assert find_voice("x.stub")[1].language == "fi"
    with pytest.raises(EngineError, match="no stub there"):
        voice_chain(Settings(voice="bad.stub"))
    with pytest.raises(EngineError, match=r"no voice 'x\.onnx'"):
        voice_chain(Settings(voice="x.onnx")).narrator("en")


@pytest.mark.engine
def test_auto_takes_the_natural_voice_where_it_speaks_and_espeak_elsewhere() -> None:
    auto = voice_chain(Settings())
    assert auto.voice("en-US", Role.NARRATOR, "Hello.").engine == "hibari"
    assert auto.voice("de", Role.NARRATOR, "Guten Tag.").engine == "espeak"
    assert auto.voice("en-US", Role.NARRATOR, "a Greek Ω").engine == "espeak"
    chain = voice_chain(Settings(engine="espeak, hibari"))
    assert chain.voice("en-US", Role.NARRATOR, "Hello.").engine == "espeak"


@pytest.mark.parametrize(
    ("char", "name"), [("a", "LATIN"), ("é", "LATIN"), ("Ω", "GREEK"), ("日", "CJK"), ("\ue000", "")]
)
def test_a_letters_script(char: str, name: str) -> None:
    assert script(char) == name


def block(text: str) -> Block:
    return Block(1, BlockKind.PARAGRAPH, text, "en", (), whole=True, pieces=())


def casting(*rules: VoiceRule, engines: Sequence[Engine] = (LATIN, MANY), rate: float = 1.0) -> Casting:
    return Casting(VoiceChain(lambda _: engines), "en", Settings(voices=rules, rate=rate), Observations())


def test_a_rule_for_a_role_says_who_speaks_it_and_how() -> None:
    cast_ = casting(VoiceRule(role="heading", voice="many-en-gb", rate=0.9), rate=0.5)
    assert cast_.speaker(block("One"), "en", Role.HEADING, "One")[0].name == "many-en-GB"
    assert cast_.speaker(block("One"), "en", Role.HEADING, "One")[1] == SpeechSettings(0.5, 1.0)  # at least
    voice, how = cast_.speaker(block("One"), "en", Role.NARRATOR, "One")
    assert (voice.name, how) == ("latin-en-US", SpeechSettings(0.5, 1.0))


def test_a_characters_lines_begin_with_the_name_and_a_colon() -> None:
    cast_ = casting(VoiceRule(character="Anna", voice="many-en-gb", pitch=1.2))
    said = [cast_.speaker(block(text), "en", Role.NARRATOR, text) for text in ("ANNA: Come!", "Anna came.")]
    assert [voice.name for voice, _ in said] == ["many-en-GB", "latin-en-US"]
    assert [how.pitch for _, how in said] == [1.2, 1.0]


def test_a_rule_for_a_language_and_the_first_that_fits() -> None:
    cast_ = casting(VoiceRule(language="fr", rate=0.8), VoiceRule(rate=1.2))
    assert cast_.speaker(block("Bonjour"), "fr-CA", Role.NARRATOR, "Bonjour")[1].rate == 0.8
    assert cast_.speaker(block("Hello"), "en", Role.NARRATOR, "Hello")[1].rate == 1.2


def test_of_several_voices_the_first_that_is_here_and_reads_the_letters() -> None:
    cast_ = casting(VoiceRule(voice="nobody, latin-en-us, many-en-gb"))
    assert cast_.speaker(block("Plain"), "en", Role.NARRATOR, "Plain")[0].name == "latin-en-US"
    assert cast_.speaker(block("Ω"), "en", Role.NARRATOR, "Ω")[0].name == "many-en-GB"
    assert not list(cast_.observations.findings())


def test_a_voice_that_is_not_here_is_a_finding_and_the_usual_one_speaks() -> None:
    cast_ = casting(VoiceRule(voice="nobody"))
    assert cast_.speaker(block("Plain"), "en", Role.NARRATOR, "Plain")[0].name == "latin-en-US"
    assert [finding.code for finding in cast_.observations.findings()] == ["VB-L06"]


def test_what_an_engine_cannot_do_is_a_finding_and_it_does_what_it_can() -> None:
    slow = Stub("slow", ["en"], Capabilities("none", rates=(0.5, 2.0), pitches=(1.0, 1.0)))
    cast_ = casting(VoiceRule(rate=2.5, pitch=1.5), engines=(slow,))
    for _ in range(2):
        how = cast_.speaker(block("Plain"), "en", Role.NARRATOR, "Plain")[1]
        assert (how.rate, how.pitch) == (2.0, 1.0)
    found = [(finding.code, finding.what) for finding in cast_.observations.findings()]
    assert found == [
        ("VB-L07", "the engine slow cannot speak at rate 2.5: it speaks at 2"),
        ("VB-L07", "the engine slow cannot speak at pitch 1.5: it speaks at 1"),
    ]


@pytest.mark.engine
def test_a_rule_can_name_an_engine_that_the_book_does_not_use() -> None:
    cast_ = casting(VoiceRule(role="note", voice="espeak:de"), engines=(LATIN,))
    voice, _ = cast_.speaker(block("Plain"), "en", Role.NOTE, "Plain")
    assert (voice.engine, voice.language) == ("espeak", "de")
    assert cast_.voices.fingerprint("espeak").startswith("espeak-ng")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"role": "hero"}, "VB-S04"),
        ({"rate": 9}, "VB-S06"),
        ({"pich": 1}, "VB-S05"),
    ],
)
def test_a_wrong_rule_is_an_error(rule: dict[str, object], code: str) -> None:
    with pytest.raises(SettingsError) as error:
        checked({"voices": [rule]}, "voicebook.toml")
    assert error.value.code == code
