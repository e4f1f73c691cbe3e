"""Rules on accessibility metadata: said, in known words, and true."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voicebook.checking.book import Package
from voicebook.checking.codes import finding
from voicebook.model.finding import Finding
from voicebook.text import tsv

_MUSTS = (
    "schema:accessMode",
    "schema:accessModeSufficient",
    "schema:accessibilityFeature",
    "schema:accessibilityHazard",
    "schema:accessibilitySummary",
)

_FEATURES = {row[0]: row[1] for row in tsv.rows(__package__, "features.tsv")}
"""Feature → what of a book shows that it is there, "" if that cannot be told."""

_HAZARDS = ("FlashingHazard", "MotionSimulationHazard", "SoundHazard")
_CLAIM = re.compile(r"EPUB Accessibility 1\.[1-9] - WCAG 2\.[0-2] Level A{1,3}")
_OLD_CLAIM = "http://www.idpf.org/epub/a11y/accessibility-20170105.html#wcag-"


@dataclass(frozen=True, slots=True)
class Content:
    """What the whole book was found to have."""

    features: frozenset[str]  # of all documents; "headings", "overlays" too
    visible: int  # words
    narrated: int
    lacks_alt: bool  # some image has no alt attribute


def missing(package: Package) -> Iterator[Finding]:
    """Require the five properties, not empty (EPUB Accessibility, Package metadata)."""
    for name in _MUSTS:
        if not any(package.values(name)):
            yield finding("VB-C20", f"{name} is missing", package.name)


def auditory_claim(package: Package, content: Content) -> Iterator[Finding]:
    """Require that `auditory` suffices only where all text is narrated (Setting access modes)."""
    if "auditory" in package.values("schema:accessModeSufficient") and content.narrated < content.visible:
        silent = content.visible - content.narrated
        yield finding("VB-C21", f"{silent} of {content.visible} visible words are silent", package.name)


def false_features(package: Package, content: Content) -> Iterator[Finding]:
    """Require that a feature is a word of the vocabulary and is there."""
    fixed = "pre-paginated" in package.values("rendition:layout")
    for value in package.values("schema:accessibilityFeature"):
        shown = _FEATURES.get(value)
        if value.partition("/")[0] not in _FEATURES:
            yield finding("VB-C22", f"accessibilityFeature {value[:60]!r} is unknown", package.name)
        elif shown and shown not in content.features:
            yield finding("VB-C22", f"{value} is claimed, and there is none", package.name)
        elif value == "alternativeText" and content.lacks_alt:
            yield finding("VB-C22", "alternativeText is claimed, and some image has none", package.name)
        elif value == "displayTransformability" and fixed:
            yield finding("VB-C22", "displayTransformability is claimed of a fixed layout", package.name)


def false_modes(package: Package, content: Content) -> Iterator[Finding]:
    """Require that `auditory` means more than narration, and `visual` that there are images."""
    modes = package.values("schema:accessMode")
    if "auditory" in modes and "media" not in content.features:
        what = "accessMode auditory is claimed, and the narration only repeats the text"
        yield finding("VB-C22", what, package.name)
    if "visual" in modes and "image" not in content.features:
        yield finding("VB-C22", "accessMode visual is claimed, and there is no image", package.name)


def hazards(package: Package) -> Iterator[Finding]:
    """Require that hazards are of the vocabulary and do not contradict each other."""
    values = package.values("schema:accessibilityHazard")
    known = {"none", "unknown"}
    for hazard in _HAZARDS:
        own = {f"{hazard[0].lower()}{hazard[1:-6]}", f"no{hazard}", f"unknown{hazard}"}
        known |= own | {f"{hazard[0].lower()}{hazard[1:]}"}
        if len(own & set(values)) > 1:
            yield finding("VB-C22", f"values of {hazard} contradict each other", package.name)
    for value in values:
        if value not in known:
            yield finding("VB-C22", f"accessibilityHazard {value[:60]!r} is unknown", package.name)
    if {"none", "unknown"} & set(values) and len(set(values)) > 1:
        yield finding("VB-C22", "accessibilityHazard none or unknown stands beside another", package.name)


def unclaimed_audio(package: Package, content: Content) -> Iterator[Finding]:
    """Require that a book with overlays says so, or nobody who needs one finds it."""
    claimed = "synchronizedAudioText" in package.values("schema:accessibilityFeature")
    if "overlays" in content.features and not claimed:
        yield finding("VB-C23", "the book has media overlays and does not say so", package.name)


def conformance(package: Package) -> Iterator[Finding]:
    """Require the exact form of a claim and somebody who vouches (Publication conformance)."""
    claims = [text for text in package.conforms_to if "accessibility" in text.lower()]
    for text in claims:
        if not _CLAIM.fullmatch(text) and not text.strip().startswith(_OLD_CLAIM):
            yield finding("VB-C24", f"the claim is malformed: {text[:80]!r}", package.name)
    if claims and not any(meta.property == "a11y:certifiedBy" and meta.value for meta in package.metas):
        yield finding("VB-C24", "conformance is claimed without a11y:certifiedBy", package.name)
