"""A book at a loudness that somebody asks for: measured whole, one gain, kept while it does."""

from pathlib import Path
from typing import Any

import pytest

import voicebook
from building import build, made
from voicebook.audio.decode import decode
from voicebook.audio.loudness import TARGETS, level_of, loudness, true_peak
from voicebook.audio.loudness import Measured as Meter
from voicebook.engines.fake import RATE
from voicebook.speaking.tasks import EncodeTask, MeasureTask, SpeakTask, Task

TEXT = "# One\n\n{}\n\n# Two\n\nThe river went by below it, and nobody saw it go.\n\n# Three\n\nIt left.\n"
FIRST = "The owl sat on the old grey wall. It did not move."


def built(folder: Path, loudness: str, first: str = FIRST, **options: Any) -> Path:
    (folder / "owl.md").write_text(TEXT.format(first))
    settings = {"loudness": loudness, "language": "en", "formats": ("epub", "mp3", "m4b")}
    (outcome,) = build([folder / "owl.md"], folder / "out", settings, **options)
    assert not outcome.is_severe()
    made(outcome)
    return folder / "out" / "owl"


def sound(book: Path) -> list[bytes]:
    return [b"".join(decode(path, RATE)) for path in sorted((book / "audio").glob("*.mp3"))]


@pytest.mark.parametrize("target", ["podcast", "broadcast", "audiobook"])
def test_a_book_has_the_loudness_that_was_asked_for(tmp_path: Path, target: str) -> None:
    book = built(tmp_path, target)
    wanted = TARGETS[target]
    meter = Meter()
    for pcm in sound(book):
        meter.add(pcm, RATE)
    room = wanted.head / 1000 * len(sound(book)) * RATE  # silence that the gain was not measured with
    meter.samples -= int(room)
    assert level_of([meter], weighted=wanted.weighted) == pytest.approx(wanted.level, abs=0.6)
    assert max(true_peak(pcm, RATE) for pcm in sound(book)) <= wanted.ceiling
    checked = voicebook.check(book / "owl.epub", decode=True)
    assert not checked.findings
    assert checked.loudness == pytest.approx(loudness(b"".join(sound(book)), RATE), abs=1)  # with packaging
    assert checked.peak is not None
    assert checked.peak <= wanted.ceiling
    assert voicebook.check(book / "owl.epub").loudness is None


def test_an_audiobook_has_room_before_and_after(tmp_path: Path) -> None:
    for pcm in sound(built(tmp_path, "audiobook")):
        frames = len(pcm) // 2
        wave = memoryview(pcm).cast("h")
        heard = [at for at in range(frames) if abs(wave[at]) > 300]
        assert 0.5 <= heard[0] / RATE <= 1
        assert 1 <= (frames - heard[-1]) / RATE <= 5


def test_a_voice_as_it_is_has_no_gain(tmp_path: Path) -> None:
    (tmp_path / "off").mkdir()
    (tmp_path / "voice").mkdir()
    off, voice = built(tmp_path / "off", "off"), built(tmp_path / "voice", "voice")
    assert [loudness(pcm, RATE) for pcm in sound(off)] == [loudness(pcm, RATE) for pcm in sound(voice)]


def test_one_sentence_changed_encodes_one_chapter(tmp_path: Path) -> None:
    built(tmp_path, "podcast")
    tasks: list[Task] = []
    built(tmp_path, "podcast", FIRST.replace("did", "could"), tasks=tasks)
    assert sum(len(task.lines) for task in tasks if isinstance(task, SpeakTask)) == 1
    assert sum(isinstance(task, MeasureTask) for task in tasks) == 1
    assert sum(isinstance(task, EncodeTask) for task in tasks) == 2  # in two codecs


def test_another_target_speaks_nothing_and_encodes_all(tmp_path: Path) -> None:
    built(tmp_path, "podcast")
    tasks: list[Task] = []
    built(tmp_path, "broadcast", tasks=tasks)
    assert not [task for task in tasks if isinstance(task, SpeakTask | MeasureTask)]
    encoded = [task.name for task in tasks if isinstance(task, EncodeTask)]
    assert len(encoded) == len(set(encoded)) >= 2 * 4


def test_the_same_text_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    one, two = (built(tmp_path / name, "audiobook") for name in "ab")
    for path in one.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (two / path.relative_to(one)).read_bytes(), path
