from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.errors import SourceError
from voicebook.readers import charset
from voicebook.readers.binding.xhtml import allowed
from voicebook.readers.charset import decode, read_bytes, read_text

WORDS = "Das Café öffnet um 8 Uhr – „pünktlich“.\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (WORDS.encode("utf-8"), "utf-8"),
        (WORDS.encode("utf-8-sig"), "utf-8"),
        (WORDS.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), "utf-16-be"),
        (WORDS.encode("utf-32"), "utf-32-le"),
        (WORDS.encode("utf-16-le"), "utf-16-le"),
        (WORDS.encode("utf-16-be"), "utf-16-be"),
        (WORDS.encode("cp1252"), "windows-1252"),
    ],
)
def test_the_encoding_is_found(data: bytes, expected: str) -> None:
    decoded = decode(data, "a.txt")
    assert (decoded.text, decoded.encoding) == (WORDS, expected)


@pytest.mark.parametrize("codec", ["cp1252", "utf-16-le"])
def test_a_guessed_encoding_is_a_finding(codec: str) -> None:
    assert [finding.code for finding in decode(WORDS.encode(codec), "a.txt").findings] == ["VB-R21"]


def test_a_declared_encoding_is_no_finding() -> None:
    assert decode(WORDS.encode("utf-16"), "a.txt").findings == ()


def test_one_bad_byte_does_not_turn_utf_8_into_windows_1252() -> None:
    decoded = decode("ä é ü\nö ".encode() + b"\xff and", "a.txt")
    assert decoded.text == "ä é ü\nö \ufffd and"
    (finding,) = decoded.findings
    assert (finding.code, finding.where.line) == ("VB-R22", 2)


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n", "\u2028", "\x0b", "\x85", "\f", "\n\f"])
def test_every_line_end_is_a_line_feed(ends: str) -> None:
    assert decode(f"one{ends}two".encode(), "a.txt").text == "one\ntwo"


def test_control_characters_are_removed_and_told() -> None:
    decoded = decode("a\nb\x00c\x1bd\ufeffe\ufffff".encode(), "a.txt")
    assert decoded.text == "a\nbcdef"
    (finding,) = decoded.findings
    assert (finding.code, finding.where.line) == ("VB-R23", 2)
    assert finding.what.endswith(": 4")


def test_c1_controls_become_what_windows_meant() -> None:
    assert decode("it\x92s 5 \x80\x81".encode(), "a.txt").text == "it’s 5 €"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 text",
        b"PK\x03\x04 and more",
        b"{\\rtf1 hello}",
        b"\x89PNG\r\n\x1a\n",
        bytes(range(32)) * 20,
        b"\x00" * 100,
        b"\xff\xfe" + b"\x00\xd8" * 50,
    ],
)
def test_a_file_that_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError) as raised:
        decode(data, "a.txt")
    assert (raised.value.code, raised.value.where.source) == ("VB-R03", "a.txt")
    assert raised.value.hint


@pytest.mark.parametrize("data", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"***\n---\n"])
def test_a_file_with_nothing_to_read_is_refused(data: bytes, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(data)
    with pytest.raises(SourceError) as raised:
        read_text(source)
    assert (raised.value.code, raised.value.where.source) == ("VB-R02", str(source))


def test_a_missing_file_and_a_folder_are_source_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "no.txt", tmp_path):
        with pytest.raises(SourceError) as raised:
            read_bytes(path)
        assert raised.value.code == "VB-R07"


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(b"0123456789")
    assert read_bytes(source, 10) == b"0123456789"
    with pytest.raises(SourceError) as raised:
        read_bytes(source, 9)
    assert raised.value.code == "VB-R04"
    assert charset.LARGEST > 10


@given(st.binary(max_size=300))
def test_any_bytes_are_text_for_xml_or_a_source_error(data: bytes) -> None:
    try:
        text = decode(data, "a.txt").text
    except SourceError:
        return
    assert allowed(text) == text
    assert "\r" not in text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), max_size=200))
def test_utf_8_comes_through_unchanged(text: str) -> None:
    assert decode(f"x{text}".encode(), "a.txt").text == f"x{text}".replace("\ufeff", "")
