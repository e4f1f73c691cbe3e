"""Who speaks: engines in order of preference, and of their voices one for each language and text."""

import logging
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain as chain_of
from itertools import takewhile
from pathlib import Path

from voicebook.docks import engine_named, engines, full_tag, primary
from voicebook.engines.base import Capabilities, Engine
from voicebook.errors import EngineError, UsageError
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Block
from voicebook.model.speech import Role, Speaker, SpeechSettings, Voice
from voicebook.planning.observations import EXCERPT, Cases, Notes
from voicebook.settings import Settings, VoiceRule
from voicebook.text.normalize.lexicon import Lexicon
from voicebook.text.normalize.lexicon_files import IPA

_log = logging.getLogger(__name__)

_ASKING = threading.Lock()
"""One thread at a time: engines need not bear several, and eSpeak NG's list of voices does not."""

AUTO = "auto"
MODEL = ".onnx"
"""How a voice is named that is a model on the disk."""


@dataclass(frozen=True, slots=True)
class Company:
    """An engine and its voices."""

    engine: Engine
    fingerprint: str
    voices: tuple[Voice, ...]

    def voice(self, language: str) -> Voice | None:
        """Return the best voice for a language, of its region if there is one, None if there is none."""
        for tag in (full_tag(language), language, primary(language)):
            for voice in self.voices:
                if voice.language.lower() == tag.lower():
                    return voice
        for voice in self.voices:
            if primary(voice.language) in {primary(language), "mul"}:
                return voice
        return None

    def named(self, name: str) -> Voice | None:
        """Return the voice of a name or tag, None if there is none."""
        for voice in self.voices:
            if name.lower() in {voice.name.lower(), voice.language.lower()}:
                return voice
        return None

    def reads(self, text: str) -> bool:
        """Tell whether the engine knows the script of every letter of a text."""
        scripts = self.engine.capabilities.scripts
        return (
            not scripts or text.isascii() or all(script(char) in scripts for char in text if char.isalpha())
        )


class Cast:
    """The voices of a build. An engine is asked only when those before it do not do."""

    def __init__(self, waiting: Iterable[Engine | Company], wanted: str | None) -> None:
        """Ask the first engine. Raises EngineError when there is none."""
        self._wanted = wanted  # the voice the user named
        self._waiting = iter(waiting)
        self._companies: list[Company] = []
        self._guests: dict[str, Company] = {}  # engines that rules name
        self._found: dict[tuple[str, str | None], Voice | None] = {}  # engine and language -> voice
        self.lead = next(self._asked(), None) or _nobody()

    def voice(self, language: str, _role: Role, text: str = "") -> Voice:
        """Return the voice that speaks a language: of engines that have one the first that reads the text.

        Where none reads all of it, the first. Raises EngineError where no voice speaks the language.
        """
        choice: Voice | None = None
        for company in self._asked():
            found = self._of(company, language, named=bool(self._wanted) and choice is None)
            if found is not None and company.reads(text):
                return found
            choice = choice or found
        return choice or self._missing(language)

    def narrator(self, language: str) -> Voice:
        """Return the voice that narrates a book in a language. Raises EngineError."""
        return self.voice(language, Role.NARRATOR)

    def choices(self, speakers: Mapping[Voice, str]) -> list[str]:
        """Return who speaks which language, and why: for people."""
        return [
            f"{language}: {voice.engine} {shown_name(voice)}, {self.reason(voice, language)}"
            for voice, language in speakers.items()
        ]

    def named(self, names: str, text: str) -> Voice | None:
        """Return the first of several voices that is here and reads a text: "hibari:heart, espeak:en-GB"."""
        for name in names.split(","):
            of, _, own = name.strip().rpartition(":")
            for company in self._asked() if not of else self._engine(of):
                found = company.named(own)
                if found is not None and company.reads(text):
                    return found
        return None

    def reason(self, voice: Voice, language: str) -> str:
        """Return why a voice speaks a language: for people."""
        if self._wanted is not None:
            return "as asked for"
        before = [
            company.engine.name
            for company in takewhile(lambda each: voice not in each.voices, self._companies)
        ]
        speaking = [name for name in before if self._company(name).voice(language)]
        if speaking:
            return f"{' and '.join(speaking)} cannot read all of it, or a rule says so"
        if before and voice in self._company(voice.engine).voices:
            return f"{' and '.join(before)} cannot speak it"
        return "the best that is installed for it"

    def _engine(self, name: str) -> Iterator[Company]:
        """Yield the engine of a name, if it speaks here; it need not be one of those in order."""
        if name not in self._guests:
            with suppress(EngineError, UsageError), _ASKING:
                self._guests[name] = _company(engine_named(name))
        yield from (self._guests[name],) if name in self._guests else ()

    def reads(self, voice: Voice, text: str) -> bool:
        """Tell whether a voice reads all letters of a text."""
        return self._company(voice.engine).reads(text)

    def capabilities(self, voice: Voice) -> Capabilities:
        """Return what the engine of a voice can do."""
        return self._company(voice.engine).engine.capabilities

    def fingerprint(self, engine: str) -> str:
        """Return what the sound of an engine depends on, "" if it is not among those at hand."""
        try:
            return self._company(engine).fingerprint
        except StopIteration:
            return ""

    def title(self, voice: Voice) -> str:
        """Return a voice's name for people: "eSpeak NG, English (America)"."""
        title = self._company(voice.engine).engine.title
        return f"{title}, {voice.description}" if voice.description else title

    def _of(self, company: Company, language: str, *, named: bool) -> Voice | None:
        """Return the voice that the user named or that speaks a language."""
        asked = (company.engine.name, None if named else language)
        if asked not in self._found:
            voice = company.named(self._wanted) if named and self._wanted else company.voice(language)
            self._found[asked] = voice
        return self._found[asked]

    def _company(self, engine: str) -> Company:
        guest = self._guests.get(engine)
        return guest or next(company for company in self._asked() if company.engine.name == engine)

    def _asked(self) -> Iterator[Company]:
        """Yield the engines that speak here, in order; the next one is asked when it is wanted."""
        at = 0
        while True:
            if at == len(self._companies):
                with _ASKING:
                    following = next(self._waiting, None)
                    if following is None:
                        return
                    company = following if isinstance(following, Company) else _company(following)
                    self._companies.append(company)
                _log.info("engine %s speaks here", company.engine.name)
            yield self._companies[at]
            at += 1

    def _missing(self, language: str) -> Voice:
        names = ", ".join(company.engine.name for company in self._companies)
        of = f"engine {names} has" if len(self._companies) == 1 else f"engines {names} have"
        hint = "`voicebook voices` lists what can speak here"
        if self._wanted is not None:
            raise EngineError("VB-E03", f"{of} no voice {self._wanted!r}", hint=hint)
        raise EngineError(
            "VB-E02",
            f"{of} no voice for language {language!r}",
            hint=f"{hint}; choose with --voice or --language",
        )


def shown_name(voice: Voice) -> str:
    """Return a voice's name; of a model on the disk without its folder: a report repeats elsewhere."""
    return Path(voice.name).stem if voice.name.endswith(MODEL) else voice.name


def cast_for(settings: Settings) -> Cast:
    """Return who speaks under these settings. Raises EngineError when nothing can, UsageError."""
    names = (name.strip() for name in settings.engine.split(","))
    chain = engines() if settings.engine == AUTO else map(engine_named, names)
    if settings.voice is None or not (settings.voice.endswith(MODEL) or Path(settings.voice).is_dir()):
        return Cast(chain, settings.voice)
    models = models_at(Path(settings.voice))
    alone = models.voices[0].name if settings.voice.endswith(MODEL) else None
    return Cast(chain_of([models], chain), alone)


def listed_voices(language: str | None, engine: str | None) -> tuple[Voice, ...]:
    """Return the voices of a language, an engine, or all, best first for each language.

    Raises EngineError where there is none, UsageError where there is no such engine.
    """
    asked = (engine_named(engine),) if engine else engines()
    found = tuple(voice for each in asked for voice in each.voices() if _speaks(voice, language))
    if not found:
        what = f"no voice speaks {language}" if language else "nothing can speak here"
        raise EngineError("VB-E05", what, hint="`voicebook doctor` says what is missing")
    return found


def _speaks(voice: Voice, language: str | None) -> bool:
    spoken = voice.language.lower()
    return language is None or spoken == language.lower() or spoken.startswith(language.lower() + "-")


def models_at(path: Path) -> Company:
    """Return the voices of a model on the disk, or of a folder of models. Raises EngineError."""
    from voicebook.engines.piper import ENGINE

    if not ENGINE.is_installed():
        hint = 'uv pip install "voicebook[piper]"'
        raise EngineError("VB-E01", "the extra piper, which speaks models, is not installed", hint=hint)
    voices = ENGINE.at(path)
    if not voices:
        hint = "NAME.onnx lies beside NAME.onnx.json, as Piper's voices do"
        raise EngineError("VB-E03", f"there is no voice in {path}", hint=hint)
    return Company(ENGINE, ENGINE.fingerprint(), voices)


@dataclass(frozen=True, slots=True)
class Casting:
    """Who speaks which text of a book, by its settings; what does not work out is noted."""

    voices: Cast
    language: str  # of the book
    settings: Settings
    notes: Notes

    def speaker(self, block: Block, language: str, role: Role, text: str) -> Speaker:
        """Return who speaks a text, and how.

        Raises EngineError where nobody speaks the book's own language.
        """
        rule = next(
            (each for each in self.settings.voices if _fits(each, block, language, role)), VoiceRule()
        )
        voice = self._ruled(rule, text) or self._usual(language, role, text)
        self.notes.speakers.setdefault(voice, language)
        if not self.voices.reads(voice, text):
            self.notes.unread.add("", text[:EXCERPT])
        can = self.voices.capabilities(voice)
        rate = self._within("rate", voice, self.settings.rate * rule.rate, can.rates)
        pitch = self._within("pitch", voice, self.settings.pitch * rule.pitch, can.pitches)
        return voice, SpeechSettings(rate, pitch, levelled=self.settings.loudness != "off")

    def unpronounced(self, lexicon: Lexicon) -> tuple[Finding, ...]:
        """Return a finding if the lexicon has phonemes that the narrator's voice does not take."""
        count = sum(bool(entry.phonemes) for entry in lexicon.entries)
        if not count or IPA in self.voices.narrator(self.language).alphabets:
            return ()
        what = f"the voice takes no phonemes: {count} of the lexicon are said as written"
        return (
            Finding("VB-L03", Severity.WARNING, what, hint="spell them in words, or choose another voice"),
        )

    def _within(self, what: str, voice: Voice, asked: float, bounds: tuple[float, float]) -> float:
        """Return what was asked for, as far as the engine can do it; if that is less, it is noted."""
        done = min(max(asked, bounds[0]), bounds[1])
        if done != asked:
            note = f"engine {voice.engine} speaks at {what} {done:g}: {asked:g} is beyond it"
            self.notes.limited[note] = None
        return done

    def _ruled(self, rule: VoiceRule, text: str) -> Voice | None:
        if rule.voice is None:
            return None
        found = self.voices.named(rule.voice, text)
        if found is None and self.voices.named(rule.voice, "") is None:
            self.notes.absent.setdefault(rule.voice, Cases()).add("", "")
        return found

    def _usual(self, language: str, role: Role, text: str) -> Voice:
        """Return the voice of a language: where there is none, the book's own."""
        try:
            return self.voices.voice(language, role, text)
        except EngineError:
            if language == self.language:
                raise
            self.notes.languages.setdefault(language, Cases()).add("", "")
            return self.voices.voice(self.language, role, text)


def _fits(rule: VoiceRule, block: Block, language: str, role: Role) -> bool:
    tag = (rule.language or language).lower()
    opening = f"{rule.character}:".casefold() if rule.character else ""
    return (
        rule.role in {None, role.value}
        and tag in {language.lower(), primary(language)}
        and block.text.lstrip().casefold().startswith(opening)
    )


def _company(engine: Engine) -> Company:
    return Company(engine, engine.fingerprint(), tuple(engine.voices()))


def _nobody() -> Company:
    raise EngineError("VB-E04", "no speech engine works here", hint="`voicebook doctor` says why")


@cache
def script(char: str) -> str:
    """Return the script of a letter, as its Unicode name begins: "a" → "LATIN", "α" → "GREEK"."""
    return unicodedata.name(char, "").partition(" ")[0]
