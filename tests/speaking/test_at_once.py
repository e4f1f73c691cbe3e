"""Single sentences: from the packs of a build where they are there, else spoken before other work."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from building import Counting, Silent, build, made, pool
from faulty_engine import OPENED
from voicebook.engines.fake import CHARACTER
from voicebook.errors import EngineError
from voicebook.making.brief import brief_for
from voicebook.making.shelf import Means, Request, build_shelf
from voicebook.model.speech import PlannedSentence, Speech
from voicebook.planning.opening import read_narration
from voicebook.planning.planner import Planner
from voicebook.sources.find import find_sources
from voicebook.speaking.at_once import AtOnce, packs_of, word_times
from voicebook.speaking.tasks import Answer, Job, SpeakTask
from voicebook.storage.outputs import Outputs
from voicebook.storage.speech_cache import cache_at, usual_cache
from voicebook.storage.work_folder import TaskFolder, WorkFolder
from voicebook.workers.process import ProcessExecutor

if TYPE_CHECKING:
    from concurrent.futures import Future

TEXT = "The owl sat there. It saw 10 mice. The river went by.\n\nIt fails.\n"


def planned(tmp_path: Path, engine: str = "fake") -> tuple[PlannedSentence, ...]:
    (tmp_path / "owl.txt").write_text(TEXT)
    (source,) = find_sources([tmp_path / "owl.txt"], tmp_path / "out")
    brief = brief_for(source, {"engine": engine, "language": "en"})
    work = WorkFolder(tmp_path / "work", brief.folder)
    planner = Planner(read_narration(source, brief.settings), brief.voices, brief.settings, work)
    return tuple(planner.sentences("chapter-01.xhtml"))


def spoken(at_once: AtOnce, *sentences: PlannedSentence) -> list[Speech]:
    return list(at_once.speak((each.utterance for each in sentences), {}))


@pytest.fixture
def counting() -> Counting:
    return Counting(pool(), [])


@pytest.fixture
def at_once(tmp_path: Path, counting: Counting) -> AtOnce:
    cache = cache_at(usual_cache())
    return AtOnce(counting, cache, TaskFolder(tmp_path / "tasks"))


def test_sentences_are_spoken_in_order_each_as_a_batch_of_its_own(
    tmp_path: Path, at_once: AtOnce, counting: Counting
) -> None:
    first, second, *_ = planned(tmp_path)
    assert [speech.frames for speech in spoken(at_once, second, first)] == [
        CHARACTER * len("".join(each.utterance.spoken.text.split())) for each in (second, first)
    ]
    assert [len(task.lines) for task in counting.tasks if isinstance(task, SpeakTask)] == [1, 1]
    assert not list((tmp_path / "tasks" / "fresh").iterdir())
    spoken(at_once, first)
    assert len(counting.tasks) == 2  # it is in the cache


def test_words_are_those_that_are_written(tmp_path: Path, at_once: AtOnce) -> None:
    _, second, *_ = planned(tmp_path)
    (speech,) = spoken(at_once, second)
    times = word_times(second, speech)
    assert [each.span.of(second.sentence.written) for each in times] == ["It", "saw", "10", "mice."]
    assert [each.start for each in times] == sorted(each.start for each in times)


def test_what_a_build_has_spoken_is_used(tmp_path: Path, at_once: AtOnce, counting: Counting) -> None:
    sentences = planned(tmp_path)
    made(*build([tmp_path / "owl.txt"], tmp_path / "out", {"language": "en"}))
    utterances = [each.utterance for each in sentences]
    assert len(list(at_once.speak(utterances, packs_of(sentences)))) == len(sentences)
    assert not counting.tasks


def test_what_was_spoken_at_once_changes_no_book(tmp_path: Path, at_once: AtOnce) -> None:
    sentences = planned(tmp_path)
    made(*build([tmp_path / "owl.txt"], tmp_path / "out", {"language": "en"}))
    book = (tmp_path / "out" / "owl" / "owl.epub").read_bytes()
    cache_at(usual_cache()).clear()
    spoken(at_once, *sentences)
    made(*build([tmp_path / "owl.txt"], tmp_path / "again", {"language": "en"}))
    assert (tmp_path / "again" / "owl" / "owl.epub").read_bytes() == book


@dataclass
class Ranks(Counting):
    """An executor that notes how urgent work is."""

    ranks: list[tuple[int, ...]] = field(default_factory=list)

    def submit(self, job: Job) -> "Future[Answer]":
        self.ranks.append(job.rank)
        return super().submit(job)


def test_they_come_before_all_that_a_build_asks_for(tmp_path: Path) -> None:
    cache = cache_at(usual_cache())
    (tmp_path / "other.txt").write_text("The other book.")
    executor = Ranks(pool(), [])
    assert spoken(AtOnce(executor, cache, TaskFolder(tmp_path / "tasks")), planned(tmp_path)[0])
    found = find_sources([tmp_path / "other.txt"], tmp_path / "out")
    request = Request({"engine": "fake", "language": "en"})
    for _ in build_shelf(found, Outputs(tmp_path / "out"), request, Means(executor, cache), Silent().hear):
        pass
    first, *others = executor.ranks
    assert others
    assert all(first < other for other in others)


def test_a_damaged_pack_is_spoken_again(tmp_path: Path, at_once: AtOnce, counting: Counting) -> None:
    first, *_ = planned(tmp_path)
    (speech,) = spoken(at_once, first)
    (pack,) = Path(usual_cache()).rglob("*.pack")
    pack.write_bytes(pack.read_bytes()[:-8])
    assert spoken(at_once, first) == [speech]
    assert len(counting.tasks) == 2


@pytest.mark.parametrize("engine", ["faulty", "faulty-forked"])
def test_a_worker_keeps_its_voice_open(tmp_path: Path, faults: Path, engine: str) -> None:
    cache = cache_at(usual_cache())
    with ProcessExecutor(1) as executor:
        at_once = AtOnce(executor, cache, TaskFolder(tmp_path / "tasks"))
        for sentence in planned(tmp_path, engine):
            assert spoken(at_once, sentence)
    assert len((faults / OPENED).read_text().splitlines()) == 1


@pytest.mark.parametrize("times", [2, 3])
def test_a_sentence_is_tried_three_times(tmp_path: Path, faults: Path, times: int) -> None:
    (faults / "fails").write_text(str(times))
    cache = cache_at(usual_cache())
    at_once = AtOnce(pool(), cache, TaskFolder(tmp_path / "tasks"))
    *_, last = planned(tmp_path, "faulty")
    if times == 3:
        with pytest.raises(EngineError, match="the word was too hard") as caught:
            spoken(at_once, last)
        assert caught.value.code == "VB-E11"
    else:
        assert spoken(at_once, last)
