"""Works out what a library of 100,000 books takes, from books that it builds here.

    python benchmarks/sizing.py [--books 100000] [--kilobytes 284] [--engines espeak hibari] [--price 40]

For each engine one novel is built by the pool (CPU, size of cache and of outputs), and one by a cluster over
an object store (what the machine that builds does itself). The rest is multiplication, and written below:
`Library`. The price of a thousand hours of CPU is yours to say. Linux; needs the development packages.
"""

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from measure import Cost, measure
from novel import write_novel

from machines import Cluster
from s3_server import serving

_GIGA = 1e9


@dataclass(frozen=True)
class Book:
    """What one book takes."""

    characters: int
    cpu: float  # seconds, all processes together
    here: float  # seconds of CPU of the machine that builds, while others speak and encode
    cache: int  # bytes of speech
    outputs: int  # bytes of the EPUB, the MP3 files and the report


@dataclass(frozen=True)
class Library:
    """What many of them take."""

    book: Book
    books: int
    price: float  # of a thousand hours of CPU

    @property
    def cpu_hours(self) -> float:
        """Hours of CPU."""
        return self.book.cpu * self.books / 3600

    @property
    def cache(self) -> float:
        """GB of speech, if all of it is kept."""
        return self.book.cache * self.books / _GIGA

    @property
    def outputs(self) -> float:
        """GB of books."""
        return self.book.outputs * self.books / _GIGA

    @property
    def network(self) -> tuple[float, float]:
        """GB that travel, at least and at most.

        Speech goes to the store once, and comes back once more for a track that is encoded elsewhere. A
        track, about half of the outputs (the EPUB and the MP3 files hold the same sound), is laid down and
        fetched; the outputs go to their store.
        """
        least = self.cache + 2 * self.outputs / 2 + self.outputs
        return least, least + self.cache

    @property
    def workers(self) -> float:
        """How many cores one building machine keeps busy."""
        return (self.book.cpu - self.book.here) / self.book.here

    @property
    def money(self) -> float:
        """What the CPU costs."""
        return self.cpu_hours / 1000 * self.price

    def row(self, engine: str) -> str:
        """Return it as a line of a table."""
        least, most = self.network
        cells = [
            engine,
            f"{self.book.cpu:.0f} s",
            f"{self.cpu_hours:,.0f}",
            f"{self.cache / 1000:,.1f} TB",
            f"{self.outputs / 1000:,.1f} TB",
            f"{least / 1000:,.0f} to {most / 1000:,.0f} TB",
            f"{self.workers:,.0f}",
            f"{self.money:,.0f}",
        ]
        return f"| {' | '.join(cells)} |"


def command(novel: Path, place: Path, engine: str, cache: str, *more: str) -> list[str]:
    """Return the command that builds a novel from nothing."""
    options = ["--language", "en", "--engine", engine, "--jobs", "2", "--progress", "none", *more]
    return [
        sys.executable, "-m", "voicebook", "build", str(novel), "-o", str(place), "--cache", cache, *options
    ]  # fmt: skip


def size(folder: Path) -> int:
    """Return the bytes of all files in a folder but ours."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".voicebook" not in path.parts)
    return sum(path.stat().st_size for path in files)


def one(novel: Path, folder: Path, engine: str, cluster: Cluster) -> Book:
    """Build a novel twice and return what it takes."""
    cache = folder / engine / "cache"
    all_: Cost = measure(command(novel, folder / engine / "out", engine, str(cache)))
    more = ("--executor", "dask", "--scheduler", cluster.address)
    here: Cost = measure(
        command(novel, folder / engine / "spread", engine, f"s3://library/{engine}", *more), os.environ
    )
    return Book(
        novel.stat().st_size,
        all_.cpu,
        here.cpu,
        sum(path.stat().st_size for path in cache.rglob("*.pack")),
        size(folder / engine / "out"),
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--books", type=int, default=100_000)
    parser.add_argument("--kilobytes", type=int, default=284)
    parser.add_argument("--engines", nargs="*", default=["espeak", "hibari"])
    parser.add_argument("--price", type=float, default=40.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, serving(Path(name) / "s3", "library") as server:
        folder = Path(name)
        os.environ.update(server.environment, XDG_CACHE_HOME=str(folder / "client"))
        (folder / "cluster").mkdir()
        novel = write_novel(folder / "novel.txt", options.kilobytes)
        print(f"{options.books:,} books of {options.kilobytes} kB; {options.price:g} a thousand hours of CPU")
        print("| engine | CPU a book | CPU hours | speech kept | books | network | cores fed | money |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        with Cluster(folder / "cluster") as cluster:
            for engine in options.engines:
                book = one(novel, folder, engine, cluster)
                print(Library(book, options.books, options.price).row(engine), flush=True)


if __name__ == "__main__":
    main()
