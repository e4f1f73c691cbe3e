"""Books in a store: built, left alone, changed and removed as in a folder, by whatever machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from building import Counting, contents, made, on
from s3_server import S3Server, serving
from voicebook.speaking.tasks import EncodeTask, SpeakTask, Task
from voicebook.storage.object_store import Store
from voicebook.storage.speech_cache import cache_at
from voicebook.workers.process import ProcessExecutor


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with serving(tmp_path_factory.mktemp("s3"), "library") as running:
        yield running


@pytest.fixture(scope="module")
def crew() -> Iterator[ProcessExecutor]:
    with ProcessExecutor(2) as executor:
        yield executor


class Machine:
    """Builds into the store; a new one knows nothing of what was built before."""

    def __init__(
        self, server: S3Server, crew: ProcessExecutor, monkeypatch: pytest.MonkeyPatch, folder: Path
    ) -> None:
        self._crew = crew
        self._environment = monkeypatch
        self._folder = folder
        self._count = 0
        self.address = f"s3://library/{folder.name}"
        self.store = Store(f"{self.address}/books")
        self.bucket = server.folder / "library" / folder.name
        self.tasks: list[Task] = []
        self.renew()

    def renew(self) -> None:
        self._count += 1
        self._environment.setenv("XDG_CACHE_HOME", str(self._folder / f"machine-{self._count}"))

    def build(self, texts: Path) -> list[bool]:
        """Build and return for each book whether nothing had to be done."""
        self.tasks.clear()
        executor = Counting(self._crew, self.tasks)
        outcomes = on(texts, f"{self.address}/books", executor, f"{self.address}/speech")
        return [made(outcome).unchanged for outcome in outcomes]

    @property
    def books(self) -> dict[str, bytes]:
        return contents(self.bucket / "books")


@pytest.fixture
def here(server: S3Server, crew: ProcessExecutor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return Machine(server, crew, monkeypatch, tmp_path)


def test_another_machine_leaves_alone_what_has_not_changed(texts: Path, here: Machine) -> None:
    assert here.build(texts) == [False] * 3
    books = here.books
    here.renew()
    assert here.build(texts) == [True] * 3
    assert not here.tasks
    assert here.books == books


def test_another_machine_speaks_and_encodes_what_has_changed(
    texts: Path, tmp_path: Path, here: Machine, crew: ProcessExecutor
) -> None:
    here.build(texts)
    book = texts / "book-1.md"
    book.write_text(book.read_text().replace("Line 30 of book 1.", "Something else.", 1))
    here.renew()
    assert here.build(texts) == [True, False, True]
    assert sum(isinstance(task, EncodeTask) for task in here.tasks) == 1
    assert sum(len(task.lines) for task in here.tasks if isinstance(task, SpeakTask)) == 1
    for outcome in on(texts, str(tmp_path / "fresh"), crew, str(tmp_path / "fresh-cache")):
        made(outcome)
    assert here.books == contents(tmp_path / "fresh")


def test_what_was_spoilt_in_the_store_is_made_again(texts: Path, here: Machine) -> None:
    here.build(texts)
    books = here.books
    here.store.write("book-0/book-0.epub", b"spoilt")
    here.renew()
    assert here.build(texts) == [False, True, True]
    assert here.books == books


def test_a_book_whose_source_is_gone_leaves_the_store(texts: Path, here: Machine) -> None:
    here.build(texts)
    (texts / "book-2.md").unlink()
    here.renew()
    here.build(texts)
    assert not [name for name in here.books if "book-2" in name]
    records = list((here.bucket / "books" / ".voicebook").rglob("*.record"))
    assert len(records) == 2


def test_the_cache_in_a_store_is_told_and_cleared(texts: Path, here: Machine) -> None:
    here.build(texts)
    cache = cache_at(f"{here.address}/speech")
    packs = list(here.bucket.rglob("*.pack"))
    held = cache.info()
    assert (held.packs, held.bytes) == (len(packs), sum(pack.stat().st_size for pack in packs))
    here.renew()
    assert cache_at(f"{here.address}/speech").clear() == held
    assert not list(here.bucket.rglob("*.pack"))


def test_a_pack_that_is_damaged_here_is_fetched_again(texts: Path, here: Machine, tmp_path: Path) -> None:
    here.build(texts)
    books = here.books
    damaged = list((tmp_path / "machine-1").rglob("*.pack"))
    assert damaged
    for pack in damaged:
        pack.write_bytes(pack.read_bytes()[:-10])
    for track in (tmp_path / "machine-1").rglob("*.track"):
        track.unlink()
    gone = [each.name for each in here.store.walk() if each.name.endswith((".epub", ".track"))]
    here.store.remove(gone)
    here.build(texts)
    assert not [task for task in here.tasks if isinstance(task, SpeakTask)]
    assert here.books == books
