"""ffmpeg as a child process: the wheel's binary, never a shell, never the network."""

import contextlib
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import IO

from voicebook.errors import EncodeError, Location

_TOLD = 1_000  # characters of ffmpeg's complaint that an error repeats
_PATIENCE = 60  # seconds to finish when there is nothing more to read or write

GLOBAL = ("-hide_banner", "-loglevel", "error", "-nostats")
"""Options that keep it quiet but for errors."""


@cache
def executable() -> str:
    """Return the path of the ffmpeg that the wheel imageio-ffmpeg carries. Raises EncodeError."""
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise EncodeError("VB-A01", "there is no ffmpeg", hint="pip install imageio-ffmpeg") from error


class Ffmpeg:
    """A running ffmpeg, its complaints kept in a file so that they can never block it."""

    def __init__(self, arguments: Sequence[str], *, stdin: bool = False, stdout: bool = False) -> None:
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 closed by `wait` and `kill`
        command = [executable(), *GLOBAL, *(() if stdin else ("-nostdin",)), *arguments]
        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=subprocess.PIPE if stdout else subprocess.DEVNULL,
                stderr=self._complaints,
            )
        except OSError as error:
            self._complaints.close()
            hint = "pip install --force-reinstall imageio-ffmpeg"
            raise EncodeError("VB-A01", f"ffmpeg cannot be started: {error}", hint=hint) from error

    def write(self, data: bytes) -> None:
        """Write to its stdin; OSError when it has gone."""
        stdin = self.process.stdin
        if stdin is not None:
            stdin.write(data)

    @property
    def output(self) -> IO[bytes]:
        """Its stdout."""
        if self.process.stdout is None:
            raise ValueError("ffmpeg was started without a pipe for its output")
        return self.process.stdout

    def finish(self) -> str:
        """Close its stdin, wait for its end and return "", or what went wrong."""
        with contextlib.suppress(OSError):  # if it has gone already, its exit code tells
            if self.process.stdin is not None:
                self.process.stdin.close()
        try:
            code = self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            return f"ffmpeg did not end within {_PATIENCE} s"
        complaint = self._complaint()
        self._close()
        return "" if code == 0 else complaint or f"ffmpeg ended with exit code {code}"

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self._close()
        self.process.wait()

    def _complaint(self) -> str:
        size = self._complaints.seek(0, 2)
        self._complaints.seek(max(0, size - 4 * _TOLD))
        return " ".join(self._complaints.read().decode(errors="replace").split())[-_TOLD:]

    def _close(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout, self._complaints):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was still to be flushed has nowhere to go
                    pipe.close()


def encoding_failed(trouble: str, path: Path) -> EncodeError:
    """Return the error for a file that ffmpeg could not write."""
    hint = "make room on the disk and build again"
    return EncodeError("VB-A03", f"encoding failed: {trouble}", where=Location(source=path.name), hint=hint)
