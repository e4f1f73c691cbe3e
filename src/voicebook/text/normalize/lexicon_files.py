"""Lexicons on disk: `lexicon.tsv`, and `lexicon.pls` (W3C Pronunciation Lexicon Specification 1.0).

A line of a TSV file is: written form, tab, how to say it, and optionally a tab and a note, and a tab and
options. How to say it is words, or IPA between slashes, a word for each word of the form, or `-`, which is
silence. Options are separated by blanks: `lang=en-GB`, `case=any`, `part` (also inside words). `#` begins a
comment line.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from voicebook.errors import Location, SettingsError, SourceError
from voicebook.inputs import read_input
from voicebook.model.finding import Finding, Severity
from voicebook.model.speech import Phonemes
from voicebook.text.normalize.lexicon import Lexicon, LexiconEntry
from voicebook.text.normalize.typography import fold
from voicebook.text.structure.xml import content, parse

NAMES = ("lexicon.pls", "lexicon.tsv")
"""Of files that are looked for; the second wins over the first beside it."""

SILENCE = "-"
"""How to say what is not said at all."""

_LARGEST = 8 * 1024 * 1024  # bytes
_LONGEST = 500  # characters of a form
_PLS = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
IPA = "ipa"
"""The one alphabet of phonemes that is read."""

_LINE = "a line is: written form, tab, spoken form, and optionally a tab and a note, a tab and options"


def read_lexicon(path: Path) -> tuple[Lexicon, tuple[Finding, ...]]:
    """Return the lexicon of a file. A broken entry becomes a finding with its line; the rest still serves.

    Raises SettingsError if the file cannot be read, is too large, not UTF-8 or not XML.
    """
    data = _data(path)
    return _settled(_pls(data, path) if path.suffix.lower() == ".pls" else _tsv(data, path), path)


def read_pls(data: bytes, name: str) -> tuple[Lexicon, tuple[Finding, ...]]:
    """Return the lexicon of a PLS file in a book. Raises SettingsError if it is none."""
    return _settled(_pls(data, Path(name)), Path(name))


def _settled(read: "_Read", path: Path) -> tuple[Lexicon, tuple[Finding, ...]]:
    entries: list[LexiconEntry] = []
    findings: list[Finding] = []
    for line, entry, known in read:
        if fault := known or _fault(entry):
            findings.append(_broken(path, line, fault))
        else:
            entries.append(replace(entry, spoken=" ".join(fold(entry.spoken).tidy.split())))
    return Lexicon.of(entries), tuple(findings)


_Read = Iterator[tuple[int, LexiconEntry, str]]
"""Line, entry, and what is wrong with it ("" if nothing is known yet)."""


def _tsv(data: bytes, path: Path) -> _Read:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unusable("VB-S22", "the lexicon is not UTF-8 text", path, "save it as UTF-8") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, *_entry([column.strip() for column in line.split("\t")])


def _entry(columns: list[str]) -> tuple[LexiconEntry, str]:
    written, spoken, _, options = (columns + [""] * 4)[:4]
    if len(columns) == 1:
        return LexiconEntry(written, ""), "there is no tab between the written and the spoken form"
    entry, fault = _with_options(LexiconEntry(written, spoken), options)
    if spoken == SILENCE:
        return replace(entry, spoken="", silent=True), fault
    if len(spoken) > 1 and spoken[0] == spoken[-1] == "/":
        return _with_phonemes(entry, IPA, spoken.strip("/"))[0], fault
    return entry, fault


def _with_options(entry: LexiconEntry, options: str) -> tuple[LexiconEntry, str]:
    for option in options.split():
        name, _, value = option.partition("=")
        if name == "lang" and value:
            entry = replace(entry, language=value)
        elif option == "case=any":
            entry = replace(entry, any_case=True)
        elif option == "part":
            entry = replace(entry, within=True)
        elif option != "case=exact":
            return entry, f"no option {option!r:.40}: there are lang=TAG, case=any, part"
    return entry, ""


def _with_phonemes(entry: LexiconEntry, alphabet: str, text: str) -> tuple[LexiconEntry, str]:
    sounds = tuple(Phonemes(alphabet, word) for word in text.split())
    return replace(entry, spoken=entry.written, phonemes=sounds), ""


def _pls(data: bytes, path: Path) -> _Read:
    hint = "correct the file, or write a lexicon.tsv instead"
    try:
        root = parse(data, path.name)
    except SourceError as error:
        what = f"the lexicon cannot be read: {error.what}"
        raise _unusable("VB-S24", what, path, hint, error.where.line) from error
    if root.tag != f"{_PLS}lexicon":
        raise _unusable("VB-S24", "the lexicon is not PLS 1.0", path, hint)
    language, alphabet = root.get(_LANG) or "", (root.get("alphabet") or "").lower()
    for lexeme in root.iterfind(f"{_PLS}lexeme"):
        line = int(lexeme.sourceline or 0)
        graphemes = [_text(each) for each in lexeme.iterfind(f"{_PLS}grapheme")]
        if not graphemes:
            yield line, LexiconEntry("", ""), "there is no grapheme"
        for grapheme in graphemes:
            yield line, *_lexeme(lexeme, LexiconEntry(grapheme, "", language=language), alphabet)


def _lexeme(lexeme: etree._Element, entry: LexiconEntry, alphabet: str) -> tuple[LexiconEntry, str]:
    """Return an entry said as the preferred, else the first, phoneme or alias (PLS 1.0, 4.6, 4.7)."""
    said = [each for each in lexeme if each.tag in {f"{_PLS}phoneme", f"{_PLS}alias"}]
    said.sort(key=lambda each: each.get("prefer") != "true")
    if not said:
        return entry, "there is neither a phoneme nor an alias"
    if said[0].tag == f"{_PLS}alias":
        return replace(entry, spoken=_text(said[0])), ""
    return _with_phonemes(entry, (said[0].get("alphabet") or alphabet or IPA).lower(), _text(said[0]))


def _text(element: etree._Element) -> str:
    return " ".join("".join(run for run, _ in content(element)).split())


def _data(path: Path) -> bytes:
    try:
        data = read_input(path, _LARGEST)
    except OSError as error:
        what = f"the lexicon cannot be read: {error.strerror or error}"
        raise _unusable("VB-S21", what, path, "check the permissions of the file") from error
    if len(data) > _LARGEST:
        hint = f"keep it under {_LARGEST // 1024 // 1024} MB"
        raise _unusable("VB-S20", "the lexicon is too large", path, hint)
    return data


def _unusable(code: str, what: str, path: Path, hint: str, line: int = 0) -> SettingsError:
    return SettingsError(code, what, where=Location(source=str(path), line=line), hint=hint)


def _fault(entry: LexiconEntry) -> str:
    """Return what is wrong with an entry, "" if nothing."""
    if not entry.written or not (entry.spoken or entry.silent):
        return "the written or the spoken form is empty"
    if not entry.form or not (entry.silent or fold(entry.spoken).text.strip()):
        return "the written or the spoken form has no visible character"
    if max(len(entry.written), len(entry.spoken)) > _LONGEST:
        return f"a form is longer than {_LONGEST} characters"
    return _fault_of_phonemes(entry) if entry.phonemes else ""


def _fault_of_phonemes(entry: LexiconEntry) -> str:
    if entry.within:
        return "phonemes cannot be for part of a word"
    alphabets = {sound.alphabet for sound in entry.phonemes}
    if alphabets != {IPA}:
        return f"phonemes are in {min(alphabets)!r:.40}, not in IPA"
    if len(entry.phonemes) != len(entry.spoken.split()):
        return "there are not as many words of phonemes as of the written form"
    strange = [char for sound in entry.phonemes for char in sound.text if not _is_ipa(char)]
    return f"{strange[0]!r} is not IPA" if strange else ""


def _is_ipa(char: str) -> bool:
    """Tell whether a character can stand in IPA: a small letter, a mark on one, stress, length, a stop."""
    return unicodedata.category(char) in {"Ll", "Lm", "Lo", "Mn", "Sk"} or char in ".'|‖‿"


def _broken(path: Path, line: int, fault: str) -> Finding:
    hint = "see docs/how-to/correct-a-pronunciation.md" if path.suffix.lower() == ".pls" else _LINE
    return Finding(
        "VB-S23",
        Severity.WARNING,
        f"lexicon line left out: {fault}",
        Location(source=str(path), line=line),
        hint,
    )
