"""Bytes -> text: which encoding a file is in, and what cannot be part of a text.

A byte order mark decides; else NUL bytes at every other place mean UTF-16; else the bytes are UTF-8,
or, where they cannot be, Windows-1252.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from voicebook.errors import Location, SourceError
from voicebook.inputs import read_input
from voicebook.model.finding import Finding, Severity

LARGEST = 50_000_000
"""Bytes of a text file at most: some 900 hours of speech."""

_MARKS = (  # UTF-32 before UTF-16: its mark begins with the other's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_FORMATS = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive (as are .docx, .odt and .epub)"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"ID3", "an MP3 file"),
)
_HEAD = 4_096  # bytes looked at for a pattern
_MOST_CONTROLS = 0.02  # share of control bytes from which a file is not text
_CONTROL_BYTES = bytes(code for code in (*range(32), 127) if chr(code) not in "\t\n\v\f\r\x1a\x1b")

_LOST = "\ufffd"  # what a decoder puts where bytes mean nothing

_LINE_ENDS = re.compile("\r\n|[\r\v\x85\u2028]")
_PAGE_END = re.compile("\n?\f\n?")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff]")
"""Characters that XML 1.0 forbids or discourages (section 2.2), and byte order marks inside a text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text: lines end in LF, and every character may stand in an XML document."""

    text: str
    encoding: str
    findings: tuple[Finding, ...]


def read_bytes(source: Path, largest: int = LARGEST) -> bytes:
    """Return a file's bytes. Raises SourceError: VB-R07 unreadable, VB-R04 too large, VB-R02 empty."""
    where = Location(str(source))
    try:
        data = read_input(source, largest)
    except OSError as error:
        what = f"the file cannot be opened: {error.strerror or error}"
        raise SourceError("VB-R07", what, where=where, hint="check its name and its permissions") from error
    if len(data) > largest:
        hint = "split it into several files in a folder with `book = true`"
        raise SourceError("VB-R04", f"the file is over {largest:,} bytes", where=where, hint=hint)
    if not data:
        raise nothing_to_read(source, "the file is empty")
    return data


def nothing_to_read(source: Path, what: str) -> SourceError:
    """Return the error for a source without text (VB-R02)."""
    hint = "add text to it, or remove it"
    return SourceError("VB-R02", what, where=Location(str(source)), hint=hint)


def not_valid(source: Path | str, what: str, hint: str = "save it as plain text in UTF-8") -> SourceError:
    """Return the error for a file that is not what it should be (VB-R03)."""
    return SourceError("VB-R03", what, where=Location(str(source)), hint=hint)


def decode(data: bytes, source: str) -> Decoded:
    """Return the text of a file's bytes. Raises SourceError (VB-R03) if they are not text."""
    _reject_other_formats(data, source)
    text, encoding, findings = _decoded(data, source)
    text = _PAGE_END.sub("\n", _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n"))
    text, removed = _cleaned(text, source)
    return Decoded(text, encoding, (*findings, *removed))


def read_text(source: Path) -> Decoded:
    """Return the text of a file. Raises SourceError, also (VB-R02) if there is nothing to read."""
    decoded = decode(read_bytes(source), str(source))
    if not any(char.isalnum() for char in decoded.text):
        raise nothing_to_read(source, "the file contains no letters or digits")
    return decoded


def _reject_other_formats(data: bytes, source: str) -> None:
    for magic, name in _OTHER_FORMATS:
        if data.startswith(magic):
            raise not_valid(source, f"the file is {name}, not plain text")


def _decoded(data: bytes, source: str) -> tuple[str, str, tuple[Finding, ...]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _wide(data[len(mark) :], encoding, source)
    if encoding := _utf_16_pattern(data[:_HEAD]):
        text, encoding, findings = _wide(data, encoding, source)
        return text, encoding, (*findings, _guessed(encoding, source))
    _reject_binary(data, source)
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        return _damaged_or_old(data, source)


def _wide(data: bytes, encoding: str, source: str) -> tuple[str, str, tuple[Finding, ...]]:
    """Decode what a mark or a pattern has told the encoding of; what does not fit becomes U+FFFD."""
    text = data.decode(encoding, "replace")
    lost = text.count(_LOST)
    if lost > len(text) * _MOST_CONTROLS + 1:
        raise not_valid(source, f"the file is not {encoding} text")
    return text, encoding, (_lost(text, source),) if lost else ()


def _utf_16_pattern(head: bytes) -> str:
    """Return the encoding if every other byte is mostly NUL and the others hardly ever, else ""."""
    pairs = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > pairs * 0.4 and even <= pairs * 0.02:
        return "utf-16-le"
    if even > pairs * 0.4 and odd <= pairs * 0.02:
        return "utf-16-be"
    return ""


def _reject_binary(data: bytes, source: str) -> None:
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls > len(data) * _MOST_CONTROLS + 1:
        raise not_valid(source, f"the file is binary: {controls} of its {len(data)} bytes are not text")


def _damaged_or_old(data: bytes, source: str) -> tuple[str, str, tuple[Finding, ...]]:
    """Return UTF-8 with a few bad bytes as such, anything else as Windows-1252."""
    text = data.decode("utf-8", "replace")
    wide = len(text) - sum(text.count(chr(code)) for code in range(128))
    bad = text.count(_LOST)
    if wide - bad > bad:
        return text, "utf-8", (_lost(text, source),)
    text = data.decode("cp1252", "replace")
    findings = (_guessed("Windows-1252", source), *([_lost(text, source)] if _LOST in text else []))
    return text, "windows-1252", findings


def _guessed(encoding: str, source: str) -> Finding:
    what = f"the file is not UTF-8; it was read as {encoding}"
    hint = "if some characters are wrong, save the file as UTF-8"
    return Finding("VB-R21", Severity.WARNING, what, Location(source), hint)


def _lost(text: str, source: str) -> Finding:
    what = f"unreadable characters, shown as {_LOST}: {text.count(_LOST)}"
    where = Location(source, line=text.count("\n", 0, text.index(_LOST)) + 1)
    hint = "type these characters again and save the file as UTF-8"
    return Finding("VB-R22", Severity.WARNING, what, where, hint)


def _cleaned(text: str, source: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the text without forbidden characters; C1 controls become what Windows-1252 means by them."""
    first = _FORBIDDEN.search(text)
    if first is None:
        return text, ()
    cleaned, count = _FORBIDDEN.subn(_repaired, text)
    what = f"control characters removed, or replaced by what Windows-1252 means by them: {count}"
    where = Location(source, line=text.count("\n", 0, first.start()) + 1)
    hint = "nothing needs to be done: they can be neither seen nor heard"
    return cleaned, (Finding("VB-R23", Severity.NOTE, what, where, hint),)


def _repaired(match: re.Match[str]) -> str:
    code = ord(match[0])
    return bytes([code]).decode("cp1252", "ignore") if 0x80 <= code <= 0x9F else ""  # noqa: PLR2004 - C1
