"""A container with some members replaced, added or taken away: a view, nothing is unpacked."""

from collections.abc import Callable, Collection, Mapping

from voicebook.epub.archive import Archive
from voicebook.model.publication import Members


class Edited:
    """Members of another container, but for changes that are made when they are asked for."""

    def __init__(
        self, base: Members, changed: Mapping[str, Callable[[], bytes]], removed: Collection[str] = ()
    ) -> None:
        self._base = base
        self._changed = changed
        self._names = tuple(name for name in base.names if name not in removed)
        self._names += tuple(name for name in changed if name not in base.names)

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names: those of the base in its order, then new ones."""
        return self._names

    def read(self, name: str) -> bytes:
        """Return a member. Raises SourceError if it is missing or too large."""
        return self._changed[name]() if name in self._changed else self._base.read(name)

    def copy(self, name: str, target: Archive) -> None:
        """Put a member into an archive: as it was packed, if nothing changed it."""
        if name in self._changed:
            target.writestr(name, self._changed[name]())
        else:
            self._base.copy(name, target)
