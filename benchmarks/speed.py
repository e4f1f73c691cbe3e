"""Measures whole builds against their floor, in one run, and writes the table that README shows.

    python benchmarks/speed.py                the whole run, some 25 minutes on 2 cores
    python benchmarks/speed.py --quick        without the larger books
    python benchmarks/speed.py --write        the whole run, then README's table

Floor: the engine alone over the same utterances, and the same encoder at the same settings over the
same samples (benchmarks/floor.py). Books are made up (benchmarks/novel.py), spoken by espeak, made
into EPUB and MP3. Everything runs in fresh processes. Linux.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import Cost, measure
from novel import change_sentence, write_novel

KILOBYTES = 284
_AGAIN = 4
"""More builds of the usual size: a peak is seen the better the longer one looks."""

_README = Path(__file__).parents[1] / "README.md"
_TABLE = re.compile(r"(?<=<!-- speed -->\n).*?(?=<!-- /speed -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """A figure and the most that it may be."""

    what: str
    value: float
    limit: float
    unit: str = ""
    detail: str = ""

    def __str__(self) -> str:
        mark = "" if self.value <= self.limit else " (over)"
        unit = f" {self.unit}" if self.unit else ""
        return f"| {self.what} | {self.value:.3g}{unit} | {self.limit:g}{unit}{mark} | {self.detail} |"


class Bench:
    """A folder in which books are built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def novel(self, times: int) -> Path:
        """Return a novel of so many times the usual size."""
        path = self.folder / f"novel-{times}.txt"
        return path if path.exists() else write_novel(path, times * KILOBYTES)

    def build(self, novel: Path, *more: str, jobs: int = 2, name: str = "") -> Cost:
        """Build a novel; with a `name` of its own, from nothing."""
        place = self.folder / (name or "warm")
        command = [sys.executable, "-m", "voicebook", "build", str(novel), "--language", "en"]
        options = ["--engine", "espeak", "--jobs", str(jobs), "-o", str(place / "out"), *more]
        return measure([*command, *options], {"VOICEBOOK_CACHE": str(place / "cache")})

    def again(self, times: int) -> Cost:
        """Build a novel of some size from nothing, and forget it."""
        cost = self.build(self.novel(times), name=f"size-{times}")
        shutil.rmtree(self.folder / f"size-{times}")
        return cost


def floor(novel: Path) -> dict[str, float]:
    """Return the CPU seconds of a novel's parts, each alone."""
    script = Path(__file__).with_name("floor.py")
    done = subprocess.run([sys.executable, str(script), str(novel)], check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def rows(bench: Bench, *, quick: bool) -> Iterator[Row]:
    """Measure and yield each figure."""
    novel = bench.novel(1)
    alone = floor(novel)
    hours = alone["seconds"] / 3600
    one, cold = bench.build(novel, jobs=1, name="one"), bench.build(novel)
    for how, limit in (("repeatable", 1.25), ("plain", 1.6)):
        base = alone[how] + alone["encoder"]
        what = f"CPU of a cold build / floor, {how} engine"
        detail = f"{cold.cpu:.1f} s / {base:.1f} s, for {hours:.1f} hours of speech"
        yield Row(what, cold.cpu / base, limit, "", detail)
    detail = f"{cold.wall:.1f} s; with 1 job {one.wall:.1f} s, {one.cpu:.1f} s of CPU"
    yield Row("wall / CPU, 2 jobs", cold.wall / cold.cpu, 0.6, "", detail)
    yield from _sizes(bench, cold, quick=quick)
    yield from _rebuilds(bench, novel, cold)
    size = sum(path.stat().st_size for path in (bench.folder / "warm" / "cache").rglob("*.pack"))
    yield Row("cache for an hour of speech", size / 1e6 / hours, 95, "MB", "FLAC with marks")
    yield _start()
    _stages(bench, novel, alone, cold)


def _sizes(bench: Bench, cold: Cost, *, quick: bool) -> Iterator[Row]:
    costs = {1: cold}
    for times in () if quick else (4, 16):
        costs[times] = bench.again(times)
    most = max(costs)
    each = {times: cost.cpu / bench.novel(times).stat().st_size * 1e6 for times, cost in costs.items()}
    told = "for 1 MB of text " + ", ".join(f"x{times}: {cpu:.0f} s" for times, cpu in each.items())
    yield Row(f"CPU for a character, x{most} the text / x1", each[most] / each[1], 1.05, "", told)
    usual = max([cold.rss, *(bench.again(1).rss for _ in range(0 if quick else _AGAIN))])
    told = f"x1: {usual:.0f} MB, the most of {1 + _AGAIN} builds, " + ", ".join(
        f"x{times}: {cost.rss:.0f} MB" for times, cost in costs.items() if times > 1
    )
    yield Row(f"peak memory, x{most} / x1", costs[most].rss / usual, 1.2, "", told)
    told = f"resident, summed over all processes; shared counted once: {costs[most].pss:.0f} MB"
    yield Row(f"peak memory, 2 jobs, x{most}", costs[most].rss, 350, "MB", told)


def _rebuilds(bench: Bench, novel: Path, cold: Cost) -> Iterator[Row]:
    def row(what: str, limit: float) -> Row:
        cost = bench.build(novel)
        return Row(f"rebuild, {what} / cold CPU", 100 * cost.cpu / cold.cpu, limit, "%", f"{cost.cpu:.2f} s")

    yield row("nothing changed", 3)
    change_sentence(novel)
    yield row("one sentence changed", 10)


def _start() -> Row:
    """Return the CPU of `voicebook --help` above a bare import of typer."""
    tries = []
    for _ in range(7):
        bare = measure([sys.executable, "-c", "import typer"]).cpu
        tries.append(measure([sys.executable, "-m", "voicebook", "--help"]).cpu - bare)
    middle = sorted(tries)[len(tries) // 2]
    return Row("`voicebook --help` above `import typer`", middle, 0.15, "s CPU", "median of 7")


def _stages(bench: Bench, novel: Path, alone: dict[str, float], cold: Cost) -> None:
    """Print the CPU of each stage, each alone; what is left is work between processes."""
    plan = bench.build(novel, "--dry-run").cpu
    package = bench.build(novel, "--set", "rights=CC0").cpu - plan
    stages = {
        "start, read, plan": plan,
        "speak (espeak, a fork a batch)": alone["repeatable"],
        "trim": alone["trim"],
        "FLAC": alone["flac"],
        "MP3": alone["encoder"],
        "package, audit, record": package,
    }
    print("\nCPU seconds by stage, each alone:")
    for stage, seconds in stages.items():
        print(f"  {stage:32} {seconds:6.2f}")
    print(f"  {'between them':32} {cold.cpu - sum(stages.values()):6.2f}")
    print(f"  {'a cold build':32} {cold.cpu:6.2f}")
    print(f"  (FLAC back to PCM, where it is needed: {alone['unflac']:.2f})")


def main() -> None:
    """Print the table; write it into README when asked."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    head = ["| figure | measured | at most | of which |", "| --- | --- | --- | --- |"]
    print(*head, sep="\n", flush=True)
    made = []
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        for row in rows(Bench(Path(name)), quick=options.quick):
            print(row, flush=True)
            made.append(str(row))
    if options.write:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        table = "\n".join([*head, *made, "", f"{machine}; espeak, EPUB and MP3."]) + "\n"
        _README.write_text(_TABLE.sub(lambda _: table, _README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
