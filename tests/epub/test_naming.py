import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.epub.naming import LONGEST, link, slug, unused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Owl", "the-owl"),
        ("Où est-il?", "ou-est-il"),
        ("Straße / Łódź", "strasse-lodz"),
        ("../../etc/passwd", "etc-passwd"),
        ("Сова", "otherwise"),
        ("", "otherwise"),
        ("a" * 200, "a" * LONGEST),
        ("word " * 40, "word-" * 11 + "word"),
    ],
)
def test_slug_is_words_and_hyphens(text: str, expected: str) -> None:
    assert slug(text, "otherwise") == expected


@given(st.text(max_size=300))
def test_slug_is_short_safe_and_stable(text: str) -> None:
    name = slug(text, "x")
    assert 0 < len(name) <= LONGEST
    assert name.isascii()
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(name, "x") == name


def test_unused_numbers_from_two_whatever_the_case() -> None:
    assert unused("Audio", ".mp3", set()) == "Audio.mp3"
    assert unused("Audio", ".mp3", {"audio.mp3"}) == "Audio-2.mp3"
    assert unused("Audio", ".mp3", {"audio.mp3", "audio-2.mp3"}) == "Audio-3.mp3"


def test_link_leads_from_one_folder_to_another() -> None:
    assert link("EPUB/narration.css", "EPUB/text/one.xhtml") == "../narration.css"
    assert link("EPUB/my style.css", "EPUB/one.xhtml") == "my%20style.css"
    assert link("book.css", "one.xhtml") == "book.css"
