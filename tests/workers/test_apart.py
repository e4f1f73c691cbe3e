"""Two workers in network and mount namespaces of their own share only the scheduler and the store."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from building import contents, made, on, pooled
from machines import Cluster, connected
from s3_server import serving

RUN = os.getpid() % 256  # another run of the tests has hosts of its own
NAMES = (f"voicebook-{RUN}-a", f"voicebook-{RUN}-b")
BRIDGE = f"voicebook-{RUN}"
HOST = f"10.203.{RUN}.1"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _can() -> bool:
    """Tell whether namespaces can be made here."""
    if sys.platform != "linux" or os.geteuid() or not shutil.which("ip") or not shutil.which("unshare"):
        return False
    name = f"voicebook-{RUN}-try"
    made_one = subprocess.run(["ip", "netns", "add", name], check=False, capture_output=True)
    subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
    mounted = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False, capture_output=True
    )
    return made_one.returncode == mounted.returncode == 0


pytestmark = pytest.mark.skipif(not _can(), reason="namespaces need Linux, root, ip and unshare")


@pytest.fixture
def hosts() -> Iterator[tuple[str, ...]]:
    """Make two hosts on a bridge of their own; each sees the other and this machine, nothing else."""
    try:
        _run("ip", "link", "add", BRIDGE, "type", "bridge")
        _run("ip", "address", "add", f"{HOST}/24", "dev", BRIDGE)
        _run("ip", "link", "set", BRIDGE, "up")
        for number, name in enumerate(NAMES, 2):
            _run("ip", "netns", "add", name)
            inner, outer = f"vb-in-{RUN}-{number}", f"vb-out-{RUN}-{number}"
            _run("ip", "link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name)
            _run("ip", "link", "set", outer, "master", BRIDGE, "up")
            inside = ("ip", "netns", "exec", name, "ip")
            _run(*inside, "address", "add", f"{HOST[:-1]}{number}/24", "dev", inner)
            _run(*inside, "link", "set", inner, "up")
            _run(*inside, "link", "set", "lo", "up")
        yield tuple(f"{HOST[:-1]}{number}" for number in (2, 3))
    finally:
        for name in NAMES:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", BRIDGE], check=False, capture_output=True)


def worker(cluster: Cluster, name: str, address: str, hidden: Path) -> "subprocess.Popen[bytes]":
    """Start a worker on a host; a disk of its own lies over a folder, so that it sees nothing of it."""
    mount = 'mount -t tmpfs tmpfs "$0" && mkdir -p "$TMPDIR" && exec "$@"'
    before = ["ip", "netns", "exec", name, "unshare", "--mount", "sh", "-c", mount, str(hidden)]
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", address)
    own = {"XDG_CACHE_HOME": str(hidden / "cache"), "TMPDIR": str(hidden / "tmp")}
    local = ("--local-directory", str(hidden / "dask"))
    return cluster.start("worker", cluster.address, *options, *local, environment=own, before=before)


def test_hosts_that_share_only_scheduler_and_store_make_the_same_bytes(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hosts: tuple[str, ...]
) -> None:
    expected = pooled(texts, tmp_path)
    (tmp_path / "logs").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "client"))
    with serving(tmp_path / "s3", "library", host=HOST) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        with Cluster(tmp_path / "logs", workers=0, host=HOST) as cluster:
            cluster.workers += [
                worker(cluster, name, address, tmp_path) for name, address in zip(NAMES, hosts, strict=True)
            ]
            with connected(cluster, "s3://library/speech") as executor:
                for outcome in on(texts, "s3://library/books", executor, "s3://library/speech"):
                    made(outcome)
                assert {address.split("//")[1].split(":")[0] for address in executor._workers()} == set(hosts)
    assert contents(tmp_path / "s3" / "library" / "books") == expected
