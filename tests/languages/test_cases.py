"""Every line of tests/cases/LANGUAGE/*.tsv is a test; its id is language/file:line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from voicebook.languages.de import GERMAN
from voicebook.languages.en import ENGLISH
from voicebook.text.language import Language
from voicebook.text.normalize.normalizer import normalize_document, spoken_map

_CASES = Path(__file__).parents[1] / "cases"
_PACKS = {"de": (GERMAN, "de-DE"), "en": (ENGLISH, "en-US")}
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def _rows() -> Iterator[object]:
    for path in sorted(_CASES.glob("??/*.tsv")):
        pack, usual = _PACKS[path.parent.name]
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line or line.startswith("#"):
                continue
            columns = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), line).split("\t")
            written, spoken, tag = (
                (*columns, columns[0], usual)[:3] if len(columns) == 1 else (*columns, usual)[:3]
            )
            yield pytest.param(written, spoken, pack, tag, id=f"{path.parent.name}/{path.name}:{number}")


@pytest.mark.parametrize(("written", "spoken", "pack", "tag"), list(_rows()))
def test_case_is_said_as_its_line_says(written: str, spoken: str, pack: Language, tag: str) -> None:
    form = normalize_document(written, pack, tag)
    assert form.text == spoken
    assert normalize_document(form.text, pack, tag).text == spoken
    covered = [at for _, _, start, end in spoken_map(form, written) for at in range(start, end)]
    assert [at for at, char in enumerate(written) if char.isalnum() and covered.count(at) != 1] == []
