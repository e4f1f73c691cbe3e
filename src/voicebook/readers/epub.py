"""EPUB -> a publication that stays the book it is: nothing is rewritten here."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from voicebook.epub.container import Container
from voicebook.epub.edited import Edited
from voicebook.epub.package import Package, already_narrated, find_package
from voicebook.epub.sheets import sheets_of
from voicebook.epub.upgrade import upgraded
from voicebook.errors import Location, SourceError
from voicebook.inputs import note_input
from voicebook.model.finding import Finding, Severity
from voicebook.model.publication import Members, Metadata, Publication
from voicebook.readers.binding.metadata import LANGUAGE_TAG, Guesses, language_of, name_of, settle
from voicebook.readers.markup.losses import examples
from voicebook.settings import Settings
from voicebook.text.structure.semantics import EPUB_TYPE
from voicebook.text.structure.xml import parse

_ENCRYPTION = "META-INF/encryption.xml"
_OBFUSCATED = frozenset(
    {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC", "http://ns.adobe.com/pdf/enc#rc"}
)
"""Algorithms that only keep fonts from being lifted out; a reader undoes them by itself."""

_PREFIXES = ("vb", "vbk", "vbq", "vbx", "vbz", "voicebook")
_ID = re.compile(rb"""\bid\s*=\s*["']([A-Za-z]{1,12})""")
_PLS = "application/pls+xml"
_MOST_SHOWN = 5
_ENOUGH = 20_000  # characters that tell a language


class EpubReader:
    """Reads EPUB 2 and 3; what it needs of a document is read when its turn comes."""

    suffixes: tuple[str, ...] = (".epub",)

    def declared(self, source: Path) -> Mapping[str, Any]:
        """Return nothing: what the package says of the book stays in the package."""
        del source
        return {}

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
        aside = navigation if navigation and navigation not in spine.documents else ""
        return Publication(
            metadata,
            tuple(map(short, spine.documents)),
            lambda name: members.read(package.at(name)),
            findings=(*found, *spine.findings(package), *doubts),
            navigation=short(aside) if aside else "",
            landmarks=_landmarks(members, navigation, short),
            prefix=_prefix(members, (*spine.documents, *filter(None, [navigation]))),
            members=members,
            lexicons=tuple(short(name) for name in package.members(_PLS) if name in members.names),
            stated=_stated(settings),
            sheets=lambda name: sheets_of(members, package.at(name)),
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
    broken: tuple[SourceError, ...]
    others: tuple[str, ...]  # not XHTML

    @classmethod
    def of(cls, members: Members, package: Package) -> "_Spine":
        names = set(members.names)
        documents: list[str] = []
        broken: list[SourceError] = []
        for name in package.documents():
            if name not in names:
                continue
            try:
                parse(members.read(name), name)
            except SourceError as error:
                broken.append(error)
            else:
                documents.append(name)
        missing = tuple(name for name in package.documents() if name not in names)
        return cls(tuple(documents), missing, tuple(broken), package.others())

    def findings(self, package: Package) -> Iterator[Finding]:
        """Yield what is wrong with the spine. Raises SourceError where nothing of it can be read."""
        if not self.documents and self.broken:
            raise self.broken[0]
        for error in self.broken[:_MOST_SHOWN]:
            what = f"a document is not narrated: {error.what}"
            yield Finding("VB-R36", Severity.ERROR, what, error.where, "correct it in an EPUB editor")
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
    overlays = [name for name in package.silence() if name in names]
    played: set[str] = set()
    for name in overlays:
        for audio in parse(members.read(name), name).iter("{*}audio"):
            target = unquote((audio.get("src") or "").partition("#")[0])
            played.add(posixpath.normpath(posixpath.join(posixpath.dirname(name), target)))
    used = _linked(members, [name for name in package.documents() if name in names])
    gone = {*overlays, *(played - used)}
    package.drop(gone)
    data = package.data()
    return Edited(members, {package.member: lambda: data}, gone)


def _linked(members: Members, documents: Iterable[str]) -> set[str]:
    """Return what documents play themselves."""
    found: set[str] = set()
    for name in documents:
        try:
            root = parse(members.read(name), name)
        except SourceError:
            continue
        for element in root.iter("{*}audio", "{*}source", "{*}video", "{*}a"):
            target = unquote((element.get("src") or element.get("href") or "").partition("#")[0])
            found.add(posixpath.normpath(posixpath.join(posixpath.dirname(name), target)))
    return found


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
    metadata, doubts = settle(settings, said, Guesses(name_of(source)), source)
    declared = next(
        (tag for tag in package.core("language") if LANGUAGE_TAG.fullmatch(tag) and tag != "und"), ""
    )
    language, unsure = language_of(settings, {"language": declared}, _sample(members, spine), source)
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
    for name in spine.documents:
        body = parse(members.read(name), name).find("{*}body")
        text = "" if body is None else str(body.xpath("string()"))
        found.append(text)
        size += len(text)
        if size > _ENOUGH:
            break
    return " ".join(found)


def _landmarks(members: Members, navigation: str, short: _Names) -> dict[str, str]:
    """Return what the landmarks of the navigation document name: document, or document#id -> type."""
    if not navigation:
        return {}
    found: dict[str, str] = {}
    for nav in parse(members.read(navigation), navigation).iter("{*}nav"):
        if "landmarks" not in (nav.get(EPUB_TYPE) or "").split():
            continue
        for link in nav.iter("{*}a"):
            path, _, fragment = (link.get("href") or "").partition("#")
            kinds = (link.get(EPUB_TYPE) or "").split()
            if path and kinds:
                target = posixpath.join(posixpath.dirname(navigation), unquote(path))
                name = short(posixpath.normpath(target))
                found.setdefault(f"{name}#{unquote(fragment)}" if fragment else name, kinds[0])
    return found


def _prefix(members: Members, documents: tuple[str, ...]) -> str:
    """Return the beginning of the ids that narration adds: no id of the book begins with it."""
    taken: set[bytes] = set()
    for name in documents:
        taken.update(match[1].lower() for match in _ID.finditer(members.read(name)))
    for prefix in _PREFIXES:
        if not any(each.startswith(prefix.encode()) for each in taken):
            return prefix
    number = next(n for n in range(1, 10_000) if f"vbook{'x' * n}".encode() not in taken)
    return f"vbook{'x' * number}"
