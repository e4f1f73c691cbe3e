"""How far a batch is: books done, and the time that the rest will take."""

import threading
import time
from collections.abc import Mapping

from voicebook.model.events import Overall

_SURE = 0.02  # of the work, from which on a guess is worth telling


class Tally:
    """Counts books by the size of their text; books in which nothing has changed tell nothing of speed."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        """Begin with the size of each source by its label."""
        self._sizes = {label: max(size, 1) for label, size in sizes.items()}
        self._total = sum(self._sizes.values())
        self._done: set[str] = set()
        self._made = self._seen = 0  # bytes
        self._begun = time.monotonic()
        self._lock = threading.Lock()

    def add(self, label: str, *, made: bool) -> Overall:
        """Note that a book is done, by being made or because there was nothing to do."""
        with self._lock:
            self._done.add(label)
            size = self._sizes.get(label, 1)
            self._seen += size
            self._made += size if made else 0
            spent = time.monotonic() - self._begun
            sure = self._made >= _SURE * self._total
            left = spent / self._made * (self._total - self._seen) if sure and self._made else None
            return Overall(len(self._done), len(self._sizes), self._seen / self._total, left)
