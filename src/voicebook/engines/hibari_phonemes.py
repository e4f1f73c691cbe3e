"""IPA and letters -> the phonemes that hibari's models take: the alphabet of Kokoro and misaki.

A diphthong is one capital ("A" as in "day"), affricates are ligatures, a flapped t is "T", and the schwa of
"bottle" is small. Length is written in the British variety only.
"""

import re
import unicodedata

_STRESS = "ˈˌ"
_AMERICAN = (
    "eɪ A|aɪ I|ɔɪ Y|aʊ W|oʊ O|əʊ O|tʃ ʧ|dʒ ʤ|ɝː ɜɹ|ɜː ɜɹ|ɝ ɜɹ|ɚ əɹ|ɾ T|r ɹ|g ɡ|ɡ ɡ|ɫ l|ɒ ɑ|ɑː ɑ|ɔː ɔ|"
    "iː i|uː u|"
    "i i|u u|ɪ ɪ|ʊ ʊ|e ɛ|ɛ ɛ|æ æ|a æ|ʌ ʌ|ɐ ə|ə ə|ɑ ɑ|ɔ ɔ|ɜ ɜ|ᵻ ᵻ|ɨ ɪ|o O|y u|ø ɜ|œ ɜ|"
    "p p|b b|t t|d d|k k|f f|v v|θ θ|ð ð|s s|z z|ʃ ʃ|ʒ ʒ|h h|m m|n n|ŋ ŋ|"
    "ɲ nj|l l|ʎ lj|ɹ ɹ|ʁ ɹ|ʀ ɹ|w w|ʍ w|j j|"
    "x k|ç h|χ k|ɣ ɡ|ʔ t|ɟ ɡ|c k|q k|β v|ɸ f"
)
_BRITISH = "əʊ Q|oʊ Q|o Q|ɒ ɒ|ɑː ɑː|ɔː ɔː|ɜː ɜː|iː iː|uː uː|ɾ t|ɝ ɜː|ɚ ə|ɪə ɪə|eə ɛː|ɛə ɛː|ʊə ʊə|" + _AMERICAN
_NAMES = (
    "ˈA|bˈi|sˈi|dˈi|ˈi|ˈɛf|ʤˈi|ˈAʧ|ˈI|ʤˈA|kˈA|ˈɛl|ˈɛm|ˈɛn|ˈO|pˈi|kjˈu|ˈɑɹ|ˈɛs|tˈi|jˈu|vˈi|"
    "dˈʌbᵊlju|ˈɛks|wˈI|zˈi"
)


def _table(rows: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for row in rows.split("|"):
        sound, said = row.split(" ")
        table.setdefault(sound, said)
    return table


_TABLES = {False: _table(_AMERICAN), True: _table(_BRITISH)}
_SOUNDS = {
    british: re.compile("|".join(map(re.escape, sorted(table, key=lambda sound: (-len(sound), sound)))))
    for british, table in _TABLES.items()
}
_LETTERS = {False: dict(zip("abcdefghijklmnopqrstuvwxyz", _NAMES.split("|"), strict=True))}
_LETTERS[True] = {
    **{letter: said.replace("i", "iː").replace("ju", "juː") for letter, said in _LETTERS[False].items()},
    "i": "ˈI",
    "o": "ˈQ",
    "r": "ˈɑː",
    "w": "dˈʌbᵊljuː",
    "y": "wˈI",
    "z": "zˈɛd",
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


_IPA = str.maketrans(
    {
        "A": "eɪ",
        "I": "aɪ",
        "Y": "ɔɪ",
        "W": "aʊ",
        "O": "oʊ",
        "Q": "əʊ",
        "T": "ɾ",
        "ʧ": "tʃ",
        "ʤ": "dʒ",
        "ʦ": "ts",
        "ʣ": "dz",
        "ᵊ": "ə",
        "ᵻ": "ɪ",
    }
)
_VOWELS = "AIOQWYaeiouæɑɒɔəɛɜɪʊʌᵊᵻ"
_STRESS_FIRST = re.compile(f"([{_STRESS}])([^{_VOWELS}{_STRESS}]+)([{_VOWELS}])")
