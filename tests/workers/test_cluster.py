"""A cluster builds the same bytes as the pool, whatever becomes of its workers."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import distributed
import pytest

from building import contents, made, on, pooled
from machines import Cluster, connected
from s3_server import S3Server, serving
from voicebook.errors import EngineError, UsageError
from voicebook.speaking.tasks import Done
from voicebook.workers import cluster, cluster_worker
from voicebook.workers.cluster import DaskExecutor


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


@pytest.fixture(scope="module")
def machines(server: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a cluster for tests that do it no harm."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in server.environment.items():
            environment.setenv(name, value)
        cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    with cluster as running:
        yield running


@pytest.fixture
def mortal(tmp_path: Path, store: str) -> Iterator[Cluster]:
    """Return a cluster for one test, which may do to it what it likes."""
    (tmp_path / "cluster").mkdir()
    with Cluster(tmp_path / "cluster") as running:
        assert store
        yield running


def test_a_cluster_over_a_store_makes_the_same_bytes_as_the_pool(
    texts: Path, tmp_path: Path, store: str, machines: Cluster, server: S3Server
) -> None:
    expected = pooled(texts, tmp_path)
    with connected(machines, f"{store}/speech") as executor:
        for outcome in on(texts, f"{store}/books", executor, f"{store}/speech"):
            made(outcome)
        bucket = server.folder / "library" / tmp_path.name
        assert contents(bucket / "books") == expected
        spoken = list((bucket / "speech" / "speech").rglob("*.pack"))
        assert spoken
        again = on(texts, f"{store}/books", executor, f"{store}/speech")
        assert all(made(outcome).unchanged for outcome in again)
    assert not list((bucket / "speech").rglob("*.mp3"))  # what was delivered is gone
    disks = [list((machines.folder / f"disk-{number}").rglob("*.pack")) for number in range(2)]
    assert all(disks)  # both have worked
    assert not list((tmp_path / "client").rglob("*.epub"))  # the books are in the store


def test_workers_that_die_again_and_again_lose_nothing(
    texts: Path, tmp_path: Path, store: str, mortal: Cluster
) -> None:
    expected = pooled(texts, tmp_path)
    ended = threading.Event()
    killed = 0

    def kill() -> None:
        nonlocal killed
        while killed < 3 and not ended.wait(2.0 if killed else 0.5):  # a worker takes 2 s to start
            at = killed % 2
            os.killpg(mortal.workers[at].pid, signal.SIGKILL)
            mortal.workers[at].wait()
            shutil.rmtree(mortal.folder / f"disk-{at}")  # its disk is lost too
            mortal.workers[at] = mortal.worker(at)
            killed += 1

    with connected(mortal, f"{store}/speech") as executor:
        killer = threading.Thread(target=kill)
        killer.start()
        try:
            for outcome in on(texts, str(tmp_path / "out"), executor, f"{store}/speech"):
                made(outcome)
        finally:
            ended.set()
            killer.join()
    assert killed
    assert contents(tmp_path / "out") == expected


def test_a_worker_whose_disk_is_gone_sends_its_task_back(
    texts: Path, tmp_path: Path, store: str, mortal: Cluster
) -> None:
    expected = pooled(texts, tmp_path)
    with connected(mortal, f"{store}/speech") as executor:
        on(texts / "book-1.md", str(tmp_path / "first"), executor, f"{store}/speech")
        disk = mortal.folder / "disk-0"
        shutil.rmtree(disk)
        disk.write_text("no folder any more")
        (texts / "book-0.md").write_text((texts / "book-1.md").read_text().replace("lamp", "light"))
        assert all(made(each) for each in on(texts, str(tmp_path / "out"), executor, f"{store}/speech"))
    built = contents(tmp_path / "out")
    assert {name for name in expected if name not in built} == set()


def test_a_scheduler_that_dies_leaves_a_build_that_goes_on(
    texts: Path,
    tmp_path: Path,
    store: str,
    server: S3Server,
    machines: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_LOST", 1.0)
    expected = pooled(texts, tmp_path)
    speech = server.folder / "library" / tmp_path.name

    def kill(cluster: Cluster) -> None:
        while not list(speech.rglob("*.pack")):
            time.sleep(0.05)
        os.killpg(cluster.scheduler.pid, signal.SIGKILL)

    (tmp_path / "first").mkdir()
    with (
        Cluster(tmp_path / "first", workers=1) as first,
        connected(first, f"{store}/speech", workers=1) as executor,
    ):
        threading.Thread(target=kill, args=(first,)).start()
        outcomes = on(texts, str(tmp_path / "out"), executor, f"{store}/speech")
    lost = [outcome.error.code for outcome in outcomes if outcome.error]
    assert lost
    assert set(lost) <= {"VB-E14", "VB-E12"}
    with connected(machines, f"{store}/speech") as executor:
        for outcome in on(texts, str(tmp_path / "out"), executor, f"{store}/speech"):
            made(outcome)
    assert contents(tmp_path / "out") == expected


@pytest.mark.parametrize("error", [OSError("the connection is closed"), CancelledError()])
def test_a_scheduler_that_dies_while_an_answer_is_fetched_is_gone(
    store: str, machines: Cluster, error: Exception
) -> None:
    class Closed:
        status = "finished"

        def result(self) -> None:
            raise error

    with connected(machines, f"{store}/speech") as executor, pytest.raises(EngineError) as raised:
        executor._told(Closed())
    assert raised.value.code == "VB-E14"


def test_workers_of_another_version_are_one_clear_error(
    texts: Path, tmp_path: Path, store: str, machines: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_worker, "__version__", "99.0")
    cluster_worker.versions.cache_clear()
    try:
        with connected(machines, f"{store}/speech") as executor:
            outcomes = on(texts, str(tmp_path / "out"), executor, f"{store}/speech")
    finally:
        cluster_worker.versions.cache_clear()
    errors = [outcome.error for outcome in outcomes]
    assert [error.code for error in errors if error] == ["VB-E19"] * 3
    assert "here is voicebook 99.0" in str(errors[0])


def test_a_late_worker_of_another_version_does_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from voicebook.audio.loudness import Master
    from voicebook.speaking.tasks import EncodeTask, Failed, encode
    from voicebook.workers.cluster_worker import Wanted, do

    task = EncodeTask("a.mp3", "mp3", 16_000, Master(), (), "cache", "fresh", "folder")
    answer = do(Wanted(encode(task), "voicebook 0.0"), lambda: None)
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


def command(texts: Path, output: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    options = ("--engine", "fake", "--language", "en", "--progress", "none", "-o", str(output))
    run = [sys.executable, "-m", "voicebook", "build", str(texts), *options, *more]
    return subprocess.run(run, capture_output=True, text=True, check=False)


def test_the_command_starts_a_cluster_of_this_machine(texts: Path, tmp_path: Path) -> None:
    expected = pooled(texts, tmp_path)
    done = command(texts, tmp_path / "out", "--executor", "dask", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "out") == expected
    assert "distributed" not in done.stderr
    assert not list((tmp_path / "cache").rglob("*.mp3"))


def test_ctrl_c_ends_a_cluster_of_this_machine(tmp_path: Path) -> None:
    text = tmp_path / "long.txt"
    text.write_text("The keeper of the lamp wrote down what the sea had said.\n\n" * 20_000)
    run = [sys.executable, "-m", "voicebook", "build", str(text), "--engine", "espeak", "--language", "en"]
    options = ["-o", str(tmp_path / "out"), "--executor", "dask", "--jobs", "2"]
    with subprocess.Popen(
        [*run, *options],
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as build:
        while not list((tmp_path / "cache").rglob("*.pack")):
            time.sleep(0.1)
        os.killpg(build.pid, signal.SIGINT)  # as a terminal does
        assert build.wait(60) == 130
        assert build.stderr is not None
        assert b"Traceback" not in build.stderr.read()
    for _ in range(100):  # what was started for it ends when it notices
        try:
            os.killpg(build.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("processes are left")


def test_a_worker_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cluster, "_GOODBYE", 1.0)
    with DaskExecutor(str(tmp_path / "cache")):
        (worker,) = multiprocessing.active_children()
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGSTOP)
    end = time.monotonic() + 10
    while worker.is_alive() and time.monotonic() < end:  # a thread of Dask's may hear of it first
        time.sleep(0.01)
    assert worker.exitcode == -signal.SIGKILL


def test_a_task_that_is_tried_twice_leaves_its_place_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def tried_twice(_: cluster_worker.Wanted, free: Callable[[], None]) -> Done:
        free()
        free()
        return Done("name")

    monkeypatch.setattr(cluster_worker, "do", tried_twice)
    own = {"processes": False, "n_workers": 1, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with distributed.Client(**own) as client:  # type: ignore[no-untyped-call]
        _, answer = client.submit(cluster.perform, cluster_worker.Wanted(b"", "")).result()
    assert answer == Done("name")


def test_a_scheduler_without_a_cluster_is_wrong_usage(texts: Path, tmp_path: Path) -> None:
    done = command(texts, tmp_path / "out", "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 2
    assert "VB-U14" in done.stderr
