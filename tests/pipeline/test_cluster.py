"""A cluster builds the same bytes as the pool, whatever becomes of its workers."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from building import Silent, made
from s3_server import S3Server, serving
from voicebook.errors import EngineError, UsageError
from voicebook.pipeline import cluster, station
from voicebook.pipeline.batch import Outcome, Workshop, build_batch
from voicebook.pipeline.build import Options
from voicebook.pipeline.cache import cache_at
from voicebook.pipeline.cluster import DaskExecutor
from voicebook.pipeline.outputs import outputs_at
from voicebook.pipeline.processes import ProcessExecutor
from voicebook.pipeline.sources import find_sources
from voicebook.pipeline.tasks import Executor

WORDS = "The keeper of the lamp wrote down what the sea had said. "


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with serving(tmp_path_factory.mktemp("s3"), "library") as running:
        yield running


@pytest.fixture
def store(server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of an empty folder in an object store."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "client"))
    return f"s3://library/{tmp_path.name}"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(3):
        chapters = (
            f"# Chapter {at}\n\n"
            + "".join(f"{WORDS} Line {line} of book {number}.\n\n" for line in range(60))
            for at in range(1, 4)
        )
        (folder / f"book-{number}.md").write_text("".join(chapters))
    return folder


def build(texts: Path, output: str, executor: Executor, cache: str, engine: str = "fake") -> list[Outcome]:
    outputs = outputs_at(output)
    options = Options(settings={"engine": engine, "language": "en"})
    workshop = Workshop(executor, cache_at(cache), 2)
    return list(build_batch(find_sources([texts], outputs.folder), outputs, options, workshop, Silent()))


def pooled(texts: Path, folder: Path, engine: str = "fake") -> dict[str, bytes]:
    """Return what the pool makes of the texts."""
    with ProcessExecutor(2) as executor:
        for outcome in build(texts, str(folder / "pool"), executor, str(folder / "pool-cache"), engine):
            made(outcome)
    return contents(folder / "pool")


def contents(folder: Path) -> dict[str, bytes]:
    """Return all outputs in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".voicebook" not in path.parts
    }


class Cluster:
    """A scheduler and workers that share nothing but it and the store."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.folder = folder
        self.address = ""
        self.scheduler = self._start("scheduler", "--port", "0", "--host", "127.0.0.1", "--no-dashboard")
        self._await_address()
        self.workers = [self.worker(number) for number in range(workers)]

    def worker(self, number: int) -> "subprocess.Popen[bytes]":
        """Start a worker with a disk of its own."""
        disk = self.folder / f"disk-{number}"
        (disk / "tmp").mkdir(parents=True, exist_ok=True)
        own = {"XDG_CACHE_HOME": str(disk / "cache"), "TMPDIR": str(disk / "tmp")}
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        local = ("--local-directory", str(disk / "dask"))
        return self._start("worker", self.address, *options, *local, environment=own)

    def _start(
        self, what: str, *options: str, environment: dict[str, str] | None = None
    ) -> "subprocess.Popen[bytes]":
        self.log = self.folder / f"{what}-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", *options],
                stdout=log,
                stderr=log,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )

    def _await_address(self) -> None:
        for _ in range(300):
            for line in self.log.read_text().splitlines():
                if "Scheduler at:" in line:
                    self.address = line.rpartition(" ")[2]
                    return
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in [*self.workers, self.scheduler]:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def machines(tmp_path: Path, store: str) -> Iterator[Cluster]:
    (tmp_path / "cluster").mkdir()
    with Cluster(tmp_path / "cluster") as running:
        assert store
        yield running


def connected(machines: Cluster, cache: str, workers: int = 2) -> DaskExecutor:
    executor = DaskExecutor(cache, machines.address)
    for _ in range(300):
        if len(executor._workers()) >= workers:
            return executor
        time.sleep(0.1)
    raise AssertionError("the workers do not come")


def test_a_cluster_over_a_store_makes_the_same_bytes_as_the_pool(
    texts: Path, tmp_path: Path, store: str, machines: Cluster, server: S3Server
) -> None:
    expected = pooled(texts, tmp_path)
    with connected(machines, f"{store}/speech") as executor:
        for outcome in build(texts, f"{store}/books", executor, f"{store}/speech"):
            made(outcome)
        bucket = server.folder / "library" / tmp_path.name
        assert contents(bucket / "books") == expected
        spoken = list((bucket / "speech" / "speech").rglob("*.pack"))
        assert spoken
        again = build(texts, f"{store}/books", executor, f"{store}/speech")
        assert all(made(outcome).unchanged for outcome in again)
    assert not list((bucket / "speech").rglob("*.mp3"))  # what was delivered is gone
    disks = [list((machines.folder / f"disk-{number}").rglob("*.pack")) for number in range(2)]
    assert all(disks)  # both have worked
    assert not list((tmp_path / "client").rglob("*.epub"))  # the books are in the store


def test_workers_that_die_again_and_again_lose_nothing(
    texts: Path, tmp_path: Path, store: str, machines: Cluster
) -> None:
    expected = pooled(texts, tmp_path)
    ended = threading.Event()
    killed = 0

    def kill() -> None:
        nonlocal killed
        while not ended.wait(0.5 if killed == 0 else 4.0):  # a worker needs two seconds to start
            at = killed % 2
            os.killpg(machines.workers[at].pid, signal.SIGKILL)
            machines.workers[at].wait()
            shutil.rmtree(machines.folder / f"disk-{at}")  # its disk is lost too
            machines.workers[at] = machines.worker(at)
            killed += 1

    with connected(machines, f"{store}/speech") as executor:
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            for outcome in build(texts, str(tmp_path / "out"), executor, f"{store}/speech"):
                made(outcome)
        finally:
            ended.set()
            killer.join()
    assert killed
    assert contents(tmp_path / "out") == expected


def test_a_worker_whose_disk_is_gone_sends_its_task_back(
    texts: Path, tmp_path: Path, store: str, machines: Cluster
) -> None:
    expected = pooled(texts, tmp_path)
    with connected(machines, f"{store}/speech") as executor:
        build(texts, str(tmp_path / "first"), executor, f"{store}/speech")
        disk = machines.folder / "disk-0"
        shutil.rmtree(disk)
        disk.write_text("no folder any more")
        (texts / "book-0.md").write_text((texts / "book-1.md").read_text().replace("lamp", "light"))
        assert all(made(each) for each in build(texts, str(tmp_path / "out"), executor, f"{store}/speech"))
    built = contents(tmp_path / "out")
    assert {name for name in expected if name not in built} == set()


def test_a_scheduler_that_dies_leaves_a_build_that_goes_on(
    texts: Path, tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_LOST", 1.0)
    expected = pooled(texts, tmp_path)
    (tmp_path / "one").mkdir()
    with (
        Cluster(tmp_path / "one", workers=1) as first,
        connected(first, f"{store}/speech", workers=1) as executor,
    ):
        threading.Timer(1.0, lambda: os.killpg(first.scheduler.pid, signal.SIGKILL)).start()
        outcomes = build(texts, str(tmp_path / "out"), executor, f"{store}/speech")
    lost = [outcome.error.code for outcome in outcomes if outcome.error]
    assert lost
    assert set(lost) <= {"VB-E14", "VB-E12"}
    (tmp_path / "two").mkdir()
    with Cluster(tmp_path / "two") as second, connected(second, f"{store}/speech") as executor:
        for outcome in build(texts, str(tmp_path / "out"), executor, f"{store}/speech"):
            made(outcome)
    assert contents(tmp_path / "out") == expected


def test_workers_of_another_version_are_one_clear_error(
    texts: Path, tmp_path: Path, store: str, machines: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station, "__version__", "99.0")
    station.versions.cache_clear()
    try:
        with connected(machines, f"{store}/speech") as executor:
            outcomes = build(texts, str(tmp_path / "out"), executor, f"{store}/speech")
    finally:
        station.versions.cache_clear()
    errors = [outcome.error for outcome in outcomes]
    assert [error.code for error in errors if error] == ["VB-E19"] * 3
    assert "here is voicebook 99.0" in str(errors[0])


def test_a_late_worker_of_another_version_does_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from voicebook.audio.loudness import Master
    from voicebook.pipeline.station import Wanted, do
    from voicebook.pipeline.tasks import EncodeTask, Failed, encode

    task = EncodeTask("a.mp3", 16_000, Master(), (), "cache", "fresh", "folder")
    answer = do(Wanted(encode(task), "voicebook 0.0"))
    assert isinstance(answer, Failed)
    assert answer.code == "VB-E19"


def test_no_scheduler_is_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cluster, "_WAIT", 1.0)
    with pytest.raises(EngineError) as raised:
        DaskExecutor(str(tmp_path), "tcp://127.0.0.1:9")
    assert raised.value.code == "VB-E14"


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    missing: Any = None
    monkeypatch.setitem(sys.modules, "distributed", missing)
    with pytest.raises(UsageError, match="cluster"):
        DaskExecutor("cache")
