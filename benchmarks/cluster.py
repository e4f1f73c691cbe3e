"""Measures a cluster of this machine over an object store against the pool: outputs, wall time, growth.

    python benchmarks/cluster.py [--books 20] [--kilobytes 100] [--engine espeak] [--small 20 200] [--kill 10]

Two workers of Dask and the pool's two processes build the same books from nothing; the store is a server
that speaks S3 on loopback, on the same two cores. Then the cluster builds again while one of its workers is
killed every few seconds. Outputs must be the same bytes. Then batches of small books: the time for one book
must not grow with their number. Last, how long the tasks of one book take: each a second of work or more, but
for documents that have not so much. Linux; needs the development packages.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from kills import outputs
from novel import write_novel

from machines import Cluster
from s3_server import serving
from voicebook.cli import app
from voicebook.speaking.tasks import Answer, SpeakTask, Task
from voicebook.workers.process import Keeper


def build(texts: Path, place: Path, engine: str, *more: str) -> float:
    """Build texts into a folder of `place` and return the seconds."""
    options = ["--language", "en", "--engine", engine, "--jobs", "2", "--progress", "none", *more]
    command = [sys.executable, "-m", "voicebook", "build", str(texts), "-o", str(place / "out"), *options]
    begun = time.monotonic()
    own = {**os.environ, "XDG_CACHE_HOME": str(place / "machine")}
    ended = subprocess.run(command, check=False, env=own, capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"{' '.join(command)}\n{ended.stderr}")
    return time.monotonic() - begun


def spread(texts: Path, place: Path, engine: str, *more: str) -> float:
    """Build texts on a cluster of two workers over the store."""
    return build(texts, place, engine, "--executor", "dask", "--cache", f"s3://library/{place.name}", *more)


def books(folder: Path, count: int, kilobytes: int) -> Path:
    """Write novels of about so many kB, each another."""
    folder.mkdir(parents=True)
    for number in range(count):
        write_novel(folder / f"book-{number:03}.txt", kilobytes, seed=number)
    return folder


def small(folder: Path, count: int) -> Path:
    """Write books of a few sentences each, each another."""
    folder.mkdir(parents=True)
    for number in range(count):
        sentences = " ".join(f"Sentence {at} of book {number} is about a lamp." for at in range(20))
        (folder / f"book-{number:03}.txt").write_text(f"Book {number}\n\n{sentences}\n")
    return folder


def killed(texts: Path, place: Path, engine: str, every: float) -> tuple[float, int]:
    """Build on a cluster of which a worker is killed every few seconds; return seconds and kills."""
    place.mkdir()
    ended = threading.Event()
    kills = 0
    with Cluster(place) as cluster:

        def kill() -> None:
            nonlocal kills
            while not ended.wait(every):
                at = kills % 2
                os.killpg(cluster.workers[at].pid, signal.SIGKILL)
                cluster.workers[at].wait()
                cluster.workers[at] = cluster.worker(at)
                kills += 1

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            seconds = spread(texts, place, engine, "--scheduler", cluster.address)
        finally:
            ended.set()
            killer.join()
    return seconds, kills


def timed(text: Path, place: Path, engine: str) -> Mapping[str, list[float]]:
    """Build a book in one process and return the seconds of its tasks."""
    seconds: dict[str, list[float]] = {"speech": [], "tracks": []}
    done_by_keeper = Keeper.do

    def do(keeper: Keeper, task: Task) -> Answer:
        begun = time.monotonic()
        answer = done_by_keeper(keeper, task)
        seconds["speech" if isinstance(task, SpeakTask) else "tracks"].append(time.monotonic() - begun)
        return answer

    Keeper.do = do  # type: ignore[method-assign]
    try:
        options = ["-o", str(place / "out"), "--cache", str(place / "cache"), "--jobs", "1"]
        command = ["build", str(text), *options, "--language", "en", "--engine", engine, "--progress", "none"]
        app(command, standalone_mode=False)
    finally:
        Keeper.do = done_by_keeper  # type: ignore[method-assign]
    return seconds


def report_tasks(folder: Path, kilobytes: int, engine: str) -> None:
    """Print how long the tasks of one book take."""
    book = write_novel(folder / "book.txt", kilobytes)
    for name, each in timed(book, folder / "timed", engine).items():
        share = sum(seconds for seconds in each if seconds >= 1) / sum(each)
        print(f"{len(each)} tasks, {name}: {statistics.median(each):.2f} s in the median, ", end="")
        print(f"{min(each):.2f} to {max(each):.2f} s; {share:.0%} of the time in those of 1 s or more")


def compare(name: str, expected: Mapping[str, bytes], place: Path) -> None:
    """Print how many outputs differ."""
    found = outputs(place)
    different = sum(found.get(path) != data for path, data in expected.items())
    print(f"  {name}: {different} of {len(expected)} files differ, {len(found) - len(expected)} more")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--books", type=int, default=20)
    parser.add_argument("--kilobytes", type=int, default=100)
    parser.add_argument("--engine", default="espeak")
    parser.add_argument("--small", type=int, nargs="*", default=[20, 200])
    parser.add_argument("--kill", type=float, default=10.0, help="seconds; 0 for none")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(folder / "s3", "library") as server:
            os.environ.update(server.environment)
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            if options.books:
                texts = books(folder / "texts" / "texts", options.books, options.kilobytes)
                pool = build(texts, folder / "pool", options.engine)
                expected = outputs(folder / "pool")
                print(
                    f"{options.books} books of {options.kilobytes} kB, {options.engine}, 2 workers",
                    flush=True,
                )
                print(f"  pool: {pool:.1f} s")
                seconds = spread(texts, folder / "spread", options.engine)
                print(f"  cluster over the store: {seconds:.1f} s, {seconds / pool:.3f} times the pool")
                compare("cluster", expected, folder / "spread")
                if options.kill:
                    seconds, kills = killed(texts, folder / "killed", options.engine, options.kill)
                    print(f"  with {kills} kills, one every {options.kill:g} s: {seconds:.1f} s")
                    compare("killed", expected, folder / "killed")
            for count in options.small:
                texts = small(folder / f"small-{count}" / "texts", count)
                seconds = spread(texts, folder / f"small-{count}", options.engine)
                pool = build(texts, folder / f"small-{count}-pool", options.engine)
                print(
                    f"{count} small books: {seconds:.1f} s, {seconds / count:.3f} s a book; pool {pool:.1f} s"
                )
            report_tasks(folder, options.kilobytes, options.engine)


if __name__ == "__main__":
    main()
