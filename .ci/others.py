"""Builds books by others with eSpeak; fails if EPUBCheck finds in a result what its source has not.

    python .ci/others.py SHARED WORK

SHARED holds books/ and tools/check-epub. The small books are built whole, of the long ones a proof of two
minutes. Some are faulty on purpose: one clear error is right there, an internal error never is.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path


def build(sources: list[Path], output: Path, *options: str) -> list[Path]:
    """Return the books that were made."""
    command = ["voicebook", "build", *map(str, sources), "-o", str(output), "--engine", "espeak"]
    done = subprocess.run(
        [*command, "--progress", "none", *options], check=False, capture_output=True, text=True
    )
    if "VB-X" in done.stderr or "Traceback" in done.stderr:
        sys.exit(f"an internal error:\n{done.stderr}")
    return [Path(line) for line in done.stdout.splitlines() if line.endswith(".epub")]


def problems(tool: Path, books: list[Path], work: Path) -> dict[str, Counter[str]]:
    """Return what EPUBCheck finds in books: name -> message ids."""
    found = work / "found.json"
    subprocess.run([tool, "--json", found, *books], check=False, stdout=subprocess.DEVNULL)
    each: dict[str, Counter[str]] = {}
    for problem in json.loads(found.read_text()):
        each.setdefault(problem["book"], Counter())[problem["id"]] += 1
    return each


def main() -> None:
    """Build, check, compare."""
    shared, work = map(Path, sys.argv[1:])
    books, tool = shared / "books", shared / "tools" / "check-epub"
    made = build([books / "w3c"], work / "small")
    made += build([books / "samples", books / "novels"], work / "long", "--sample", "2m")
    found = problems(tool, made, work)
    sources = {name: next(books.rglob(name.replace("-proof.epub", ".epub"))) for name in found}
    before = problems(tool, list(sources.values()), work) if sources else {}
    ours = {name: found[name] - before.get(source.name, Counter()) for name, source in sources.items()}
    for name, ids in ours.items():
        if ids:
            print(f"{name}: its source has not {dict(ids)}")
    print(
        f"{len(made)} books by others, {len(found)} with faults, {sum(map(bool, ours.values()))} of them ours"
    )
    sys.exit(any(ours.values()))


if __name__ == "__main__":
    main()
