"""Voices: engines asked one after another, the best for a language first, for the first that can speak."""

import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from pathlib import Path

from voicebook.docks import engine_named, engine_of, engines, full_tag, model_engines, primary
from voicebook.engines.base import Capabilities, Engine
from voicebook.errors import EngineError, UsageError
from voicebook.model.speech import Role, Voice
from voicebook.settings import Settings

_ASKING = threading.Lock()
"""One thread at a time: engines need not bear several, and eSpeak NG's list of voices does not."""

AUTO = "auto"
_HINT = "`voicebook voices` lists what can speak here"


@dataclass(frozen=True, slots=True)
class EngineVoices:
    """An engine that can speak here, and its voices."""

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


@dataclass(slots=True)
class _Queue:
    """The engines for a language: those that were asked, and those that wait."""

    waiting: Iterator[Engine | EngineVoices]
    asked: list[EngineVoices] = field(default_factory=list)


class VoiceChain:
    """The voices of a build. An engine is asked only if those before it will not do."""

    def __init__(
        self,
        order: Callable[[str], Iterable[Engine | EngineVoices]],
        wanted: str | None = None,
        language: str = "",
    ) -> None:
        """Ask the first engine for the book's `language`; "" if it is not known yet.

        `order` returns the engines for a language, the best first. `wanted` is the voice that the user
        named. Raises EngineError when no engine speaks.
        """
        self._order = order
        self._wanted = wanted
        self._language = language
        self._queues: dict[str, _Queue] = {}  # by language
        self._opened: dict[str, EngineVoices] = {}  # by name of the engine
        self._found: dict[tuple[int, str | None], Voice | None] = {}  # engine and language -> voice
        self.lead = next(self._asked(language), None) or _nobody()

    def voice(self, language: str, _role: Role, text: str = "") -> Voice:
        """Return the voice that speaks a language: of engines that have one the first that reads the text.

        Where none reads all of it, the first. Raises EngineError where no voice speaks the language.
        """
        choice: Voice | None = None
        for each in self._asked(language):
            found = self._of(each, language, named=bool(self._wanted) and choice is None)
            if found is not None and each.reads(text):
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
        """Return the first of several voices that is here and reads a text: "heart, espeak:en-GB"."""
        for name in names.split(","):
            of, _, own = name.strip().rpartition(":")
            for each in self._asked(self._language) if not of else self._guest(of):
                found = each.named(own)
                if found is not None and each.reads(text):
                    return found
        return None

    def reason(self, voice: Voice, language: str) -> str:
        """Return why a voice speaks a language: for people."""
        if self._wanted is not None:
            return "as asked for"
        asked = self._queues.get(language, self._queues[self._language]).asked
        before = list(takewhile(lambda each: voice not in each.voices, asked))
        speaking = [each.engine.name for each in before if each.voice(language)]
        if speaking:
            return f"{' and '.join(speaking)} cannot read all of it, or a rule says so"
        if before:
            return f"{' and '.join(each.engine.name for each in before)} cannot speak it"
        return "the best that is installed for it"

    def reads(self, voice: Voice, text: str) -> bool:
        """Tell whether a voice reads all letters of a text."""
        return self._engine(voice.engine).reads(text)

    def capabilities(self, voice: Voice) -> Capabilities:
        """Return what the engine of a voice can do."""
        return self._engine(voice.engine).engine.capabilities

    def fingerprint(self, engine: str) -> str:
        """Return what the sound of an engine depends on, "" if it is not among those at hand."""
        try:
            return self._engine(engine).fingerprint
        except StopIteration:
            return ""

    def title(self, voice: Voice) -> str:
        """Return a voice's name for people: "eSpeak NG, English (America)"."""
        title = self._engine(voice.engine).engine.title
        return f"{title}, {voice.description}" if voice.description else title

    def _of(self, each: EngineVoices, language: str, *, named: bool) -> Voice | None:
        """Return the voice that the user named or that speaks a language."""
        asked = (id(each), None if named else language)
        if asked not in self._found:
            voice = each.named(self._wanted) if named and self._wanted else each.voice(language)
            self._found[asked] = voice
        return self._found[asked]

    def _engine(self, name: str) -> EngineVoices:
        opened = self._opened.get(name)
        return opened or next(each for each in self._asked(self._language) if each.engine.name == name)

    def _guest(self, name: str) -> Iterator[EngineVoices]:
        """Yield the engine of a name, if it speaks here; it need not be one of those in order."""
        with suppress(EngineError, UsageError), _ASKING:
            if name not in self._opened:
                self._open(engine_named(name))
        yield from (self._opened[name],) if name in self._opened else ()

    def _asked(self, language: str) -> Iterator[EngineVoices]:
        """Yield the engines that speak here, in order; the next one is asked when it is wanted."""
        if language not in self._queues:
            self._queues[language] = _Queue(iter(self._order(language)))
        queue, at = self._queues[language], 0
        while True:
            if at == len(queue.asked):
                with _ASKING:
                    following = next(queue.waiting, None)
                    if following is None:
                        return
                    queue.asked.append(self._open(following))
            yield queue.asked[at]
            at += 1

    def _open(self, engine: Engine | EngineVoices) -> EngineVoices:
        if isinstance(engine, EngineVoices):
            return engine
        if engine.name not in self._opened:
            self._opened[engine.name] = EngineVoices(engine, engine.fingerprint(), tuple(engine.voices()))
        return self._opened[engine.name]

    def _missing(self, language: str) -> Voice:
        asked = [each.engine.name for each in self._asked(language)]
        of = f"engine {asked[0]} has" if len(asked) == 1 else f"engines {', '.join(asked)} have"
        if self._wanted is not None:
            raise EngineError("VB-E03", f"{of} no voice {self._wanted!r}", hint=_HINT)
        raise EngineError(
            "VB-E02",
            f"{of} no voice for language {language!r}",
            hint=f"{_HINT}; choose with --voice or --language",
        )


def voice_chain(settings: Settings) -> VoiceChain:
    """Return who speaks under these settings. Raises EngineError when nothing can, UsageError."""

    def order(language: str) -> Iterator[Engine | EngineVoices]:
        yield from models
        names = (name.strip() for name in settings.engine.split(","))
        yield from engines(language) if settings.engine == AUTO else map(engine_named, names)

    wanted, models = settings.voice, []
    if wanted is not None and (is_model(wanted) or Path(wanted).is_dir()):
        models.append(voices_at(Path(wanted)))
        wanted = models[0].voices[0].name if is_model(wanted) else None
    return VoiceChain(order, wanted, settings.language or "")


def find_voice(name: str) -> tuple[Engine, Voice]:
    """Return the first voice of a name or tag, and its engine; "espeak:de" asks one engine.

    A name can be a model on the disk. Raises EngineError, UsageError.
    """
    if is_model(name):
        found = voices_at(Path(name))
        return found.engine, found.voices[0]
    of, _, own = name.rpartition(":")
    for engine in (engine_named(of),) if of else engines(own):
        voice = EngineVoices(engine, "", tuple(engine.voices())).named(own)
        if voice is not None:
            return engine, voice
    raise EngineError("VB-E03", f"no engine here has a voice {name!r}", hint=_HINT)


def listed_voices(language: str | None, engine: str | None) -> tuple[Voice, ...]:
    """Return the voices of a language, an engine, or all, best first for each language.

    Raises EngineError where there is none, UsageError where there is no such engine.
    """
    asked = (engine_named(engine),) if engine else engines(language or "")
    found = tuple(voice for each in asked for voice in each.voices() if _speaks(voice, language))
    if not found:
        what = f"no voice speaks {language}" if language else "nothing can speak here"
        raise EngineError("VB-E05", what, hint="`voicebook doctor` says what is missing")
    return found


def _speaks(voice: Voice, language: str | None) -> bool:
    return language is None or f"{voice.language}-".lower().startswith(f"{language}-".lower())


def is_model(name: str) -> bool:
    """Tell whether the name of a voice is that of a model on the disk, which some engine speaks."""
    return any(name.endswith(engine.capabilities.models) for engine in model_engines())


def voices_at(path: Path) -> EngineVoices:
    """Return the voices of a model on the disk, or of a folder of models. Raises EngineError."""
    faults = []
    for engine in model_engines():
        if path.is_dir() or path.name.endswith(engine.capabilities.models):
            try:
                return EngineVoices(engine, engine.fingerprint(), tuple(engine.at(path)))
            except EngineError as error:
                faults.append(error)
    raise faults[0] if faults else EngineError("VB-E03", f"there is no voice in {path}", hint=_HINT)


def shown_name(voice: Voice) -> str:
    """Return a voice's name; of a model on the disk without its folder: a report repeats elsewhere."""
    models = engine_of(voice.engine).capabilities.models
    return Path(voice.name).stem if voice.name.endswith(models) else voice.name


def _nobody() -> EngineVoices:
    raise EngineError("VB-E04", "no speech engine works here", hint="`voicebook doctor` says why")


@cache
def script(char: str) -> str:
    """Return the script of a letter, as its Unicode name begins: "a" → "LATIN", "α" → "GREEK"."""
    return unicodedata.name(char, "").partition(" ")[0]
