"""Kills builds at random moments, all their processes at once, and compares what the next run makes.

    python benchmarks/kills.py [--kills 50] [--seed 1]

In rounds: a build from nothing is killed, and killed again as it goes on from what is there, until one
build gets to its end; then every output must be, byte for byte, that of a build that was never
disturbed. Every second round the text has been changed after a finished build, and the kills hit the
build of the change. Linux.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from novel import change_sentence, write_novel


def command(source: Path, output: Path) -> list[str]:
    """Return the command that builds a folder of texts."""
    options = ["--language", "en", "--engine", "espeak", "--jobs", "2", "--progress", "none"]
    return [sys.executable, "-m", "voicebook", "build", str(source), "-o", str(output), *options]


def build(source: Path, place: Path, *, until: float | None = None) -> bool:
    """Build, and after `until` seconds kill the build with all its processes; tell whether it was killed."""
    environment = {**os.environ, "VOICEBOOK_CACHE": str(place / "cache")}
    with subprocess.Popen(
        command(source, place / "out"), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            process.wait(until)
        except subprocess.TimeoutExpired:
            for pid in tree(process.pid):
                os.kill(pid, signal.SIGKILL)
            return True
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return False


def tree(root: int) -> list[int]:
    """Return a process and all below it."""
    found = [root]
    for pid in found:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found


def outputs(place: Path) -> dict[str, bytes]:
    """Return all that was made, by its path."""
    root = place / "out"
    files = (path for path in root.rglob("*") if path.is_file() and ".voicebook" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def texts(folder: Path) -> Path:
    """Write two small novels into a folder of a folder: reports name it, and it is always the same."""
    folder = folder / "texts"
    folder.mkdir(parents=True)
    write_novel(folder / "one.txt", 60, seed=1)
    write_novel(folder / "two.txt", 30, seed=2)
    return folder


def main() -> None:
    """Print how many kills there were and how many files differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    choose = random.Random(options.seed)
    killed = differences = round_ = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, changed = texts(folder / "plain"), texts(folder / "changed")
        begun = time.monotonic()
        build(plain, folder / "undisturbed")
        length = time.monotonic() - begun
        build(changed, folder / "undisturbed changed")
        change_sentence(changed / "one.txt")
        build(changed, folder / "undisturbed changed")
        while killed < options.kills:
            place = folder / f"round {round_}"
            source, model = plain, folder / "undisturbed"
            if round_ % 2:
                source, model = texts(folder / f"again {round_}"), folder / "undisturbed changed"
                build(source, place)
                change_sentence(source / "one.txt")
            longest = length / 3 if round_ % 2 else length
            while build(source, place, until=choose.uniform(0.1, longest)):
                killed += 1
            made, wanted = outputs(place), outputs(model)
            differ = {path for path in made.keys() | wanted.keys() if made.get(path) != wanted.get(path)}
            differences += len(differ)
            round_ += 1
            print(
                f"round {round_}: {killed} kills so far, {len(differ)} files differ {sorted(differ)}",
                flush=True,
            )
    print(f"{killed} kills, {differences} differences from an undisturbed build")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
