"""Cues -> SMIL 3.0, the media overlay of one document (EPUB 3.3, Media overlays)."""

from urllib.parse import quote

from lxml import etree

from voicebook.epub.markup import SMIL, serialize
from voicebook.errors import Location
from voicebook.model.publication import Group
from voicebook.model.timeline import Cue, Track, format_clock, milliseconds
from voicebook.text.structure.semantics import EPUB
from voicebook.writers.base import Groups, misfit


def smil(document: str, audio: str, track: Track, groups: Groups | None = None) -> bytes:
    """Return the overlay of a document: one `par` a line, text before audio, in order.

    What a reader can skip or leave is a `seq`, nested as the document is; a group that is one element
    with one cue is that cue's `par`. `document` and `audio` are paths relative to the folder of the SMIL
    file, not yet encoded. Clip times are rounded once from the beginning of the track, so that neighbours
    share their boundary to the millisecond. Raises WriteError (VB-W11) for a cue that rounds to nothing.
    """
    root = etree.Element(f"{{{SMIL}}}smil", {"version": "3.0"}, nsmap={None: SMIL, "epub": EPUB})
    body = etree.SubElement(root, f"{{{SMIL}}}body", {f"{{{EPUB}}}textref": quote(document)})
    nest = _Nest(body, quote(document))
    for number, cue in enumerate(track.cues, start=1):
        par = _par(quote(document), quote(audio), cue, track)
        par.set("id", f"p{number}")
        nest.add(par, cue, (groups or {}).get(cue.fragment, ()))
    etree.indent(body, "  ", level=1)
    for par in root.iter(f"{{{SMIL}}}par"):
        par.text = par[0].tail = par[-1].tail = None
    root.text, body.tail = "\n  ", "\n"
    return serialize(root)


class _Nest:
    """The open groups of an overlay, and where the next cue goes."""

    def __init__(self, body: etree._Element, document: str) -> None:
        self._document = document
        self._open: list[tuple[Group, etree._Element]] = []
        self._body = body
        self._count = 0

    def add(self, par: etree._Element, cue: Cue, groups: tuple[Group, ...]) -> None:
        """Put a cue in, and open and close groups as it takes."""
        own = groups[-1] if groups and groups[-1].id == cue.fragment else None
        wanted = groups[:-1] if own else groups
        while self._open and [group for group, _ in self._open] != list(wanted[: len(self._open)]):
            self._open.pop()
        for group in wanted[len(self._open) :]:
            self._open.append((group, self._seq(group)))
        if own is not None:
            par.set(f"{{{EPUB}}}type", own.kind)
        self._inmost.append(par)

    @property
    def _inmost(self) -> etree._Element:
        return self._open[-1][1] if self._open else self._body

    def _seq(self, group: Group) -> etree._Element:
        self._count += 1
        attributes = {
            "id": f"q{self._count}",
            f"{{{EPUB}}}textref": f"{self._document}#{quote(group.id)}",
            f"{{{EPUB}}}type": group.kind,
        }
        return etree.SubElement(self._inmost, f"{{{SMIL}}}seq", attributes)


def duration(track: Track) -> int:
    """Return how long a track's overlay plays, in milliseconds: the sum of its clips as written."""
    return sum(end - begin for begin, end in (_clip(cue, track) for cue in track.cues))


def _par(document: str, audio: str, cue: Cue, track: Track) -> etree._Element:
    begin, end = _clip(cue, track)
    par = etree.Element(f"{{{SMIL}}}par")
    etree.SubElement(par, f"{{{SMIL}}}text", {"src": f"{document}#{quote(cue.fragment)}"})
    clip = {"src": audio, "clipBegin": format_clock(begin), "clipEnd": format_clock(end)}
    etree.SubElement(par, f"{{{SMIL}}}audio", clip)
    return par


def _clip(cue: Cue, track: Track) -> tuple[int, int]:
    begin, end = milliseconds(cue.start, track.rate), milliseconds(cue.end, track.rate)
    if begin >= end:
        what = f"the highlight of {cue.fragment!r} lasts less than a millisecond"
        raise misfit("VB-W11", what, Location(document=track.document, sentence=cue.fragment))
    return begin, end
