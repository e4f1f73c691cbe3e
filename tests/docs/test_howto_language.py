"""The language pack of docs/how-to/add-a-language.md says what its page promises."""

import re
import types
from pathlib import Path

import pytest

from voicebook.text.language import Context, Language
from voicebook.text.normalize import normalize_document

_PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "add-a-language.md").read_text("utf-8")


def _block(kind: str) -> str:
    match = re.search(rf"```{kind}\n(.*?)```", _PAGE, re.DOTALL)
    assert match
    return match[1]


@pytest.fixture(scope="module")
def german() -> Language:
    module = types.ModuleType("voicebook_german")
    exec(_block("python"), module.__dict__)
    pack = module.GERMAN
    assert isinstance(pack, Language)
    return pack


def test_the_example_is_said_as_promised(german: Language) -> None:
    match = re.fullmatch(r'echo "(.*)" \| voicebook normalize --language (\w+)\n', _block("sh"))
    assert match
    assert match[2] == german.code
    assert normalize_document(match[1], german, "de-DE").text == _block("text").rstrip("\n")


def test_the_entry_point_has_the_code_of_the_pack(german: Language) -> None:
    assert f'{german.code} = "voicebook_german:GERMAN"' in _block("toml")


@pytest.mark.parametrize("text", ["Das waren 13, nicht 12,5 oder 12.", "Usw. usw. 0 1 2 … 12 99", ""])
def test_every_kind_has_a_verbalizer(german: Language, text: str) -> None:
    kinds = {token.kind for tagger in german.taggers for token in tagger(text, Context("de-DE"))}
    assert kinds <= set(german.verbalizers)
    assert set(german.precedence) == set(german.verbalizers)


def test_numbers_it_does_not_know_are_left_to_the_voice(german: Language) -> None:
    assert (
        normalize_document("Das waren 13, nicht 12,5.", german, "de-DE").text == "Das waren 13, nicht 12,5."
    )
