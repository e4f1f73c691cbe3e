"""The one step that narrates an EPUB: ids, overlays, sound and metadata; the rest stays as it is.

It serves the bare package of our own texts and any EPUB 3 alike. One document is in memory at a
time; everything else, sound above all, is streamed. The package document is written last, when all
that it says is known.
"""

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from lxml import etree

from voicebook.epub.archive import Archive
from voicebook.epub.markup import CSS_TYPE, MP3_TYPE, SMIL_TYPE, serialize
from voicebook.epub.naming import link, relative, slug, unused
from voicebook.epub.package import Package, already_narrated, find_package
from voicebook.epub.sheets import sheets_in
from voicebook.errors import Location, SourceError
from voicebook.model.publication import Members
from voicebook.model.timeline import Track, format_clock
from voicebook.text.structure.cascade import hidden_in
from voicebook.text.structure.semantics import XML_LANG
from voicebook.text.structure.xml import parse
from voicebook.writers import wrap
from voicebook.writers.accessibility import contradicted, statements
from voicebook.writers.base import Groups, NarratedBook, misfit
from voicebook.writers.contents import Contents
from voicebook.writers.overlay import duration, smil
from voicebook.writers.style import add_style

ACTIVE_CLASS = "vb-active"
"""Set by readers on what is being spoken; `narration.css` styles it."""
PLAYING_CLASS = "vb-playing"
"""Set by readers on the whole document while it is read aloud; has no style of ours."""

_STYLE = "narration.css"
_ENCRYPTION = "META-INF/encryption.xml"


@dataclass(frozen=True, slots=True)
class _Narration:
    """A track and the members of the zip file that carry it."""

    track: Track
    document: str
    overlay: str
    audio: str

    def smil(self, groups: Groups) -> bytes:
        document, audio = relative(self.document, self.overlay), relative(self.audio, self.overlay)
        return smil(document, audio, self.track, groups)


def enrich(source: Members, book: NarratedBook, target: Path) -> None:
    """Write `target`: the EPUB with the members `source`, and the narration of `book`.

    Raises SourceError (VB-R30, VB-R31, VB-R32) for an EPUB that is hostile, broken or narrated
    already; WriteError (VB-W10, VB-W11, VB-W14) where the narration does not fit it; OSError.
    """
    package = find_package(source)
    _check(package, book)
    taken = {name.lower() for name in source.names}
    style = _reserve(package.at(""), "narration", ".css", taken)
    narrations = {each.document: each for each in _plan(package, book, taken)}
    with Archive(target) as archive:
        _copy_others(source, archive, package, narrations)
        documents = _Documents(source, archive, book, style)
        for document in package.documents():
            if document in narrations:
                documents.write(narrations[document], documents.contents)
            else:
                documents.leave(document)
        if package.navigation not in package.documents():
            documents.write_navigation(package.navigation, narrations)
        archive.writestr(style, _style(book.publication.prefix))
        for narration in narrations.values():
            archive.add_file(narration.audio, Path(narration.track.audio))
        _list_members(package, narrations.values(), style)
        _describe(package, book)
        _claim(package, documents.contents, book, locked=_ENCRYPTION in source.names)
        archive.writestr(package.member, package.data())


@dataclass(frozen=True, slots=True)
class _Documents:
    """The documents of an EPUB, which are narrated one after another."""

    source: Members
    archive: Archive
    book: NarratedBook
    style: str  # member with the style of what is spoken
    contents: Contents = field(default_factory=Contents)  # of the spine

    def write(self, narration: _Narration, contents: Contents) -> None:
        """Write a narrated document and its overlay; count what is in it."""
        root = parse(self.source.read(narration.document), narration.document)
        self._write(narration, root, contents)

    def _write(self, narration: _Narration, root: etree._Element, contents: Contents) -> None:
        groups = self.book.groups(narration.track.document)
        self._narrate(root, narration, groups, contents)
        self.archive.writestr(narration.document, serialize(root))
        self.archive.writestr(narration.overlay, narration.smil(groups))

    def leave(self, document: str) -> None:
        """Copy a document that nobody narrates; one that is not XML counts as silent text."""
        if document not in self.source.names:
            return
        try:
            root = parse(self.source.read(document), document)
            self.contents.look_at(root, frozenset(), self._hidden(document, root))
        except SourceError:
            self.contents.silent = True
        self.source.copy(document, self.archive)

    def write_navigation(self, name: str, narrations: Mapping[str, _Narration]) -> None:
        """Write a navigation document that is not in the spine; its words are none of the book's text."""
        if name not in self.source.names:
            return
        root = parse(self.source.read(name), name)
        self.contents.look_for_lists(root)
        if name in narrations:
            self._write(narrations[name], root, Contents())

    def _narrate(
        self, root: etree._Element, narration: _Narration, groups: Groups, contents: Contents
    ) -> None:
        """Give a document its fragments and the style of what is spoken; count what is in it."""
        track, document = narration.track, narration.document
        fragments = tuple(self.book.fragments(track.document))
        spoken = {cue.fragment for cue in track.cues}
        strangers = spoken.difference(fragment.id for fragment in fragments)
        if strangers:
            what = f"no fragment has the id {min(strangers)!r}"
            raise misfit("VB-W14", what, Location(document=document))
        played = {group: None for fragment in sorted(spoken) for group in groups.get(fragment, ())}
        hidden = self._hidden(document, root)
        wrap.apply(root, fragments, played)
        add_style(root, link(self.style, document))
        _declare_language(root, self.book.publication.metadata.language)
        contents.look_at(root, spoken, hidden)

    def _hidden(self, document: str, root: etree._Element) -> Collection[etree._Element]:
        return hidden_in(root, sheets_in(self.source.read, document, root))


def _style(prefix: str) -> bytes:
    """Return the style of what is spoken, for spans whose ids begin with `prefix`."""
    style = (files(__package__) / _STYLE).read_text(encoding="utf-8")
    return style.replace('[id^="vb', f'[id^="{prefix}').encode()


def _check(package: Package, book: NarratedBook) -> None:
    if package.narrated:
        raise already_narrated(book.name)
    if not any(track.cues for track in book.tracks):
        raise misfit("VB-W14", "nothing in the book is narrated", Location(source=book.name))


def _plan(package: Package, book: NarratedBook, taken: set[str]) -> Iterator[_Narration]:
    """Yield where the tracks go: a SMIL file beside its document, sound in a folder `audio`."""
    listed = {*package.documents(), package.navigation}
    for track in book.tracks:
        document = package.at(track.document)
        if document not in listed:
            raise misfit("VB-W14", f"{track.document} is not in the spine", Location(source=book.name))
        if track.cues:
            folder, name = posixpath.split(document)
            stem = slug(name.rpartition(".")[0], "document")
            overlay = _reserve(folder, stem, ".smil", taken)
            yield _Narration(track, document, overlay, _reserve(package.at("audio"), stem, ".mp3", taken))


def _reserve(folder: str, stem: str, suffix: str, taken: set[str]) -> str:
    """Return an unused member name, and note it."""
    member = unused(posixpath.normpath(posixpath.join(folder, stem)), suffix, taken)
    taken.add(member.lower())
    return member


def _copy_others(source: Members, archive: Archive, package: Package, narrations: Collection[str]) -> None:
    """Copy what narration does not touch, in the source's order."""
    touched = {"mimetype", package.member, *package.documents(), *narrations}
    for name in source.names:
        if name not in touched:
            source.copy(name, archive)


def _declare_language(root: etree._Element, language: str) -> None:
    """Declare a document's language to browsers and XML tools alike, where it does not."""
    own = root.get(XML_LANG) or root.get("lang") or language
    for name in ("lang", XML_LANG):
        if not root.get(name) and own:
            root.set(name, own)


def _list_members(package: Package, narrations: Iterable[_Narration], style: str) -> None:
    """Put the new members in the manifest, with the durations of the overlays and of the whole."""
    package.add_item(style, CSS_TYPE)
    durations = {}
    for each in narrations:
        overlay = package.add_item(each.overlay, SMIL_TYPE)
        package.add_item(each.audio, MP3_TYPE)
        package.set_overlay(each.document, overlay)
        durations[overlay] = duration(each.track)
    package.state("media:duration", format_clock(sum(durations.values())))
    for overlay, length in durations.items():
        package.state("media:duration", format_clock(length), refines=overlay)


def _describe(package: Package, book: NarratedBook) -> None:
    package.state("media:narrator", book.narrator)
    package.state("media:active-class", ACTIVE_CLASS)
    package.state("media:playback-active-class", PLAYING_CLASS)
    package.restate("dcterms:modified", book.modified)
    package.declare_language(book.publication.metadata.language)
    for name, values in book.publication.stated.items():
        package.replace_core(name, values)
    metadata = book.publication.metadata
    if metadata.series:
        package.state_series(metadata.series, metadata.position)


def _claim(package: Package, contents: Contents, book: NarratedBook, *, locked: bool) -> None:
    """Remove claims that the contents contradict, and add the accessibility metadata that they support."""
    reflows = not package.fixed_layout
    made = tuple(statements(contents, navigation=package.has_navigation, reflows=reflows, locked=locked))
    package.withdraw(contradicted(package.statements(), made, contents))
    package.complete(made)
    package.state_conformance(book.claims.conformance, book.claims.certifier)
