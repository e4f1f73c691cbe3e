"""What books of a batch have in common is spoken once; how far the batch is, is told."""

from concurrent.futures import Future
from pathlib import Path

import pytest

from building import Silent, build, made
from voicebook.making.tally import Tally
from voicebook.speaking.places import SharedPlaces
from voicebook.speaking.tasks import Answer, Done, Job, Lost, SpeakTask, Task


def library(folder: Path, count: int, common: str, own: str = "Only in book {}.") -> Path:
    folder.mkdir()
    for number in range(count):
        text = "\n\n".join([own.format(number), common, f"The end of book {number}."])
        (folder / f"book-{number}.md").write_text(f"# Opening\n\n{text}\n\n# {number}\n\n{common}\n")
    return folder


def keys(tasks: list[Task]) -> list[str]:
    return [line.key for task in tasks if isinstance(task, SpeakTask) for line in task.lines]


def test_a_sentence_of_several_books_is_spoken_once(tmp_path: Path) -> None:
    common = " ".join(f"This is sentence {number} of the licence." for number in range(40))
    tasks: list[Task] = []
    outcomes = build([library(tmp_path / "texts", 6, common)], tmp_path / "out", tasks=tasks)
    assert all(made(outcome) for outcome in outcomes)
    asked = keys(tasks)
    assert len(asked) == len(set(asked))
    assert len(asked) < 2 * 40


def test_what_is_shared_sounds_as_if_it_were_not(tmp_path: Path) -> None:
    common = " ".join(f"This is sentence {number} of the licence." for number in range(40))
    texts = library(tmp_path / "texts", 3, common)
    build([texts], tmp_path / "together")
    for number in range(3):
        (outcome,) = build([texts / f"book-{number}.md"], tmp_path / f"alone-{number}")
        assert made(outcome)
        name = f"book-{number}/book-{number}.epub"
        alone = (tmp_path / f"alone-{number}" / name).read_bytes()
        assert alone == (tmp_path / "together" / name).read_bytes()


class Asked:
    """An executor that never answers by itself."""

    workers = 1
    stopped = False

    def __init__(self) -> None:
        self.futures: list[Future[Answer]] = []

    def submit(self, job: Job) -> "Future[Answer]":
        self.futures.append(Future())
        return self.futures[-1]


def test_a_pack_that_was_spoken_since_a_book_looked_for_it_is_not_asked_for_again() -> None:
    executor = Asked()
    shared = SharedPlaces(executor)
    job = Job((0, 0, 0, 0), Path("task"))
    shared.submit("pack", job)
    executor.futures[0].set_result(Done("pack"))
    assert shared.submit("pack", job).done()
    shared.forget("pack")
    assert not shared.submit("pack", job).done()
    executor.futures[1].set_result(Lost("died", 0))
    assert not shared.submit("pack", job).done()
    assert len(executor.futures) == 3


@pytest.mark.parametrize("engine", ["faulty", "faulty-forked"])
@pytest.mark.parametrize("times", [1, 2, 30])
def test_a_shared_sentence_that_fails_stops_no_book(
    tmp_path: Path, faults: Path, engine: str, times: int
) -> None:
    (faults / "fails").write_text(str(times))
    texts = library(tmp_path / "texts", 4, "One is fine. This one fails. Another is fine.")
    outcomes = build([texts], tmp_path / "out", {"engine": engine})
    gaps = sum(finding.code == "VB-E13" for outcome in outcomes for finding in made(outcome).findings)
    assert gaps == 0 if times < 3 else gaps > 0
    assert all(made(outcome).narrated for outcome in outcomes)


def test_how_far_a_batch_is_grows_to_the_whole(tmp_path: Path) -> None:
    heard = Silent()
    texts = library(tmp_path / "texts", 5, "A few words.")
    build([texts], tmp_path / "out", progress=heard)
    assert sorted(each.done for each in heard.overall) == [1, 2, 3, 4, 5]
    assert {each.count for each in heard.overall} == {5}
    last = max(heard.overall, key=lambda each: each.done)
    assert last.share == pytest.approx(1.0)
    assert last.left == pytest.approx(0.0)


def test_books_in_which_nothing_has_changed_tell_nothing_of_speed() -> None:
    tally = Tally({"a": 100, "b": 100, "c": 200})
    assert tally.add("a", made=False).left is None
    told = tally.add("b", made=True)
    assert told.left is not None
    assert (told.done, told.count, told.share) == (2, 3, 0.5)
