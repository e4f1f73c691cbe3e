"""The formats "vtt" and "srt": the sentences of each audio file with their times.

WebVTT (W3C Candidate Recommendation, 2019) has a time before each word, too, where it is known.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from voicebook.model.timeline import Caption, Track, milliseconds
from voicebook.writers.base import NarratedBook
from voicebook.writers.files import TrackWriter, write_text

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def vtt(captions: Iterable[Caption], track: Track) -> Iterator[str]:
    """Yield the parts of a WebVTT file; a word's time stands before it, as in karaoke."""
    yield "WEBVTT\n"
    for caption in captions:
        begin, end = _times(caption, track)
        yield f"\n{caption.sentence}\n{_clock(begin, '.')} --> {_clock(end, '.')}\n"
        yield _with_times(caption, track, begin, end) + "\n"


def srt(captions: Iterable[Caption], track: Track) -> Iterator[str]:
    """Yield the parts of a SubRip file."""
    for number, caption in enumerate(captions, start=1):
        begin, end = _times(caption, track)
        gap = "\n" if number > 1 else ""
        yield f"{gap}{number}\n{_clock(begin, ',')} --> {_clock(end, ',')}\n{_line(caption.text)}\n"


def _times(caption: Caption, track: Track) -> tuple[int, int]:
    """Return milliseconds, at least one from each other: a cue must not be empty."""
    begin = milliseconds(caption.start, track.rate)
    return begin, max(begin + 1, milliseconds(caption.end, track.rate))


def _with_times(caption: Caption, track: Track, begin: int, end: int) -> str:
    """Return the text with the time of each word before it: strictly rising, inside the cue."""
    parts = []
    at, last = 0, begin
    for word in caption.words:
        time = milliseconds(word.start, track.rate)
        if last < time < end:
            parts.append(_line(caption.text[at : word.span.start]).translate(_ESCAPED))
            parts.append(f"<{_clock(time, '.')}>")
            at, last = word.span.start, time
    return "".join((*parts, _line(caption.text[at:]).translate(_ESCAPED))).strip()


def _line(text: str) -> str:
    """Return a text without line ends: an empty line would end the cue."""
    return "".join(" " if char in "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029\0" else char for char in text)


def _clock(milliseconds_: int, mark: str) -> str:
    seconds, rest = divmod(milliseconds_, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{rest:03}"


def _write_vtt(book: NarratedBook, _number: int, track: Track, path: Path) -> None:
    write_text(path, vtt(book.captions(track), track))


def _write_srt(book: NarratedBook, _number: int, track: Track, path: Path) -> None:
    write_text(path, srt(book.captions(track), track))


VTT = TrackWriter("vtt", "VB-W15", _write_vtt)
SRT = TrackWriter("srt", "VB-W15", _write_srt)
