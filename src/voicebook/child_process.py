"""A child process that takes a line and answers in lines, watched by the clock."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading

_SLOW = "MALLOC_TRIM_THRESHOLD_"
"""Dask sets it for its workers; a model that inherits it spends a third of its time on page faults."""


class ChildLost(Exception):  # noqa: N818 not an error for users: it leads to another try
    """The child has died, or has not answered in time. It must then be ended."""


class ChildProcess:
    """A module of ours, run by this Python in a process of its own."""

    def __init__(self, module: str, *, leads: bool = False) -> None:
        """Start it. If it `leads` a group of processes, all that it forks ends with it."""
        self._leads = leads and hasattr(os, "killpg")
        # -P: a file named like a module in the working folder must not be imported
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("VOICEBOOK_DEBUG") else subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name != _SLOW},
            start_new_session=leads,
        )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._lines.put(line)
        self._lines.put(b"")

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Tell whether it has not ended."""
        return self._process.poll() is None

    def write(self, line: bytes) -> None:
        """Send a line, without its end. Raises ChildLost."""
        try:
            if self._process.stdin is not None:
                self._process.stdin.write(line + b"\n")
                self._process.stdin.flush()
        except OSError as error:
            raise ChildLost("the process has died") from error

    def read(self, seconds: float) -> bytes:
        """Return the next line. Raises ChildLost if there is none within so many seconds."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty as error:
            raise ChildLost(f"no sign of life for {seconds:.0f} s") from error
        if not line:
            raise ChildLost(f"the process died with exit code {self._process.wait()}")
        return line

    def end(self) -> None:
        """End it at once, with all that it has forked if it leads a group."""
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if self._leads:
                    os.killpg(self.pid, signal.SIGKILL)
                else:
                    self._process.kill()
            self._process.wait()
        self._listener.join(1)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):  # a line that it never read
                    pipe.close()
