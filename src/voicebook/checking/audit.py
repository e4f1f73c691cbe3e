"""The auditor: reads a finished book back, independently of the writers, and lists what is wrong with it."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from voicebook.audio.loudness import Measured, level_of
from voicebook.checking import sound
from voicebook.checking.book import Item, Package, read_package
from voicebook.checking.codes import finding
from voicebook.checking.container import Container, open_container
from voicebook.checking.document import Document, Link, read_document
from voicebook.checking.overlay import Overlay, read_overlay
from voicebook.checking.rules import accessibility, clips
from voicebook.checking.rules import container as files
from voicebook.checking.rules import document as texts
from voicebook.checking.rules import overlay as overlays
from voicebook.checking.rules import package as packages
from voicebook.checking.styles import StyleSheets
from voicebook.errors import EncodeError, SourceError
from voicebook.model.finding import Audit, Finding

MOST_ALIKE = 20
"""Findings of one rule in one file that are listed; one more says how many others there are."""

Frames = Mapping[str, tuple[int, int]]
"""Content document → (frames, frames per second) that went into the encoder for it."""


def audit(path: Path, *, frames: Frames | None = None, decode: bool = False) -> Audit:
    """Check a finished EPUB.

    The end of each audio file is compared with its last clip: to the millisecond with `frames`
    (documents named as in the zip, or relative to the package document); with `decode` by decoding all audio,
    which takes about a second for each ten minutes; else by the MP3's header, which counts padding.

    Raises UsageError where there is no such file and SourceError where it is not a book at all (no
    zip, no package document, beyond the limits of `container`).
    """
    with open_container(path) as container:
        package = read_package(container)
        examination = _Examination(container, package, frames or {}, decode=decode)
        found = tuple(_bounded(examination.findings()))
    return Audit(
        findings=tuple(replace(f, where=replace(f.where, source=str(path))) for f in found),
        visible=examination.visible,
        narrated=examination.narrated,
        seconds=examination.milliseconds / 1000,
        documents=examination.documents,
        **_levels(examination.measured),
    )


def _levels(measured: Measured) -> dict[str, float]:
    """Return how loud the sound is that was decoded, {} if none was."""
    if not measured.samples:
        return {}
    level = level_of([measured], weighted=True)
    peak = 20 * math.log10(max(measured.peak, 1) / 32_768)
    return {"peak": peak} | ({} if math.isinf(level) else {"loudness": level})


def _bounded(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Pass findings on, up to MOST_ALIKE of a rule in a file; then say how many were left out."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in findings:
        key = (each.code, each.where.document)
        counts[key] += 1
        if counts[key] <= MOST_ALIKE:
            yield each
    for (code, document), count in counts.items():
        if count > MOST_ALIKE:
            yield finding(code, f"and {count - MOST_ALIKE} more like these", document)


@dataclass(slots=True)
class _Examination:
    """One book under examination. Holds counts, names and ids; one document or overlay at a time."""

    container: Container
    package: Package
    frames: Frames
    decode: bool = field(kw_only=True)
    visible: int = 0
    narrated: int = 0
    documents: int = 0
    milliseconds: int = 0
    overlays: int = 0
    is_timed: bool = True
    lacks_alt: bool = False
    measured: Measured = field(default_factory=Measured)
    features: set[str] = field(default_factory=set)
    ends: clips.Ends = field(default_factory=dict)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    links: dict[str, tuple[Link, ...]] = field(default_factory=dict)
    encoded: dict[str, tuple[int, int]] = field(default_factory=dict)  # by audio file
    sounding: set[str] = field(default_factory=set)  # documents of `frames` whose audio is played
    _read: dict[str, Overlay | None] = field(default_factory=dict)  # the last overlay only
    _seen: set[str] = field(default_factory=set)

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong, from the outside in."""
        yield from self._container_findings()
        yield from self._package_findings()
        sheets = StyleSheets(self.container)
        for item in self.package.documents():
            if item.name in self.container:
                yield from self._document_findings(item, sheets)
        yield from self._whole_findings()
        for name in self.ends:
            if name in self.container:
                yield from self._audio_findings(name)

    def _container_findings(self) -> Iterator[Finding]:
        yield from files.mimetype(self.container)
        yield from files.unsafe_names(self.container)
        yield from files.same_names(self.container)
        yield from files.undeclared(self.container, self.package)

    def _package_findings(self) -> Iterator[Finding]:
        package = self.package
        yield from packages.core_metadata(package)
        yield from packages.modified(package)
        yield from packages.language(package)
        yield from packages.missing_files(self.container, package)
        yield from packages.same_items(package)
        yield from packages.dangling_items(package)
        yield from packages.media_types(package)
        yield from packages.navigation(package)
        yield from overlays.orphans(package)

    def _document_findings(self, item: Item, sheets: StyleSheets) -> Iterator[Finding]:
        """Check one document with its overlay; both are forgotten afterwards."""
        overlay = None
        owner = self.package.item(item.overlay) if item.overlay else None
        if owner is not None and owner.name in self.container:
            yield from self._overlay_findings(owner)
            overlay = self._read.get(owner.name)
        self._learn_length(item, overlay)
        try:
            document = read_document(self.container, item.name, _sounding(overlay, item, self.container))
        except SourceError as error:
            yield finding("VB-C04", sound.reason(error), item.name, error.where.line)
            return
        self._keep(document)
        for rule in (texts.languages, texts.headings, texts.images, texts.same_ids, texts.title):
            yield from rule(document)
        yield from self._coverage_findings(item, document)
        if overlay is not None:
            yield from overlays.text_ids(overlay, document)
            yield from overlays.order(overlay, document)
            yield from overlays.unstyled(self.package, document, sheets.of(document))

    def _learn_length(self, item: Item, overlay: Overlay | None) -> None:
        """Learn what went into the encoder for the audio of one document."""
        played = {par.audio for par in overlay.pars if par.audio} if overlay else set()
        short = item.name.removeprefix(f"{PurePosixPath(self.package.name).parent}/")
        for name in (item.name, short):
            if name in self.frames and played:
                self.encoded.update(dict.fromkeys(played, self.frames[name]))
                self.sounding.add(name)

    def _overlay_findings(self, owner: Item) -> Iterator[Finding]:
        """Read an overlay, and check it alone when it is met first."""
        if owner.name not in self._read:
            self._read = {owner.name: None}
            try:
                self._read = {owner.name: read_overlay(self.container, owner.name)}
            except SourceError as error:
                yield finding("VB-C04", sound.reason(error), owner.name, error.where.line)
        overlay = self._read[owner.name]
        if overlay is None or owner.name in self._seen:
            return
        self._seen.add(owner.name)
        yield from self._structure_findings(overlay, owner.id)
        yield from self._time_findings(overlay, owner.id)

    def _structure_findings(self, overlay: Overlay, owner: str) -> Iterator[Finding]:
        yield from overlays.form(overlay)
        yield from overlays.silent_pars(overlay)
        yield from overlays.text_files(self.container, overlay)
        yield from overlays.audio_files(self.container, self.package, overlay)
        yield from overlays.mutual(self.package, overlay, owner)
        yield from overlays.said_twice(overlay)
        yield from overlays.document_order(self.package, overlay)

    def _time_findings(self, overlay: Overlay, owner: str) -> Iterator[Finding]:
        yield from clips.values(overlay)
        yield from clips.empty(overlay)
        yield from clips.joints(overlay, self.ends)
        yield from clips.duration(self.package, overlay, owner)
        self.ends = clips.ends_after(overlay, self.ends)
        self.is_timed = self.is_timed and clips.is_timed(overlay)
        self.milliseconds += clips.length(overlay)
        self.overlays += 1

    def _coverage_findings(self, item: Item, document: Document) -> Iterator[Finding]:
        """Count the words; contents that nobody narrates are not counted."""
        is_nav = "nav" in item.properties
        if is_nav:
            yield from texts.navigation(document)
        if is_nav and not item.overlay:
            if item.id in self.package.spine:
                yield from texts.silent_navigation(document)
            return
        self.visible += document.words.visible
        self.narrated += document.words.narrated
        if self._has_overlays():
            yield from texts.silent_words(document)
        yield from texts.hidden_targets(document)
        yield from texts.nested_targets(document)

    def _keep(self, document: Document) -> None:
        self.documents += 1
        self.ids[document.name] = frozenset(document.ids)
        self.links[document.name] = tuple(document.links)
        self.features |= document.features
        self.lacks_alt = self.lacks_alt or bool(document.without_alt)
        if document.headings:
            self.features.add("headings")

    def _has_overlays(self) -> bool:
        return any(item.overlay for item in self.package.items)

    def _whole_findings(self) -> Iterator[Finding]:
        """Check what only the whole book can tell."""
        package = self.package
        for name, links in self.links.items():
            yield from texts.dead_links(self.container, name, links, self.ids)
        if self._has_overlays():
            self.features.add("overlays")
            yield from overlays.active_classes(package)
            yield from overlays.no_active_class(package)
            yield from clips.total(package, self.milliseconds if self.is_timed else None, self.overlays)
        else:
            yield finding("VB-C40", "no document has a media overlay", package.name)
        shown = {link.name for links in self.links.values() for link in links}
        yield from clips.unused(package, shown | set(self.ends))
        yield from clips.unplayed(name for name in self.frames if name not in self.sounding)
        content = accessibility.Content(
            frozenset(self.features), self.visible, self.narrated, lacks_alt=self.lacks_alt
        )
        yield from _accessibility_findings(package, content)

    def _audio_findings(self, name: str) -> Iterator[Finding]:
        yield from files.packed_audio(self.container, name)
        try:
            yield from self._sound_findings(name)
        except EncodeError as error:
            yield finding("VB-C72", sound.reason(error), name)
        except SourceError as error:
            yield finding("VB-C04", sound.reason(error), name)

    def _sound_findings(self, name: str) -> Iterator[Finding]:
        is_mp3 = any(i.name == name and i.media_type == "audio/mpeg" for i in self.package.items)
        heard = sound.header(self.container, name) if is_mp3 else None
        if heard is not None:
            yield from clips.constant_rate(heard)
            yield from clips.info_header(heard)
        elif is_mp3:
            yield finding("VB-C72", "this is not an MP3", name)
            return
        last, known = self.ends[name], self.encoded.get(name)
        if known is not None:
            heard = sound.known(name, *known)
            if last is not None:
                yield from clips.ends_with_audio(heard, last)
        if self.decode:
            heard = sound.decoded(self.container, name, self.measured)
        if heard is not None and last is not None and (known is None or self.decode):
            yield from clips.ends_with_audio(heard, last)


def _sounding(overlay: Overlay | None, item: Item, container: Container) -> frozenset[str]:
    """Return the ids of a document that have sound."""
    pars = overlay.pars if overlay is not None else ()
    return frozenset(par.fragment for par in pars if par.document == item.name and par.audio in container)


def _accessibility_findings(package: Package, content: accessibility.Content) -> Iterator[Finding]:
    yield from accessibility.missing(package)
    yield from accessibility.auditory_claim(package, content)
    yield from accessibility.false_features(package, content)
    yield from accessibility.false_modes(package, content)
    yield from accessibility.hazards(package)
    yield from accessibility.unclaimed_audio(package, content)
    yield from accessibility.conformance(package)
