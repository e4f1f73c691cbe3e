"""A media overlay as plain records: its pars in order, with times in whole milliseconds."""

import re
from dataclasses import dataclass

from lxml import etree

from voicebook.checking.container import Container, root_of
from voicebook.checking.links import resolve

SMIL_NAMESPACE = "http://www.w3.org/ns/SMIL"
_S = f"{{{SMIL_NAMESPACE}}}"
_TEXTREF = "{http://www.idpf.org/2007/ops}textref"
_FULL = re.compile(r"(?:(\d{1,6}):)?([0-5]?\d):([0-5]\d)(?:\.(\d{1,9}))?", re.ASCII)
_COUNT = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?(h|min|s|ms)?", re.ASCII)
_UNIT: dict[str | None, int] = {"h": 3_600_000, "min": 60_000, "s": 1000, "ms": 1, None: 1000}


@dataclass(frozen=True, slots=True)
class Par:
    """One pair of text and sound."""

    document: str  # name of the text's file; "" when it leads out of the book or is not written
    fragment: str  # id of the element
    audio: str  # name of the audio's file; "" when it leads out of the book
    has_audio: bool
    begin: int | None  # milliseconds; None when missing or malformed
    end: int | None
    line: int

    @property
    def length(self) -> int:
        """Milliseconds that it plays; 0 where that cannot be told."""
        return 0 if self.begin is None or self.end is None else max(0, self.end - self.begin)


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a SMIL file says."""

    name: str
    pars: tuple[Par, ...]
    textrefs: tuple[tuple[str, str, int], ...]  # of seq and body: document, id, line
    faults: tuple[tuple[str, int], ...]  # what is not SMIL 3.0 as EPUB has it, and the line


def clock(value: str | None) -> int | None:
    """Return a SMIL clock value in milliseconds, halves up: "00:01.25", "1.25s" → 1250; else None."""
    value = (value or "").strip()
    if match := _FULL.fullmatch(value):
        hours, minutes, seconds, part = match.groups()
        whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
        return whole * 1000 + _part(part, 1000)
    if match := _COUNT.fullmatch(value):
        count, part, unit = match.groups()
        return int(count) * _UNIT[unit] + _part(part, _UNIT[unit])
    return None


def _part(digits: str | None, unit: int) -> int:
    if not digits:
        return 0
    scale = int("1" + "0" * len(digits))
    return (int(digits) * unit * 2 + scale) // (2 * scale)


def read_overlay(container: Container, name: str) -> Overlay:
    """Read a SMIL file. Raises SourceError where it is missing, damaged or not well-formed."""
    root = root_of(container, name)
    return Overlay(
        name=name,
        pars=tuple(_par(element, name) for element in root.iter(f"{_S}par")),
        textrefs=_textrefs(root, name),
        faults=tuple(_faults(root)),
    )


def _par(element: etree._Element, base: str) -> Par:
    text, audio = element.find(f"{_S}text"), element.find(f"{_S}audio")
    document, fragment = resolve(base, text.get("src", "")) if text is not None else ("", "")
    if audio is None:
        return Par(document, fragment, "", has_audio=False, begin=None, end=None, line=_line(element))
    return Par(
        document,
        fragment,
        resolve(base, audio.get("src", ""))[0],
        has_audio=True,
        begin=clock(audio.get("clipBegin")),
        end=clock(audio.get("clipEnd")),
        line=_line(element),
    )


def _textrefs(root: etree._Element, base: str) -> tuple[tuple[str, str, int], ...]:
    holders = (e for e in root.iter(f"{_S}seq", f"{_S}body") if e.get(_TEXTREF))
    return tuple((*resolve(base, e.get(_TEXTREF, "")), _line(e)) for e in holders)


def _faults(root: etree._Element) -> list[tuple[str, int]]:
    if root.tag != f"{_S}smil" or root.get("version") != "3.0":
        return [("the root is not smil, version 3.0, in its namespace", _line(root))]
    faults = [] if root.find(f"{_S}body") is not None else [("there is no body", _line(root))]
    holders, held = list(root.iter(f"{_S}body", f"{_S}seq")), (f"{_S}par", f"{_S}seq")
    faults += [("a seq or body is empty", _line(e)) for e in holders if not any(c.tag in held for c in e)]
    faults += [("a seq has no epub:textref", _line(e)) for e in root.iter(f"{_S}seq") if not e.get(_TEXTREF)]
    for par in root.iter(f"{_S}par"):
        if len(par.findall(f"{_S}text")) != 1 or len(par.findall(f"{_S}audio")) > 1:
            faults.append(("a par does not have one text and at most one audio", _line(par)))
    return faults


def _line(element: etree._Element) -> int:
    return element.sourceline or 0
