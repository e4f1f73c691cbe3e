"""Cues -> SMIL 3.0, the media overlay of one document (EPUB 3.3, Media overlays)."""

from urllib.parse import quote

from lxml import etree

from voicebook.epub.markup import EPUB, SMIL, serialize
from voicebook.errors import Location, WriteError
from voicebook.model.timeline import Cue, Track, format_clock, milliseconds


def smil(document: str, audio: str, track: Track) -> bytes:
    """Return the overlay of a document: one `par` a line, text before audio, in order.

    `document` and `audio` are paths relative to the folder of the SMIL file, not yet encoded.
    Clip times are rounded once from the beginning of the track, so that neighbours share their
    boundary to the millisecond. Raises WriteError (VB-W11) for a cue that rounds to nothing.
    """
    root = etree.Element(f"{{{SMIL}}}smil", {"version": "3.0"}, nsmap={None: SMIL, "epub": EPUB})
    body = etree.SubElement(root, f"{{{SMIL}}}body", {f"{{{EPUB}}}textref": quote(document)})
    root.text, body.text, body.tail = "\n  ", "\n    ", "\n"
    for number, cue in enumerate(track.cues, start=1):
        par = _par(quote(document), quote(audio), cue, track)
        par.set("id", f"p{number}")
        par.tail = "\n    " if number < len(track.cues) else "\n  "
        body.append(par)
    return serialize(root)


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
        raise WriteError(
            "VB-W11",
            f"the highlight of {cue.fragment!r} lasts less than a millisecond",
            where=Location(document=track.document, sentence=cue.fragment),
            hint="this is a fault of voicebook: report it",
        )
    return begin, end
