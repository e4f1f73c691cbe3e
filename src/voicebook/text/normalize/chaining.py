"""Join two normalizations, one after the other, into one: written → between → spoken.

What one pass says may have to be read once more (a digit that two rules claimed). Passes follow
until nothing changes, and their readings are composed, so that the map still leads to the source.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from voicebook.model.publication import Span
from voicebook.model.speech import Manner, Reading, SpokenForm
from voicebook.text.normalize.readings import PLAIN, coalesced


def chained(first: SpokenForm, second: SpokenForm) -> SpokenForm:
    """Return the form that `second` makes of the text of `first`, with readings of the source."""
    before = list(_cut(first.readings, (reading.written.start for reading in second.readings), spoken=True))
    after = list(_cut(second.readings, (reading.spoken.start for reading in first.readings), spoken=False))
    readings = tuple(coalesced(list(_joined(before, after))))
    manners = {manner.at: manner for manner in (*_kept(first, after), *second.manners)}
    return SpokenForm(second.text, readings, tuple(manners[at] for at in sorted(manners)))


def _cut(readings: Iterable[Reading], starts: Iterable[int], *, spoken: bool) -> Iterator[Reading]:
    """Cut plain readings, which map one to one, wherever the other pass begins a reading."""
    cuts = iter([*sorted(set(starts)), -1])
    cut = next(cuts)
    for reading in readings:
        span = reading.spoken if spoken else reading.written
        at = 0
        while cut >= 0 and cut < span.end:
            if reading.kind == PLAIN and cut > span.start + at:
                yield _part(reading, at, cut - span.start)
                at = cut - span.start
            cut = next(cuts)
        yield _part(reading, at, len(span)) if at else reading


def _part(reading: Reading, start: int, end: int) -> Reading:
    written = Span(reading.written.start + start, reading.written.start + end)
    spoken = Span(reading.spoken.start + start, reading.spoken.start + end)
    return Reading(written, spoken, reading.kind, reading.rule, reading.doubt)


def _joined(before: list[Reading], after: list[Reading]) -> Iterator[Reading]:
    """Group the readings of both passes between the cuts that they share."""
    sources: list[Reading] = []
    seconds: list[Reading] = []
    at = end = 0  # next reading of the second pass; end of what it has said
    for source in before:
        if not sources and not source.spoken:
            yield Reading(source.written, Span(end, end), source.kind, source.rule, source.doubt)
            continue
        sources.append(source)
        while at < len(after) and after[at].written.end <= source.spoken.end:
            seconds.append(after[at])
            at += 1
        if seconds and seconds[-1].written.end == source.spoken.end:
            yield _merged(sources, seconds)
            end = seconds[-1].spoken.end
            sources, seconds = [], []


def _merged(sources: list[Reading], seconds: list[Reading]) -> Reading:
    written = Span(sources[0].written.start, sources[-1].written.end)
    spoken = Span(seconds[0].spoken.start, seconds[-1].spoken.end)
    kinds = [reading for reading in (*sources, *seconds) if reading.kind != PLAIN]
    if not kinds:
        return Reading(written, spoken, PLAIN)
    return Reading(written, spoken, kinds[0].kind, kinds[0].rule, any(reading.doubt for reading in kinds))


def _kept(first: SpokenForm, after: list[Reading]) -> Iterator[Manner]:
    """Yield the manners of the first pass that still hold: where the second says the words as they were."""
    manners = iter([*first.manners, Manner(len(first.text) + 1)])
    manner = next(manners)
    for reading in after:
        while manner.at < reading.written.end:
            if reading.kind == PLAIN:
                yield replace(manner, at=manner.at - reading.written.start + reading.spoken.start)
            manner = next(manners)
