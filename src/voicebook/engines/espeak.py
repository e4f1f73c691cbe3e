"""eSpeak NG, bound directly: no install, 600 to 900 times faster than speech, a mark for every word.

`open` loads and initialises the library and sets the voice, but says nothing: a process that has
only opened voices can be forked, and each fork repeats the same sound for the same words. It is
`synth` that changes the state which is carried from call to call.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from voicebook.audio.marks import complete
from voicebook.audio.pcm import silence
from voicebook.engines import alignment, espeak_ipa, ipa
from voicebook.engines.base import ANY, Capabilities, Isolation
from voicebook.engines.espeak_library import VOLUME, Library, ListedVoice, content_hash, library
from voicebook.engines.words import parts, speakable
from voicebook.errors import EngineError
from voicebook.model.speech import Mark, Quality, Speech, SpeechSettings, Voice, Word

WORDS_PER_MINUTE = 175
"""espeak's own tempo, at rate 1."""
TEMPO = (80, 525)
"""Slowest and fastest, in words per minute. Above 450 it compresses its own sound; marks keep in step."""

_LICENCE = "GPL-3.0-or-later"
_BRACKETS = str.maketrans("[]", "()")  # "[[" would begin phonemes
_ALONE_IS_NAME = frozenset({"en", "de", "fr", "pt"})
"""Languages in which every letter of A to Z, standing alone, is pronounced as its name.

Measured against `say-as` by a test. In others a letter that is also a word is not (es: y, pl: w).
"""
_ADAPTER = 1  # part of the fingerprint: goes up when the sound for the same words changes
_PAUSES = frozenset(".,;:!?…—–")
_STOPPED = ("]].", "]]…")


class EspeakEngine:
    """The engine `espeak`."""

    name = "espeak"
    title = "eSpeak NG"
    capabilities = Capabilities(marks="exact", isolation=Isolation.FORK, rank={ANY: 20})

    def missing(self) -> str:
        """Return "" when the library and its data are there and load."""
        try:
            library()
        except EngineError as error:
            return f"{error.what}; {error.hint}"
        return ""

    def fingerprint(self) -> str:
        """Return the version of eSpeak NG, a hash of its library and data, and how loud we set it."""
        return f"espeak-ng {library().version} {content_hash()} {VOLUME} {_ADAPTER}"

    def voices(self) -> tuple[Voice, ...]:
        """Return a voice for every tag that one is listed under, best first. Raises EngineError.

        A voice that stands for more than its own tag ("cmn" also for "zh") comes once for each.
        """
        rate = library().rate
        return tuple(
            Voice(self.name, voice.identifier, tag, rate, voice.name, _LICENCE, "male", _alphabets(tag))
            for tag, voice in by_tag(library().voices())
        )

    def open(self, voice: Voice, settings: SpeechSettings) -> "EspeakSession":
        """Initialise the library and set the voice. Nothing is spoken yet. Raises EngineError."""
        session = EspeakSession(library(), voice, settings)
        session.select()
        return session


@dataclass
class EspeakSession:
    """An open voice. All sessions of a process share one library, so each sets its voice again."""

    library: Library
    voice: Voice
    settings: SpeechSettings
    _names: dict[str, str] = field(default_factory=dict)

    def select(self) -> None:
        """Make this the voice of the library. Raises EngineError."""
        self.library.select(
            self.voice.name, words_per_minute(self.settings.rate), pitch_value(self.settings.pitch)
        )

    def synth(self, words: Sequence[Word]) -> Speech:
        """Speak one utterance. A word without a mark of its own gets an estimate. Raises EngineError."""
        self.select()
        sound = self.library.speak(self.markup(words))
        pcm = sound.pcm or silence(sound.rate // 100)
        given = tuple(Mark(int(name), frame, frame) for name, frame in sound.marks)
        marks = complete(given, words, len(pcm) // 2)
        return Speech(pcm, sound.rate, marks, Quality.EXACT)

    def pronounce(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Return the IPA of each word. Where words are run together ("in the"), the border is a guess."""
        said = [""] * len(words)
        told = self._told(words)
        ends = [*(first for first, _ in told[1:]), len(words)]
        for (first, phonemes), end in zip(told, ends, strict=False):
            run = words[first:end]
            alone = [self._alone(word) for word in run] if len(run) > 1 else []
            for phoneme, owner in zip(phonemes, alignment.owners(phonemes, alone), strict=True):
                said[first + owner] += phoneme
        return tuple(ipa.broad(each, self.voice.language) for each in said)

    def _told(self, words: Sequence[Word]) -> list[tuple[int, tuple[str, ...]]]:
        """Speak words; return where each run of them begins, and its phonemes."""
        self.select()
        return [(int(name), said) for name, said in self.library.ipa(self.markup(words)) if any(said)]

    def _alone(self, word: Word) -> tuple[str, ...]:
        return tuple(phoneme for _, said in self._told([word]) for phoneme in said)

    def markup(self, words: Sequence[Word]) -> str:
        """Return words as SSML with a mark before each."""
        parts = (f'<mark name="{index}"/>{self._spoken(word)}' for index, word in enumerate(words))
        said = " ".join(parts)
        # right after "]]" espeak reads the tag aloud, and a stop before the tag as "dot"
        return f"<speak>{said}{chr(10) * said.endswith(_STOPPED)} </speak>"

    def _spoken(self, word: Word) -> str:
        """Return markup for a word: as it is read, or with phonemes in its place."""
        text = speakable(word.text).translate(_BRACKETS)
        if not (word.letters or word.phonemes):
            return _escaped(text)
        before, core, suffix, after = parts(text)
        said = self._pronounced(word, core, suffix) if core else ""
        if not said:
            return _escaped(text)
        apart = " " if before else ""  # "([[" is not taken for phonemes
        pause = "".join(char for char in after if char in _PAUSES)  # it reads marks behind a stop aloud
        return _escaped(before) + apart + said + _escaped(pause)

    def _pronounced(self, word: Word, core: str, suffix: str) -> str:
        """Return markup for the phonemes or the letters of a word, "" where it is read as it stands."""
        if word.letters:
            return self._spelled(re.sub(r"[\W_]", "", core), suffix)
        language = self.voice.language.split("-")[0]
        if word.phonemes is None or not _alphabets(language):
            return ""
        said = espeak_ipa.mnemonics(word.phonemes.text, language)
        if said and suffix:
            said += espeak_ipa.possessive(said)
        return f"[[{_escaped(said)}]]" if said else ""

    def _spelled(self, letters: str, suffix: str) -> str:
        """Return markup that says letters by name: "A" → "[['eI]]", never the article.

        Phonemes flow better than `say-as`, which puts a pause before and after; it serves where a
        letter's name cannot be had without speaking.
        """
        if letters.isascii() and self.voice.language.split("-")[0] in _ALONE_IS_NAME:
            said = [*letters[:-1], letters[-1] + suffix]
            return f"[[{' '.join(self._name(letter) for letter in said)}]]"
        return f'<say-as interpret-as="characters">{_escaped(letters)}</say-as>{_escaped(suffix)}'

    def _name(self, letter: str) -> str:
        if letter not in self._names:
            self._names[letter] = self.library.pronounce(letter)
        return self._names[letter]

    def close(self) -> None:
        """Do nothing: the library stays initialised as long as the process (ending it can hang)."""


def _alphabets(tag: str) -> tuple[str, ...]:
    """Return the alphabets of phonemes that a voice of a language takes."""
    return ("ipa",) if tag.partition("-")[0] in espeak_ipa.languages() else ()


def words_per_minute(rate: float) -> int:
    """Return espeak's tempo for ours, within what it takes."""
    return min(max(round(WORDS_PER_MINUTE * rate), TEMPO[0]), TEMPO[1])


def pitch_value(pitch: float) -> int:
    """Return espeak's pitch, 0 to 100, for a factor of the voice's own: 50 for 1.

    Measured on a vowel: 25 is 0.79 of the voice's own pitch, 75 is 1.30, 100 is 1.70. It cannot go
    below 0.64 or above 1.70.
    """
    return min(max(round(50 + 65 * math.log2(pitch)), 0), 100)


def by_tag(listed: Sequence[ListedVoice]) -> list[tuple[str, ListedVoice]]:
    """Return BCP 47 tags and their voices: by language, the plain voice of a language first.

    Every voice has its own tag; a further one ("en" of the British voice) goes to the one to which
    espeak gives the best priority.
    """
    claims = {tag: min(voices, key=lambda claim: claim[0])[1] for tag, voices in _claims(listed).items()}
    own = [(voice.languages[0][1], voice) for voice in listed if voice.languages]
    both = own + [(tag, voice) for tag, voice in claims.items() if (tag, voice) not in own]
    return sorted(((bcp47(tag), voice) for tag, voice in both), key=_rank)


def _claims(listed: Sequence[ListedVoice]) -> dict[str, list[tuple[int, ListedVoice]]]:
    claims: dict[str, list[tuple[int, ListedVoice]]] = {}
    owned = {voice.languages[0][1] for voice in listed if voice.languages}
    for voice in listed:
        for priority, tag in voice.languages[1:]:
            if tag not in owned:
                claims.setdefault(tag, []).append((priority, voice))
    return claims


def _rank(entry: tuple[str, ListedVoice]) -> tuple[str, bool, str]:
    tag, voice = entry
    return tag.split("-")[0], "-" in voice.identifier, tag


def bcp47(tag: str) -> str:
    """Return espeak's tag as it is usually written: "en-us" → "en-US", "en-gb-x-rp" → "en-GB-x-rp"."""
    head, *rest = tag.split("-")
    private = rest.index("x") if "x" in rest else len(rest)
    return "-".join([head, *map(_cased, rest[:private]), *rest[private:]])


def _cased(subtag: str) -> str:
    """Write a script as "Latn", a region as "US" (BCP 47, 2.1.1)."""
    if len(subtag) == len("Latn"):
        return subtag.title()
    return subtag.upper() if len(subtag) == len("US") else subtag


def _escaped(text: str) -> str:
    return escape(text, quote=False)


ENGINE = EspeakEngine()
