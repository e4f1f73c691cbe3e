"""A store: files appear whole, are found by name, and what goes wrong is one clear error."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from s3_server import S3Server, serving
from voicebook.errors import UsageError, WriteError
from voicebook.pipeline.files import temporary_folder
from voicebook.pipeline.store import Store, is_address


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
