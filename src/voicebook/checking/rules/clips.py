"""Rules on time and sound: clips, their joints, the durations that are declared, audio files."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from voicebook.checking.book import Meta, Package
from voicebook.checking.codes import finding
from voicebook.checking.overlay import Overlay, Par, clock
from voicebook.checking.sound import AudioFile
from voicebook.model.finding import Finding
from voicebook.model.timeline import format_clock

Ends = Mapping[str, int | None]
"""Audio file → where its clips ended so far, in milliseconds; None after a clip that has no times."""

_DURATION = "media:duration"


def values(overlay: Overlay) -> Iterator[Finding]:
    """Require that both times of a clip are written, and are clock values."""
    for par in overlay.pars:
        if par.has_audio and (par.begin is None or par.end is None):
            what = f"the clip of {par.fragment[:80]!r} lacks a readable beginning or end"
            yield finding("VB-C60", what, overlay.name, par.line)


def empty(overlay: Overlay) -> Iterator[Finding]:
    """Require that a clip lasts."""
    for par in overlay.pars:
        if par.begin is not None and par.end is not None and par.begin >= par.end:
            what = f"the clip of {par.fragment[:80]!r} ends {par.begin - par.end} ms before its beginning"
            yield finding("VB-C61", what, overlay.name, par.line)


def joints(overlay: Overlay, before: Ends) -> Iterator[Finding]:
    """Require that clips of one audio file begin at its start and meet to the millisecond."""
    ends = dict(before)
    for par in overlay.pars:
        if par.has_audio and _lasts(par) and (found := _joint(par, ends, overlay.name)) is not None:
            yield found
        _advance(ends, par)


def ends_after(overlay: Overlay, before: Ends) -> Ends:
    """Return where the clips of each audio file have ended after one more overlay."""
    ends = dict(before)
    for par in overlay.pars:
        _advance(ends, par)
    return ends


def _joint(par: Par, ends: Ends, name: str) -> Finding | None:
    begin = par.begin or 0
    last = ends.get(par.audio, 0)
    if last is None or begin == last:
        return None
    if par.audio not in ends:
        return finding("VB-C64", f"the first clip of {par.audio} begins at {begin} ms", name, par.line)
    code, what = ("VB-C62", "after") if begin > last else ("VB-C63", "before")
    text = f"the clip of {par.fragment[:80]!r} begins {abs(begin - last)} ms {what} the previous one ends"
    return finding(code, text, name, par.line)


def _advance(ends: dict[str, int | None], par: Par) -> None:
    if par.has_audio:
        last = ends.get(par.audio) or 0
        ends[par.audio] = max(last, par.end or 0) if _lasts(par) else None


def _lasts(par: Par) -> bool:
    return par.begin is not None and par.end is not None and par.begin < par.end


def ends_with_audio(sound: AudioFile, last: int) -> Iterator[Finding]:
    """Require that the last clip ends with its audio: neither beyond it nor short of it."""
    if last > sound.longest:
        what = f"the last clip ends {last - sound.longest} ms after the audio"
        yield finding("VB-C65", what, sound.name)
    if last < sound.shortest:
        yield finding("VB-C66", f"{sound.shortest - last} ms after the last clip are never heard", sound.name)


def is_timed(overlay: Overlay) -> bool:
    """Tell whether every clip lasts: only then its duration can be compared."""
    return all(_lasts(par) for par in overlay.pars if par.has_audio)


def length(overlay: Overlay) -> int:
    """Return the milliseconds that an overlay plays."""
    return sum(par.length for par in overlay.pars)


def duration(package: Package, overlay: Overlay, owner: str) -> Iterator[Finding]:
    """Require that the duration of an overlay is declared once, and is that of its clips. `owner`: its id."""
    metas = [meta for meta in package.metas if meta.property == _DURATION and meta.refines == owner]
    if fault := _mismatch(metas, length(overlay) if is_timed(overlay) else None, slack=1):
        yield finding("VB-C67", f"the overlay's duration {fault}", overlay.name)


def total(package: Package, clips: int | None, overlays: int) -> Iterator[Finding]:
    """Require the total once, and that of all clips: `clips` milliseconds, if that is known."""
    metas = [meta for meta in package.metas if meta.property == _DURATION and not meta.refines]
    if fault := _mismatch(metas, clips, slack=overlays):
        yield finding("VB-C68", f"the total duration {fault}", package.name)


def _mismatch(metas: list[Meta], clips: int | None, *, slack: int) -> str:
    """Return what is wrong with a declared duration; `slack` milliseconds are rounding."""
    if len(metas) != 1:
        return f"is declared {len(metas)} times"
    declared = clock(metas[0].value)
    if declared is None:
        return f"is not a clock value: {metas[0].value[:40]!r}"
    if clips is not None and abs(declared - clips) > slack:
        return f"is {format_clock(declared)}, its clips last {format_clock(clips)}"
    return ""


def constant_rate(sound: AudioFile) -> Iterator[Finding]:
    """Require that an MP3 has a constant bit rate: in others players land seconds beside the clip."""
    if sound.is_variable:
        yield finding("VB-C70", "the MP3 has a variable bit rate", sound.name)


def info_header(sound: AudioFile) -> Iterator[Finding]:
    """Require that an MP3 has an Info header: with it players leave out the encoder's delay."""
    if not sound.has_info:
        yield finding("VB-C71", "the MP3 has no Info header", sound.name)


def unused(package: Package, used: Collection[str]) -> Iterator[Finding]:
    """Require that every audio file of the manifest is played by some clip or document."""
    for item in package.items:
        if item.media_type.startswith("audio/") and item.name and item.name not in used:
            yield finding("VB-C69", "no clip plays this file", item.name)


def unplayed(documents: Iterable[str]) -> Iterator[Finding]:
    """Report documents for which audio was encoded that no clip plays."""
    for name in documents:
        yield finding("VB-C69", "no clip plays what was encoded for this document", name)
