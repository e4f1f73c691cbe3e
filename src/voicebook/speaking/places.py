"""Where speech lies that the books of a build share.

An engine that remembers nothing says a sentence alike wherever it stands: what one book has had spoken
serves the others. Of the rest whole batches do, for their name says all that their sound depends on.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from voicebook import docks
from voicebook.engines.base import Isolation
from voicebook.speaking.tasks import Answer, Done, Executor, Job, Line

_RECENT = 1000  # packs after which those that are spoken are no longer remembered as asked for
_MOST = 200_000  # sentences that are remembered over books: some 40 MB


class SharedPlaces:
    """What the books of a build ask for together: nothing is spoken twice."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._awaited: dict[str, Future[Answer]] = {}  # packs that are being spoken, or were just now
        self._places: dict[str, str] = {}  # key -> pack, of sentences that serve all books
        self._lock = threading.Lock()

    def place(self, lines: Sequence[Line], write: Callable[[tuple[Line, ...]], str]) -> dict[str, str]:
        """Return in which pack each line is, or will be.

        Those that no book has asked for become a pack of their own: `write` writes its task and returns its
        name, before anybody else hears of it.
        """
        with self._lock:
            placed = {line.key: self._places[line.key] for line in lines if line.key in self._places}
            new = tuple(line for line in lines if line.key not in placed)
            if new:
                name = write(new)
                placed.update((line.key, name) for line in new)
                self._remember(name, new)
        return placed

    def found(self, name: str, lines: Sequence[Line]) -> None:
        """Note a pack that is there, and that its lines serve all books."""
        with self._lock:
            self._remember(name, lines)

    def _remember(self, name: str, lines: Sequence[Line]) -> None:
        for line in lines:
            self._places.setdefault(line.key, name)
        while len(self._places) > _MOST:
            del self._places[next(iter(self._places))]

    def submit(self, name: str, job: Job) -> Future[Answer]:
        """Have a pack spoken, unless it is being spoken, or was after the caller looked for it.

        Raises EngineError once the executor is stopped.
        """
        with self._lock:
            earlier = self._awaited.get(name)
            if earlier is None or _came_to_nothing(earlier):
                if len(self._awaited) >= _RECENT:
                    self._awaited = {pack: each for pack, each in self._awaited.items() if not each.done()}
                self._awaited[name] = self._executor.submit(job)
            return self._awaited[name]

    def forget(self, pack: str) -> None:
        """Note that a pack is not there."""
        with self._lock:
            self._places = {key: place for key, place in self._places.items() if place != pack}
            if pack in self._awaited and self._awaited[pack].done():
                del self._awaited[pack]


def _came_to_nothing(asked: Future[Answer]) -> bool:
    """Tell whether a pack was asked for and not made."""
    return asked.done() and (asked.exception() is not None or not isinstance(asked.result(), Done))


def is_same_anywhere(engine: str) -> bool:
    """Tell whether an engine says a sentence alike whatever it has said before."""
    return docks.engine_of(engine).capabilities.isolation is Isolation.NONE
