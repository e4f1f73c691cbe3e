"""Join two normalizations, one after the other, into one: written → between → spoken.

What one pass says may be readable once more (a digit that two rules fought over). Passes follow
until nothing changes, and their readings are composed, so that the map still leads to the source.
"""

from collections.abc import Iterable, Iterator

from voicebook.model.publication import Span
from voicebook.model.speech import Reading, SpokenForm, Word
from voicebook.text.readings import PLAIN, coalesced, spoken_form


def chained(first: SpokenForm, second: SpokenForm) -> SpokenForm:
    """Return the form that `second` makes of the text of `first`, with readings of the source."""
    before = list(_cut(first.readings, (reading.written.start for reading in second.readings), spoken=True))
    after = list(_cut(second.readings, (reading.spoken.start for reading in first.readings), spoken=False))
    readings = tuple(coalesced(list(_joined(before, after))))
    return spoken_form(second.text, readings, {**_kept(first, after), **_special(second)})


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


def _special(form: SpokenForm) -> dict[int, Word]:
    """Return the words that are said by letters or by phonemes, by their offset."""
    both = zip(form.words, form.spans, strict=True)
    return {span.start: word for word, span in both if word.letters or word.phonemes}


def _kept(first: SpokenForm, after: list[Reading]) -> dict[int, Word]:
    """Return the special words of the first pass where the second says them as they were."""
    special = _special(first)
    found = iter([*special, -1])
    kept: dict[int, Word] = {}
    at = next(found)
    for reading in after:
        while 0 <= at < reading.written.end:
            if reading.kind == PLAIN:
                kept[at - reading.written.start + reading.spoken.start] = special[at]
            at = next(found)
    return kept
