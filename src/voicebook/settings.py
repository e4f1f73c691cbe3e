"""Settings: one frozen record, merged from voicebook.toml files, front matter and options.

The nearest word wins: options over front matter over the voicebook.toml of the source's folder over
those of the folders above it, up to the folder that was named on the command line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, fields
from difflib import get_close_matches
from enum import Flag, auto
from functools import reduce
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from voicebook.errors import Location, SettingsError, UsageError

FILE = "voicebook.toml"
_LARGEST = 1_000_000  # bytes of a settings file
_HINT = "see docs/reference/settings.md"


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence after a piece of text, in milliseconds."""

    sentence: int = 350
    line: int = 350  # of verse
    paragraph: int = 700
    heading: int = 1000
    chapter: int = 1500  # at the end of a document


@dataclass(frozen=True, slots=True)
class Rules:
    """What is narrated, by structure: docs/reference/structure.md says more of each."""

    headings: Literal["said", "silent"] = "said"
    lists: Literal["escapable", "plain"] = "escapable"
    quotations: Literal["said", "silent"] = "said"
    verse: Literal["lines", "sentences"] = "lines"
    tables: Literal["headers", "cells", "silent"] = "headers"  # cells with their column's header, or alone
    images: Literal["announced", "said", "silent"] = "announced"  # their text alternative
    formulas: Literal["said", "silent"] = "said"
    code: Literal["said", "silent"] = "said"
    notes: Literal["said", "silent"] = "said"
    note_references: Literal["silent", "said"] = "silent"
    page_breaks: Literal["shown", "said", "silent"] = "shown"  # shown: as far as the page shows a number
    abbreviations: Literal["written", "title"] = "written"  # of `abbr title`
    deletions: Literal["said", "silent"] = "said"
    scripts: Literal["marked", "plain"] = "marked"  # sup and sub: 10³ or 103
    ruby: Literal["base", "annotation"] = "base"
    forms: Literal["said", "silent"] = "said"
    packaging: Literal["said", "silent"] = "said"  # cover, imprint, contents, index
    navigation: Literal["said", "silent"] = "said"  # the navigation document


@dataclass(frozen=True, slots=True)
class Listening:
    """What audio files without text leave out or move."""

    packaging: Literal["out", "in"] = "out"
    notes: Literal["place", "paragraph", "out"] = "place"  # where they stand, or after their paragraph


@dataclass(frozen=True, slots=True)
class VoiceRule:
    """Who speaks some of the text. What is None fits anything."""

    role: Literal["narrator", "heading", "quotation", "note"] | None = None
    language: str | None = None  # BCP 47
    character: str | None = None  # whose lines begin with the name and a colon
    voice: str | None = None  # names, the first that is here speaks: "hibari:heart, espeak:en-GB"
    rate: float = 1.0  # times the book's
    pitch: float = 1.0


class In(Flag):
    """Where a setting may stand, besides options and a voicebook.toml of its own folder."""

    FRONT_MATTER = auto()
    CATALOGUE = auto()  # metadata.csv
    FOLDERS = auto()  # a voicebook.toml of a folder above


@dataclass(frozen=True, slots=True)
class Named:
    """Other names of a setting."""

    one: str = ""  # where a list has one entry
    also: str = ""  # in front matter


_BOOK = In.FRONT_MATTER | In.CATALOGUE | In.FOLDERS
_ONE_BOOK = In.FRONT_MATTER | In.CATALOGUE
_TEXT = In.FRONT_MATTER | In.FOLDERS
_EVALUATED = In.CATALOGUE | In.FOLDERS
_FOLDER_ITSELF = In(0)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can ask of a book, and where. None or empty means: not said."""

    title: Annotated[str | None, _ONE_BOOK] = None
    authors: Annotated[tuple[str, ...], _BOOK, Named(one="author", also="creator")] = ()
    language: Annotated[str | None, _BOOK, Named(also="lang")] = None  # BCP 47
    identifier: Annotated[str | None, _ONE_BOOK, Named(also="id")] = None
    date: Annotated[str | None, _BOOK] = None  # of publication: 2026, 2026-05 or 2026-05-17
    rights: Annotated[str | None, _BOOK, Named(also="copyright")] = None
    modified: Annotated[str | None, _TEXT] = None  # CCYY-MM-DDThh:mm:ssZ
    cover: Annotated[str | None, _ONE_BOOK] = None  # a picture beside the settings file

    subjects: Annotated[tuple[str, ...], _BOOK, Named(one="subject")] = ()
    series: Annotated[str | None, _BOOK] = None
    position: Annotated[str | None, _ONE_BOOK] = None  # in the series: "3"
    publisher: Annotated[str | None, _BOOK] = None
    source: Annotated[str | None, _BOOK] = None  # dc:source: the edition that the text is from
    conforms_to: Annotated[str | None, _EVALUATED] = None  # "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
    certified_by: Annotated[str | None, _EVALUATED] = None  # who evaluated that
    replace_narration: Annotated[bool, In.FOLDERS] = False  # of an EPUB that is narrated already

    engine: Annotated[str, _TEXT] = "auto"
    voice: Annotated[str | None, _TEXT] = None
    rate: Annotated[float, _TEXT] = 1.0  # tempo, times the voice's own
    pitch: Annotated[float, _TEXT] = 1.0
    loudness: Annotated[Literal["voice", "audiobook", "podcast", "broadcast", "off"], _TEXT] = "voice"
    voices: Annotated[tuple[VoiceRule, ...], In.FOLDERS] = ()  # the first that fits says who speaks
    pauses: Annotated[Pauses, _TEXT] = Pauses()
    narration: Annotated[Rules, _TEXT] = Rules()
    listening: Annotated[Listening, _TEXT] = Listening()
    abbreviations: Annotated[Literal["short", "first", "long"], _TEXT] = "short"  # the text's own ones

    formats: Annotated[tuple[str, ...], _TEXT, Named(one="format")] = ("epub", "mp3")
    keep_all: Annotated[bool, _TEXT] = False  # keep left-overs of web pages and scans
    book: Annotated[bool, _FOLDER_ITSELF] = False  # the folder is one book
    chapters: Annotated[tuple[str, ...], _FOLDER_ITSELF] = ()  # files of such a book; empty: natural order


TABLES: Mapping[str, type] = {"pauses": Pauses, "narration": Rules, "listening": Listening}
"""Settings that are tables of settings."""

LISTS, NUMBERS, TRUTHS = (
    frozenset(each.name for each in fields(Settings) if get_args(each.type)[0] == kind)
    for kind in (tuple[str, ...], float, bool)
)
"""Settings by their type. Of a list of names, one alone may stand for the list."""

_BOUNDS = {"rate": (0.5, 3.0), "pitch": (0.5, 2.0)}
_LONGEST_PAUSE = 60_000


def _other_names(setting: Field[Any]) -> Named:
    return next((said for said in get_args(setting.type) if isinstance(said, Named)), Named())


_SINGULAR = {_other_names(each).one: each.name for each in fields(Settings) if _other_names(each).one}


def names_in(place: In) -> dict[str, str]:
    """Return the names by which settings may stand in a place -> the settings."""
    found: dict[str, str] = {}
    for each in fields(Settings):
        if place in get_args(each.type)[1]:
            other = _other_names(each)
            names = (each.name, other.one, other.also if place is In.FRONT_MATTER else "")
            found |= dict.fromkeys(filter(None, names), each.name)
    return found


def read_settings(path: Path) -> Mapping[str, Any]:
    """Return what a voicebook.toml says. Raises SettingsError with the file and its line."""
    import tomllib

    where = Location(str(path))
    try:
        if path.stat().st_size > _LARGEST:
            raise SettingsError("VB-S01", "settings file is over 1 MB", where=where, hint="shorten it")
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        hint = "check its permissions, and save it as UTF-8"
        raise SettingsError(
            "VB-S02", f"settings file cannot be read: {error}", where=where, hint=hint
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            "VB-S03", f"settings file is not TOML: {error}", where=where, hint=_HINT
        ) from error
    checked(data, str(path))
    return data


def read_assignments(assignments: Iterable[str]) -> dict[str, Any]:
    """Return settings from NAME=VALUE: a value is read as in voicebook.toml, else as text.

    `pauses.sentence=200` is an entry of the table `pauses`. Raises UsageError.
    """
    import tomllib

    settings: dict[str, Any] = {}
    for assignment in assignments:
        name, found, value = assignment.partition("=")
        if not found or not name.strip():
            what = f"--set takes NAME=VALUE, not {assignment!r}"
            raise UsageError("VB-U09", what, hint="write --set date=2026")
        try:
            read = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            read = value
        table, _, entry = name.strip().rpartition(".")
        (settings.setdefault(table, {}) if table else settings)[entry] = read
    return settings


def merged(*layers: Mapping[str, Any], source: str = "") -> Settings:
    """Return the settings that layers of plain data add up to; later layers win field by field."""
    return checked(reduce(_over, layers, {}), source)


def checked(data: Mapping[str, Any], source: str) -> Settings:
    """Return plain data as settings. Raises SettingsError that names the field."""
    import msgspec

    plain = _spelled(data)
    _reject_unknown(plain, Settings, source, "")
    for name, record in TABLES.items():
        _reject_unknown(plain.get(name) or {}, record, source, f"{name}.")
    for rule in plain.get("voices") or () if isinstance(plain.get("voices"), list) else ():
        _reject_unknown(rule, VoiceRule, source, "voices.")
    try:
        settings = msgspec.convert(plain, Settings)
    except msgspec.ValidationError as error:
        what = f"setting has the wrong type: {error}"
        raise SettingsError("VB-S04", what, where=Location(source), hint=_HINT) from error
    _reject_out_of_bounds(settings, source)
    return settings


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    below, above = _spelled(below), _spelled(above)
    both = {**below, **{name: value for name, value in above.items() if value is not None}}
    return both | joined_tables(below, above)


def joined_tables(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables that both layers have, joined entry by entry; the one above wins."""
    return {
        name: {**below[name], **above[name]}
        for name in TABLES
        if isinstance(below.get(name), dict) and isinstance(above.get(name), dict)
    }


def _spelled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data with `author = "A"` read as `authors = ["A"]`, and dates as text."""
    plain = {_SINGULAR.get(name, name): value for name, value in data.items()}
    for name in LISTS:
        if isinstance(plain.get(name), str):
            plain[name] = [plain[name]]
    for name in ("date", "modified", "position"):
        if hasattr(plain.get(name), "isoformat"):
            plain[name] = plain[name].isoformat()
        elif isinstance(plain.get(name), int):
            plain[name] = str(plain[name])
    return plain


def _reject_unknown(data: Any, record: type, source: str, prefix: str) -> None:
    known = [each.name for each in fields(record)]
    for name in data if isinstance(data, Mapping) else ():
        if name not in known:
            near = get_close_matches(str(name), known, 1)
            hint = f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(known)
            what = f"unknown setting {prefix}{name!s:.80}"
            raise SettingsError("VB-S05", what, where=Location(source), hint=hint)


def _reject_out_of_bounds(settings: Settings, source: str) -> None:
    for name, (low, high) in _BOUNDS.items():
        for said in (settings, *settings.voices):
            if not low <= (value := getattr(said, name)) <= high:
                what, hint = f"{name} is {value}, outside {low} to {high}", f"1.0 is the voice's own {name}"
                raise SettingsError("VB-S06", what, where=Location(source), hint=hint)
    for pause in fields(Pauses):
        if not 0 <= getattr(settings.pauses, pause.name) <= _LONGEST_PAUSE:
            what = f"pauses.{pause.name} is outside 0 to {_LONGEST_PAUSE} milliseconds"
            hint = "a pause is a whole number of milliseconds"
            raise SettingsError("VB-S07", what, where=Location(source), hint=hint)
