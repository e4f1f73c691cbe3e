"""Normalizers side by side, in one run: accuracy on our tables, speed on the same text, import.

    uv run --with normt2s --with damga --with spokenform python benchmarks/normalization.py

Accuracy: sentences of tests/cases/en that come out word for word as their line says. Case, punctuation,
hyphens, and "and" in numbers do not count; an acronym left in capitals is not said letter by letter. The
tables are ours and so are the rules they were written for: what others do with them tells what they leave
undone, not who is better on other text. Speed: CPU seconds of one process over running text of which nine
sentences in ten are plain; slow ones get less of the same text.
"""

import argparse
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Say = Callable[[str], str]

_CASES = Path(__file__).parents[1] / "tests" / "cases" / "en"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_WORDS = (
    "the of and to a in that it was his her with as had for on at by which but from they she he lamp river"
    " night morning window table garden letter soldier winter harbour forest captain silence question answer"
).split()
_HARD = (
    "1,",
    "1 ",
    "a.",
    "A.",
    "-1",
    "1/",
    "(",
    "$1",
    "I ",
    "http://a.",
    "1:",
    "@",
    "“a ",
    "AB ",
    "—",
    "[1]",
    "x",
)
_KILOBYTES = {"voicebook": 1000, "normt2s": 1000, "damga": 100, "spokenform": 20}


def voicebook() -> Say:
    """Return ours, without its map."""
    from voicebook import normalize

    return lambda text: normalize(text).text


def normt2s() -> Say:
    """Return normt2s with its default rules."""
    from normt2s import Normalizer

    return Normalizer("en").normalize


def damga() -> Say:
    """Return damga's text normalizer."""
    from damga import Normalizer

    return Normalizer(mode="tn", lang="en").normalize


def spokenform() -> Say:
    """Return spokenform with its default configuration."""
    from spokenform import prepare

    return lambda text: prepare(text, language="en").text


TOOLS = {"voicebook": voicebook, "normt2s": normt2s, "damga": damga, "spokenform": spokenform}


def cases() -> Iterator[tuple[str, str]]:
    """Yield (written, spoken) of the tables for American English, one line each."""
    for path in sorted(_CASES.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            columns = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), line).split("\t")
            if (
                line
                and not line.startswith("#")
                and columns[2:] in ([], ["en-US"])
                and "\n" not in columns[0]
            ):
                yield columns[0], [*columns, columns[0]][1]


def canon(text: str) -> list[str]:
    """Return the words that count."""
    words = re.findall(r"[^\W_]+", text.replace("’", "'").replace("'", "").lower())
    return [word for word in words if word != "and"]


def running_text(kilobytes: int) -> list[str]:
    """Return sentences, nine plain ones for each of the tables', with a fixed seed."""
    chance = random.Random(7)
    written = [line for line, _ in cases()]
    text: list[str] = []
    size = 0
    while size < kilobytes * 1000:
        plain = (" ".join(chance.choices(_WORDS, k=14)).capitalize() + "." for _ in range(9))
        for line in (*plain, chance.choice(written)):
            text.append(line)
            size += len(line.encode("utf-8", "replace")) + 1
    return text


def measure(name: str) -> None:
    """Print the figures of one tool: right, of, kilobytes a second, CPU seconds and MB to load."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    say = TOOLS[name]()
    say("In 1950 it had 10 000 members.")
    after = resource.getrusage(resource.RUSAGE_SELF)
    right = sum(canon(attempt(say, written)) == canon(spoken) for written, spoken in cases())
    text = running_text(_KILOBYTES[name])
    start = time.process_time()
    for line in text:
        attempt(say, line)
    seconds = time.process_time() - start
    rate = sum(len(line.encode("utf-8", "replace")) + 1 for line in text) / 1000 / seconds
    load = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = (after.ru_maxrss - before.ru_maxrss) / 1024
    print(right, sum(1 for _ in cases()), f"{rate:.1f} {load:.2f} {memory:.0f}")


def growth() -> float:
    """Return how many times longer ours takes for twice the text, at worst over texts made to be hard."""
    say = voicebook()

    def seconds(text: str) -> float:
        start = time.process_time()
        say(text)
        return time.process_time() - start

    pairs = ((seconds(unit * (40_000 // len(unit))), seconds(unit * (80_000 // len(unit)))) for unit in _HARD)
    return max(long / max(short, 0.01) for short, long in pairs)


def attempt(say: Say, text: str) -> str:
    """Return what a tool makes of a text, "" where it fails."""
    try:
        return say(text)
    except Exception:  # noqa: BLE001 - a tool that raises has it wrong, whatever it raises
        return ""


def main() -> None:
    """Run each tool in a process of its own and print the table."""
    arguments = argparse.ArgumentParser(description="Times normalizers side by side.")
    arguments.add_argument("--tool", choices=TOOLS, help="measure one, in this process")
    tool = arguments.parse_args().tool
    if tool:
        measure(tool)
        return
    found = {}
    for name in TOOLS:
        done = subprocess.run(
            [sys.executable, __file__, "--tool", name], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            found[name] = done.stdout.split()
        else:
            print(f"{name}: not measured: {(done.stderr.strip() or 'no answer').splitlines()[-1]}")
    base = float(found["normt2s"][2]) if "normt2s" in found else 0.0
    print("| tool | sentences right | KB/s | of normt2s | load, CPU s | MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, (right, count, rate, load, memory) in found.items():
        share = f"{float(rate) / base:.2f}" if base else ""
        exact = f"{100 * int(right) / int(count):.1f} % of {count}"
        print(f"| {name} | {exact} | {rate} | {share} | {load} | {memory} |")
    print(f"\nvoicebook, twice a hard text of 40 KB: {growth():.1f} times as long, at worst")


if __name__ == "__main__":
    main()
