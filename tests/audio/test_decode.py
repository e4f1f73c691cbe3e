"""Audio files back to frames, and what is refused."""

import wave
from pathlib import Path

import pytest

from voicebook.audio.decode import decode, decoded_frames
from voicebook.audio.encode import Mp3Encoder
from voicebook.audio.tags import tag_mp3
from voicebook.errors import EncodeError


def mp3(path: Path, frames: int = 33_333) -> Path:
    with Mp3Encoder(path, 22_050) as encoder:
        encoder.write(b"\x00\x10" * frames)
    return path


def test_bytes_decode_like_a_file(tmp_path: Path) -> None:
    file = mp3(tmp_path / "a.mp3")
    assert b"".join(decode(file.read_bytes(), 22_050)) == b"".join(decode(file, 22_050))


def test_another_rate_is_converted(tmp_path: Path) -> None:
    pcm = b"".join(decode(mp3(tmp_path / "a.mp3", 22_050), 16_000))
    assert abs(len(pcm) // 2 - 16_000) <= 1


def test_the_length_does_not_depend_on_the_name(tmp_path: Path) -> None:
    assert decoded_frames(mp3(tmp_path / "10: %d of 2.audio")) == (33_333, 22_050)


def test_tags_are_no_sound(tmp_path: Path) -> None:
    file = mp3(tmp_path / "a.mp3")
    tag_mp3(file, title="Owls", album="Birds", track=1, tracks=2, language="en")
    assert decoded_frames(file) == (33_333, 22_050)


def test_stereo_becomes_mono(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(4 * 500))
    assert decoded_frames(tmp_path / "a.wav") == (500, 8000)


def test_a_damaged_file_is_shorter(tmp_path: Path) -> None:
    file = mp3(tmp_path / "a.mp3", 100_000)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert decoded_frames(file)[0] < 60_000


@pytest.mark.parametrize(
    "content",
    [b"", b"text, not sound", b"#EXTM3U\n#EXTINF:1,\n/etc/hosts\n", b"ffconcat version 1.0\nfile x\n"],
)
def test_what_is_no_sound_is_refused_without_asking_ffmpeg(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.mp3"
    file.write_bytes(content)
    with pytest.raises(EncodeError) as caught:
        decoded_frames(file)
    assert caught.value.code == "VB-A06"


def test_a_file_that_only_begins_like_sound_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "a.mp3"
    file.write_bytes(b"ID3" + b"junk" * 1000)
    with pytest.raises(EncodeError) as caught:
        list(decode(file, 8000))
    assert caught.value.code == "VB-A05"
    assert "a.mp3" in str(caught.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="No such file"):
        decoded_frames(tmp_path / "none.mp3")


def test_decoding_can_stop_early(tmp_path: Path) -> None:
    stream = decode(mp3(tmp_path / "a.mp3", 2_000_000), 22_050)
    assert len(next(iter(stream))) > 0
    stream.close()  # type: ignore[attr-defined] # a generator
