"""Normalizing takes work in proportion to the length of the text: calls are counted, not seconds.

What a call of the regular expression engine costs inside is measured by benchmarks/normalization.py.
"""

import sys
from types import FrameType

import pytest

from voicebook.languages.de import GERMAN
from voicebook.languages.en import ENGLISH
from voicebook.text.language import Language
from voicebook.text.normalize.normalizer import normalize_document

_UNITS = (
    "1,", "1 ", "a.", "A.", "-1", "1/", "(", "A.B", "$1", "I ", "http://a.", "1:", "@", '"', "“a ", "A ",
    "AB ", "—", "#a", "e\u0301", "1st ", "Mr. ", "No. ", "x²", "½", "[1]", "p. ", "a/b ", "1,000,", "IV ",
    "5 m ", "WPK (", "a1", "Aa Bb Cc ", "x", "\u200b", "5 € ", "3. ", "z. B. ",
)  # fmt: skip


def _calls(text: str, pack: Language) -> int:
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        del frame, argument
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        normalize_document(text, pack, pack.code)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", _UNITS)
@pytest.mark.parametrize("pack", [ENGLISH, GERMAN], ids=["en", "de"])
def test_twice_the_text_is_at_most_little_more_than_twice_the_work(unit: str, pack: Language) -> None:
    text = unit * (3000 // len(unit))
    normalize_document(text, pack, pack.code)  # fills the caches
    assert _calls(text * 2, pack) <= 2.3 * _calls(text, pack) + 500
