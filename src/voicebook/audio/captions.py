"""When each written sentence and word is heard: what captions and timelines are made of."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from voicebook.audio.marks import sources
from voicebook.model.publication import Span
from voicebook.model.speech import Clip
from voicebook.model.timeline import Caption, TimedWord

_WORD = re.compile(r"\S+")


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
