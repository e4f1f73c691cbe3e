"""A studio: builds that start at once, wait, stop, and go on."""

import threading
from pathlib import Path

import pytest

import voicebook
from voicebook import Encoded, Event, Outcome, Started, Studio, UsageError

TEXT = "# {0}\n\nThe owl of {0} sat there. The river went by.\n\n# Two\n\nIt flew on from {0}.\n"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in ("ash", "beech", "cedar"):
        (folder / f"{name}.md").write_text(TEXT.format(name))
    return folder


def reports(outcomes: list[Outcome]) -> list[str]:
    return [outcome.report.metadata.title if outcome.report else "failed" for outcome in outcomes]


def test_workers_stay_for_the_next_build(texts: Path, tmp_path: Path) -> None:
    with Studio(jobs=1) as studio:
        first = list(studio.build([texts / "ash.md"], tmp_path / "a", engine="fake", language="en"))
        workers = studio.executor
        second = list(studio.build([texts / "beech.md"], tmp_path / "b", engine="fake", language="en"))
        assert studio.executor is workers
    assert reports(first) == ["Ash"]
    assert reports(second) == ["Beech"]


def test_what_no_book_could_be_built_with_is_refused_at_once(texts: Path, tmp_path: Path) -> None:
    with Studio(jobs=1) as studio, pytest.raises(UsageError):
        studio.build([texts], tmp_path / "out", engine="no such engine")
    with pytest.raises(UsageError) as error:
        voicebook.build_one(texts, tmp_path / "out", engine="fake")
    assert error.value.code == "VB-U15"


def test_a_paused_build_begins_nothing_and_goes_on(texts: Path, tmp_path: Path) -> None:
    heard: list[Event] = []
    begun, ready = threading.Event(), threading.Event()

    def hear(event: Event) -> None:
        ready.wait(30)
        heard.append(event)
        if isinstance(event, Started):
            build.pause()
            begun.set()

    with Studio(jobs=1) as studio:
        build = studio.build([texts], tmp_path / "out", progress=hear, engine="fake", language="en")
        ready.set()
        assert begun.wait(30)
        build.wait(1.0)
        assert not any(isinstance(event, Encoded) for event in heard)
        timer = threading.Timer(0.1, build.resume)
        timer.start()
        outcomes = []
        for outcome in build:
            outcomes.append(outcome)
            build.resume()
    assert sorted(reports(outcomes)) == ["Ash", "Beech", "Cedar"]


def test_a_cancelled_book_leaves_the_others_and_goes_on_next_time(texts: Path, tmp_path: Path) -> None:
    ready = threading.Event()

    def hear(event: Event) -> None:
        ready.wait(30)
        if isinstance(event, Started) and event.name == "beech":
            build.cancel(event.book)

    with Studio(jobs=1) as studio:
        build = studio.build([texts], tmp_path / "out", progress=hear, engine="fake", language="en")
        ready.set()
        outcomes = {outcome.folder.name: outcome for outcome in build}
        assert outcomes["beech"].error is not None
        assert outcomes["beech"].error.code == "VB-E12"
        assert outcomes["ash"].report is not None
        again = {
            outcome.folder.name: outcome
            for outcome in studio.build([texts], tmp_path / "out", engine="fake", language="en")
        }
    assert all(outcome.report is not None for outcome in again.values())
    assert again["ash"].report is not None
    assert again["ash"].report.unchanged


def test_a_cancelled_build_ends_and_the_same_call_makes_the_same_bytes(texts: Path, tmp_path: Path) -> None:
    ready = threading.Event()

    def hear(_: Event) -> None:
        ready.wait(30)
        build.cancel()

    with Studio(jobs=1) as studio:
        build = studio.build([texts], tmp_path / "out", progress=hear, engine="fake", language="en")
        ready.set()
        assert {outcome.error.code for outcome in build if outcome.error} == {"VB-E12"}
        list(studio.build([texts], tmp_path / "out", engine="fake", language="en"))
        list(studio.build([texts], tmp_path / "undisturbed", engine="fake", language="en"))
    for name in ("ash", "beech", "cedar"):
        book = Path(name, f"{name}.epub")
        assert (tmp_path / "out" / book).read_bytes() == (tmp_path / "undisturbed" / book).read_bytes()


def test_a_closed_studio_has_ended_its_builds(texts: Path, tmp_path: Path) -> None:
    with Studio(jobs=1) as studio:
        build = studio.build([texts], tmp_path / "out", engine="fake", language="en")
    build.wait(0)
    assert not build._thread.is_alive()
