"""Where the speech of one book lies, or will: in packs of this build, of the last one, and of other books."""

from collections.abc import Collection, Iterable

from voicebook.model.speech import PlannedSentence, Speaker
from voicebook.speaking.batches import batch_name, batches
from voicebook.speaking.document_work import DocumentWork
from voicebook.speaking.places import is_same_anywhere
from voicebook.speaking.tasks import Line, SpeakTask, encode
from voicebook.speaking.workshop import Workshop
from voicebook.storage.record import LastBuild


class BookPlaces:
    """Finds a place for each sentence of a book: in a pack that is there, or in one that can be asked for."""

    def __init__(self, workshop: Workshop, last: LastBuild, asked: Collection[str]) -> None:
        """Begin with what was `asked` for, which changes as the build goes on."""
        self._workshop = workshop
        self._last = last
        self._asked = asked
        self._there: set[str] = set()  # packs that were seen
        self._known: dict[str, str] | None = None

    def has(self, pack: str) -> bool:
        """Tell whether a pack is there."""
        if (
            pack not in self._there
            and pack not in self._asked
            and self._workshop.cache.index(pack) is not None
        ):
            self._there.add(pack)
        return pack in self._there

    def add(self, pack: str) -> None:
        """Note that a pack is there."""
        self._there.add(pack)

    def place(self, work: DocumentWork, sentences: Iterable[PlannedSentence]) -> None:
        """Find a place for sentences that are heard in a document and have none."""
        for speaker, lines in batches(planned.utterance for planned in sentences):
            lacking = tuple(line for line in lines if line.key not in work.place)
            work.place.update(self._places_of(speaker, lacking))

    def _places_of(self, speaker: Speaker, lines: tuple[Line, ...]) -> dict[str, str]:
        """Return in which pack each line is, or will be: all in one by its name, else each by its key."""
        shared = self._workshop.shared if is_same_anywhere(speaker[0].engine) else None
        name = batch_name(lines)
        if name in self._asked or (lines and self.has(name)):
            if shared is not None:
                shared.found(name, lines)
            return dict.fromkeys((line.key for line in lines), name)
        known = self._known_places()
        found = {line.key: known[line.key] for line in lines if line.key in known}
        rest = tuple(line for line in lines if line.key not in found)
        if not rest:
            return found

        def write(some: tuple[Line, ...]) -> str:
            folders = self._workshop.cache.address, str(self._workshop.tasks.fresh)
            return self.write(SpeakTask(batch_name(some), *speaker, some, *folders))

        if shared is not None:
            return found | shared.place(rest, write)
        return found | dict.fromkeys((line.key for line in rest), write(rest))

    def write(self, task: SpeakTask) -> str:
        """Write a task, so that any book can have the pack spoken; return its name. Raises WriteError."""
        self._workshop.tasks.write(task.name, encode(task))
        return task.name

    def _known_places(self) -> dict[str, str]:
        """Return where the last finished build's speech lies (key -> pack), but for what was said of gaps."""
        if self._known is None:
            self._known = {}
            for pack in self._last.record.packs if self._last.record is not None else ():
                index = self._workshop.cache.index(pack)
                for entry in index.entries if index is not None else ():
                    if not entry.gap:
                        self._known.setdefault(entry.key, pack)
        return self._known

    def forget(self, pack: str) -> None:
        """Note that a pack is gone, or cannot be read: it is removed, and what was in it has no place."""
        self._workshop.cache.drop(pack)
        self._workshop.shared.forget(pack)
        self._there.discard(pack)
        self._known = None
