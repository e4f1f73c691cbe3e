"""The language pack of docs/how-to/add-a-language.md says what its page promises."""

import re
import types
from pathlib import Path

import pytest

from voicebook.text.language import Context, Language
from voicebook.text.normalize.normalizer import normalize_document

_PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-language.md").read_text("utf-8")


def _block(kind: str) -> str:
    match = re.search(rf"```{kind}\n(.*?)```", _PAGE, re.DOTALL)
    assert match
    return match[1]


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
