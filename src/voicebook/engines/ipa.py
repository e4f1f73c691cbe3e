"""IPA for people: what engines say, in the broad transcription that dictionaries use.

Engines mark stress before the vowel ("həlˈoʊ"), and so does this: where a syllable begins they do not tell.
"""

import re
import unicodedata

_ELSEWHERE = str.maketrans({"ᵻ": "ɪ", "ᵊ": "ə", "g": "ɡ"})
_ENGLISH = str.maketrans({"ɐ": "ə"})  # eSpeak NG's weak "a"; in other languages it is a vowel of its own
_RHOTIC = re.compile("ɜː?(?!ɹ)")
_SIBILANT = re.compile(r"[szʃʒʧʤ]$")
_VOICELESS = re.compile(r"[ptkfθ]$")
_STRESS = re.compile("[ˈˌ]")
_TONES = "˥˦˧˨˩"
_NUCLEUS = re.compile("(?:[aeɔ]ɪ|[aoə]ʊ|[ɪeɛʊ]ə|[aɑɐɒæeəɘɚɛɜɝɞɤiɨɪoɵøœɔuʉʊɯʌyʏɶ])[ːˑ]?")


def broad(said: str, language: str) -> str:
    """Return the sounds of one word of a language, without punctuation: "lˈɛd," → "lɛd".

    A word of one syllable has no stress mark. `language` is BCP 47.
    """
    sounds = said.translate(_ELSEWHERE)
    if language.partition("-")[0].lower() == "en":
        sounds = sounds.translate(_ENGLISH)
    if language.lower() == "en-us":
        sounds = _RHOTIC.sub("ɜːɹ", sounds)
    kept = "".join(char for char in sounds if unicodedata.category(char)[0] in "LM" or char in _TONES)
    return kept if len(_NUCLEUS.findall(_STRESS.sub("", kept))) > 1 else _STRESS.sub("", kept)


def possessive(said: str) -> str:
    """Return the sound of "'s" after a word: "kɪm" → "z", "maɪk" → "s", "ælɪs" → "ᵻz"."""
    if _SIBILANT.search(said):
        return "ᵻz"
    return "s" if _VOICELESS.search(said) else "z"
