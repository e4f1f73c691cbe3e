"""A build that is running, in a thread of its own."""

import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voicebook.model.report import Outcome
    from voicebook.speaking.workshop import Control

_ATTENTIVE = 0.5  # seconds; a wait without end would not hear Ctrl-C


class Build:
    """A build that is running. Iterate over it to get what came of each book, as soon as it is known."""

    def __init__(self, outcomes: "Callable[[Control], Iterator[Outcome]]") -> None:
        from voicebook.speaking.workshop import Control

        self._control = Control()
        self._done: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, args=(outcomes,), daemon=True)
        self._thread.start()

    def _run(self, outcomes: "Callable[[Control], Iterator[Outcome]]") -> None:
        try:
            for outcome in outcomes(self._control):
                self._done.put(outcome)
            self._done.put(None)
        except BaseException as error:  # noqa: BLE001 - it is raised where the build is iterated over
            self._done.put(error)

    def __iter__(self) -> "Iterator[Outcome]":
        """Yield each book when it is finished or has failed.

        Raises WriteError when the output folder or the cache cannot be used, or another build writes there.
        """
        while True:
            with suppress(queue.Empty):
                heard = self._done.get(timeout=_ATTENTIVE)
                if heard is None:
                    return
                if isinstance(heard, BaseException):
                    raise heard
                yield heard

    @property
    def is_running(self) -> bool:
        """Whether something may still come."""
        return self._thread.is_alive()

    def pause(self) -> None:
        """Begin nothing more; what has begun is finished."""
        self._control.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._control.resume()

    def cancel(self, book: str | None = None) -> None:
        """Stop one book, by its label, or all. What is finished is kept: the same call goes on from there."""
        self._control.cancel(book)

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the build has ended."""
        self._thread.join(seconds)
