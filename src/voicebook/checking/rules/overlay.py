"""Rules on a media overlay and the documents that it narrates."""

from collections import Counter
from collections.abc import Iterator

from voicebook.checking.book import SMIL, Package
from voicebook.checking.codes import finding
from voicebook.checking.container import Container
from voicebook.checking.document import Document
from voicebook.checking.overlay import Overlay
from voicebook.checking.rules.package import AUDIO
from voicebook.model.finding import Finding

_ACTIVE = "media:active-class"
_CLASSES = (_ACTIVE, "media:playback-active-class")


def orphans(package: Package) -> Iterator[Finding]:
    """Require that every overlay in the manifest is some document's."""
    used = {item.overlay for item in package.items}
    for item in package.items:
        if item.media_type == SMIL and item.id not in used:
            yield finding("VB-C56", "no document names this overlay", item.name)


def form(overlay: Overlay) -> Iterator[Finding]:
    """Require that an overlay is SMIL 3.0 in the shape that EPUB gives it (Media overlay documents)."""
    for what, line in overlay.faults:
        yield finding("VB-C50", what, overlay.name, line)


def silent_pars(overlay: Overlay) -> Iterator[Finding]:
    """Require that every par has sound: few readers say a silent one, others drop it."""
    for par in overlay.pars:
        if not par.has_audio:
            yield finding("VB-C53", f"the par of {par.fragment[:80]!r} has no audio", overlay.name, par.line)


def text_files(container: Container, overlay: Overlay) -> Iterator[Finding]:
    """Require that what pars and seqs call their text is a file of the book."""
    refs = [(par.document, par.fragment, par.line) for par in overlay.pars]
    for name, fragment, line in (*refs, *overlay.textrefs):
        if name not in container:
            what = f"the text {name or '(outside)'}#{fragment[:80]} is not in the book"
            yield finding("VB-C51", what, overlay.name, line)


def text_ids(overlay: Overlay, document: Document) -> Iterator[Finding]:
    """Require that a par, and a seq that names one, point to an element of the document."""
    ids = frozenset(document.ids)
    for par in overlay.pars:
        if par.document == document.name and par.fragment not in ids:
            what = f"the document has no id {par.fragment[:80]!r}"
            yield finding("VB-C51", what, overlay.name, par.line)
    for name, fragment, line in overlay.textrefs:
        if name == document.name and fragment and fragment not in ids:
            yield finding("VB-C51", f"the document has no id {fragment[:80]!r}", overlay.name, line)


def audio_files(container: Container, package: Package, overlay: Overlay) -> Iterator[Finding]:
    """Require that what pars play is a file of the book, of a type that every reader plays."""
    types = {item.name: item.media_type for item in package.items}
    lines = {par.audio: par.line for par in reversed(overlay.pars) if par.has_audio}
    for name, line in sorted(lines.items()):
        if name not in container:
            what = f"the audio {name or '(outside)'} is not in the book"
            yield finding("VB-C52", what, overlay.name, line)
        elif types.get(name, "audio/mpeg") not in AUDIO:
            yield finding(
                "VB-C16", f"{name} has type {types[name]!r}, not an audio type of EPUB", overlay.name, line
            )


def mutual(package: Package, overlay: Overlay, owner: str) -> Iterator[Finding]:
    """Require pars of those documents, and all of those, that name the overlay (id: `owner`)."""
    owned = {item.name for item in package.items if item.overlay == owner}
    shown = {par.document for par in overlay.pars}
    known = {item.name for item in package.items}
    for name in sorted((shown & known) - owned):
        yield finding("VB-C56", f"it narrates {name}, which does not name it", overlay.name)
    for name in sorted(owned - shown):
        yield finding("VB-C56", "the document names an overlay that has no par of it", name)


def said_twice(overlay: Overlay) -> Iterator[Finding]:
    """Require that an element has one par."""
    for (_, fragment), count in Counter((par.document, par.fragment) for par in overlay.pars).items():
        if fragment and count > 1:
            yield finding("VB-C54", f"{fragment[:80]!r} has {count} pars", overlay.name)


def order(overlay: Overlay, document: Document) -> Iterator[Finding]:
    """Require that pars follow the document's order (Specifying the reading order)."""
    places = {key: place for place, key in reversed(list(enumerate(document.ids)))}
    last = -1
    for par in overlay.pars:
        place = places.get(par.fragment) if par.document == document.name else None
        if place is None:
            continue
        if place < last:
            what = f"{par.fragment[:80]!r} comes after text that follows it in the document"
            yield finding("VB-C55", what, overlay.name, par.line)
        last = place


def document_order(package: Package, overlay: Overlay) -> Iterator[Finding]:
    """Require that an overlay of several documents takes them in the spine's order."""
    places = {item.name: place for place, item in enumerate(package.documents())}
    last = -1
    for par in overlay.pars:
        place = places.get(par.document, last)
        if place < last:
            yield finding(
                "VB-C55", f"{par.document} is out of the order of the spine", overlay.name, par.line
            )
        last = place


def active_classes(package: Package) -> Iterator[Finding]:
    """Require each class once, for the whole book, as a bare name (Associating style information)."""
    for name in _CLASSES:
        metas = [meta for meta in package.metas if meta.property == name]
        if len(metas) > 1:
            yield finding("VB-C57", f"{name} is declared {len(metas)} times", package.name)
        for meta in metas:
            if meta.refines:
                yield finding("VB-C57", f"{name} refines an item", package.name)
            if not meta.value or any(c.isspace() or c == "." for c in meta.value):
                yield finding("VB-C57", f"{name} {meta.value[:60]!r} is not a class name", package.name)


def no_active_class(package: Package) -> Iterator[Finding]:
    """Require a class for the highlight: without one a reader sets the class `undefined`."""
    if not any(meta.property == _ACTIVE for meta in package.metas):
        yield finding("VB-C58", "media:active-class is not declared", package.name)


def unstyled(package: Package, document: Document, classes: frozenset[str]) -> Iterator[Finding]:
    """Require that the style sheets of a document with an overlay, with `classes`, have the class."""
    for value in package.values(_ACTIVE):
        if "." not in value and value not in classes:
            yield finding("VB-C57", f"no style sheet of the document styles {value[:60]!r}", document.name)
