"""An engine for tests: the fake one, but for words that make it fail, die or hang, as often as told.

`VOICEBOOK_TEST_FAULTS` names a folder; a file WORD in it holds how often that word still goes wrong.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voicebook.engines.base import Capabilities, Isolation
from voicebook.engines.fake import FakeEngine, FakeSession
from voicebook.errors import EngineError
from voicebook.model.speech import Speech, SpeechSettings, Voice, Word

FAULTS = "VOICEBOOK_TEST_FAULTS"
OPENED = "opened"
"""The file in that folder with a line for each voice that was opened: by which process."""


class FaultyEngine(FakeEngine):
    def __init__(self, name: str, isolation: Isolation) -> None:
        self.name = name
        self.capabilities = Capabilities(marks="exact", isolation=isolation, real=False)

    def voices(self) -> tuple[Voice, ...]:
        return (Voice(self.name, "tone", "mul", 16_000),)

    def open(self, voice: Voice, settings: SpeechSettings) -> "FaultySession":  # type: ignore[override]
        with (Path(os.environ[FAULTS]) / OPENED).open("a") as file:
            file.write(f"{os.getpid()}\n")
        return FaultySession(FakeSession(voice, settings))


@dataclass
class FaultySession:
    session: FakeSession

    def synth(self, words: Sequence[Word]) -> Speech:
        for word in words:
            name = word.text.strip(".").lower()
            fault = Path(os.environ[FAULTS]) / name
            left = int(fault.read_text() or 0) if fault.exists() else 0
            if left:
                fault.write_text(str(left - 1))
                _go_wrong(name)
        return self.session.synth(words)

    def close(self) -> None:
        self.session.close()


def _go_wrong(how: str) -> None:
    if how == "fails":
        raise EngineError("VB-E24", "the word was too hard")
    if how == "hangs":
        time.sleep(60)
    os._exit(3)


IN_PROCESS = FaultyEngine("faulty", Isolation.NONE)
FORKED = FaultyEngine("faulty-forked", Isolation.FORK)
