"""Speaking: batches are pure data, in any order, in any process."""

import subprocess
import sys
from pathlib import Path

import pytest

from voicebook.engines.fake import ENGINE
from voicebook.errors import EngineError
from voicebook.model.speech import SpeechSettings, Voice, Word
from voicebook.pipeline.processes import ProcessExecutor
from voicebook.pipeline.work import Batch, Line, WorkFolder

VOICE = ENGINE.voices()[0]


def batch(name: str, *texts: str, voice: Voice = VOICE) -> Batch:
    lines = tuple(Line(f"key-{text}", tuple(map(Word, text.split()))) for text in texts)
    return Batch(name, voice, SpeechSettings(), lines)


def test_batches_come_back_as_speech_by_key(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    paths = [work.write_batch(batch(str(number), f"word{number} two", "same")) for number in range(5)]
    assert sorted(ProcessExecutor(2).run(tmp_path, paths)) == sorted(paths)
    work.index_speech()
    speech = work.speech("key-word3 two")
    assert [mark.token for mark in speech.marks] == [0, 1]
    assert speech.frames == speech.marks[-1].end > 0


def test_a_batch_needs_nothing_but_the_work_folder(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path / "work")
    path = work.write_batch(batch("one", "hello there"))
    command = [sys.executable, "-P", "-m", "voicebook.pipeline.worker"]
    done = subprocess.run(
        command, input=f"{path}\n", capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert "done" in done.stdout
    work.index_speech()
    assert work.speech("key-hello there").frames


def test_speech_that_was_not_made_is_an_error(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    with pytest.raises(EngineError):
        work.speech("nothing")


def test_a_failing_engine_is_one_error(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    voice = Voice("espeak", "no-such-voice", "xx", 22_050)
    path = work.write_batch(batch("bad", "hello", voice=voice))
    with pytest.raises(EngineError) as caught:
        list(ProcessExecutor(2).run(tmp_path, [path]))
    assert caught.value.code.startswith("VB-E")


def test_no_worker_outlives_its_executor(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    paths = [work.write_batch(batch(str(number), f"word{number}")) for number in range(20)]
    running = ProcessExecutor(2).run(tmp_path, paths)
    next(running)
    running.close()  # type: ignore[attr-defined]
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert not [
        line for line in listed.splitlines() if "voicebook.pipeline.worker" in line and str(tmp_path) in line
    ]


@pytest.mark.engine
def test_espeak_says_the_same_in_every_process_and_order(tmp_path: Path) -> None:
    from voicebook.engines.espeak import ENGINE as ESPEAK

    voice = next(voice for voice in ESPEAK.voices() if voice.language == "en-US")
    texts = [f"This is sentence number {number} of them." for number in range(12)]
    made = []
    for jobs, order in ((1, 1), (2, -1)):
        work = WorkFolder(tmp_path / str(jobs))
        batches = [batch(str(at), *texts[at : at + 3], voice=voice) for at in range(0, 12, 3)][::order]
        list(ProcessExecutor(jobs).run(work.root, [work.write_batch(each) for each in batches]))
        work.index_speech()
        made.append([work.speech(f"key-{text}") for text in texts])
    assert made[0] == made[1]
