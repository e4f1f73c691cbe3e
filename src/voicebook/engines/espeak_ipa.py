"""IPA -> the phoneme mnemonics that eSpeak NG takes between `[[` and `]]`.

Each language has mnemonics of its own; those of `espeak-ipa.tsv` were read off what the library makes
of words, and a test has every one of them spoken. A sound that a language lacks becomes its nearest.
"""

import re
import unicodedata
from functools import cache

from voicebook.text import tsv

_STRESS = {"ˈ": "'", "ˌ": ","}
_NO_SOUND = "-"


@cache
def languages() -> tuple[str, ...]:
    """Return the languages whose voices take IPA, without region."""
    return tsv.columns(__package__, "espeak-ipa.tsv")[1:]


def mnemonics(ipa: str, language: str) -> str:
    """Return a word's IPA in the mnemonics of a language: "ˈkɪm" → "'kIm"; "" if nothing is left of it.

    Length marks alone, ties, tones, syllable dots and diacritics are passed over.
    """
    table, sounds = _table(language)
    plain = unicodedata.normalize("NFD", ipa)
    return "".join(table[sound] for sound in sounds.findall(plain))


def possessive(said: str) -> str:
    """Return the sound of "'s" after a word: "'kIm" → "z", "m'aIk" → "s", "'alIs" → "Iz"."""
    if said[-1] in "szSZ":
        return "Iz"
    return "s" if said[-1] in "ptkfT" else "z"


@cache
def _table(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the mnemonics of a language and a pattern of the sounds in it, the longest first."""
    column = 1 + languages().index(language)
    rows = tsv.rows(__package__, "espeak-ipa.tsv")
    table = {row[0]: "" if row[column] == _NO_SOUND else row[column] for row in rows} | _STRESS
    tied = {f"{sound[0]}\u0361{sound[1:]}": said for sound, said in table.items() if len(sound) > 1}
    table |= {unicodedata.normalize("NFD", sound): said for sound, said in (table | tied).items()}
    sounds = sorted(table, key=lambda sound: (-len(sound), sound))
    return table, re.compile("|".join(map(re.escape, sounds)))
