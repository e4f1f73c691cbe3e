"""EPUB -> a publication that stays the book it is: nothing is rewritten here."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from voicebook.epub.container import Container
from voicebook.epub.edited import Edited
from voicebook.epub.naming import absolute
from voicebook.epub.package import Package, already_narrated, find_package
from voicebook.epub.upgrade import upgraded
from voicebook.errors import Location, SourceError
from voicebook.inputs import note_input
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Members, Metadata, Publication
from voicebook.readers.base import nothing_declared
from voicebook.readers.binding.metadata import LANGUAGE_TAG, Guesses, Said, language_of, name_of, settle
from voicebook.readers.markup.losses import examples
from voicebook.settings import Settings
from voicebook.text.structure.xml import parse

_ENCRYPTION = "META-INF/encryption.xml"
_OBFUSCATED = frozenset(
    {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC", "http://ns.adobe.com/pdf/enc#rc"}
)
"""Algorithms that only keep fonts from being lifted out; a reader undoes them by itself."""

_PREFIXES = ("vb", "vbk", "vbq", "vbx", "vbz", "voicebook")
_ID = re.compile(rb"""\bid\s*=\s*["']([A-Za-z]{1,12})""")
_LINK = re.compile(rb"""\b(?:src|href)\s*=\s*["']([^"'#]+)""")
_TAG = re.compile(r"<[^>]*>")
_PLS = "application/pls+xml"
_MOST_SHOWN = 5
_ENOUGH = 20_000  # characters that tell a language


class EpubReader:
    """Reads EPUB 2 and 3; what it needs of a document is read when its turn comes."""

    suffixes: tuple[str, ...] = (".epub",)
    declared = staticmethod(nothing_declared)

    def read(self, source: Path, settings: Settings) -> Publication:
        """Read one file.

        Raises SourceError: VB-R30 and VB-R31 for one that is broken or hostile, VB-R32 for one that is
        narrated already, VB-R44 for one that is locked.
        """
        container = Container.of(source)
        note_input(source, container.hash())
        _refuse_locked(container, source)
        members, found = upgraded(container)
        package = find_package(members)
        if package.narrated:
            if not settings.replace_narration:
                raise already_narrated(str(source))
            members = _silenced(members, package)
            package = find_package(members)
        spine = _Spine.of(members, package)
        metadata, doubts = _metadata(package, spine, members, settings, source)
        short = _Names(posixpath.dirname(package.member))
        if package.cover in members.names:
            metadata = replace(metadata, cover=short(package.cover))
        navigation = package.navigation if package.navigation in members.names else ""
        return Publication(
            metadata,
            tuple(map(short, spine.documents)),
            lambda name: members.read(package.at(name)),
            findings=(*found, *spine.findings(package), *doubts),
            navigation=short(navigation) if navigation else "",
            prefix=_prefix(members, (*spine.documents, *filter(None, [navigation]))),
            members=members,
            lexicons=tuple(short(name) for name in package.members(_PLS) if name in members.names),
            stated=_stated(settings),
        )


READER = EpubReader()


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of members, as seen from the package document."""

    folder: str

    def __call__(self, member: str) -> str:
        return posixpath.relpath(member, self.folder or ".")


@dataclass(frozen=True, slots=True)
class _Spine:
    """What can be narrated of a spine, and what cannot."""

    documents: tuple[str, ...]  # members
    missing: tuple[str, ...]
    others: tuple[str, ...]  # not XHTML

    @classmethod
    def of(cls, members: Members, package: Package) -> "_Spine":
        names = set(members.names)
        listed = package.documents()
        documents = tuple(name for name in listed if name in names)
        return cls(documents, tuple(name for name in listed if name not in names), package.others())

    def findings(self, package: Package) -> Iterator[Finding]:
        """Yield what is wrong with the spine."""
        if self.missing:
            what = f"the spine names documents that are not in the file: {examples(self.missing)}"
            where = Location(document=package.member)
            yield Finding("VB-R37", Severity.ERROR, what, where, "correct it in an EPUB editor")
        if self.others:
            what = f"items of the spine that are not XHTML are not narrated: {examples(self.others)}"
            where = Location(document=package.member)
            yield Finding("VB-R38", Severity.WARNING, what, where, "only XHTML documents can be narrated")


def _refuse_locked(members: Members, source: Path) -> None:
    """Refuse a book with encrypted content; fonts that are only obfuscated do not matter."""
    if _ENCRYPTION not in members.names:
        return
    root = parse(members.read(_ENCRYPTION), _ENCRYPTION)
    locked = [method for each in root.iter("{*}EncryptedData") if (method := _lock(each))]
    if locked:
        raise SourceError(
            "VB-R44",
            f"the book is locked: {len(locked)} of its files are encrypted ({locked[0]})",
            where=Location(source=str(source)),
            hint="narration needs an edition without DRM",
        )


def _lock(data: etree._Element) -> str:
    """Return how a file is encrypted, "" if it is only obfuscated."""
    method = data.find("{*}EncryptionMethod")
    algorithm = "unknown" if method is None else method.get("Algorithm") or "unknown"
    return "" if algorithm in _OBFUSCATED else algorithm


def _silenced(members: Members, package: Package) -> Members:
    """Return a narrated book without its overlays, and the sound that only they play."""
    names = set(members.names)
    overlays = [name for name in package.remove_narration() if name in names]
    played: set[str] = set()
    for name in overlays:
        for audio in parse(members.read(name), name).iter("{*}audio"):
            played.add(absolute(unquote((audio.get("src") or "").partition("#")[0]), name))
    used = _linked(members, [name for name in package.documents() if name in names])
    gone = {*overlays, *(played - used)}
    package.drop(gone)
    data = package.data()
    return Edited(members, {package.member: lambda: data}, gone)


def _linked(members: Members, documents: Iterable[str]) -> set[str]:
    """Return what documents link or play themselves."""
    return {
        absolute(unquote(unescape(link[1].decode("utf-8", "replace"))), name)
        for name, data in _readable(members, documents)
        for link in _LINK.finditer(data)
    }


def _readable(members: Members, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield documents with their bytes; those that are damaged are left to whoever parses them."""
    for name in names:
        with suppress(SourceError):
            yield name, members.read(name)


def _metadata(
    package: Package, spine: _Spine, members: Members, settings: Settings, source: Path
) -> tuple[Metadata, tuple[Finding, ...]]:
    """Return what the package says of the book, and the settings over it."""
    said = {
        "title": next(iter(package.core("title")), ""),
        "authors": package.core("creator"),
        "identifier": package.identifier(),
        "rights": next(iter(package.core("rights")), ""),
    }
    metadata, doubts = settle(Said(source, settings, said), Guesses(name_of(source)))
    declared = next(
        (tag for tag in package.core("language") if LANGUAGE_TAG.fullmatch(tag) and tag != "und"), ""
    )
    text = "" if declared or settings.language else _sample(members, spine)
    language, unsure = language_of(Said(source, settings, {"language": declared}), text)
    date = metadata.date or next(iter(package.core("date")), "")
    return replace(metadata, language=language, date=date), (*doubts, *unsure)


def _stated(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return what the settings say of the book, by element of Dublin Core: it replaces what the package says.

    The identifier stays the package's own: fonts may be obfuscated with it, and bookmarks hang on it.
    """
    said = {
        "title": settings.title,
        "creator": settings.authors,
        "language": settings.language,
        "date": settings.date,
        "rights": settings.rights,
        "publisher": settings.publisher,
        "source": settings.source,
        "subject": settings.subjects,
    }
    return {name: (value,) if isinstance(value, str) else value for name, value in said.items() if value}


def _sample(members: Members, spine: _Spine) -> str:
    """Return text enough to tell the language."""
    found: list[str] = []
    size = 0
    for _, data in _readable(members, spine.documents):
        _, body, content = data.decode("utf-8", "replace").partition("<body")
        text = unescape(_TAG.sub(" ", body + content))
        found.append(text)
        size += len(text)
        if size > _ENOUGH:
            break
    return " ".join(found)


def _prefix(members: Members, documents: tuple[str, ...]) -> str:
    """Return the beginning of the ids that narration adds: no id of the book begins with it."""
    taken: set[bytes] = set()
    for _, data in _readable(members, documents):
        taken.update(match[1].lower() for match in _ID.finditer(data))
    for prefix in _PREFIXES:
        if not any(each.startswith(prefix.encode()) for each in taken):
            return prefix
    number = next(n for n in range(1, 10_000) if f"vbook{'x' * n}".encode() not in taken)
    return f"vbook{'x' * number}"
