"""Documents that wait for the book they go into: those of a long book lie in a file, not in memory."""

import threading
import weakref
from tempfile import SpooledTemporaryFile

_SHORT = 1_000_000  # bytes of a book that is held in memory


class Spool:
    """Documents by name, in a file without a name that goes with them. Safe from any thread."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_SHORT)  # noqa: SIM115 - it goes with the book
        weakref.finalize(self, self._file.close)
        self._places: dict[str, tuple[int, int]] = {}  # name -> offset and bytes
        self._using = threading.Lock()

    def add(self, name: str, document: bytes) -> None:
        """Keep a document."""
        with self._using:
            self._places[name] = (self._file.seek(0, 2), len(document))
            self._file.write(document)

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a document of that name."""
        return name in self._places

    def read(self, name: str) -> bytes:
        """Return a document. Raises KeyError."""
        offset, size = self._places[name]
        with self._using:
            self._file.seek(offset)
            return self._file.read(size)
