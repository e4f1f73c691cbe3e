"""Speaking and encoding: tasks are pure data, in any order, in any process."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from voicebook.audio.loudness import Master
from voicebook.engines.fake import ENGINE
from voicebook.model.speech import Speech, SpeechSettings, Voice, Word
from voicebook.speaking import tasks
from voicebook.speaking.tasks import ClipTask, Done, EncodeTask, Failed, Job, Line, Missing, SpeakTask
from voicebook.storage.packs import Pack
from voicebook.storage.speech_cache import SpeechCache
from voicebook.workers.process import ProcessExecutor

VOICE = ENGINE.voices()[0]


def speak_task(folder: Path, name: str, *texts: str, voice: Voice = VOICE) -> SpeakTask:
    (folder / "fresh").mkdir(parents=True, exist_ok=True)
    lines = tuple(Line(f"key-{text}", tuple(map(Word, text.split()))) for text in texts)
    return SpeakTask(name, voice, SpeechSettings(), lines, str(folder / "cache"), str(folder / "fresh"))


def written(folder: Path, task: SpeakTask | EncodeTask) -> Path:
    path = folder / f"{task.name}.json"
    path.write_bytes(tasks.encode(task))
    return path


def spoken(folder: Path, name: str, key: str) -> Speech:
    return Pack(SpeechCache(folder / "cache").path(name)).speech(key)


def test_batches_come_back_as_speech_by_key(tmp_path: Path) -> None:
    batches = [speak_task(tmp_path, f"a{number}", f"word{number} two", "same") for number in range(5)]
    with ProcessExecutor(2) as executor:
        futures = [executor.submit(Job((0,), written(tmp_path, batch))) for batch in batches]
        assert [future.result(60) for future in futures] == [Done(batch.name) for batch in batches]
    speech = spoken(tmp_path, "a3", "key-word3 two")
    assert [mark.token for mark in speech.marks] == [0, 1]
    assert speech.frames == speech.marks[-1].end > 0


def test_tasks_need_nothing_but_the_cache(tmp_path: Path) -> None:
    """A fresh interpreter in another folder speaks and encodes what it is told."""
    (tmp_path / "tracks").mkdir()
    speak = speak_task(tmp_path, "one", "hello there")
    clips = (ClipTask("key-hello there", "one", 100),)
    folders = (speak.cache, speak.fresh, str(tmp_path / "tracks"))
    both = (
        tasks.encode(speak)
        + b"\n"
        + tasks.encode(EncodeTask("track.mp3", "mp3", VOICE.rate, Master(), clips, *folders))
        + b"\n"
    )
    command = [sys.executable, "-P", "-m", "voicebook.workers.worker"]
    done = subprocess.run(command, input=both, capture_output=True, cwd=tmp_path / "tracks", check=True)
    answers = [tasks.decode_answer(line) for line in done.stdout.splitlines()]
    assert [answer for answer in answers if isinstance(answer, Done)] == [Done("one"), Done("track.mp3")]
    assert sorted(path.name for path in (tmp_path / "tracks").iterdir()) == ["track.mp3", "track.track"]


def test_a_pack_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "fresh").mkdir()
    folders = (str(tmp_path / "cache"), str(tmp_path / "fresh"), str(tmp_path))
    task = EncodeTask("track.mp3", "mp3", VOICE.rate, Master(), (ClipTask("key", "nothing", 0),), *folders)
    with ProcessExecutor(1) as executor:
        assert executor.submit(Job((0,), written(tmp_path, task))).result(60) == Missing("nothing")
    assert not list(tmp_path.glob("*.mp3"))


@pytest.mark.engine
def test_a_voice_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    voice = Voice("espeak", "no-such-voice", "xx", 22_050)
    path = written(tmp_path, speak_task(tmp_path, "bad", "hello", voice=voice))
    with ProcessExecutor(2) as executor:
        answer = executor.submit(Job((0,), path)).result(60)
    assert isinstance(answer, Failed)
    assert answer.code == "VB-E23"


def test_the_smallest_rank_is_served_first(tmp_path: Path) -> None:
    order: list[str] = []

    def heard(name: str, _: object) -> None:
        order.append(name)

    with ProcessExecutor(1) as executor:
        futures = []
        for number in (3, 1, 2, 0):
            path = written(tmp_path, speak_task(tmp_path, f"a{number}", "word " * 400))
            future = executor.submit(Job((number,), path))
            future.add_done_callback(partial(heard, str(number)))
            futures.append(future)
        for future in futures:
            future.result(60)
    assert [name for name in order if name != "3"] == ["0", "1", "2"]  # 3 was begun before the others came


def test_no_worker_outlives_its_executor(tmp_path: Path) -> None:
    with ProcessExecutor(2) as executor:
        paths = [
            written(tmp_path, speak_task(tmp_path, f"a{number}", f"word{number}")) for number in range(20)
        ]
        futures = [executor.submit(Job((0,), path)) for path in paths]
        futures[0].result(60)
        workers = [
            foreman._keeper._worker for foreman in executor._crew if foreman._keeper._worker is not None
        ]
    assert workers
    assert not any(worker.is_alive() for worker in workers)
    assert all(future.done() for future in futures)


@pytest.mark.engine
def test_espeak_says_the_same_in_every_process_and_order(tmp_path: Path) -> None:
    from voicebook.engines.espeak import ENGINE as ESPEAK

    voice = next(voice for voice in ESPEAK.voices() if voice.language == "en-US")
    texts = [f"This is sentence number {number} of them." for number in range(12)]
    made = []
    for jobs, order in ((1, 1), (2, -1)):
        folder = tmp_path / str(jobs)
        batches = [speak_task(folder, f"a{at}", *texts[at : at + 3], voice=voice) for at in range(0, 12, 3)]
        with ProcessExecutor(jobs) as executor:
            futures = [executor.submit(Job((0,), written(folder, batch))) for batch in batches[::order]]
            assert all(isinstance(future.result(60), Done) for future in futures)
        packs = [SpeechCache(folder / "cache").path(f"a{at}").read_bytes() for at in range(0, 12, 3)]
        made.append(packs)
    assert made[0] == made[1]
