"""Nothing changed, nothing done; a change costs what it touches; a stop costs what was at hand."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from building import Silent, build, made
from voicebook.speaking.tasks import EncodeTask, SpeakTask, Task
from voicebook.storage.speech_cache import cache_at, usual_cache

CHAPTERS = 4


def novel(path: Path, changed: str = "") -> Path:
    """Write a novel of four chapters, of which the second can have another sentence."""
    sentences = [
        f"Chapter {chapter} has a sentence with the number {number} in it."
        for chapter in range(1, CHAPTERS + 1)
        for number in range(1, 31)
    ]
    if changed:
        sentences[40] = changed
    chapters = [" ".join(sentences[at : at + 30]) for at in range(0, len(sentences), 30)]
    path.write_text(
        "The Novel\n\n"
        + "\n\n".join(f"CHAPTER {number}\n\n{text}" for number, text in enumerate(chapters, 1))
    )
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".voicebook" not in path.parts
    }


def rebuilt(source: Path, output: Path, settings: dict[str, Any] | None = None, **options: Any) -> list[Task]:
    """Build and return the tasks that it took."""
    tasks: list[Task] = []
    (outcome,) = build([source], output, settings, tasks=tasks, **options)
    made(outcome)
    return tasks


def spoken(tasks: list[Task]) -> int:
    return sum(len(task.lines) for task in tasks if isinstance(task, SpeakTask))


def encoded(tasks: list[Task]) -> int:
    return sum(isinstance(task, EncodeTask) for task in tasks)


def test_nothing_changed_nothing_done(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt")
    first = rebuilt(source, tmp_path / "out")
    assert spoken(first) > 120
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "novel").rglob("*")}
    heard = Silent()
    os.utime(source, (1, 1))  # a clock that jumped is no change
    assert rebuilt(source, tmp_path / "out", progress=heard) == []
    assert heard.heard == ["started novel.txt 1/1", "unchanged novel.txt"]
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "novel").rglob("*")} == before


def test_the_report_of_an_unchanged_book_is_that_of_its_build(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt", changed="A word like c1ear is a finding.")
    (first,) = build([source], tmp_path / "out")
    (second,) = build([source], tmp_path / "out")
    assert made(second).unchanged
    assert made(second).findings == made(first).findings != ()
    assert made(second).outputs == made(first).outputs
    assert made(second).seconds == made(first).seconds


def test_one_sentence_changed_is_one_sentence_spoken_and_one_chapter_encoded(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "out")
    before = files(tmp_path / "out")
    novel(source, changed="This sentence is another.")
    tasks = rebuilt(source, tmp_path / "out")
    assert (spoken(tasks), encoded(tasks)) == (1, 1)
    after = files(tmp_path / "out")
    changed = {name for name in before if name.endswith(".mp3") and before[name] != after[name]}
    assert {Path(name).name for name in changed} == {"03-chapter-2.mp3"}
    assert len(before) == len(after)


@pytest.mark.parametrize(
    "settings",
    [{"title": "Another"}, {"authors": ["Ann Bee"]}, {"rights": "CC0"}, {"formats": ["mp3"]}],
    ids=lambda settings: next(iter(settings)),
)
def test_settings_of_the_package_speak_and_encode_nothing_but_what_shows_them(
    tmp_path: Path, settings: dict[str, Any]
) -> None:
    """Title page, the text's own title and the contents name title or author: only they may be made anew."""
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "out")
    tasks = rebuilt(source, tmp_path / "out", settings)
    assert spoken(tasks) <= (3 if settings.keys() & {"title", "authors"} else 0)
    assert encoded(tasks) <= (3 if settings.keys() & {"title", "authors"} else 0)


def test_another_pause_encodes_and_speaks_nothing(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "out")
    tasks = rebuilt(source, tmp_path / "out", {"pauses": {"sentence": 500}})
    assert spoken(tasks) == 0
    assert encoded(tasks) >= CHAPTERS


def test_a_build_that_spoke_nothing_knows_its_speech_as_well(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "out")
    rebuilt(source, tmp_path / "out", {"rights": "CC0"})
    novel(source, changed="This sentence is another.")
    assert spoken(rebuilt(source, tmp_path / "out")) == 1


def test_without_the_cache_only_the_changed_chapter_is_spoken(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "out")
    cache_at(usual_cache()).clear()
    novel(source, changed="This sentence is another.")
    tasks = rebuilt(source, tmp_path / "out")
    assert (spoken(tasks), encoded(tasks)) == (31, 1)


def test_another_output_folder_takes_speech_from_the_cache(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "out")
    assert spoken(rebuilt(source, tmp_path / "elsewhere")) == 0
    assert files(tmp_path / "out") == files(tmp_path / "elsewhere")


def test_an_output_that_was_changed_or_is_gone_is_made_again(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "out")
    before = files(tmp_path / "out")
    (tmp_path / "out" / "novel" / "novel.epub").write_bytes(b"spoilt")
    (tmp_path / "out" / "novel" / "audio" / "03-chapter-2.mp3").unlink()
    tasks = rebuilt(source, tmp_path / "out")
    assert spoken(tasks) == 0
    assert files(tmp_path / "out") == before


def test_a_picture_beside_the_text_is_part_of_what_goes_in(tmp_path: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"not much of a picture"
    source = tmp_path / "owl.md"
    source.write_text("# Owl\n\nA picture.\n\n![An owl](owl.png)\n")
    assert encoded(rebuilt(source, tmp_path / "out"))
    (tmp_path / "owl.png").write_bytes(png)  # that was looked for and not found
    (outcome,) = build([source], tmp_path / "out")
    assert not made(outcome).unchanged
    (tmp_path / "owl.png").write_bytes(png + b"!")
    (outcome,) = build([source], tmp_path / "out")
    assert not made(outcome).unchanged
    (outcome,) = build([source], tmp_path / "out")
    assert made(outcome).unchanged


def test_a_damaged_pack_is_made_again_and_gives_the_same_book(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "out")
    before = files(tmp_path / "out")
    packs = sorted(Path(usual_cache()).rglob("*.pack"))
    for pack in packs[::2]:
        data = bytearray(pack.read_bytes())
        data[len(data) // 2] ^= 0xFF  # in the sound: the index still reads well
        pack.write_bytes(data)
    packs[1].write_bytes(b"")
    shutil.rmtree(tmp_path / "out")
    tasks = rebuilt(source, tmp_path / "out")
    assert spoken(tasks) > 0
    assert files(tmp_path / "out") == before


def test_force_builds_what_has_not_changed(tmp_path: Path) -> None:
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "out")
    (outcome,) = build([source], tmp_path / "out", force=True)
    assert not made(outcome).unchanged


def test_a_build_killed_at_random_moments_ends_as_if_undisturbed(tmp_path: Path) -> None:
    """`benchmarks/kills.py` does it 50 times, with a real engine."""
    source = novel(tmp_path / "novel.txt")
    rebuilt(source, tmp_path / "undisturbed")
    command = [
        sys.executable,
        "-m",
        "voicebook",
        "build",
        str(source),
        "--engine",
        "fake",
        "--progress",
        "none",
    ]
    environment = {**os.environ, "VOICEBOOK_CACHE": str(tmp_path / "another cache")}
    moments = random.Random(5)
    for _ in range(3):
        process = subprocess.Popen(
            [*command, "-o", str(tmp_path / "out")], env=environment, start_new_session=True
        )
        time.sleep(moments.uniform(0.6, 2.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert not [path for path in (tmp_path / "out").rglob("*.part") if ".voicebook" not in path.parts]
    subprocess.run(
        [*command, "-o", str(tmp_path / "out")], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    assert files(tmp_path / "out") == files(tmp_path / "undisturbed")
