"""An engine that fails, dies or hangs: tried again in a fresh process, given up at the third time, told."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import faulty_engine
import voicebook
from building import build, made
from voicebook.engines.fake import CHARACTER, RATE
from voicebook.model.finding import Severity
from voicebook.model.report import Outcome
from voicebook.model.speech import SpeechSettings, Word
from voicebook.speaking.tasks import Line, SpeakTask, encode
from voicebook.text.structure.announcements import of_gap
from voicebook.workers.process import Keeper, Patience

IMPATIENT = Patience(1.5, 0.001)
ENGINES = ["faulty", "faulty-forked"] if hasattr(os, "fork") else ["faulty"]
TEXT = "The owl sat there. One sentence {}. The river went by.\n\nThis is another paragraph.\n"


pytestmark = pytest.mark.usefixtures("faults")


def built(tmp_path: Path, engine: str, word: str, output: str = "out") -> Outcome:
    source = tmp_path / "owl.txt"
    source.write_text(TEXT.format(word))
    (outcome,) = build([source], tmp_path / output, {"engine": engine}, patience=IMPATIENT)
    return outcome


def epub(tmp_path: Path, output: str) -> bytes:
    return (tmp_path / output / "owl" / "owl.epub").read_bytes()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("word", ["fails", "dies", "hangs"])
def test_what_goes_wrong_twice_makes_no_difference(
    tmp_path: Path, faults: Path, engine: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(built(tmp_path, engine, word, "undisturbed"))
    monkeypatch.setenv("VOICEBOOK_CACHE", str(tmp_path / "another cache"))
    (faults / word).write_text("2")
    report = made(built(tmp_path, engine, word))
    assert (faults / word).read_text() == "0"
    assert not [finding for finding in report.findings if finding.code == "VB-E13"]
    assert epub(tmp_path, "out") == epub(tmp_path, "undisturbed")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("word", ["fails", "dies", "hangs"])
def test_the_third_time_is_one_finding_and_the_gap_is_announced(
    tmp_path: Path, faults: Path, engine: str, word: str
) -> None:
    (faults / word).write_text("3")
    report = made(built(tmp_path, engine, word))
    (gap,) = [finding for finding in report.findings if finding.code == "VB-E13"]
    assert gap.severity is Severity.ERROR
    assert gap.where.sentence
    found = voicebook.check(tmp_path / "out" / "owl" / "owl.epub")
    assert found.visible == found.narrated > 10
    assert not found.findings

    again = made(built(tmp_path, engine, word))  # not "unchanged": the sentence is tried once more
    assert not [finding for finding in again.findings if finding.code == "VB-E13"]
    assert again.seconds != report.seconds


def test_the_announcement_is_as_long_as_its_words(
    tmp_path: Path, faults: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(built(tmp_path, "faulty", "fails", "whole"))
    (faults / "fails").write_text("3")
    monkeypatch.setenv("VOICEBOOK_CACHE", str(tmp_path / "another cache"))
    report = made(built(tmp_path, "faulty", "fails"))
    letters = len(of_gap("en").replace(" ", "")) - len("Onesentencefails.")
    assert report.seconds - whole.seconds == pytest.approx(letters * CHARACTER / RATE, abs=0.002)


def test_an_engine_that_cannot_even_announce_is_one_error_and_other_books_go_on(
    tmp_path: Path, faults: Path
) -> None:
    (faults / "fails").write_text("3")
    (faults / "spoken").write_text("3")  # a word of the announcement
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("One sentence fails here.\n")
    (folder / "b.txt").write_text("Nothing is wrong here.\n")
    outcomes = build([folder], tmp_path / "out", {"engine": "faulty"}, patience=IMPATIENT)
    assert [outcome.error.code if outcome.error else "" for outcome in outcomes] == ["VB-E11", ""]


_KEEPER = """
import sys
from pathlib import Path
from voicebook.workers import process as processes
from voicebook.speaking.tasks import decode_task

keeper = processes.Keeper()
worker = keeper._running()
print(worker._process.pid, flush=True)
keeper.do(decode_task(Path(sys.argv[1]).read_bytes()))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_worker_that_hangs_ends_when_its_parent_is_killed(tmp_path: Path, faults: Path) -> None:
    (faults / "hangs").write_text("1")
    (tmp_path / "fresh").mkdir()
    voice = faulty_engine.FORKED.voices()[0]
    lines = (Line("a", (Word("hangs"),)),)
    task = SpeakTask("a", voice, SpeechSettings(), lines, str(tmp_path / "cache"), str(tmp_path / "fresh"))
    (tmp_path / "task.json").write_bytes(encode(task))
    command = [sys.executable, "-c", _KEEPER, str(tmp_path / "task.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        wait_for(lambda: (faults / "hangs").read_text() == "0")  # it has begun to hang
        parent.kill()
    wait_for(lambda: not group_is_alive(worker))


def group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(what: Callable[[], bool]) -> None:
    for _ in range(200):
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen in 20 s")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_worker_does_not_inherit_what_dask_sets_for_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    keeper = Keeper()
    try:
        worker = keeper._running()._process.pid
        wait_for(lambda: Path(f"/proc/{worker}/cmdline").read_bytes().endswith(b"worker\0"))
        environment = Path(f"/proc/{worker}/environ").read_bytes()
    finally:
        keeper.end()
    assert b"PATH=" in environment
    assert b"MALLOC_TRIM_THRESHOLD_" not in environment
