import pytest

from voicebook.readers.layout.hyphens import Hyphens
from voicebook.readers.layout.paragraphs import Line


def _joined(text: str, elsewhere: str = "") -> str:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    return Hyphens([*lines, Line(99, elsewhere)]).joined(lines)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("one\ntwo", "one two"),
        ("the light-\nhouse", "the lighthouse"),
        ("the light\u2010\nhouse.", "the lighthouse."),
        ("die Ant-\nwort", "die Antwort"),
        ("the light\u00ad\nhouse", "the lighthouse"),
        ("self-\nevident", "self-evident"),
        ("mother-\nin-law", "mother-in-law"),
        ("up-to-\ndate", "up-to-date"),
        ("Anglo-\nSaxon", "Anglo-Saxon"),
        ("T-\nshirt", "T-shirt"),
        ("1914-\n1918", "1914-1918"),
        ("pre-\nand post-war", "pre- and post-war"),
        ("Haupt-\nund Nebenstraße", "Haupt- und Nebenstraße"),
        ("a dash -\nand more", "a dash - and more"),
        ("sea—\nand sky", "sea—and sky"),
        ("sea —\nand sky", "sea — and sky"),
        ("1914–\n1918", "1914–1918"),
        ("wait--\nwhat", "wait--what"),
        ("end.-\nnext", "end.- next"),
    ],
)
def test_lines_meet(text: str, joined: str) -> None:
    assert _joined(text) == joined


def test_a_compound_written_elsewhere_keeps_its_hyphen() -> None:
    assert _joined("a grass-\nroots plan", "the grass-roots") == "a grass-roots plan"
    assert _joined("a grass-\nroots plan", "the grassroots") == "a grassroots plan"


def test_a_word_written_elsewhere_is_mended_though_it_begins_with_a_prefix() -> None:
    assert _joined("self-\nish", "selfish") == "selfish"


def test_mended_words_are_counted() -> None:
    lines = [Line(1, "light-"), Line(2, "house, self-"), Line(3, "evident")]
    hyphens = Hyphens(lines)
    assert hyphens.joined(lines) == "lighthouse, self-evident"
    assert hyphens.mended == ["lighthouse"]
