"""Who speaks which text of a book: by rules for roles, characters and languages, else the first that can."""

from dataclasses import dataclass

from voicebook.docks import primary
from voicebook.errors import EngineError
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Block
from voicebook.model.speech import Role, Speaker, SpeechSettings, Voice
from voicebook.planning.observations import EXCERPT, Examples, Observations
from voicebook.planning.voices import VoiceChain
from voicebook.settings import Settings, VoiceRule
from voicebook.text.normalize.lexicon import Lexicon
from voicebook.text.normalize.lexicon_files import IPA


@dataclass(frozen=True, slots=True)
class Casting:
    """Who speaks which text of a book, by its settings; what cannot be had as asked is observed."""

    voices: VoiceChain
    language: str  # of the book
    settings: Settings
    observations: Observations

    def speaker(self, block: Block, language: str, role: Role, text: str) -> Speaker:
        """Return who speaks a text, and how.

        Raises EngineError where nobody speaks the book's own language.
        """
        rule = next(
            (each for each in self.settings.voices if _fits(each, block, language, role)), VoiceRule()
        )
        voice = self._ruled(rule, text) or self._usual(language, role, text)
        self.observations.speakers.setdefault(voice, language)
        if not self.voices.reads(voice, text):
            self.observations.unread.add("", text[:EXCERPT])
        can = self.voices.capabilities(voice)
        rate = self._within("rate", voice, self.settings.rate * rule.rate, can.rates)
        pitch = self._within("pitch", voice, self.settings.pitch * rule.pitch, can.pitches)
        return voice, SpeechSettings(rate, pitch, levelled=self.settings.loudness != "off")

    def unpronounced(self, lexicon: Lexicon) -> tuple[Finding, ...]:
        """Return a finding if the lexicon has phonemes that the narrator's voice does not take."""
        count = sum(bool(entry.phonemes) for entry in lexicon.entries)
        if not count or IPA in self.voices.narrator(self.language).alphabets:
            return ()
        what = f"the voice takes no phonemes: {count} words of the lexicon are spoken as they are written"
        return (
            Finding("VB-L03", Severity.WARNING, what, hint="spell them in words, or choose another voice"),
        )

    def _within(self, what: str, voice: Voice, asked: float, bounds: tuple[float, float]) -> float:
        """Return what was asked for, as far as the engine can do it; if that is less, it is observed."""
        done = min(max(asked, bounds[0]), bounds[1])
        if done != asked:
            limit = f"the engine {voice.engine} cannot speak at {what} {asked:g}: it speaks at {done:g}"
            self.observations.limited[limit] = None
        return done

    def _ruled(self, rule: VoiceRule, text: str) -> Voice | None:
        if rule.voice is None:
            return None
        found = self.voices.named(rule.voice, text)
        if found is None and self.voices.named(rule.voice, "") is None:
            self.observations.absent.setdefault(rule.voice, Examples()).add("", "")
        return found

    def _usual(self, language: str, role: Role, text: str) -> Voice:
        """Return the voice of a language: where there is none, the book's own."""
        try:
            return self.voices.voice(language, role, text)
        except EngineError:
            if language == self.language:
                raise
            self.observations.languages.setdefault(language, Examples()).add("", "")
            return self.voices.voice(self.language, role, text)


def _fits(rule: VoiceRule, block: Block, language: str, role: Role) -> bool:
    tag = (rule.language or language).lower()
    opening = f"{rule.character}:".casefold() if rule.character else ""
    return (
        rule.role in {None, role.value}
        and tag in {language.lower(), primary(language)}
        and block.text.lstrip().casefold().startswith(opening)
    )
