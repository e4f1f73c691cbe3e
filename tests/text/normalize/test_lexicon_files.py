"""Lexicons on disk: TSV and PLS."""

from pathlib import Path

import pytest

from voicebook.errors import SettingsError
from voicebook.model.speech import Phonemes
from voicebook.text.normalize.lexicon import Lexicon, LexiconEntry
from voicebook.text.normalize.lexicon_files import read_lexicon

_PLS = """<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" alphabet="ipa" xml:lang="en-GB"
    xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">
{}
</lexicon>
"""


def _spoken(lexicon: Lexicon) -> dict[str, str]:
    return {entry.written: entry.spoken for entry in lexicon.entries}


def _tsv(folder: Path, text: str) -> Path:
    path = folder / "lexicon.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def _pls(folder: Path, lexemes: str) -> Path:
    path = folder / "lexicon.pls"
    path.write_text(_PLS.format(lexemes), encoding="utf-8")
    return path


def test_forms_are_read_and_comments_skipped(tmp_path: Path) -> None:
    text = "# names\nKim\tKeem\ta name\n\nWPK\tthe Party\r\n"
    lexicon, findings = read_lexicon(_tsv(tmp_path, text))
    assert findings == ()
    assert _spoken(lexicon) == {"Kim": "Keem", "WPK": "the Party"}


def test_phonemes_stand_between_slashes(tmp_path: Path) -> None:
    lexicon, findings = read_lexicon(_tsv(tmp_path, "Port Ellen\t/pɔːt ˈɛlən/\tan island's town\n"))
    sounds = (Phonemes("ipa", "pɔːt"), Phonemes("ipa", "ˈɛlən"))
    assert findings == ()
    assert lexicon.entries == (LexiconEntry("Port Ellen", "Port Ellen", sounds),)


def test_options_follow_the_note(tmp_path: Path) -> None:
    text = "quay\tkey\t\tpart lang=en-GB\nKim\tKeem\ta name\tcase=any\nPak\tPack\t\tcase=exact\n"
    lexicon, findings = read_lexicon(_tsv(tmp_path, text))
    assert findings == ()
    assert lexicon.entries == (
        LexiconEntry("quay", "key", language="en-GB", within=True),
        LexiconEntry("Kim", "Keem", any_case=True),
        LexiconEntry("Pak", "Pack"),
    )


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("no tab here", "no tab"),
        ("Pak\t", "empty"),
        ("\tx", "empty"),
        ("\u200b\tx", "no visible character"),
        ("a\t" + "b" * 501, "longer than 500"),
        ("a\tb\tnote\tloud", "no option 'loud'"),
        ("a\tb\tnote\tlang=", "no option 'lang='"),
        ("Port Ellen\t/pɔːt/", "not as many words"),
        ("Kim\t/KIM/", "'K' is not IPA"),
        ("Kim\t/kɪm/\t\tpart", "part of a word"),
    ],
)
def test_a_broken_line_is_named_and_the_rest_still_serves(tmp_path: Path, line: str, fault: str) -> None:
    lexicon, (finding,) = read_lexicon(_tsv(tmp_path, f"# first\n{line}\nKim\tKeem\n"))
    assert _spoken(lexicon) == {"Kim": "Keem"}
    assert (finding.code, finding.where.line) == ("VB-S23", 2)
    assert fault in finding.what


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("lexicon.tsv", b"\xff\xfe\x00", "VB-S22"),
        ("lexicon.tsv", b"a" * (8 * 1024 * 1024 + 1), "VB-S20"),
        ("lexicon.pls", b"<lexicon", "VB-S24"),
        ("lexicon.pls", b"<lexicon/>", "VB-S24"),
    ],
)
def test_an_unreadable_lexicon_is_an_error(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_lexicon(path)
    assert caught.value.code == code


def test_a_missing_lexicon_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_lexicon(tmp_path / "none.tsv")
    assert caught.value.code == "VB-S21"


def test_pls_has_graphemes_phonemes_and_aliases(tmp_path: Path) -> None:
    lexemes = """
      <lexeme><grapheme>judgment</grapheme><grapheme>judgement</grapheme>
        <phoneme>ˈdʒʌdʒ<!-- a comment -->mənt</phoneme></lexeme>
      <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
      <lexeme><grapheme>read</grapheme><phoneme>riːd</phoneme><phoneme prefer="true">rɛd</phoneme></lexeme>"""
    lexicon, findings = read_lexicon(_pls(tmp_path, lexemes))
    judged = (Phonemes("ipa", "ˈdʒʌdʒmənt"),)
    assert findings == ()
    assert lexicon.entries == (
        LexiconEntry("judgment", "judgment", judged, language="en-GB"),
        LexiconEntry("judgement", "judgement", judged, language="en-GB"),
        LexiconEntry("W3C", "World Wide Web Consortium", language="en-GB"),
        LexiconEntry("read", "read", (Phonemes("ipa", "rɛd"),), language="en-GB"),
    )


@pytest.mark.parametrize(
    ("lexeme", "fault"),
    [
        ("<lexeme><phoneme>a</phoneme></lexeme>", "no grapheme"),
        ("<lexeme><grapheme>a</grapheme></lexeme>", "neither a phoneme nor an alias"),
        ('<lexeme><grapheme>a</grapheme><phoneme alphabet="x-sampa">A</phoneme></lexeme>', "x-sampa"),
    ],
)
def test_a_broken_lexeme_is_named(tmp_path: Path, lexeme: str, fault: str) -> None:
    lexicon, (finding,) = read_lexicon(_pls(tmp_path, lexeme))
    assert lexicon.entries == ()
    assert (finding.code, finding.where.line) == ("VB-S23", 4)
    assert fault in finding.what


def test_entities_of_a_hostile_lexicon_are_not_expanded(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.pls"
    declared = '<!DOCTYPE lexicon [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    lexeme = "<lexeme><grapheme>a</grapheme><alias>b&x;</alias></lexeme>"
    path.write_text(_PLS.format(lexeme).replace("<lexicon", declared + "<lexicon", 1), encoding="utf-8")
    lexicon, _ = read_lexicon(path)
    assert [entry.spoken for entry in lexicon.entries] == ["b"]
