"""Joins speeches and their pauses, in bounded pieces that go to the encoder one after another."""

from collections.abc import Iterable, Iterator

from voicebook.audio.pcm import segment, silence
from voicebook.model.speech import Speech

PIECE = 60
"""Seconds of sound in a piece at most, if no single speech is longer: 2.6 MB at 22,050 Hz."""


def stitch(speeches: Iterable[tuple[Speech, int]], rate: int) -> Iterator[bytes]:
    """Yield speeches at `rate`, each with the frames of its pause, as PCM in pieces of at most `PIECE` s.

    Raw bytes are joined once, into one pydub segment. Neither `+=` (quadratic) nor `append` (a
    crossfade that eats 100 ms a joint) is used, and frames are counted, never milliseconds.
    """
    waiting: list[bytes] = []
    frames = 0
    for speech, pause in speeches:
        length = speech.frames + pause
        if waiting and frames + length > PIECE * rate:
            yield _joined(waiting, rate)
            waiting, frames = [], 0
        waiting += (speech.pcm, silence(pause))
        frames += length
    if waiting:
        yield _joined(waiting, rate)


def _joined(parts: list[bytes], rate: int) -> bytes:
    return bytes(segment(b"".join(parts), rate).raw_data)
