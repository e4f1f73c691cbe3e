"""Every format, read back by a library that did not write it."""

import json
from html import unescape
from pathlib import Path
from typing import Any

import mutagen.id3
import mutagen.mp3
import mutagen.mp4
import mutagen.oggopus
import pytest
import webvtt

from building import build, made
from voicebook.audio.decode import decoded_frames
from voicebook.model.report import BookReport
from voicebook.model.timeline import parse_clock

FORMATS = ("epub", "mp3", "mp3book", "m4b", "opus", "vtt", "srt", "json", "m3u")
TEXT = """---
title: "The Owl; and = the #River"
author: Ann Lee
date: 2026
language: en
---

# One & two

The owl sat on the wall. It had 10 000 feathers, and it **said** “no” to 3 < 4.

# Three

The river went by below it --> slowly.
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe"
    "a7357c060000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a book in every format; return its folder."""
    folder = tmp_path_factory.mktemp("formats")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEBOOK_CACHE", str(folder / "cache"))
        source(folder)
        report = built(folder)
    assert set(report.outputs) >= {"owl.epub", "owl.mp3", "owl.m4b", "owl.m3u8", "owl.timeline.json"}
    return folder / "out" / "owl"


def source(folder: Path, text: str = TEXT) -> Path:
    (folder / "cover.png").write_bytes(PIXEL)
    (folder / "owl.md").write_text(text)
    return folder / "owl.md"


def built(folder: Path, **options: Any) -> BookReport:
    settings = {"formats": FORMATS, "cover": "cover.png"}
    (outcome,) = build([folder / "owl.md"], folder / "out", settings, **options)
    return made(outcome)


def timeline(book: Path) -> dict[str, Any]:
    return dict(json.loads((book / "owl.timeline.json").read_text(encoding="utf-8")))


def seconds(path: Path) -> float:
    frames, rate = decoded_frames(path)
    return frames / rate


def read(kind: Any, path: Path) -> Any:
    """Return a file as a class of mutagen, which has no types, reads it."""
    return kind(path)


def captions(path: Path) -> list[Any]:
    library: Any = webvtt
    return list(library.read(str(path)) if path.suffix == ".vtt" else library.from_srt(str(path)))


def chapters(book: Path) -> list[Path]:
    return sorted((book / "audio").glob("*.mp3"))


def test_files_of_one_chapter_have_one_name(book: Path) -> None:
    stems = [path.stem for path in chapters(book)]
    assert stems == ["01-the-owl-and-the-river", "02-one-two", "03-three"]
    for suffix in ("vtt", "srt", "opus"):
        assert [path.stem for path in sorted((book / "audio").glob(f"*.{suffix}"))] == stems


def test_an_m4b_has_chapters_tags_and_cover_and_plays_as_long(book: Path) -> None:
    file = read(mutagen.mp4.MP4, book / "owl.m4b")
    assert file.tags is not None
    assert file.tags["\xa9nam"] == ["The Owl; and = the #River"]
    assert file.tags["\xa9ART"] == ["Ann Lee"]
    assert file.tags["stik"] == [2]
    assert bytes(file.tags["covr"][0]) == PIXEL
    titles = [chapter["title"] for chapter in timeline(book)["chapters"]]
    assert [chapter.title for chapter in file.chapters] == titles
    starts = [chapter.start for chapter in file.chapters]
    lengths = [seconds(path) for path in chapters(book)]
    assert starts[0] == 0
    for number, start in enumerate(starts):
        assert start == pytest.approx(sum(lengths[:number]), abs=0.15 * (number + 1))
    assert seconds(book / "owl.m4b") == pytest.approx(sum(lengths), abs=0.15 * len(lengths))


def test_an_mp3_of_the_whole_book_has_chapters_where_the_sound_is(book: Path) -> None:
    tags = read(mutagen.id3.ID3, book / "owl.mp3")
    (contents,) = tags.getall("CTOC")
    marks = {mark.element_id: mark for mark in tags.getall("CHAP")}
    ordered = [marks[name] for name in contents.child_element_ids]
    titles = [chapter["title"] for chapter in timeline(book)["chapters"]]
    assert [str(mark.sub_frames["TIT2"]) for mark in ordered] == titles
    assert [mark.start_time for mark in ordered[1:]] == [mark.end_time for mark in ordered[:-1]]
    assert seconds(book / "owl.mp3") == pytest.approx(ordered[-1].end_time / 1000, abs=0.1)
    assert seconds(book / "owl.mp3") == pytest.approx(sum(map(seconds, chapters(book))), abs=0.5)
    assert read(mutagen.mp3.MP3, book / "owl.mp3").info.bitrate == 64_000
    assert tags.getall("APIC")[0].data == PIXEL


def test_opus_files_have_tags_and_cover_and_play_as_long(book: Path) -> None:
    for mp3 in chapters(book):
        opus = read(mutagen.oggopus.OggOpus, mp3.with_suffix(".opus"))
        assert opus["album"] == ["The Owl; and = the #River"]
        assert opus["artist"] == ["Ann Lee"]
        assert opus["metadata_block_picture"]
        assert seconds(mp3.with_suffix(".opus")) == pytest.approx(seconds(mp3), abs=0.02)


def test_captions_hold_every_sentence_in_order(book: Path) -> None:
    for chapter in timeline(book)["chapters"]:
        path = (book / chapter["audio"]).with_suffix(".vtt")
        found = captions(path)
        assert [unescape(each.text) for each in found] == [each["text"] for each in chapter["sentences"]]
        for each, sentence in zip(found, chapter["sentences"], strict=True):
            assert parse_clock(each.start[1:]) == sentence["begin"]
            assert parse_clock(each.end[1:]) == sentence["end"]
        assert sentence["end"] <= 1000 * seconds(path.with_suffix(".mp3"))
        subtitles = captions(path.with_suffix(".srt"))
        assert len(subtitles) == len(found)
        assert [each.start for each in subtitles] == [each.start for each in found]


def test_words_have_times_that_rise(book: Path) -> None:
    sentences = [each for chapter in timeline(book)["chapters"] for each in chapter["sentences"]]
    (feathers,) = (each for each in sentences if "feathers" in each["text"])
    words = [feathers["text"][begin:end] for begin, end, _, _ in feathers["words"]]
    assert words[:4] == ["It", "had", "10", "feathers,"]
    for sentence in sentences:
        times = [time for _, _, time, _ in sentence["words"]]
        assert times == sorted(times)
        assert all(sentence["begin"] <= time <= sentence["end"] for time in times)


def test_the_schema_of_the_timeline_is_documented(book: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/reference/formats.md").read_text(encoding="utf-8")
    documented = {
        line.split("`")[1] for line in page.split("## The timeline")[1].splitlines() if line.startswith("| `")
    }

    def keys(value: object, prefix: str = "") -> set[str]:
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return set().union(*(keys(each, prefix.removesuffix(".") + "[].") for each in value))
        if isinstance(value, dict):
            return set().union(
                *({prefix + key} | keys(each, f"{prefix}{key}.") for key, each in value.items())
            )
        return set()

    assert keys(timeline(book)) == documented


def test_a_playlist_names_files_that_are_there(book: Path) -> None:
    lines = (book / "owl.m3u8").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:Ann Lee – The Owl; and = the #River"]
    files = [line for line in lines if not line.startswith("#")]
    assert [book / name for name in files] == chapters(book)


def test_the_same_text_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    source(tmp_path)
    built(tmp_path)
    for path in book.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "out" / "owl" / path.relative_to(book)).read_bytes(), path


def test_only_the_changed_chapter_is_encoded_in_each_codec(tmp_path: Path) -> None:
    source(tmp_path)
    built(tmp_path)
    source(tmp_path, TEXT.replace("slowly", "quickly"))
    tasks: list[Any] = []
    built(tmp_path, tasks=tasks)
    encoded = sorted(task.name.rpartition(".")[2] for task in tasks if hasattr(task, "clips"))
    assert encoded == ["aac", "mp3", "opus"]


def test_captions_follow_what_is_left_out_for_listeners(tmp_path: Path) -> None:
    (tmp_path / "owl.md").write_text("# Owl\n\nThe owl sat[^1] there.\n\nIt left.\n\n[^1]: A small owl.\n")
    settings = {"formats": ("mp3", "vtt"), "listening": {"notes": "out"}, "language": "en"}
    (outcome,) = build([tmp_path / "owl.md"], tmp_path / "out", settings)
    made(outcome)
    found = [each.text for path in (tmp_path / "out/owl/audio").glob("*.vtt") for each in captions(path)]
    assert "It left." in found
    assert "A small owl." not in found
