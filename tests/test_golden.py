"""Golden books: whole, unpacked, compared member by member. `--update-golden` rewrites them."""

import shutil
from pathlib import Path

import pytest

from building import build, made, packed, text_members

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


def _built(case: str, output: Path) -> dict[str, bytes]:
    """Build a case and return the text members of its EPUBs and its reports, by path."""
    members: dict[str, bytes] = {}
    for outcome in build([packed(GOLDEN / case / "in", output.with_name("in"))], output):
        made(outcome)
        folder = output / outcome.folder
        members[f"{outcome.folder.name}/report.json"] = _without_sizes(folder / "report.json")
        for name, data in text_members(folder / f"{outcome.folder.name}.epub"):
            members[f"{outcome.folder.name}/{name}"] = data
    return members


def _without_sizes(report: Path) -> bytes:
    """Return a report without the sizes of files, which depend on the encoder's version."""
    lines = report.read_bytes().splitlines(keepends=True)
    return b"".join(line for line in lines if b'"bytes":' not in line)


@pytest.mark.parametrize("case", CASES)
def test_golden_book(case: str, tmp_path: Path, *, update_golden: bool) -> None:
    found = _built(case, tmp_path / "out")
    golden = GOLDEN / case / "out"
    if update_golden:
        shutil.rmtree(golden, ignore_errors=True)
        for name, data in found.items():
            path = golden / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    expected = {
        path.relative_to(golden).as_posix(): path.read_bytes() for path in golden.rglob("*") if path.is_file()
    }
    assert sorted(found) == sorted(expected)
    for name, data in found.items():
        assert data.decode() == expected[name].decode(), name


def test_there_are_golden_books() -> None:
    assert len(CASES) >= 2
