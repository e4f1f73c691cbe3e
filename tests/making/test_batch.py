"""A batch: a book that fails never stops the others, and nothing finished is lost."""

import json
import signal
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from building import Silent, build
from voicebook.errors import WriteError
from voicebook.making import book
from voicebook.model.events import Started
from voicebook.planning.voices import voice_chain
from voicebook.settings import Settings


def texts(root: Path, **texts: str) -> Path:
    root.mkdir(exist_ok=True)
    for name, text in texts.items():
        (root / f"{name}.txt").write_text(text)
    return root


def records(output: Path) -> dict[str, dict[str, object]]:
    report = json.loads((output / "report.json").read_text())
    return {record["source"]: record for record in report["books"]}


GOOD = "A Title\n\nSome text is here.\n"


def test_a_book_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    root = texts(tmp_path / "in", a=GOOD, b="", c=GOOD)
    heard = Silent()
    first, second, third = build([root], tmp_path / "out", progress=heard)
    assert (first.error, third.error) == (None, None)
    assert second.error is not None
    found = records(tmp_path / "out")
    assert [found[f"in/{name}.txt"]["status"] for name in "abc"] == ["done", "failed", "done"]
    assert found["in/b.txt"]["error"]["code"] == second.error.code  # type: ignore[index]
    assert not (tmp_path / "out" / "b").exists()


def test_only_failed_builds_the_failures_again(tmp_path: Path) -> None:
    root = texts(tmp_path / "in", a=GOOD, b="")
    build([root], tmp_path / "out")
    texts(root, b=GOOD)
    heard = Silent()
    build([root], tmp_path / "out", progress=heard, only_failed=True)
    assert [line for line in heard.heard if line.startswith("started")] == ["started in/b.txt 1/1"]
    assert {record["status"] for record in records(tmp_path / "out").values()} == {"done"}


def test_a_failure_keeps_the_book_of_an_earlier_build(tmp_path: Path) -> None:
    root = texts(tmp_path / "in", a=GOOD)
    build([root], tmp_path / "out")
    before = (tmp_path / "out" / "a" / "a.epub").read_bytes()
    texts(root, a="")
    (outcome,) = build([root], tmp_path / "out")
    assert outcome.error is not None
    assert (tmp_path / "out" / "a" / "a.epub").read_bytes() == before


def test_outputs_of_a_text_that_is_gone_are_removed(tmp_path: Path) -> None:
    root = texts(tmp_path / "in", a=GOOD, b=GOOD)
    build([root], tmp_path / "out")
    (root / "b.txt").unlink()
    build([root], tmp_path / "out")
    assert not (tmp_path / "out" / "b").exists()
    assert list(records(tmp_path / "out")) == ["in/a.txt"]


def test_another_source_into_the_same_folder_removes_nothing(tmp_path: Path) -> None:
    build([texts(tmp_path / "in", a=GOOD)], tmp_path / "out")
    build([texts(tmp_path / "more", b=GOOD)], tmp_path / "out")
    assert (tmp_path / "out" / "a" / "a.epub").is_file()
    assert sorted(records(tmp_path / "out")) == ["in/a.txt", "more/b.txt"]


def test_a_second_build_into_the_same_folder_says_so(tmp_path: Path) -> None:
    root = texts(tmp_path / "in", a=GOOD)
    (tmp_path / "out" / ".voicebook").mkdir(parents=True)
    with FileLock(tmp_path / "out" / ".voicebook" / "lock"), pytest.raises(WriteError) as caught:
        build([root], tmp_path / "out")
    assert caught.value.code == "VB-W03"


def test_a_fault_of_our_own_is_one_failed_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(book, "build_book", broken)
    (outcome,) = build([texts(tmp_path / "in", a=GOOD)], tmp_path / "out")
    assert outcome.error is not None
    assert outcome.error.code == "VB-X01"


def test_an_unwritable_output_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(WriteError) as caught:
        build([texts(tmp_path / "in", a=GOOD)], tmp_path / "out")
    assert caught.value.code == "VB-W04"


def test_the_work_folder_is_gone_after_a_build(tmp_path: Path) -> None:
    build([texts(tmp_path / "in", a=GOOD, b="")], tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out" / ".voicebook").iterdir()) == ["books", "lock"]


@pytest.mark.engine
def test_books_side_by_side_ask_an_engine_one_at_a_time() -> None:
    """eSpeak NG's list of voices is one for the whole process."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        casts = list(pool.map(voice_chain, [Settings(engine="espeak")] * 24))
    assert len({len(cast.lead.voices) for cast in casts}) == 1


def test_books_are_made_side_by_side_and_told_in_their_order(tmp_path: Path) -> None:
    sizes = {"a": 1, "b": 40, "c": 5, "d": 20}
    sources = [texts(tmp_path / "in", **{name: GOOD * times for name, times in sizes.items()})]
    heard = Silent()
    outcomes = build(sources, tmp_path / "out", progress=heard, jobs=3)
    assert [outcome.folder.name for outcome in outcomes] == list(sizes)
    started = [line for line in heard.heard if line.startswith("started")]
    assert [line.split("/")[1][0] for line in started[:3]] == ["b", "d", "c"]  # the largest first


def test_an_interrupt_that_another_thread_gets_ends_the_build_too(tmp_path: Path) -> None:
    source = tmp_path / "owl.txt"
    source.write_text("The owl sat there.")
    let_go = threading.Event()

    class Interrupted(Silent):
        def started(self, event: Started) -> None:
            del event
            time.sleep(0.5)  # meanwhile the main thread begins to wait
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)  # the thread that builds
            let_go.wait(10)
            self.heard.append("waited")

    progress = Interrupted()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            build([source], tmp_path / "out", progress=progress)
        assert progress.heard == []
    finally:
        signal.signal(signal.SIGINT, before)
        let_go.set()
