"""Dask schedulers and workers for tests, each worker with a disk of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from voicebook.workers.cluster import DaskExecutor


class Cluster:
    """A scheduler and workers that share nothing but it and the store."""

    def __init__(self, folder: Path, workers: int = 2, host: str = "127.0.0.1") -> None:
        self.folder = folder
        self.address = ""
        self.scheduler = self.start("scheduler", "--port", "0", "--host", host, "--no-dashboard")
        self._await_address()
        self.workers = [self.worker(number) for number in range(workers)]

    def worker(self, number: int) -> "subprocess.Popen[bytes]":
        """Start a worker with a disk of its own."""
        disk = self.folder / f"disk-{number}"
        (disk / "tmp").mkdir(parents=True, exist_ok=True)
        own = {"XDG_CACHE_HOME": str(disk / "cache"), "TMPDIR": str(disk / "tmp")}
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
        local = ("--local-directory", str(disk / "dask"))
        return self.start("worker", self.address, *options, *local, environment=own)

    def start(
        self, what: str, *options: str, environment: dict[str, str] | None = None, before: Sequence[str] = ()
    ) -> "subprocess.Popen[bytes]":
        """Start a scheduler or a worker; `before` is a command that runs it."""
        self.log = self.folder / f"{what}-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [*before, sys.executable, "-m", f"distributed.cli.dask_{what}", *options],
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


def connected(machines: Cluster, cache: str, workers: int = 2) -> DaskExecutor:
    """Return an executor on a cluster once its workers are there."""
    executor = DaskExecutor(cache, machines.address)
    for _ in range(300):
        if len(executor._workers()) >= workers:
            return executor
        time.sleep(0.1)
    raise AssertionError("the workers do not come")
