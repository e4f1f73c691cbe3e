"""The local executor: worker processes, one batch at a time each."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from voicebook.errors import EngineError


class ProcessExecutor:
    """Runs batches in `jobs` worker processes of this Python."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def run(self, work: Path, batches: Sequence[Path]) -> Iterator[Path]:
        """Speak batches; yield each as it is committed. Raises EngineError at the first failure."""
        todo: queue.SimpleQueue[Path] = queue.SimpleQueue()
        done: queue.SimpleQueue[Path | BaseException] = queue.SimpleQueue()
        for batch in batches:
            todo.put(batch)
        crew = [_Worker(work, todo, done) for _ in range(min(self._jobs, len(batches)))]
        for worker in crew:
            worker.start()
        try:
            for _ in batches:
                answer = done.get()
                if isinstance(answer, BaseException):
                    raise answer
                yield answer
        finally:
            for worker in crew:
                worker.stop()


class _Worker(threading.Thread):
    """A thread that feeds one worker process and hears its answers."""

    def __init__(
        self,
        work: Path,
        todo: "queue.SimpleQueue[Path]",
        done: "queue.SimpleQueue[Path | BaseException]",
    ) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._todo = todo
        self._done = done
        self._process: subprocess.Popen[str] | None = None
        self._stopped = threading.Event()
        self._changing = threading.Lock()

    def run(self) -> None:
        with contextlib.suppress(queue.Empty):
            while not self._stopped.is_set():
                batch = self._todo.get_nowait()
                try:
                    self._speak(batch)
                except (EngineError, OSError) as error:
                    self._done.put(error)
                    return
                self._done.put(batch)
        self._close()

    def stop(self) -> None:
        """End the worker process at once, with whatever it has forked."""
        self._stopped.set()
        with self._changing:
            process = self._process
            if process is not None and process.poll() is None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    if hasattr(os, "killpg"):
                        os.killpg(process.pid, signal.SIGKILL)
                    else:
                        process.kill()
                process.wait()
        self.join()
        self._close()

    def _speak(self, batch: Path) -> None:
        """Have one batch spoken; a process that has served its one batch is followed by another."""
        process = self._running()
        try:
            answer = self._ask(process, batch)
        except BrokenPipeError:
            process.wait()
            answer = self._ask(self._running(), batch)
        if not answer:
            code = process.wait()
            raise EngineError(
                "VB-E11",
                f"the speaking process died with exit code {code}",
                hint="build again; `voicebook doctor` checks the engine",
            )
        said = json.loads(answer)
        if "failed" in said:
            raise EngineError(said["failed"], said["what"], hint=said["hint"])

    @staticmethod
    def _ask(process: "subprocess.Popen[str]", batch: Path) -> str:
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError
        process.stdin.write(f"{batch}\n")
        process.stdin.flush()
        return process.stdout.readline()

    def _running(self) -> "subprocess.Popen[str]":
        with self._changing:
            if self._stopped.is_set():
                raise EngineError("VB-E12", "speaking was stopped")
            if self._process is None or self._process.poll() is not None:
                self._close()
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "voicebook.pipeline.worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    encoding="utf-8",
                    start_new_session=True,
                )
            return self._process

    def _close(self) -> None:
        process = self._process
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            if not self._stopped.is_set():
                process.wait()
