"""Runs a command and measures its whole process tree: CPU, wall, peak memory. Linux, without packages."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_INTERVAL = 0.03  # seconds between two looks: forks that live for half a second are part of the peak
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As most people's is: Python keeps the bytecode of what it has compiled."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    cpu: float  # seconds, user and system, of the command and all its children
    wall: float  # seconds
    rss: float  # MB: the highest sum of resident memory over the tree; what is shared counts for each
    pss: float  # MB: the same, what is shared counted once


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end. Raises CalledProcessError when it fails."""
    begun = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**_ENVIRONMENT, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    watch = _Watch(process.pid)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    watch.ended.set()
    watch.join()
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise subprocess.CalledProcessError(code, command)
    return Cost(usage.ru_utime + usage.ru_stime, wall, watch.rss / 1000, watch.pss / 1000)


class _Watch(threading.Thread):
    """Looks at the session of a process again and again. Workers begin sessions of their own: by parent."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.rss = self.pss = 0
        self._root = root

    def run(self) -> None:
        while not self.ended.wait(_INTERVAL):
            tree = _tree(self._root)
            self.rss = max(self.rss, sum(_field(pid, "status", "VmRSS:") for pid in tree))
            self.pss = max(self.pss, sum(_field(pid, "smaps_rollup", "Pss:") for pid in tree))


def _tree(root: int) -> list[int]:
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                queue += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _field(pid: int, file: str, name: str) -> int:
    """Return a value of /proc in kB, 0 for a process that has gone."""
    try:
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    except (OSError, ValueError):
        pass
    return 0


if __name__ == "__main__":
    print(measure(sys.argv[1:]))
