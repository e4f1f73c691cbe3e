"""Packs and the cache: lossless, shared, bounded; what is damaged is never spoken."""

import math
import os
import time
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.model.speech import Mark, Quality, Speech
from voicebook.storage.packs import Damaged, Pack, read_index, write_pack
from voicebook.storage.speech_cache import SpeechCache

RATE = 22_050


def tone(frames: int, pitch: int = 9) -> bytes:
    return array("h", (round(9000 * math.sin(n / pitch)) for n in range(frames))).tobytes()


def speeches(count: int) -> list[tuple[str, Speech]]:
    marks = (Mark(0, 0, 70), Mark(1, 70, 140, estimated=True))
    return [
        (f"key{number}", Speech(tone(1000 + number, 5 + number), RATE, marks, Quality.EXACT))
        for number in range(count)
    ]


def cached(root: Path, name: str, size: int = 3) -> Path:
    path = SpeechCache(root).path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_pack(path, RATE, speeches(size))
    return path


def test_what_comes_out_is_what_went_in(tmp_path: Path) -> None:
    write_pack(tmp_path / "a.pack", RATE, speeches(20), beside=tmp_path / "a.pcm")
    for beside in (None, tmp_path / "a.pcm", tmp_path / "gone.pcm"):
        pack = Pack(tmp_path / "a.pack", beside)
        for key, speech in reversed(speeches(20)):
            assert pack.speech(key) == speech
        pack.close()


def test_speech_at_another_rate_is_kept_at_the_packs(tmp_path: Path) -> None:
    write_pack(tmp_path / "a.pack", 2 * RATE, speeches(1))
    speech = Pack(tmp_path / "a.pack").speech("key0")
    assert (speech.rate, speech.frames, speech.marks[1]) == (
        2 * RATE,
        2000,
        Mark(1, 140, 280, estimated=True),
    )


def test_the_same_speech_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        write_pack(tmp_path / name, RATE, speeches(4))
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]


@given(st.data())
def test_no_damage_goes_unnoticed(data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pack"
        write_pack(path, RATE, speeches(3))
        whole = path.read_bytes()
        if data.draw(st.booleans()):
            path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
        else:
            at = data.draw(st.integers(0, len(whole) - 1))
            path.write_bytes(
                whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
            )
        with pytest.raises(Damaged):
            Pack(path)


def test_a_pack_that_lies_about_its_lengths_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.pack"
    path.write_bytes(b"VBPACK1\n" + b"\xff" * 100)
    with pytest.raises(Damaged):
        read_index(path)


def test_a_damaged_pack_is_dropped_from_the_cache(tmp_path: Path) -> None:
    path = cached(tmp_path, "ab12")
    cache = SpeechCache(tmp_path)
    assert cache.index("ab12") is not None
    path.write_bytes(path.read_bytes()[:60])
    assert cache.index("ab12") is None
    assert not path.exists()


def test_pruning_removes_what_was_not_used_for_longest(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path)
    paths = {name: cached(tmp_path, name) for name in ("aa1", "bb2", "cc3")}
    now = time.time()
    for age, name in enumerate(("cc3", "bb2", "aa1")):
        os.utime(paths[name], (now - 100 * age - 50,) * 2)
    cache.index("aa1")  # used again
    size = paths["aa1"].stat().st_size
    assert cache.prune(2 * size).packs == 1
    assert [name for name, path in paths.items() if path.exists()] == ["aa1", "cc3"]
    assert cache.info().bytes == 2 * size


def test_a_clock_that_jumped_keeps_nothing_for_ever(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path)
    ahead, used = cached(tmp_path, "aa1"), cached(tmp_path, "bb2")
    os.utime(ahead, (time.time() + 1e9,) * 2)
    cache.prune(0)
    assert not ahead.exists()
    assert not used.exists()


def test_clearing_removes_litter_too_and_nothing_of_others(tmp_path: Path) -> None:
    path = cached(tmp_path, "aa1")
    litter = path.parent / ".aa2.pack.0123.part"
    litter.write_bytes(b"half")
    (tmp_path / "mine.txt").write_text("not the cache's")
    cache = SpeechCache(tmp_path)
    cache.prune(10**9)
    assert litter.exists()  # somebody may be writing it
    assert cache.clear().packs == 1
    assert [entry.name for entry in tmp_path.rglob("*") if entry.is_file()] == ["mine.txt"]
