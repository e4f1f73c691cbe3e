"""Rules on time: clips, their joints, their audio's end and the durations that are declared."""

from collections.abc import Iterator, Mapping

from voicebook.checking import codes
from voicebook.checking.book import Meta, Package
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
            yield codes.CLIP_VALUE.at(what, overlay.name, par.line)


def empty(overlay: Overlay) -> Iterator[Finding]:
    """Require that a clip lasts."""
    for par in overlay.pars:
        if par.begin is not None and par.end is not None and par.begin >= par.end:
            what = f"the clip of {par.fragment[:80]!r} ends {par.begin - par.end} ms before its beginning"
            yield codes.CLIP_EMPTY.at(what, overlay.name, par.line)


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
        return codes.LATE_START.at(f"the first clip of {par.audio} begins at {begin} ms", name, par.line)
    rule, what = (codes.CLIP_GAP, "after") if begin > last else (codes.CLIP_OVERLAP, "before")
    text = f"the clip of {par.fragment[:80]!r} begins {abs(begin - last)} ms {what} the previous one ends"
    return rule.at(text, name, par.line)


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
        yield codes.PAST_END.at(what, sound.name)
    if last < sound.shortest:
        yield codes.UNHEARD_END.at(
            f"{sound.shortest - last} ms after the last clip are never heard", sound.name
        )


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
        yield codes.DURATION.at(f"the overlay's duration {fault}", overlay.name)


def total(package: Package, clips: int | None, overlays: int) -> Iterator[Finding]:
    """Require the total once, and that of all clips: `clips` milliseconds, if that is known."""
    metas = [meta for meta in package.metas if meta.property == _DURATION and not meta.refines]
    if fault := _mismatch(metas, clips, slack=overlays):
        yield codes.TOTAL.at(f"the total duration {fault}", package.name)


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
