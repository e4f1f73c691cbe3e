"""Every row of every table decides what is said, with its gate and without; so does a row that is new."""

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from voicebook import languages
from voicebook.languages.de import GERMAN
from voicebook.languages.en import ENGLISH, GATES
from voicebook.languages.en.capitals import is_word
from voicebook.languages.en.gate import Gate
from voicebook.text import tsv
from voicebook.text.language import Language
from voicebook.text.normalize.normalizer import normalize_document
from voicebook.text.sentences.segment import segment

Row = tuple[str, ...]
Carrier = Callable[[Row], Iterator[tuple[str, str]]]
"""What a row is tried in: sentences, and what must be said in each."""

_PAGE = re.findall(
    r"^\| [^|]+ \| `([a-z-]+\.tsv)`[^|]* \| `([^|]+)` \| ([^|]+) → ([^|]+) \|$",
    (Path(__file__).parents[2] / "docs" / "reference" / "normalization.md").read_text("utf-8"),
    re.MULTILINE,
)
_CASES = Path(__file__).parents[1] / "cases" / "en"

_CUED = {
    "": "They saw the {} there.",
    "any": "They saw the {} there.",
    "number": "It was {} 5 there.",
    "digits": "It was {} 5 there.",
    "numeral": "They saw {} IV there.",
    "name": "They saw {} Everest there.",
    "of": "They saw the {} of it.",
    "lower": "They saw the {} miles there.",
    "after-name": "They saw Baker {} there.",
    "between-names": "They saw Smith {} Jones there.",
    "after-comma": "They saw Zyxel, {} there.",
    "after-ordinal": "They saw the 5th {} there.",
    "county": "They saw {} Cork there.",
    "bracket": "They saw Ames ({} 5) there.",
    "bracket-name": "They saw Ames ({} Jones) there.",
}
_MEASURED = {"large": "It is 50 {} there.", "force": "It is 5 {} of it.", "stone": "It is 5 {}, or so."}
_CUED_IN_GERMAN = {
    "any": "Sie sah {}. dort.",
    "number": "Sie sah {}. 5 dort.",
    "name": "Sie sah {}. Ames dort.",
}


def _abbreviation(row: Row) -> Iterator[tuple[str, str]]:
    yield _CUED[row[2]].format(row[0]), row[1]


def _acronym(row: Row) -> Iterator[tuple[str, str]]:
    letters = " ".join(row[0]).upper().replace("&", "and")
    yield f"They saw the {row[0]} there.", f"the {letters if row[1] == 'letters' else row[0]} there"


def _address_part(row: Row) -> Iterator[tuple[str, str]]:
    for part in row[1].split():
        match row[0]:
            case "domain":
                yield f"They saw lamps.{part} there.", "saw lamps dot "
            case "extension":
                yield f"They saw old-lamps.{part} there.", "saw old dash lamps dot "
            case "word":
                yield f"They saw https://lamps.com/{part}/old there.", f"slash {part} slash old there"
            case _:
                yield f"They saw https://{part}.com/old there.", f"{' '.join(part.upper())} dot com slash old"


def _book(row: Row) -> Iterator[tuple[str, str]]:
    yield f"They read {row[0]} 2:7 there.", f"{row[1]} two verse seven"
    if row[2]:
        yield f"They read {row[0]}{'.' * (row[2] == 'stop')} 2 there.", f"{row[1]} two there"


def _county(row: Row) -> Iterator[tuple[str, str]]:
    for name in row[0].split():
        yield f"They saw Co. {name} there.", f"County {name}"


def _currency(row: Row) -> Iterator[tuple[str, str]]:
    yield f"It is {row[0]} 5 there.", f"five {row[2]} there"
    yield f"It is {row[0]} 1 there.", f"one {row[1]} there"
    if row[3]:
        yield f"It is {row[0]} 5.02 there.", f"five {row[2]} and two {row[4]} there"


def _emoji(row: Row) -> Iterator[tuple[str, str]]:
    yield f"They saw {row[0]} there.", f"saw {row[1]} there" if row[1] else "saw there"


def _given_name(row: Row) -> Iterator[tuple[str, str]]:
    for name in row[0].split():
        yield f"They saw {name} Zyxel III there.", f"{name} Zyxel the third"


def _prefix(row: Row) -> Iterator[tuple[str, str]]:
    yield f"It is 5 {row[0]}W there.", f"five {row[1]}watts there"


def _reference(row: Row) -> Iterator[tuple[str, str]]:
    spoken = row[1].capitalize() if row[0][0].isupper() else row[1]
    yield f"They saw {row[0]}. 5 there.", f"{spoken} five there"
    yield f"They saw {row[0]}. IV there.", f"saw {spoken} "
    if row[2]:
        yield f"They saw {row[0]} 5 there.", f"{spoken} five there"


def _realm(row: Row) -> Iterator[tuple[str, str]]:
    for word in row[1].split():
        match row[0]:
            case "title" | "relation":
                yield f"They saw the {word} Zyxel IV there.", "Zyxel the fourth there"
            case "owned":
                yield f"They saw Zyxel IV's {word} there.", "Zyxel the fourth's"
            case _:
                yield f"There Zyxel IV {word} there.", f"Zyxel the fourth {word}"


def _pronoun(row: Row) -> Iterator[tuple[str, str]]:
    for word in row[1].split():
        match row[0]:
            case "pronoun":
                yield f"There King Edward I {word} there.", f"Edward I {word}"
            case "number":
                yield f"They saw chapter I {word} there.", f"chapter one {word}"
            case _:
                yield f"There {word} Volume I bought is.", "Volume I bought"


def _roman_cue(row: Row) -> Iterator[tuple[str, str]]:
    yield f"They saw {row[0]} IV there.", f"{'Mark' if row[0] in {'Mk', 'Mk.'} else ''} four there"
    if row[1] == "small":
        yield f"They saw {row[0]} x there.", " ten there"


def _ruler(row: Row) -> Iterator[tuple[str, str]]:
    for name in row[0].split():
        yield f"They saw {name} IV there.", f"{name} the fourth there"


def _shouted(row: Row) -> Iterator[tuple[str, str]]:
    acronyms = {acronym for acronym, _ in tsv.rows("voicebook.languages.en", "acronyms.tsv")}
    for word in row[0].split():
        if word.upper() not in acronyms:
            yield f"They said {word.upper()} there.", f"said {word} there"


def _starter(row: Row) -> Iterator[tuple[str, str]]:
    for word in row[0].split():
        yield f"They saw the U.S. {word} was there.", f"the U S. {word[0]}"


def _state(row: Row) -> Iterator[tuple[str, str]]:
    yield f"They saw Austin, {row[0]} there.", f"Austin, {row[1]} there"


def _street(row: Row) -> Iterator[tuple[str, str]]:
    yield f"They met on Zyxel {row[0]} and left.", f"Zyxel {row[1]} and"
    yield f"They saw 12 Zyxel {row[0]}.", f"Zyxel {row[1]}."
    if row[2]:
        yield f"Zyxel {row[0]}. is closed.", f"Zyxel {row[1]} is closed."
    if row[2] == "bare":
        yield f"Zyxel {row[0]} is closed.", f"Zyxel {row[1]} is closed."


def _symbol(row: Row) -> Iterator[tuple[str, str]]:
    yield f"They saw you, {row[0]} there.", f"you, {row[1]} there" if row[1] else "you, there"


def _title(row: Row) -> Iterator[tuple[str, str]]:
    yield f"They saw {row[0]}. Zyxel there.", f"{row[1]} Zyxel"
    if row[2]:
        yield f"They saw {row[0]} Zyxel there.", f"{row[1]} Zyxel"


def _unit(row: Row) -> Iterator[tuple[str, str]]:
    flags = row[3].split()
    carrier = next((_MEASURED[flag] for flag in flags if flag in _MEASURED), "It is 5 {} there.")
    number = "fifty" if "large" in flags else "five"
    if "never" not in flags:
        yield carrier.format(row[0] + "." * ("inch" in flags)), f"{number} {row[2]}"
    if not {"never", "large"} & set(flags):
        yield carrier.replace("5", "1").format(row[0] + "." * ("inch" in flags)), f"one {row[1]}"
    if "si" in flags:
        yield f"It is 5 M{row[0]} there.", f"five mega{row[2]} there"
    if "length" in flags:
        yield f"It is 5 {row[0]}² there.", f"five square {row[2]} there"


def _short_form(row: Row) -> Iterator[tuple[str, str]]:
    yield _CUED_IN_GERMAN[row[2]].format(row[0]), row[1]


def _capitals(row: Row) -> Iterator[tuple[str, str]]:
    yield f"Sie sah {row[0]} dort.", f"sah {' '.join(row[0]).upper() if row[1] == 'letters' else row[0]} dort"


def _counted(row: Row) -> Iterator[tuple[str, str]]:
    one, many, article = (*row[1:], "")[:3]
    yield f"Es sind 5 {row[0]} dort.", f"fünf {many or one} dort"
    yield f"Es ist 1 {row[0]} dort.", f"{article or 'ein'} {one} dort"


def _sign(row: Row) -> Iterator[tuple[str, str]]:
    yield f"Sie sah dich {row[0]} dort.", f"dich {row[1]} dort" if row[1] else "dich dort"


_TABLES: dict[str, tuple[Carrier, int]] = {
    "de/abbreviations.tsv": (_short_form, 1),
    "de/acronyms.tsv": (_capitals, 1),
    "de/currencies.tsv": (_counted, 1),
    "de/symbols.tsv": (_sign, 1),
    "de/units.tsv": (_counted, 1),
    "en/abbreviations.tsv": (_abbreviation, 3),
    "en/acronyms.tsv": (_acronym, 1),
    "en/addresses.tsv": (_address_part, 2),
    "en/bible.tsv": (_book, 1),
    "en/counties.tsv": (_county, 1),
    "en/currencies.tsv": (_currency, 1),
    "en/emoji.tsv": (_emoji, 1),
    "en/given-names.tsv": (_given_name, 1),
    "en/prefixes.tsv": (_prefix, 1),
    "en/references.tsv": (_reference, 1),
    "en/pronoun.tsv": (_pronoun, 2),
    "en/realms.tsv": (_realm, 2),
    "en/roman-cues.tsv": (_roman_cue, 1),
    "en/rulers.tsv": (_ruler, 1),
    "en/short-words.tsv": (_shouted, 1),
    "en/starters.tsv": (_starter, 1),
    "en/states.tsv": (_state, 1),
    "en/streets.tsv": (_street, 1),
    "en/symbols.tsv": (_symbol, 1),
    "en/titles.tsv": (_title, 1),
    "en/units.tsv": (_unit, 1),
}


def _ungated(language: Language, gates: Iterable[Gate]) -> Language:
    return replace(language, taggers=tuple(tagger for gate in gates for tagger in gate.taggers))


_UNGATED = _ungated(ENGLISH, GATES)


_ELSEWHERE = {"en/names.tsv", "en/stops.tsv", "en/syllables.tsv"}


def test_every_table_is_tried() -> None:
    folder = Path(str(files("voicebook.languages")))
    assert {path.relative_to(folder).as_posix() for path in folder.glob("*/*.tsv")} == {*_TABLES, *_ELSEWHERE}


_STOPS = {
    "before_number": ("They saw the old {}. 5 lamps there.", 1),
    "closing": ("They saw the old {}. eastern time there.", 1),
    "continued": ("They saw the 5 p.m. {} lamps there.", 1),
    "always": ("They saw the old {}. Ames left.", 2),
    "appended": ("They saw Ames. {}. it was.", 1),
    "units": ("They saw 5 {}. Ames left.", 2),
    "lettered": ("They saw the {} Q. Ames left.", 2),
    "agents": ("They saw it {} I. Ames there.", 1),
    "speech": ("“Do they?” Ames {} there.", 1),
}
"""A text for each kind of stop, and how many sentences it is; "Ames" may be a name."""


def test_every_stop_and_syllable_decides() -> None:
    for kind, words in tsv.rows("voicebook.languages.en", "stops.tsv", key=2):
        text, count = _STOPS.get(kind, ("They saw the old {}. Ames there.", 1))
        for word in words.split():
            written = text.format(word.title() if kind == "continued" else word)
            assert len(segment(written, ENGLISH, "en")) == count, written
    spelled = {"onset": "{}alo", "vowels": "z{}lo", "coda": "zala{}"}
    for kind, parts in tsv.rows("voicebook.languages.en", "syllables.tsv", key=2):
        assert not [part for part in parts.split() if not is_word(spelled[kind].format(part))]


@pytest.mark.parametrize("name", _TABLES)
def test_every_row_decides_what_is_said(name: str) -> None:
    code, _, table = name.partition("/")
    carrier, key = _TABLES[name]
    rows = tsv.rows(f"voicebook.languages.{code}", table, key=key)
    tried = [trial for row in rows for trial in carrier(row)]
    packs = (ENGLISH, _UNGATED) if code == "en" else (GERMAN,)
    wrong = {
        (written, spoken, said)
        for written, spoken in tried
        for said in (_said(written, pack) for pack in packs)
        if spoken not in said
    }
    assert tried
    assert not wrong


def test_a_gate_changes_nothing_but_the_time() -> None:
    lines = (line for path in sorted(_CASES.glob("*.tsv")) for line in path.read_text("utf-8").split("\n"))
    written = [line.partition("\t")[0] for line in lines if line]
    assert [_said(line, ENGLISH) for line in written] == [_said(line, _UNGATED) for line in written]


_NEW = {
    "de/abbreviations.tsv": "Verf\tVerfasser\tany",
    "de/acronyms.tsv": "ZYXELABC\tletters",
    "de/currencies.tsv": "Zx.\tZyxel\tZyxels",
    "de/symbols.tsv": "⚗\tDestille",
    "de/units.tsv": "Zy\tZyxel",
    "en/abbreviations.tsv": "zyxmt\tzyxelment",
    "en/acronyms.tsv": "zyx\tletters",
    "en/addresses.tsv": "domain\tzyx",
    "en/bible.tsv": "Enoch\tHenoch\tchapter",
    "en/counties.tsv": "Zyxel",
    "en/currencies.tsv": "Zƶ\tzyxel\tzyxels\tzyx\tzyxes",
    "en/emoji.tsv": "👩\u200d🚀\tastronaut",
    "en/given-names.tsv": "Žofie Zyxela",
    "en/prefixes.tsv": "Q\tquetta",
    "en/references.tsv": "lem\tlemma\tbare",
    "en/pronoun.tsv": "pronoun\tzyxly",
    "en/realms.tsv": "title\tzyxeling",
    "en/roman-cues.tsv": "zyxelung\tsmall",
    "en/rulers.tsv": "Þórir Zyxelo",
    "en/short-words.tsv": "qop qopy",
    "en/starters.tsv": "Zyxly",
    "en/states.tsv": "ZX\tZyxeland",
    "en/streets.tsv": "Zx\tZyxel\tbare",
    "en/symbols.tsv": "…\tand so on",
    "en/titles.tsv": "Hptm\tHauptmann\tbare",
    "en/units.tsv": "M☉\tsolar mass\tsolar masses",
}


@contextmanager
def _grown(new: Mapping[str, str]) -> Iterator[dict[str, tuple[Language, Language]]]:
    """Read the packs afresh, from tables with new rows; give each with its gates and without."""
    text = tsv._text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tsv, "_text", lambda package, name: text(package, name) + _rows_of(new, package, name))
        for code in ("de", "en"):
            patch.setattr(languages, code, getattr(languages, code))
        for module in [module for module in sys.modules if module.startswith("voicebook.languages.")]:
            patch.delitem(sys.modules, module)
        english = importlib.import_module("voicebook.languages.en")
        german = importlib.import_module("voicebook.languages.de").GERMAN
        yield {"en": (english.ENGLISH, _ungated(english.ENGLISH, english.GATES)), "de": (german, german)}


def _rows_of(new: Mapping[str, str], package: str, name: str) -> str:
    row = new.get(f"{package.rpartition('.')[2]}/{name}", "")
    return f"{row}\n"


def test_a_new_row_is_read_without_a_line_of_python() -> None:
    with _grown(_NEW) as packs:
        for name, new in _NEW.items():
            usual = ENGLISH if name.startswith("en") else GERMAN
            for written, spoken in _TABLES[name][0]((*new.split("\t"), "", "", "")):
                assert [spoken in _said(written, pack) for pack in packs[name[:2]]] == [True, True], written
                assert spoken not in _said(written, usual)


def test_the_rows_of_the_page_change_what_it_says() -> None:
    rows = {f"en/{name}": cells.replace("`, `", "\t") for name, cells, _, _ in _PAGE}
    with _grown(rows) as packs:
        for _, _, written, spoken in _PAGE:
            assert [_said(written, pack) for pack in packs["en"]] == [spoken, spoken]
            assert _said(written, ENGLISH) != spoken
    assert len(rows) == len(_PAGE) == 13


def _said(written: str, pack: Language) -> str:
    return normalize_document(written, pack, pack.code).text
