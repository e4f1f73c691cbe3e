"""Texts that are in no book: what a voice says for them, and how it says each word."""

from typing import Self

from voicebook.docks import engine_of, full_tag, language_pack
from voicebook.engines.base import Engine, pronounce
from voicebook.model.explanation import PronouncedWord
from voicebook.model.speech import Role, SpeechSettings, Utterance, Voice
from voicebook.planning.planner import speech_key
from voicebook.planning.voices import find_voice, voice_chain
from voicebook.settings import Settings
from voicebook.text.normalize.context import context_of
from voicebook.text.normalize.normalizer import normalize, normalized_sentences, word_sources

_ANY = "mul"  # language of a voice that speaks several


class OpenVoice:
    """An engine's session, which is asked about texts instead of words. Close it, or use it in a `with`."""

    def __init__(self, engine: Engine, voice: Voice, language: str | None = None) -> None:
        """Open a voice for texts in a language, or in its own. Raises EngineError."""
        self._tag = _tag(voice, language)
        self._pack = language_pack(self._tag)
        self._session = engine.open(voice, SpeechSettings())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give everything back."""
        self._session.close()

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


def open_voice(name: str | None = None, language: str | None = None) -> OpenVoice:
    """Open a voice by its name or tag, or "ENGINE:VOICE"; without one, what narrates books in a language.

    Without a language it is that of the voice, or English. Raises EngineError.
    """
    return OpenVoice(*_found(name, language), language)


def utterance_of(text: str, name: str | None, language: str | None, how: SpeechSettings) -> Utterance:
    """Return a text of a few sentences as a voice says it, which is found as by `open_voice`."""
    engine, voice = _found(name, language)
    tag = _tag(voice, language)
    form = normalize(text, language_pack(tag), context_of(text, tag))
    key = speech_key(engine.fingerprint(), voice, how, form)
    return Utterance("", form, tag, Role.NARRATOR, voice, how, 0, key)


def _found(name: str | None, language: str | None) -> tuple[Engine, Voice]:
    if name is not None:
        return find_voice(name)
    voice = voice_chain(Settings()).narrator(language or "en")
    return engine_of(voice.engine), voice


def _tag(voice: Voice, language: str | None) -> str:
    own = "en" if voice.language == _ANY else voice.language
    return full_tag(language or own)
