"""Word marks, estimated where an engine gives none; cues cut at them; the times of captions."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from voicebook.model.publication import Fragment, Span
from voicebook.model.speech import Clip, Mark, SpokenForm, Word
from voicebook.model.timeline import Caption, Cue, TimedWord, frames_of

SHORTEST = 10
"""Milliseconds that a cue lasts at least, where its clip has room: no rounding can empty it."""

_WORD = re.compile(r"\S+")
_LETTER = 3  # a letter's name takes about as long as three letters of a word


def weight(word: Word) -> int:
    """Return how long a word is likely to last against others: its letters and digits, and one."""
    spoken = sum(map(str.isalnum, word.text))
    return spoken * (_LETTER if word.letters else 1) + 1


def estimate(words: Sequence[Word], frames: int) -> tuple[Mark, ...]:
    """Return a mark for every word of a speech, by weight of characters, all flagged estimated."""
    return complete((), words, frames)


def complete(marks: Iterable[Mark], words: Sequence[Word], frames: int) -> tuple[Mark, ...]:
    """Return a mark for every word: those given, and between them estimates, flagged.

    Only the `start` of a mark given is read: a word lasts until the next begins. A mark out of
    order or outside the speech is dropped, and of several at one frame all but the last: an engine
    that runs words together ("in the") reports them where the run ends.
    """
    known = _in_order(marks, len(words), frames)
    anchors = [*known, Mark(len(words), frames, frames)]
    if anchors[0].token > 0:
        anchors.insert(0, Mark(0, 0, 0, estimated=True))
    found: list[Mark] = []
    for anchor, following in pairwise(anchors):
        found.extend(_spread(words, anchor, following))
    return tuple(found)


def _in_order(marks: Iterable[Mark], count: int, frames: int) -> list[Mark]:
    kept: list[Mark] = []
    for mark in marks:
        if not (0 <= mark.token < count and 0 <= mark.start < frames):
            continue
        if kept and (mark.start < kept[-1].start or mark.token <= kept[-1].token):
            continue
        if kept and mark.start == kept[-1].start:
            kept.pop()
        kept.append(mark)
    return kept


def _spread(words: Sequence[Word], first: Mark, following: Mark) -> Iterator[Mark]:
    """Share the time from one mark to the next among the words from the one to the other."""
    tokens = range(first.token, following.token)
    ends = list(accumulate(weight(words[token]) for token in tokens))
    length, start = following.start - first.start, first.start
    for token, share in zip(tokens, ends, strict=True):
        end = first.start + length * share // ends[-1]
        yield Mark(token, start, end, first.estimated or token > first.token)
        start = end


def cues(clips: Iterable[Clip], rate: int, start: int = 0) -> Iterator[Cue]:
    """Yield the cues of clips that begin at frame `start` of a track, each with its pause.

    A clip of several fragments is cut where the first word that comes from a fragment begins. The
    cut is flagged estimated when that mark is, when the word's source is only known to lie in a
    longer form, or when it had to move. A fragment in which nothing is spoken gets the `SHORTEST`
    length before the next one (flagged), so every fragment is highlighted once. Cues are
    contiguous and, rounded to milliseconds from the track's beginning, never empty; where a clip is
    too short to give each fragment 2 ms, the last fragments get no cue.
    """
    for clip in clips:
        end = start + clip.frames + clip.pause
        fragments = clip.planned.fragments
        if len(fragments) == 1:
            yield Cue(fragments[0].id, start, end)
        else:
            yield from _split(clip, start, end, rate)
        start = end


def merged(found: Iterable[Cue]) -> Iterator[Cue]:
    """Yield cues, neighbours of one fragment as one: a block that is highlighted whole."""
    waiting: Cue | None = None
    for cue in found:
        if waiting is not None and waiting.fragment == cue.fragment:
            waiting = replace(waiting, end=cue.end)
            continue
        if waiting is not None:
            yield waiting
        waiting = cue
    if waiting is not None:
        yield waiting


def _split(clip: Clip, start: int, end: int, rate: int) -> Iterator[Cue]:
    fragments = clip.planned.fragments[: max(1, (end - start) // frames_of(2, rate))]
    found = _beginnings(clip, fragments)
    wanted = [start, *(end if mark is None else start + mark.start for mark in found[1:])]
    cuts = _apart(wanted, end, frames_of(SHORTEST, rate))
    for index, fragment in enumerate(fragments):
        mark = found[index]
        guessed = mark is None or mark.estimated or cuts[index] != wanted[index]
        yield Cue(fragment.id, cuts[index], [*cuts, end][index + 1], estimated=guessed and index > 0)


def _apart(wanted: list[int], end: int, shortest: int) -> list[int]:
    """Move cuts as little as it takes to keep each `shortest` from its neighbours and the end."""
    gap = min(shortest, (end - wanted[0]) // len(wanted))
    cuts = list(wanted)
    for index in range(len(cuts) - 1, 0, -1):
        cuts[index] = min(cuts[index], (cuts[index + 1] if index + 1 < len(cuts) else end) - gap)
    for index in range(1, len(cuts)):
        cuts[index] = max(cuts[index], cuts[index - 1] + gap)
    return cuts


def _beginnings(clip: Clip, fragments: Sequence[Fragment]) -> list[Mark | None]:
    """Return for each fragment the mark of the first word that comes from it, if there is one."""
    offset = clip.planned.sentence.span.start
    starts = [fragment.span.start - offset for fragment in fragments]
    by_token = {mark.token: mark for mark in clip.marks}
    found: list[Mark | None] = [None] * len(fragments)
    for token, (source, is_certain) in enumerate(sources(clip.planned.utterance.spoken)):
        index = max(0, bisect_right(starts, source) - 1)
        if found[index] is None and token in by_token:
            mark = by_token[token]
            found[index] = Mark(token, mark.start, mark.end, mark.estimated or not is_certain)
    return found


def sources(spoken: SpokenForm) -> Iterator[tuple[int, bool]]:
    """Yield for each spoken word where it begins in the written form, and whether that is certain.

    Within a reading the place is proportional, which is exact where both forms are as long.
    """
    readings = [reading for reading in spoken.readings if len(reading.spoken)]
    starts = [reading.spoken.start for reading in readings]
    for span in spoken.spans:
        reading = readings[max(0, bisect_right(starts, span.start) - 1)]
        said, written = len(reading.spoken), len(reading.written)
        into = span.start - reading.spoken.start
        yield reading.written.start + into * written // said, into == 0 or said == written


def captions(clips: Iterable[Clip], start: int = 0) -> Iterator[Caption]:
    """Yield the sentences of clips that begin at frame `start` of a track, with the times of their words."""
    for clip in clips:
        written = clip.planned.sentence.written
        words = tuple(_words(clip, written, start))
        yield Caption(clip.planned.sentence.id, written, start, start + clip.frames, words)
        start += clip.frames + clip.pause


def _words(clip: Clip, written: str, start: int) -> Iterator[TimedWord]:
    """Yield each written word that a spoken one comes from, at the time the first of those begins."""
    spans = [Span(*found.span()) for found in _WORD.finditer(written)]
    starts = [span.start for span in spans]
    by_token = {mark.token: mark for mark in clip.marks}
    last = -1
    for token, (source, certain) in enumerate(sources(clip.planned.utterance.spoken)):
        index = bisect_right(starts, source) - 1
        mark = by_token.get(token)
        if mark is not None and index > last:
            yield TimedWord(spans[index], start + mark.start, mark.estimated or not certain)
            last = index
