"""The language pack of docs/how-to/add-a-language.md says what its page promises."""

import importlib
import re
import sys
import types
from pathlib import Path

import pytest

from voicebook.errors import LanguageError
from voicebook.text.language import Context, Language
from voicebook.text.normalize.normalizer import normalize_document

_PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-language.md").read_text("utf-8")


def _block(kind: str, at: int = 0) -> str:
    blocks = re.findall(rf"```{kind}\n(.*?)```", _PAGE, re.DOTALL)
    return str(blocks[at])


@pytest.fixture(scope="module")
def swedish() -> Language:
    module = types.ModuleType("voicebook_swedish")
    exec(_block("python"), module.__dict__)
    pack = module.SWEDISH
    assert isinstance(pack, Language)
    return pack


def test_the_example_is_said_as_promised(swedish: Language) -> None:
    match = re.fullmatch(r'echo "(.*)" \| voicebook normalize --language (\w+)\n', _block("sh"))
    assert match
    assert match[2] == swedish.code
    assert normalize_document(match[1], swedish, "sv-SE").text == _block("text").rstrip("\n")


def test_the_entry_point_has_the_code_of_the_pack(swedish: Language) -> None:
    assert f'{swedish.code} = "voicebook_swedish:SWEDISH"' in _block("toml")


@pytest.mark.parametrize("text", ["Det var 13, inte 12,5 eller 12.", "Osv. osv. 0 1 2 … 12 99", ""])
def test_every_kind_has_a_verbalizer(swedish: Language, text: str) -> None:
    kinds = {token.kind for tagger in swedish.taggers for token in tagger(text, Context("sv-SE"))}
    assert kinds <= set(swedish.verbalizers)
    assert set(swedish.precedence) == set(swedish.verbalizers)


def test_numbers_it_does_not_know_are_left_to_the_voice(swedish: Language) -> None:
    assert normalize_document("Det var 13, inte 12,5.", swedish, "sv-SE").text == "Det var 13, inte 12,5."


def test_a_pack_reads_its_words_from_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "voicebook_words"
    folder.mkdir()
    (folder / "abbreviations.tsv").write_text(_block("text", 1), encoding="utf-8")
    (folder / "__init__.py").write_text(_block("python", 1), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    short = importlib.import_module("voicebook_words").SHORT
    assert short["osv."] == ("och så vidare", "any")
    assert short["nr"] == ("nummer", "number")
    (folder / "abbreviations.tsv").write_text(_block("text", 1) + "kl\tklockan\tnummer\n", encoding="utf-8")
    monkeypatch.delitem(sys.modules, "voicebook_words")
    with pytest.raises(LanguageError, match=r"VB-L08: 'nummer' is not one of: any, number .*line 5"):
        importlib.import_module("voicebook_words")
