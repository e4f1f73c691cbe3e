"""A store: files appear whole, are found by name, and what goes wrong is one clear error."""

import os
import tempfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import pytest
import s3fs

from s3_server import S3Server, serving
from voicebook.errors import UsageError, WriteError
from voicebook.storage.files import temporary_folder
from voicebook.storage.object_store import Store, is_address


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with serving(tmp_path_factory.mktemp("s3"), "library") as running:
        yield running


@pytest.fixture(params=["file", "memory", "s3"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> Store:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    own = uuid4().hex
    addresses = {
        "file": (tmp_path / "store").as_uri(),
        "memory": f"memory://{own}",
        "s3": f"s3://library/{own}",
    }
    return Store(addresses[request.param])


def test_what_is_put_is_there_whole_and_what_is_removed_is_not(store: Store, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "deep" / "target"
    source.write_bytes(b"0123456789" * 1000)
    store.check()
    assert store.size("a/b.pack") is None
    assert not store.get("a/b.pack", target)
    assert not target.exists()
    store.put("a/b.pack", source)
    store.write("a/c.txt", b"short")
    assert store.size("a/b.pack") == 10_000
    assert store.head("a/b.pack", 12) == b"012345678901"
    assert store.head("a/c.txt", 12) == b"short"
    assert store.get("a/b.pack", target)
    assert target.read_bytes() == source.read_bytes()
    assert [(each.name, each.size) for each in store.walk("a")] == [("a/b.pack", 10_000), ("a/c.txt", 5)]
    store.remove(["a/b.pack", "a/none"])
    assert [each.name for each in store.walk()] == ["a/c.txt"]
    with pytest.raises(FileNotFoundError):
        store.head("a/b.pack", 12)


def test_no_name_leaves_the_store(store: Store) -> None:
    with pytest.raises(WriteError, match="outside"):
        store.write("../elsewhere", b"x")


def test_what_is_written_twice_is_the_last(store: Store) -> None:
    store.write("name", b"first and longer")
    store.write("name", b"second")
    assert store.head("name", 100) == b"second"


def test_a_listing_of_nothing_is_empty(store: Store) -> None:
    assert list(store.walk("nothing")) == []


@pytest.mark.parametrize("address", ["s3://no-such-bucket/speech", "file:///proc/speech"])
def test_a_store_that_takes_nothing_is_one_error(
    address: str, server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WriteError) as raised:
        Store(address).check()
    assert raised.value.code == "VB-W06"
    assert raised.value.where.source == address


class Keen(BaseHTTPRequestHandler):
    """A server that takes what is sent and never says that it may be."""

    protocol_version = "HTTP/1.1"
    heads: ClassVar[list[tuple[str | None, str | None]]] = []

    def handle_expect_100(self) -> bool:
        return True

    def do_PUT(self) -> None:
        self.heads.append((self.headers["Expect"], self.headers["Authorization"]))
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("size", [0, 10, 1_000_000])
def test_a_file_is_sent_to_s3_without_asking_first(
    size: int, server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(bytes(size))
    Keen.heads.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Keen) as keen:
        threading.Thread(target=keen.serve_forever, daemon=True).start()
        environment = {**server.environment, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{keen.server_port}"}
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        Store("s3://library/x").put("file", tmp_path / "file")
        s3fs.S3FileSystem.clear_instance_cache()
        keen.shutdown()
    ((asked, signed),) = Keen.heads
    assert asked is None
    assert signed is not None
    assert "expect" not in signed


def test_an_address_of_an_unknown_kind_is_one_error() -> None:
    with pytest.raises(UsageError) as raised:
        Store("gopher://somewhere/speech")
    assert raised.value.code == "VB-U12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://bucket/x", True),
        ("file:///shared", True),
        ("memory://x", True),
        ("/a/path", False),
        ("a/path", False),
        ("C:\\speech", False),
        ("c://speech", False),
        ("name:s3://", False),
    ],
)
def test_an_address_is_told_from_a_path(text: str, *, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="there are no owners here")
def test_a_temporary_folder_that_others_may_write_to_is_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    own = temporary_folder("fresh")
    assert own == temporary_folder("fresh")
    own.chmod(0o777)
    assert temporary_folder("fresh") != own
    own.chmod(0o700)
    own.rename(tmp_path / "elsewhere")
    own.symlink_to(tmp_path / "elsewhere")
    assert temporary_folder("fresh") != own
