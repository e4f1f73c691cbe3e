"""The auditor as a whole: ends of audio, counts, bounds, and the files it is not given."""

from pathlib import Path

import pytest

from narrated_epub import FRAMES, PARS, RATE, mp3, par, valid_book
from voicebook.checking.audit import MOST_ALIKE, audit
from voicebook.checking.container import LARGEST_DIRECTORY
from voicebook.errors import SourceError, UsageError
from voicebook.model.finding import Audit, Severity

KNOWN = {f"EPUB/{Path(name).stem}.xhtml": (frames, RATE) for name, frames in FRAMES.items()}


def codes(found: Audit) -> list[str]:
    return [finding.code for finding in found.findings]


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    return valid_book().save(tmp_path / "book.epub")


def test_frames_that_went_into_the_encoder_agree_to_the_millisecond(valid: Path) -> None:
    assert codes(audit(valid, frames=KNOWN)) == []


def test_frames_are_found_by_names_relative_to_the_package_too(valid: Path) -> None:
    assert codes(audit(valid, frames={"c1.xhtml": (5 * RATE + 23, RATE)})) == ["VB-C66"]


@pytest.mark.parametrize(("more", "code"), [(23, "VB-C66"), (-23, "VB-C65")])
def test_a_millisecond_between_frames_and_last_clip_is_found(valid: Path, more: int, code: str) -> None:
    assert codes(audit(valid, frames=KNOWN | {"EPUB/c2.xhtml": (2 * RATE + more, RATE)})) == [code]


def test_half_a_frame_of_a_millisecond_is_rounding(valid: Path) -> None:
    assert codes(audit(valid, frames=KNOWN | {"EPUB/c2.xhtml": (2 * RATE + 10, RATE)})) == []


def test_frames_of_a_document_that_the_book_does_not_sound_are_found(valid: Path) -> None:
    found = audit(valid, frames=KNOWN | {"c3.xhtml": (RATE, RATE)})
    assert [(f.code, f.where.document) for f in found.findings] == [("VB-C69", "c3.xhtml")]


def test_decoding_agrees_with_what_was_encoded(valid: Path) -> None:
    assert codes(audit(valid, decode=True)) == []


def test_decoding_finds_what_a_header_with_padding_hides(tmp_path: Path) -> None:
    book = valid_book()
    book.files["EPUB/audio/c2.mp3"] = mp3(2 * RATE - 500)
    path = book.save(tmp_path / "book.epub")
    assert codes(audit(path)) == []
    assert codes(audit(path, decode=True)) == ["VB-C65"]


def test_audio_cut_short_behind_its_header_is_found_by_decoding(tmp_path: Path) -> None:
    book = valid_book()
    whole = book.files["EPUB/audio/c1.mp3"]
    book.files["EPUB/audio/c1.mp3"] = whole[: len(whole) // 2]
    path = book.save(tmp_path / "book.epub")
    assert set(codes(audit(path, decode=True))) & {"VB-C65", "VB-C72"}


def test_a_long_mp3_without_a_header_is_measured_to_its_end(tmp_path: Path) -> None:
    book = valid_book()
    bare = mp3(10 * RATE, "-b:a", "160k", "-write_xing", "0")
    assert len(bare) * 100 > LARGEST_DIRECTORY * 2
    book.files["EPUB/audio/c2.mp3"] = bare * 100
    found = audit(book.save(tmp_path / "book.epub"))
    assert codes(found) == ["VB-C71", "VB-C66"]


def test_a_shared_audio_file_goes_on_from_overlay_to_overlay(tmp_path: Path) -> None:
    book = valid_book()
    text = book.files["EPUB/c2.smil"].decode()
    for begin, end, key in (("0.000", "1.000", "c2-h"), ("1.000", "2.000", "c2-p")):
        moved = par(key, f"{int(begin[0]) + 5}.000", f"{int(end[0]) + 5}.000").replace("c2.mp3", "c1.mp3")
        text = text.replace(par(key, begin, end), moved)
    book.files["EPUB/c2.smil"] = text.encode()
    book.files["EPUB/audio/c1.mp3"] = mp3(7 * RATE)
    book.opf('<item id="a2" href="audio/c2.mp3" media-type="audio/mpeg"/>')
    del book.files["EPUB/audio/c2.mp3"]
    assert codes(audit(book.save(tmp_path / "book.epub"))) == []


def test_findings_say_which_file_and_line(tmp_path: Path) -> None:
    book = valid_book()
    book.edit("EPUB/c2.xhtml", "</body>", "<p>And a gull.</p></body>")
    path = book.save(tmp_path / "book.epub")
    silent = next(f for f in audit(path).findings if f.code == "VB-C41")
    assert "“And a gull.”" in silent.what
    assert "3 of 9" in silent.what
    assert str(silent.where) == f"{path}, EPUB/c2.xhtml, line 8"


def test_contents_with_a_voice_of_their_own_are_counted(tmp_path: Path) -> None:
    book = valid_book()
    book.opf(' properties="nav"', ' properties="nav" media-overlay="m1"')
    book.edit("EPUB/nav.xhtml", "</head>", '<link rel="stylesheet" href="book.css"/></head>')
    line = PARS["c1"][-1].replace("5.000", "4.500")
    nav = line.replace("c1.xhtml#c1-i", "nav.xhtml#toc-h").replace("4.500", "5.000").replace("4.000", "4.500")
    book.edit("EPUB/c1.smil", PARS["c1"][-1], line + nav)
    found = audit(book.save(tmp_path / "book.epub"))
    assert (found.visible, found.narrated) == (22 + 5, 22 + 1)
    assert codes(found) == ["VB-C41", "VB-C21"]


def test_the_same_finding_again_and_again_is_summed_up(tmp_path: Path) -> None:
    book = valid_book()
    book.opf('<meta property="schema:accessibilityFeature">alternativeText</meta>')
    book.edit("EPUB/c2.xhtml", "grass.", "grass." + '<img src="boat.png"/>' * 500)
    found = audit(book.save(tmp_path / "book.epub"))
    assert codes(found) == ["VB-C32"] * (MOST_ALIKE + 1)
    assert found.findings[-1].what == f"and {500 - MOST_ALIKE} more like these"


def test_notes_leave_a_book_clean_and_warnings_do_not(tmp_path: Path) -> None:
    book = valid_book()
    book.opf("<spine>", '<spine><itemref idref="nav"/>')
    noted = audit(book.save(tmp_path / "book.epub"))
    assert [finding.severity for finding in noted.findings] == [Severity.NOTE]
    assert noted.is_clean
    book.opf(' xml:lang="en"')
    assert not audit(book.save(tmp_path / "book.epub")).is_clean


def test_entities_of_html_are_the_text_they_stand_for(tmp_path: Path) -> None:
    book = valid_book()
    declared = '<!DOCTYPE html [<!ENTITY sea "sea">]>'
    book.edit("EPUB/c2.xhtml", "<!DOCTYPE html>", declared)
    book.edit("EPUB/c2.xhtml", "grass.", "grass&amp;&sea;.")
    found = audit(book.save(tmp_path / "book.epub"))
    assert found.visible == 22


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="VB-U41"):
        audit(tmp_path / "none.epub")


@pytest.mark.parametrize("data", [b"", b"PK", b"%PDF-1.7 a page", b"\0" * 100_000])
def test_what_is_no_zip_is_an_error_of_the_source(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="VB-R40"):
        audit(path)


@pytest.mark.parametrize("name", ["META-INF/container.xml", "EPUB/package.opf"])
def test_a_zip_without_a_package_is_an_error_of_the_source(tmp_path: Path, name: str) -> None:
    book = valid_book()
    del book.files[name]
    with pytest.raises(SourceError, match="VB-R42"):
        audit(book.save(tmp_path / "book.epub"))
