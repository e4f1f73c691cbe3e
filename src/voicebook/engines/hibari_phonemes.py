"""IPA and letters -> the phonemes that hibari's models take: the alphabet of Kokoro and misaki.

A diphthong is one capital ("A" as in "day"), affricates are ligatures, a flapped t is "T", and the schwa of
"bottle" is small. Length is written in the British variety only.
"""

import re
import unicodedata

from voicebook.text import tsv

_STRESS = "ˈˌ"
_VOWELS = "AIOQWYaeiouæɑɒɔəɛɜɪʊʌᵊᵻ"
_STRESS_FIRST = re.compile(f"([{_STRESS}])([^{_VOWELS}{_STRESS}]+)([{_VOWELS}])")
_IPA = str.maketrans(dict(zip("AIYWOQTʧʤʦʣᵊᵻ", "eɪ aɪ ɔɪ aʊ oʊ əʊ ɾ tʃ dʒ ts dz ə ɪ".split(), strict=True)))


def _varieties(name: str) -> dict[bool, dict[str, str]]:
    """Return a table in its American (False) and its British variety (True)."""
    rows = tsv.rows(__package__, name)
    american = {sound: said for sound, said, _ in rows if said}
    return {False: american, True: american | {sound: said for sound, _, said in rows if said}}


_TABLES = _varieties("hibari-ipa.tsv")
_LETTERS = _varieties("hibari-letters.tsv")
_SOUNDS = {
    british: re.compile("|".join(map(re.escape, sorted(table, key=lambda sound: (-len(sound), sound)))))
    for british, table in _TABLES.items()
}


def phonemes(ipa: str, *, british: bool = False) -> str:
    """Return a word's IPA in hibari's alphabet: "ˈkeɪk" → "kˈAk"; "" if nothing is left of it.

    IPA puts the stress mark before the syllable, this alphabet before its vowel. Ties, tones, syllable dots
    and diacritics are passed over; a sound that English lacks becomes its nearest.
    """
    plain = "".join(char for char in unicodedata.normalize("NFD", ipa) if not unicodedata.combining(char))
    pattern = re.compile(f"[{_STRESS}]|{_SOUNDS[british].pattern}")
    said = "".join(_TABLES[british].get(sound, sound) for sound in pattern.findall(plain))
    return _STRESS_FIRST.sub(r"\2\1\3", said).rstrip(_STRESS)


def ipa(said: str) -> str:
    """Return sounds of hibari's alphabet in IPA: "kˈAk" → "kˈeɪk"."""
    return said.translate(_IPA)


def letters(written: str, *, british: bool = False) -> str:
    """Return the names of letters: "WPK" → "dˈʌbᵊlju pˈi kˈA"; letters with accents by their plain ones."""
    plain = unicodedata.normalize("NFD", written.lower())
    return " ".join(_LETTERS[british][char] for char in plain if char in _LETTERS[british])
