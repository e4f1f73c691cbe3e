"""Odd texts, odd names, odd machines: one clear error or a finished book, and nothing half-written."""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from building import Silent, build, made
from voicebook.errors import VoicebookError, WriteError
from voicebook.model.events import Encoded

PLAIN = "The owl sat on the old grey wall. It did not move.\n\nThe river went by below it.\n"
TEXTS = {
    "nul": b"The owl\x00 sat.\n",
    "nothing but NULs": bytes(5000),
    "lone surrogates in UTF-8": b"The owl \xed\xa0\x80 sat \xed\xb0\x80 there.\n",
    "a lone surrogate in UTF-16": b"\xff\xfe"
    + "The owl ".encode("utf-16-le")
    + b"\x00\xd8"
    + b"s\x00a\x00t\x00.\x00",
    "bidi controls": ("The owl \u202e\u202d\u2066\u2067 sat \u2069\u202c there. " * 200).encode(),
    "zero width": ("The\u200b owl\u200d\u2060 sat\ufeff there. " * 200).encode(),
    "nothing to see": ("\u200b\u200d\u2060\u202e" * 500).encode(),
    "marks without end": ("a" + "\u0301" * 20_000 + " sat there.").encode(),
    "one word without end": b"a" * 200_000,
    "one number without end": b"1" * 20_000,
    "one Roman number without end": b"M" * 20_000,
    "stops without end": b"." * 100_000,
    "brackets without end": b"[" * 20_000,
    "quotes in quotes": b">" * 2_000 + b" The owl sat there.",
    "lists in lists": b"\n".join(b" " * depth * 2 + b"- owl" for depth in range(300)),
    "emoji": ("\U0001f469\u200d\U0001f469\u200d\U0001f467" * 2_000).encode(),
    "noncharacters": "The owl \ufffe sat \uffff there.\n".encode(),
    "controls": b"The \x1b[31mowl\x07 sat\x08 there.\x0c\n",
    "blank": b" \n\t\n",
    "empty": b"",
}


def left_over(output: Path) -> list[Path]:
    """Return what a build that has ended should not have left."""
    return [path for path in output.rglob("*") if path.name.endswith(".part") or path.name == "work"]


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_odd_text_is_a_book_or_one_error(tmp_path: Path, text: bytes, suffix: str) -> None:
    source = tmp_path / f"odd{suffix}"
    source.write_bytes(text)
    (outcome,) = build([source], tmp_path / "out")
    if outcome.report is not None:
        assert (tmp_path / "out" / "odd" / "odd.epub").is_file()
        assert not outcome.is_severe()
    else:
        assert outcome.error is not None
        assert outcome.error.code.startswith("VB-R"), outcome.error  # about what was read, no fault of ours
        assert outcome.error.hint
        assert not (tmp_path / "out" / "odd").exists()
    assert left_over(tmp_path / "out") == []


def test_a_hundred_megabytes_on_one_line_are_refused_unread(tmp_path: Path) -> None:
    source = tmp_path / "long.txt"
    with source.open("wb") as file:
        for _ in range(100):
            file.write(b"owl " * 250_000)
    (outcome,) = build([source], tmp_path / "out")
    assert outcome.error is not None
    assert outcome.error.code == "VB-R04"


@pytest.mark.parametrize(
    "name", ["CON.txt", "aux.md", "nul.tar.txt", "dots....txt", "COM1.txt", "end .txt", "a:b?.txt"]
)
def test_a_name_that_windows_refuses_is_changed(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.write_text(PLAIN)
    (outcome,) = build([source], tmp_path / "out")
    made(outcome)
    (folder,) = (path for path in (tmp_path / "out").iterdir() if path.is_dir() and path.name != ".voicebook")
    for path in (folder, *folder.rglob("*")):
        assert path.name.split(".")[0].upper() not in {"CON", "AUX", "NUL", "COM1"}
        assert path.name == path.name.rstrip(". ")
        assert not set(path.name) & set('<>:"|?*\\')


def test_a_title_without_end_is_kept_and_its_file_has_a_short_name(tmp_path: Path) -> None:
    title = "Owl " * 1_250
    source = tmp_path / "owl.md"
    source.write_text(f"# {title}\n\n{PLAIN}")
    (outcome,) = build([source], tmp_path / "out")
    assert made(outcome).metadata.title == title.strip()
    assert all(len(path.name.encode()) < 150 for path in (tmp_path / "out").rglob("*"))


def test_an_output_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "owl.txt").write_text(PLAIN)
    with pytest.raises(WriteError) as error:
        build([tmp_path / "owl.txt"], tmp_path / "file" / "out")
    assert error.value.code == "VB-W04"


class Vanishing(Silent):
    """Takes the output folder away when a part is ready."""

    folder: Path

    def encoded(self, event: Encoded) -> None:
        super().encoded(event)
        shutil.rmtree(self.folder, ignore_errors=True)


def test_an_output_folder_that_vanishes_is_an_error_and_the_next_build_is_whole(tmp_path: Path) -> None:
    source = tmp_path / "owl.txt"
    source.write_text(PLAIN)
    vanishing = Vanishing()
    vanishing.folder = tmp_path / "out"
    with pytest.raises(WriteError) as error:
        build([source], tmp_path / "out", progress=vanishing)
    assert error.value.hint
    (outcome,) = build([source], tmp_path / "out")
    made(outcome)


def cli(
    tmp_path: Path, *arguments: object, limit: Callable[[], None] | None = None, **environment: str
) -> str:
    """Run `voicebook build` in a process of its own; return its exit code and what it said."""
    command = [sys.executable, "-m", "voicebook", "build", *map(str, arguments), "--set", "engine=fake"]
    ran = subprocess.run(
        command,
        env={**os.environ, **environment},
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert "Traceback" not in ran.stderr
    return f"{ran.returncode} {ran.stderr}"


def epub(tmp_path: Path, output: str) -> bytes:
    return (tmp_path / output / "owl" / "owl.epub").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
def test_a_disk_that_is_full_is_an_error_and_the_next_build_is_whole(tmp_path: Path) -> None:
    (tmp_path / "owl.txt").write_text(PLAIN * 25)
    for room in (2_000, 20_000, 100_000, 400_000):
        full = lambda room=room: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # noqa: E731
        said = cli(tmp_path, "owl.txt", "-o", "out", limit=full)
        assert said.startswith("1 ")
        assert "VB-" in said
        assert not list(tmp_path.glob("out/owl/owl.epub"))
    assert cli(tmp_path, "owl.txt", "-o", "out").startswith("0 ")
    assert cli(tmp_path, "owl.txt", "-o", "undisturbed", "--cache", "other").startswith("0 ")
    assert epub(tmp_path, "out") == epub(tmp_path, "undisturbed")
    assert left_over(tmp_path / "out") == []


def test_no_temporary_folder_makes_no_difference(tmp_path: Path) -> None:
    (tmp_path / "owl.txt").write_text(PLAIN)
    nowhere = str(tmp_path / "nowhere")
    assert cli(tmp_path, "owl.txt", "-o", "out", TMPDIR=nowhere, TEMP=nowhere, TMP=nowhere).startswith("0 ")


def test_a_clock_that_jumps_makes_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "owl.txt"
    source.write_text(PLAIN)
    build([source], tmp_path / "undisturbed")
    jumps = iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: (next(jumps) * 7919) % 4_000_000_000.0)
    os.utime(source, (4e9, 4e9))
    for pack in (tmp_path / "cache").rglob("*"):
        os.utime(pack, (4e9, 4e9))  # used in the year 2096
    (outcome,) = build([source], tmp_path / "out")
    made(outcome)
    assert epub(tmp_path, "out") == epub(tmp_path, "undisturbed")


def test_two_builds_at_once_share_a_cache(tmp_path: Path) -> None:
    (tmp_path / "owl.txt").write_text(PLAIN * 10)
    command = [sys.executable, "-m", "voicebook", "build", "owl.txt", "--set", "engine=fake", "-o"]
    both = [subprocess.Popen([*command, output], cwd=tmp_path, stderr=subprocess.DEVNULL) for output in "ab"]
    assert [process.wait() for process in both] == [0, 0]
    assert epub(tmp_path, "a") == epub(tmp_path, "b")


class Second(Silent):
    """Starts another build into the same folder when a part is ready."""

    folder: Path
    error: VoicebookError | None = None

    def encoded(self, event: Encoded) -> None:
        super().encoded(event)
        try:
            build([self.folder.parent / "owl.txt"], self.folder)
        except VoicebookError as error:
            self.error = error


def test_two_builds_in_one_folder_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "owl.txt").write_text(PLAIN)
    progress = Second()
    progress.folder = tmp_path / "out"
    (outcome,) = build([tmp_path / "owl.txt"], tmp_path / "out", progress=progress)
    made(outcome)
    assert progress.error is not None
    assert progress.error.code == "VB-W03"
