"""Rules on the package document: metadata, manifest and spine."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from voicebook.checking.book import SMIL, XHTML, Item, Package
from voicebook.checking.codes import finding
from voicebook.checking.container import Container
from voicebook.checking.links import is_remote
from voicebook.model.finding import Finding
from voicebook.text import tsv

_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")

AUDIO = frozenset({"audio/mpeg", "audio/mp4", "audio/ogg; codecs=opus"})
"""Core media types of audio (EPUB 3.3, core media types)."""
_TYPES = {suffix: {media_type} for suffix, media_type in tsv.rows(__package__, "media-types.tsv")}


def core_metadata(package: Package) -> Iterator[Finding]:
    """Require that title, language and the identifier that the root names are there (Package document)."""
    if not any(package.titles):
        yield finding("VB-C10", "dc:title is missing or empty", package.name)
    if not any(_TAG.fullmatch(tag) for tag in package.languages):
        yield finding("VB-C10", "dc:language is missing or not a language tag", package.name)
    if not any(value for key, value in package.identifiers if key and key == package.unique_identifier):
        yield finding("VB-C10", "unique-identifier names no dc:identifier with a value", package.name)


def modified(package: Package) -> Iterator[Finding]:
    """Require that the last change is there once, in UTC and to the second (Package document)."""
    values = package.values("dcterms:modified")
    if len(values) != 1:
        yield finding("VB-C11", f"dcterms:modified occurs {len(values)} times", package.name)
    elif not _MODIFIED.fullmatch(values[0]):
        yield finding("VB-C11", f"dcterms:modified is {values[0][:40]!r}", package.name)


def language(package: Package) -> Iterator[Finding]:
    """Require that the language of the metadata is said, so that titles are read in it (Ace, epub-lang)."""
    if not package.language:
        yield finding("VB-C12", "the package element has no xml:lang", package.name)


def missing_files(container: Container, package: Package) -> Iterator[Finding]:
    """Require that every manifest item that is not remote is in the zip."""
    for item in package.items:
        if not is_remote(item.href) and item.name not in container:
            yield finding("VB-C13", f"item {item.id!r} is not in the book: {item.href!r}", package.name)


def same_items(package: Package) -> Iterator[Finding]:
    """Require that ids of the package and files of the manifest are there once."""
    for key, count in Counter(package.ids).items():
        if count > 1:
            yield finding("VB-C14", f"the id {key!r} occurs {count} times", package.name)
    for name, count in Counter(item.name for item in package.items if item.name).items():
        if count > 1:
            yield finding("VB-C14", f"{name!r} is in the manifest {count} times", package.name)


def dangling_items(package: Package) -> Iterator[Finding]:
    """Require that what the spine, an overlay, a fallback or a refinement names is there."""
    items, ids = {item.id for item in package.items}, set(package.ids)
    named = [("spine", ref) for ref in package.spine]
    named += [("spine toc", package.toc)] if package.toc else []
    named += [("media-overlay", item.overlay) for item in package.items if item.overlay]
    named += [("fallback", item.fallback) for item in package.items if item.fallback]
    for what, ref in named:
        if ref not in items:
            yield finding("VB-C15", f"{what} names {ref!r}, which is not an item", package.name)
    for meta in package.metas:
        if meta.refines and meta.refines not in ids:
            what = f"{meta.property} refines {meta.refines!r}, which is not an id"
            yield finding("VB-C15", what, package.name)


def media_types(package: Package) -> Iterator[Finding]:
    """Require that a type fits the file's suffix and the item's use."""
    overlays = {item.overlay for item in package.items if item.overlay}
    spine = set(package.spine)
    for item in package.items:
        if wanted := _wrong_type(item, is_overlay=item.id in overlays, in_spine=item.id in spine):
            what = f"item {item.id!r} has media type {item.media_type!r}, not {wanted}"
            yield finding("VB-C16", what, package.name)


def _wrong_type(item: Item, *, is_overlay: bool, in_spine: bool) -> str:
    """Return the type that an item should have, if it has another."""
    known = _TYPES.get(PurePosixPath(item.name).suffix.lower(), {item.media_type})
    if is_overlay:
        known = {SMIL}
    elif in_spine and not item.fallback:
        known = {XHTML, "image/svg+xml"} & known or {XHTML}
    return "" if item.media_type in known else " or ".join(sorted(known))


def navigation(package: Package) -> Iterator[Finding]:
    """Require that there is one navigation document (EPUB navigation document)."""
    navs = [item for item in package.items if "nav" in item.properties]
    if len(navs) != 1 or navs[0].media_type != XHTML:
        yield finding("VB-C17", f"{len(navs)} items are the navigation document", package.name)
