"""Rules on the zip itself and the names in it."""

from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

from voicebook.checking.book import Package
from voicebook.checking.codes import finding
from voicebook.checking.container import Container
from voicebook.model.finding import Finding

_TYPE = b"application/epub+zip"


def mimetype(container: Container) -> Iterator[Finding]:
    """Require the fixed first bytes: systems know an EPUB by them (OCF, ZIP container)."""
    head = container.head()
    is_first = head[:4] == b"PK\x03\x04" and head[26:] == b"\x08\x00\x00\x00mimetype" + _TYPE
    is_stored = head[8:10] == b"\x00\x00"
    sizes = [member.size for member in container.members if member.name == "mimetype"]
    if not (is_first and is_stored and sizes == [len(_TYPE)]):
        yield finding("VB-C01", "mimetype is not the first file, stored, without an extra field", "mimetype")


def unsafe_names(container: Container) -> Iterator[Finding]:
    """Refuse names that are absolute, climb, or have characters that some system refuses (OCF)."""
    for member in container.members:
        if not member.is_safe:
            yield finding("VB-C02", f"unsafe name: {member.name[:200]!r}")


def same_names(container: Container) -> Iterator[Finding]:
    """Require that names differ also without case and composition (OCF, file names)."""
    folded = Counter(
        normalize("NFC", normalize("NFC", member.name).casefold()) for member in container.members
    )
    for name, count in folded.items():
        if count > 1:
            yield finding("VB-C03", f"{count} files have this name", name)


def undeclared(container: Container, package: Package) -> Iterator[Finding]:
    """Require that every file of the book is in its manifest, but for META-INF, mimetype and packages."""
    declared = {item.name for item in package.items} | {"mimetype", package.name}
    for member in container.members:
        is_apart = member.name.startswith("META-INF/") or member.name.endswith(".opf")
        if member.is_safe and member.name not in declared and not is_apart:
            yield finding("VB-C05", "the file is not in the manifest", member.name)


def packed_audio(container: Container, name: str) -> Iterator[Finding]:
    """Require audio to be stored: it does not shrink, and to seek in it a reader unpacks all before."""
    if not container.member(name).stored:
        yield finding("VB-C73", "the audio is compressed in the zip", name)
