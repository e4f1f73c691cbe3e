"""A voice that stays open from text to text: it says them, and tells how it says each word."""

from typing import Self

from voicebook.audio.pcm import trim
from voicebook.docks import engine_of, full_tag, language_pack
from voicebook.engines.base import Engine, pronounce
from voicebook.model.explanation import PronouncedWord
from voicebook.model.speech import Speech, SpeechSettings, Voice
from voicebook.planning.voices import find_voice, voice_chain
from voicebook.settings import Settings
from voicebook.text.normalize.context import context_of
from voicebook.text.normalize.normalizer import normalize, normalized_sentences, word_sources

_ANY = "mul"  # language of a voice that speaks several


class OpenVoice:
    """An engine's session, which is given texts instead of words. Close it, or use it in a `with`."""

    def __init__(
        self, engine: Engine, voice: Voice, language: str | None = None, how: SpeechSettings | None = None
    ) -> None:
        """Open a voice for texts in a language, or in its own. Raises EngineError."""
        own = "en" if voice.language == _ANY else voice.language
        self._tag = full_tag(language or own)
        self._pack = language_pack(self._tag)
        self._session = engine.open(voice, how or SpeechSettings())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give everything back."""
        self._session.close()

    def say(self, text: str) -> Speech:
        """Speak a text of a few sentences, numbers and abbreviations included. Raises EngineError."""
        return trim(self._session.synth(normalize(text, self._pack, context_of(text, self._tag)).words))

    def pronounce(self, text: str) -> tuple[PronouncedWord, ...]:
        """Return how each word of a text is said, sentence by sentence.

        Raises EngineError, with code VB-E07 if the voice does not tell its phonemes.
        """
        found: list[PronouncedWord] = []
        for start, form in normalized_sentences(text, self._pack, self._tag):
            said = pronounce(self._session, form.words)
            for ipa, (letters, source) in zip(said, word_sources(form, text[start:]), strict=True):
                word = letters.of(form.text)
                if ipa or any(map(str.isalnum, word)):
                    found.append(PronouncedWord(word, ipa, source.shift(start)))
        return tuple(found)


def open_voice(
    name: str | None = None, language: str | None = None, how: SpeechSettings | None = None
) -> OpenVoice:
    """Open a voice by its name or tag, or "ENGINE:VOICE"; without one, what narrates books in a language.

    Without a language it is that of the voice, or English. Raises EngineError.
    """
    if name is not None:
        return OpenVoice(*find_voice(name), language, how)
    voice = voice_chain(Settings()).narrator(language or "en")
    return OpenVoice(engine_of(voice.engine), voice, language, how)
