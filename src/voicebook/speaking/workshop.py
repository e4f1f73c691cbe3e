"""Where the books of a build are spoken and encoded, and how it is told to wait or to stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from voicebook.model.events import Encoded, Planned, Spoken
from voicebook.speaking.places import SharedPlaces
from voicebook.speaking.tasks import Executor, stopped
from voicebook.storage.speech_cache import SpeechCache
from voicebook.storage.work_folder import TaskFolder

Hear = Callable[[Planned | Spoken | Encoded], None]
"""Hears how a book goes on. Books are made side by side: it is called from several threads."""


class Control:
    """Lets a build wait, go on, or stop: one book or all of them."""

    def __init__(self) -> None:
        self._going = threading.Event()
        self._going.set()
        self._cancelled: set[str] = set()
        self._all = False

    def pause(self) -> None:
        """Let no more work begin; what has begun is finished."""
        self._going.clear()

    def resume(self) -> None:
        """Go on."""
        self._going.set()

    def cancel(self, book: str | None = None) -> None:
        """Stop the book of a label, or all."""
        if book is None:
            self._all = True
        else:
            self._cancelled.add(book)
        self._going.set()

    def is_cancelled(self, book: str) -> bool:
        """Tell whether a book is not to be made any more."""
        return self._all or book in self._cancelled

    def check(self, book: str) -> None:
        """Wait while the build pauses. Raises EngineError if the book was cancelled."""
        self._going.wait()
        if self.is_cancelled(book):
            raise stopped()


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where a book is spoken and encoded. But for `book` and `rank` the books of a build share it."""

    cache: SpeechCache
    executor: Executor
    shared: SharedPlaces
    tasks: TaskFolder
    control: Control
    hear: Hear
    book: str = ""  # label of the source
    rank: int = 0  # of the book: the smallest is served first

    def check(self) -> None:
        """Wait while the build pauses. Raises EngineError once it, or the book, was stopped."""
        self.control.check(self.book)
        if self.executor.stopped:
            raise stopped()
