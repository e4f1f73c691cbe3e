"""Where speech lies, or will: in packs of the last build, and in what all books of a batch have spoken.

An engine that remembers nothing says a sentence alike wherever it stands: what one book has had spoken
serves the others. Of the rest whole batches do, for their name says all that their sound depends on.
"""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, Future

from voicebook import docks
from voicebook.engines.base import Isolation
from voicebook.speaking.batches import batch_name
from voicebook.speaking.tasks import Answer, Done, Executor, Job, Line
from voicebook.storage.record import LastBuild
from voicebook.storage.speech_cache import SpeechCache

_MOST = 200_000  # sentences that are remembered over books: some 40 MB


class Shared:
    """What the books of a batch ask for together: nothing is spoken twice."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._awaited: dict[str, Future[Answer]] = {}  # packs that are being spoken, or will be
        self._begun: set[str] = set()  # those of them that the executor has
        self._places: dict[str, str] = {}  # key -> pack, of sentences that serve all books
        self._lock = threading.Lock()

    def claim(self, lines: Sequence[Line]) -> tuple[tuple[Line, ...], Mapping[str, tuple[Line, ...]]]:
        """Return the lines that nobody has asked for, and of the others in which pack they are.

        The first are the caller's from then on: it has to `submit` or `settle` the pack of their name.
        """
        mine: list[Line] = []
        theirs: dict[str, tuple[Line, ...]] = {}
        with self._lock:
            for line in lines:
                pack = None if line.gap else self._places.get(line.key)
                if pack is None:
                    mine.append(line)
                else:
                    theirs[pack] = (*theirs.get(pack, ()), line)
            if mine:
                name = batch_name(mine)
                self._awaited.setdefault(name, Future())
                self._remember(name, mine)
        return tuple(mine), theirs

    def awaited(self, pack: str) -> Future[Answer] | None:
        """Return the answer of a pack that is being spoken, or will be."""
        return self._awaited.get(pack)

    def submit(self, name: str, job: Job, lines: Sequence[Line] = ()) -> Future[Answer]:
        """Have a pack spoken, unless somebody has asked for it; `lines` are those that serve all books.

        Raises EngineError once the executor is stopped.
        """
        with self._lock:
            future = self._awaited.setdefault(name, Future())
            if name in self._begun:
                return future
            self._begun.add(name)
            self._remember(name, lines)
        try:
            self._executor.submit(job).add_done_callback(lambda done: self._answered(name, done))
        except Exception as error:  # others may wait for it
            self.settle(name, error)
            raise
        return future

    def found(self, name: str, lines: Sequence[Line]) -> None:
        """Note a pack that is there: who waits for it need not, and its `lines` serve all books."""
        with self._lock:
            self._remember(name, lines)
        self.settle(name, Done(name))

    def _remember(self, name: str, lines: Sequence[Line]) -> None:
        for line in lines:
            if not line.gap:
                self._places.setdefault(line.key, name)
        while len(self._places) > _MOST:
            del self._places[next(iter(self._places))]

    def _answered(self, name: str, done: Future[Answer]) -> None:
        error = CancelledError() if done.cancelled() else done.exception()
        self.settle(name, error or done.result())

    def settle(self, name: str, answer: Answer | BaseException) -> None:
        """Tell all who wait for a pack what came of it; nobody need."""
        with self._lock:
            self._begun.discard(name)
            future = self._awaited.pop(name, None)
        if not isinstance(answer, Done):
            self.forget(name)
        if future is None:
            return
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    def forget(self, pack: str) -> None:
        """Note that a pack is not there."""
        with self._lock:
            for key in [key for key, place in self._places.items() if place == pack]:
                del self._places[key]


class Places:
    """Where the speech of one book lies."""

    def __init__(self, cache: SpeechCache, last: LastBuild) -> None:
        self._cache = cache
        self._last = last
        self._known: dict[str, str] | None = None

    def is_spoken(self, pack: str) -> bool:
        """Tell whether a pack is there."""
        return self._cache.index(pack) is not None

    def known(self) -> dict[str, str]:
        """Return where the last finished build's speech lies (key -> pack), but for what was said of gaps."""
        if self._known is None:
            record = self._last.record
            self._known = {}
            for pack in record.packs if record is not None else ():
                index = self._cache.index(pack)
                for entry in index.entries if index is not None else ():
                    if not entry.gap:
                        self._known.setdefault(entry.key, pack)
        return self._known

    def drop(self, pack: str) -> None:
        """Remove a pack that cannot be read."""
        self._cache.drop(pack)
        self._known = None


def is_same_anywhere(engine: str) -> bool:
    """Tell whether an engine says a sentence alike whatever it has said before."""
    return docks.engine_of(engine).capabilities.isolation is Isolation.NONE
