import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebook.readers.layout.hyphens import Hyphens
from voicebook.readers.layout.paragraphs import LONGEST, Layout, Line, is_break, paragraphs, stanzas, width

PROSE = (
    "The lamp was lit at dusk, and the keeper climbed down to his supper, which was soup. Nobody came. "
    "He had not expected anybody, and yet he had laid two places, as he did on every evening of the year."
)


def _read(text: str) -> list[tuple[Layout, tuple[str, ...]]]:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    runs = list(stanzas(lines))
    hyphens = Hyphens(lines)
    return [(each.layout, each.lines) for run in runs for each in paragraphs(run, width(runs), hyphens)]


@pytest.mark.parametrize("columns", [50, 60, 72, 80, 100])
def test_wrapped_lines_are_joined(columns: int) -> None:
    text = "\n\n".join([textwrap.fill(PROSE, columns)] * 3)
    assert _read(text) == [(Layout.PROSE, (PROSE,))] * 3


def test_a_line_for_each_paragraph_stays_so() -> None:
    assert _read(f"{PROSE}\nShe left.\n{PROSE}") == [
        (Layout.PROSE, (PROSE,)),
        (Layout.PROSE, ("She left.",)),
        (Layout.PROSE, (PROSE,)),
    ]


VERSE = "White over the water,\nThe gull goes home;\nNothing behind her\nBut wind and foam."
FREE = "white over the water\nthe gull\ngoes home and nothing\nbehind her"
ADDRESS = "12 Harbour Street\nPort Ellen\nScotland"


@pytest.mark.parametrize("stanza", [VERSE, FREE, ADDRESS, "Roses are red,\nViolets are blue."])
@pytest.mark.parametrize("around", [textwrap.fill(PROSE, 72), PROSE, ""])
def test_verse_and_addresses_are_kept_line_by_line(stanza: str, around: str) -> None:
    found = _read(f"{around}\n\n{stanza}\n\n{around}\n\n{around}")
    assert (Layout.LINES, tuple(stanza.split("\n"))) in found


def test_indents_part_paragraphs() -> None:
    wrapped = textwrap.fill(PROSE, 72, initial_indent="    ")
    assert _read("\n".join([wrapped] * 3)) == [(Layout.PROSE, (PROSE,))] * 3


def test_an_indented_block_is_one_paragraph() -> None:
    quoted = textwrap.indent(textwrap.fill(PROSE, 64), "    ")
    assert _read(f"{textwrap.fill(PROSE, 72)}\n\n{quoted}")[1] == (Layout.PROSE, (PROSE,))


def test_a_short_full_line_ends_a_paragraph_of_a_wrapped_stanza() -> None:
    wrapped = textwrap.fill(PROSE, 80)
    found = _read(f"{wrapped}\nShe left.\n{wrapped}")
    assert (Layout.PROSE, (PROSE,)) in found
    assert len(found) == 3


@pytest.mark.parametrize("line", ["***", "* * *", "---", "- - -", "⁂", "______", "~ ~ ~", "#  #  #"])
def test_a_row_of_ornaments_is_a_break(line: str) -> None:
    assert is_break(line)
    assert _read(f"One.\n\n{line}\n\nTwo.")[1] == (Layout.BREAK, ())


@pytest.mark.parametrize("line", ["*", "--", "- a -", "...x", "1 2 3", "*-*"])
def test_other_lines_are_no_break(line: str) -> None:
    assert not is_break(line)


def test_typographic_spaces_stay_and_others_are_one() -> None:
    assert _read("10\u00a0000  or\t10\u202f000") == [(Layout.PROSE, ("10\u00a0000 or 10\u202f000",))]


def test_chinese_lines_are_joined_without_a_space() -> None:
    text = "\n".join(
        [
            "奶奶把钥匙放在一个蓝色的盒子里没有人知道它们能打开哪扇门但她每个星期天都会把它们擦干净然后再放回去收起来呢"
        ]
        * 4
    )
    ((layout, (line,)),) = _read(text)
    assert layout is Layout.PROSE
    assert " " not in line


def test_an_endless_paragraph_is_cut_after_a_sentence() -> None:
    sentence = "The lamp was lit. "
    found = _read(sentence * 10_000)
    assert len(found) > 3
    assert all(len(line) <= LONGEST and line.endswith("lit.") for _, (line,) in found)
    assert " ".join(line for _, (line,) in found) == (sentence * 10_000).strip()


@given(st.lists(st.text("ab AB.,-\t\u00ad\u2010—1", max_size=90), max_size=12))
def test_no_character_is_lost_but_hyphens(lines: list[str]) -> None:
    kept = [line for stanza in stanzas([Line(1, line) for line in lines]) for line in stanza]
    expected = "".join("".join(line.text.split()) for line in kept if not is_break(line.text))
    found = "".join("".join("".join(each).split()) for _, each in _read("\n".join(lines)))

    def letters(text: str) -> str:
        return text.translate(dict.fromkeys(map(ord, "-\u00ad\u2010")))

    assert letters(found) == letters(expected) or any(is_break(line) for line in lines)
