"""Joins clips and their pauses, in bounded pieces that go to the encoder one after another."""

from collections.abc import Iterable, Iterator, Sequence

from voicebook.audio.pcm import resample, segment, silence
from voicebook.model.speech import Clip

PIECE = 60
"""Seconds of sound in a piece at most, if no single clip is longer: 2.6 MB at 22,050 Hz."""


def join(clips: Sequence[Clip], rate: int) -> bytes:
    """Return a block's clips, each with its pause, as PCM at `rate`.

    Raw bytes are joined once, into one pydub segment. Neither `+=` (quadratic) nor `append` (a
    crossfade that eats 100 ms a joint) is used, and frames are counted, never milliseconds.
    """
    parts: list[bytes] = []
    for clip in clips:
        parts += (resample(clip.speech, rate).pcm, silence(clip.pause))
    return bytes(segment(b"".join(parts), rate).raw_data)


def pieces(clips: Iterable[Clip], rate: int) -> Iterator[tuple[Clip, ...]]:
    """Yield any number of clips in pieces to `join`, of at most `PIECE` seconds or one clip."""
    waiting: list[Clip] = []
    frames = 0
    for clip in clips:
        length = clip.speech.frames * rate // clip.speech.rate + clip.pause
        if waiting and frames + length > PIECE * rate:
            yield tuple(waiting)
            waiting, frames = [], 0
        waiting.append(clip)
        frames += length
    if waiting:
        yield tuple(waiting)
