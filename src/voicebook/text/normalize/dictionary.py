"""Words that a dictionary knows; a voice has to guess the sound of any other from its letters.

pyspellchecker's word lists are used: MIT licence, maintained, twelve languages in a wheel of 7 MB, nothing
fetched. Nothing is corrected here.
"""

import re
from collections.abc import Collection
from functools import cache

_PARTS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SUFFIX = re.compile(r"['’]s$")


def unknown_parts(word: str, language: str) -> tuple[str, ...]:
    """Return the parts of a spoken word that no dictionary of its language holds; none if there is no list.

    Parts are what hyphens join: "well-Oakhanger" → ("Oakhanger",). A possessive is known by its noun.
    """
    known = _known(language.partition("-")[0].lower())
    if not known:
        return ()
    parts = (_SUFFIX.sub("", part) for part in _PARTS.findall(word))
    return tuple(part for part in parts if len(part) > 1 and part.lower().replace("’", "'") not in known)


def has_dictionary(language: str) -> bool:
    """Tell whether there is a word list for a language."""
    return bool(_known(language.partition("-")[0].lower()))


@cache
def _known(language: str) -> Collection[str]:
    from spellchecker import SpellChecker

    if language not in SpellChecker.languages():
        return frozenset()
    return SpellChecker(language=language).word_frequency.dictionary.keys()
