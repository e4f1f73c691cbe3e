"""Every line of tests/cases/en/*.tsv is a test; its id is file:line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicebook.languages.en import ENGLISH
from voicebook.text.normalize import normalize_document, spoken_map

_CASES = Path(__file__).parents[2] / "cases" / "en"
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def _rows() -> Iterator[object]:
    for path in sorted(_CASES.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line or line.startswith("#"):
                continue
            columns = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), line).split("\t")
            tag = columns[2] if len(columns) > 2 else "en-US"
            yield pytest.param(
                columns[0], columns[1] if len(columns) > 1 else columns[0], tag, id=f"{path.name}:{number}"
            )


@pytest.mark.parametrize(("written", "spoken", "tag"), list(_rows()))
def test_case_is_said_as_its_line_says(written: str, spoken: str, tag: str) -> None:
    form = normalize_document(written, ENGLISH, tag)
    assert form.text == spoken
    assert normalize_document(form.text, ENGLISH, tag).text == spoken
    covered = [at for _, _, start, end in spoken_map(form, written) for at in range(start, end)]
    assert [at for at, char in enumerate(written) if char.isalnum() and covered.count(at) != 1] == []
