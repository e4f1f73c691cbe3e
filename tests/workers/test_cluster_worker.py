"""What a machine of a cluster does with one task, and with two at once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from voicebook.audio.loudness import Master
from voicebook.errors import WriteError
from voicebook.model.speech import SpeechSettings, Voice, Word
from voicebook.speaking.tasks import Answer, ClipTask, Done, EncodeTask, Line, SpeakTask, Task, encode
from voicebook.storage.object_store import Store
from voicebook.workers import cluster_worker
from voicebook.workers.cluster_worker import UnfitError, Wanted, do, versions

VOICE = Voice("fake", "tone", "en", 16_000)


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    while not cluster_worker._idle.empty():
        cluster_worker._idle.get().end()


@pytest.fixture
def track(tmp_path: Path) -> EncodeTask:
    """Return a track whose speech is there."""
    cache = str(tmp_path / "store")
    lines = (Line("key", (Word("hello"), Word("there"))),)
    assert done(SpeakTask("a" * 32, VOICE, SpeechSettings(), lines, cache, ""), "fake") == Done("a" * 32)
    return EncodeTask("track.mp3", "mp3", 16_000, Master(), (ClipTask("key", "a" * 32, 100),), cache, "", "")


def done(task: Task, engine: str = "", delivery: str = "", free: Callable[[], None] = lambda: None) -> Answer:
    return do(Wanted(encode(task), versions(engine), delivery), free)


def test_two_books_may_have_the_same_track_made_here_at_once(tmp_path: Path, track: EncodeTask) -> None:
    def another() -> None:
        assert done(track, delivery="second") == Done("track.mp3")

    assert done(track, delivery="first", free=another) == Done("track.mp3")
    first, second = tmp_path / "store" / "first", tmp_path / "store" / "second"
    assert sorted(path.name for path in first.iterdir()) == ["track.mp3", "track.track"]
    assert (first / "track.mp3").read_bytes() == (second / "track.mp3").read_bytes()


def test_nothing_of_a_task_is_left_on_the_machine(track: EncodeTask) -> None:
    done(track, delivery="one")
    assert [path.name for path in cluster_worker._scratch().iterdir()] == ["lock"]


def test_a_machine_that_does_not_reach_the_store_sends_a_track_back(
    track: EncodeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise WriteError("VB-W06", "the store cannot be used")

    monkeypatch.setattr(Store, "put", fail)
    with pytest.raises(UnfitError, match="the store cannot be used"):
        done(track, delivery="one")
