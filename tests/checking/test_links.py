"""Addresses in a book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.checking.links import is_remote, resolve


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("audio/a.mp3", ("EPUB/audio/a.mp3", "")),
        ("../a.xhtml#x", ("a.xhtml", "x")),
        ("#x", ("EPUB/c.smil", "x")),
        ("", ("EPUB/c.smil", "")),
        ("./b%20c.xhtml?q#%C3%A9", ("EPUB/b c.xhtml", "é")),
        ("../../a", ("", "")),
        ("%2e%2e/%2e%2e/a", ("", "")),
        ("/etc/passwd", ("", "")),
        ("file:///etc/passwd", ("", "")),
        ("//host/a", ("", "")),
    ],
)
def test_an_address_is_a_name_in_the_book_or_none(href: str, target: tuple[str, str]) -> None:
    assert resolve("EPUB/c.smil", href) == target


@given(st.text(alphabet="./a%2e\\#", max_size=20))
def test_no_address_climbs_out(href: str) -> None:
    name, _ = resolve("EPUB/c.smil", href)
    assert not name.startswith("/")
    assert ".." not in name.split("/")


def test_windows_drives_count_as_remote() -> None:
    assert is_remote("C:/a.mp3")
