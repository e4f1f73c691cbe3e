"""Every line of tests/cases/LANGUAGE/*.tsv is a test; its id is language/file:line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import voicebook
from voicebook.text.normalize.normalizer import spoken_map

_CASES = Path(__file__).parents[1] / "cases"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def _rows() -> Iterator[object]:
    for path in sorted(_CASES.glob("??/*.tsv")):
        usual = path.parent.name
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line or line.startswith("#"):
                continue
            columns = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), line).split("\t")
            written, spoken, tag = (
                (*columns, columns[0], usual)[:3] if len(columns) == 1 else (*columns, usual)[:3]
            )
            yield pytest.param(written, spoken, tag, id=f"{path.parent.name}/{path.name}:{number}")


@pytest.mark.parametrize(("written", "spoken", "tag"), list(_rows()))
def test_case_is_said_as_its_line_says(written: str, spoken: str, tag: str) -> None:
    form = voicebook.normalize(written, tag)
    assert form.text == spoken
    assert voicebook.normalize(form.text, tag).text == spoken
    covered = [at for _, _, start, end in spoken_map(form, written) for at in range(start, end)]
    assert [at for at, char in enumerate(written) if char.isalnum() and covered.count(at) != 1] == []
