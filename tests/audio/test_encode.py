"""MP3 files: exact length, repeatable bytes, honest errors, tags."""

import math
import os
import subprocess
import sys
from array import array
from pathlib import Path
from typing import Any

import pytest
from mutagen import id3, mp3

from voicebook.audio.codecs import encoder, settings_of
from voicebook.audio.decode import decode, decoded_frames
from voicebook.audio.encode import RATES, Mp3Encoder
from voicebook.audio.iso639 import three_letters
from voicebook.audio.tags import tag_mp3
from voicebook.errors import EncodeError

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


def tone(frames: int, rate: int) -> bytes:
    step = 2 * math.pi * 300 / rate
    return array("h", (round(9000 * math.sin(step * n)) for n in range(frames))).tobytes()


def encode(path: Path, pcm: bytes, rate: int = 22_050) -> Path:
    with Mp3Encoder(path, rate) as made:
        made.write(pcm)
    return path


def test_it_is_mono_of_constant_bit_rate_with_an_info_header(tmp_path: Path) -> None:
    file = encode(tmp_path / "a.mp3", tone(44_100, 22_050))
    with file.open("rb") as stream:
        info: Any = mp3.MPEGInfo(stream)
    assert (info.channels, info.sample_rate, info.bitrate_mode) == (1, 22_050, mp3.BitrateMode.CBR)
    assert abs(info.bitrate - 64_000) < 200
    assert b"Info" in file.read_bytes()[:44]
    assert not file.read_bytes().startswith(b"ID3")


@pytest.mark.parametrize("rate", RATES)
def test_what_is_decoded_is_as_long_as_what_went_in(tmp_path: Path, rate: int) -> None:
    for frames in (1, rate // 100, rate + 17):
        file = encode(tmp_path / "a.mp3", tone(frames, rate), rate)
        assert decoded_frames(file) == (frames, rate)


def test_no_length_is_played_too_long(tmp_path: Path) -> None:
    """Without the corrected Info header one length in 12 is, by up to 46 frames: here 20,161."""
    for frames in range(20_150, 20_210, 5):
        assert decoded_frames(encode(tmp_path / "a.mp3", bytes(2 * frames), 16_000)) == (frames, 16_000)


def test_a_click_is_found_where_it_was_put(tmp_path: Path) -> None:
    sound = array("h", bytes(2 * 5 * 22_050))
    sound[3 * 22_050] = 30_000
    file = encode(tmp_path / "a.mp3", sound.tobytes())
    decoded = array("h", b"".join(decode(file, 22_050)))
    assert abs(max(range(len(decoded)), key=lambda at: abs(decoded[at])) - 3 * 22_050) <= 2


def test_the_same_sound_gives_the_same_bytes_however_it_is_cut(tmp_path: Path) -> None:
    sound = tone(50_000, 22_050)
    first = encode(tmp_path / "a.mp3", sound).read_bytes()
    with Mp3Encoder(tmp_path / "another name: b.mp3", 22_050) as encoder:
        for at in range(0, len(sound), 7778):
            encoder.write(sound[at : at + 7778])
    assert encoder.frames == 50_000
    assert (tmp_path / "another name: b.mp3").read_bytes() == first


def test_a_rate_that_mp3_does_not_know_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EncodeError) as caught:
        Mp3Encoder(tmp_path / "a.mp3", 12_345)
    assert caught.value.code == "VB-A02"
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_encode_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="nothing to encode"), Mp3Encoder(tmp_path / "a.mp3", 22_050):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_exception_removes_the_partial_file(tmp_path: Path) -> None:
    def interrupted() -> None:
        with Mp3Encoder(tmp_path / "a.mp3", 22_050) as encoder:
            encoder.write(tone(500_000, 22_050))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_the_info_header_counts_every_frame(tmp_path: Path) -> None:
    """Number of MPEG frames, bytes and check sum, against a walk through the file."""
    file = encode(tmp_path / "a.mp3", tone(123_457, 22_050))
    data = file.read_bytes()
    at, walked = 0, 0
    while at < len(data):
        assert data[at] == 0xFF
        at += 208 + bool(data[at + 2] & 0x02)
        walked += 1
    assert int.from_bytes(data[21:25], "big") == walked - 1
    assert int.from_bytes(data[25:29], "big") == len(data)
    assert data.index(b"LAME") == 4 + 9 + 4 + 4 + 4 + 4 + 100 + 4  # as the specification lays it out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("frames", [500, 2_000_000])
def test_a_full_disk_is_an_error_with_a_hint(tmp_path: Path, frames: int) -> None:
    (tmp_path / "a.mp3").symlink_to("/dev/full")
    with pytest.raises(EncodeError, match="No space left") as caught:
        encode(tmp_path / "a.mp3", os.urandom(2 * frames))
    assert "make room" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="No such file"):
        encode(tmp_path / "no" / "a.mp3", bytes(1000))


def test_an_error_repeats_only_the_end_of_a_long_complaint(tmp_path: Path) -> None:
    junk = tmp_path / "x.mp3"
    junk.write_bytes(b"ID3" + os.urandom(300_000))
    with pytest.raises(EncodeError) as caught:
        list(decode(junk, 8000))
    assert len(caught.value.what) < 1_100


def test_memory_stays_flat_however_long_the_track(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from voicebook.audio.encode import Mp3Encoder\n"
        "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "piece = bytes(2 * 22050 * 60)\n"
        "with Mp3Encoder(Path(sys.argv[1]), 22050) as encoder:\n"
        "    encoder.write(piece); before = peak()\n"
        "    for _ in range(20): encoder.write(piece)\n"
        "print(peak() - before)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.mp3")], check=True, capture_output=True, text=True
    )
    assert int(run.stdout) < 4_000  # kB


def tags_of(path: Path) -> Any:
    """Return what stands in the file: mutagen would translate a year to a newer version's frame."""
    return id3.ID3(path, translate=False)  # type: ignore[no-untyped-call] # mutagen has no types


def tagged(path: Path, **changes: object) -> Path:
    facts: dict[str, object] = {
        "title": "The Owl",
        "album": "Night – Stories",
        "artists": ("Ann Bee", "Cy Dee"),
        "track": 2,
        "tracks": 11,
        "language": "en-GB",
        "cover": PNG,
        "year": "1901",
    }
    tag_mp3(path, **{**facts, **changes})  # type: ignore[arg-type]
    return path


def test_tags_say_what_the_file_is(tmp_path: Path) -> None:
    tags = tags_of(tagged(encode(tmp_path / "a.mp3", bytes(9000))))
    assert tags.version == (2, 3, 0)
    assert {name: str(tags[name]) for name in tags if name[0] == "T"} == {
        "TIT2": "The Owl",
        "TALB": "Night – Stories",
        "TPE1": "Ann Bee/Cy Dee",
        "TRCK": "2/11",
        "TLAN": "eng",
        "TYER": "1901",
    }
    cover = tags["APIC:"]
    assert (cover.mime, cover.type, cover.data) == ("image/png", 3, PNG)
    assert tags["TIT2"].encoding == 1  # UTF-16


def test_tags_repeat_byte_for_byte_and_can_be_written_again(tmp_path: Path) -> None:
    once = tagged(encode(tmp_path / "a.mp3", bytes(9000))).read_bytes()
    assert tagged(encode(tmp_path / "b.mp3", bytes(9000))).read_bytes() == once
    assert tagged(tmp_path / "a.mp3").read_bytes() == once


def test_tags_do_not_change_the_sound(tmp_path: Path) -> None:
    file = encode(tmp_path / "a.mp3", tone(30_000, 22_050))
    before = b"".join(decode(file, 22_050))
    assert b"".join(decode(tagged(file), 22_050)) == before


def test_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    file = tagged(
        encode(tmp_path / "a.mp3", bytes(9000)), artists=(), cover=b"<svg/>", year="c. 5", language="xx"
    )
    tags = tags_of(file)
    assert sorted(tags) == ["TALB", "TIT2", "TLAN", "TRCK"]
    assert str(tags["TLAN"]) == "und"


def test_odd_characters_in_a_title_do_no_harm(tmp_path: Path) -> None:
    file = tagged(encode(tmp_path / "a.mp3", bytes(9000)), title="one\x00two \ud800 😀")
    assert str(tags_of(file)["TIT2"]) == "onetwo ? 😀"


def test_tagging_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EncodeError) as caught:
        tagged(tmp_path / "no" / "none.mp3")
    assert caught.value.code == "VB-A04"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-GB", "eng"), ("DE", "deu"), ("yue", "yue"), ("zz", "und"), ("", "und"), ("x-mine", "und")],
)
def test_languages_have_three_letters_in_tags(tag: str, code: str) -> None:
    assert three_letters(tag) == code


def test_a_codec_that_nobody_encodes_is_an_error(tmp_path: Path) -> None:
    for ask in (settings_of, lambda codec: encoder(codec, tmp_path / "a", 22_050)):
        with pytest.raises(EncodeError, match="no encoder for 'flac'") as error:
            ask("flac")
        assert (error.value.code, error.value.hint) == ("VB-A09", "a writer can ask for aac, mp3, opus")
