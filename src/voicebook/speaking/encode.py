"""Encoding a track from packs, in whatever process: clips stream from pack to encoder."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self

import msgspec

from voicebook.audio.codecs import encoder, settings_of
from voicebook.audio.loudness import Master, Measured, levelled
from voicebook.audio.pcm import delayed, resample, silence
from voicebook.audio.stitch import stitch
from voicebook.errors import VoicebookError
from voicebook.model.speech import Clip, Mark, PlannedSentence, Speech
from voicebook.model.timeline import frames_of
from voicebook.speaking.tasks import Answer, ClipTask, Done, EncodeTask, MeasureTask, Missing, failed
from voicebook.storage.files import aside, cannot_write, checked_size, write_whole
from voicebook.storage.packs import Damaged, Pack
from voicebook.storage.speech_cache import SpeechCache
from voicebook.storage.track_file import Timing, TrackFile, write_timing

AUDIO_VERSION = 1
"""Part of every track's name: raise it when stitching or encoding change."""

_OPEN = 3  # packs that are kept open: sentences of one track alternate between those of its voices


class _MissingPack(Exception):  # noqa: N818 becomes an answer
    pass


def track_name(codec: str, rate: int, master: Master, clips: Iterable[tuple[str, int]]) -> str:
    """Return the name of a track: a hash of speech, pauses and encoder settings, and the codec."""
    parts = (AUDIO_VERSION, rate, *settings_of(codec), master, tuple(clips))
    return f"{hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]}.{codec}"


def measured_name(clips: Iterable[tuple[str, int]]) -> str:
    """Return the name of what is measured of a track, whatever is done to it later."""
    return f"{hashlib.sha256(msgspec.json.encode(tuple(clips))).hexdigest()[:32]}.loud"


def clips_of(planned: Iterable[PlannedSentence], timing: TrackFile, master: Master) -> Iterator[Clip]:
    """Join planned sentences to the timing of their speech in a track."""
    last = len(timing.clips) - 1
    for number, (each, (frames, marks)) in enumerate(zip(planned, timing.clips, strict=True)):
        pause = pause_of(each.utterance.pause, master, last=number == last)
        yield Clip(each, frames, tuple(Mark(*mark) for mark in marks), frames_of(pause, timing.rate))


def encode(task: EncodeTask, step: Callable[[int], None]) -> Answer:
    """Stitch and encode a track; `step` hears of each clip. The track is there when its timing is."""
    track = Path(task.folder) / task.name
    part = aside(track)
    timings: list[Timing] = []
    try:
        with _Shelf(task) as shelf, encoder(task.codec, part, task.rate) as encoded:
            for piece in stitch(_speeches(task, shelf, timings, step), task.rate):
                encoded.write(piece)
        packs = tuple(dict.fromkeys(clip.pack for clip in task.clips))
        about = TrackFile(task.rate, encoded.frames, *checked_size(part), packs, tuple(timings))
        part.replace(track)
        write_timing(track, about)
    except _MissingPack as missing:
        return Missing(str(missing))
    except VoicebookError as error:
        return failed(error)
    except OSError as error:
        return failed(cannot_write("audio", error))
    return Done(task.name)


def _speeches(
    task: EncodeTask, shelf: "_Shelf", timings: list[Timing], step: Callable[[int], None]
) -> Iterator[tuple[Speech, int]]:
    """Yield speeches at the track's rate with the frames of their pauses; note the timing of each."""
    master, last = task.master, len(task.clips) - 1
    for number, clip in enumerate(task.clips):
        step(number)
        speech = resample(shelf.speech(clip), task.rate)
        if master.is_something:
            speech = levelled(speech, master.gain, master.ceiling)
        if master.head and not number:
            speech = delayed(speech, frames_of(master.head, task.rate))
        marks = tuple((mark.token, mark.start, mark.end, mark.estimated) for mark in speech.marks)
        timings.append((speech.frames, marks))
        yield speech, frames_of(pause_of(clip.pause, master, last=number == last), task.rate)


def pause_of(pause: int, master: Master, *, last: bool) -> int:
    """Return how long the pause after a clip is, in milliseconds."""
    return max(pause, master.tail) if last else pause


def measure(task: MeasureTask, step: Callable[[int], None]) -> Answer:
    """Measure how loud a track would be; its pauses count as they will."""
    measured = Measured()
    try:
        with _Shelf(task) as shelf:
            for number, clip in enumerate(task.clips):
                step(number)
                speech = shelf.speech(clip)
                measured.add(speech.pcm + silence(frames_of(clip.pause, speech.rate)), speech.rate)
        write_whole(Path(task.folder) / task.name, [msgspec.msgpack.encode(measured)])
    except _MissingPack as missing:
        return Missing(str(missing))
    except VoicebookError as error:
        return failed(error)
    return Done(task.name)


def read_measured(path: Path) -> Measured:
    """Return what was measured. Raises OSError, msgspec.MsgspecError."""
    return msgspec.msgpack.decode(path.read_bytes(), type=Measured)


class _Shelf:
    """The packs of a track, few of them open at a time."""

    def __init__(self, task: EncodeTask | MeasureTask) -> None:
        self._cache = SpeechCache(Path(task.cache))
        self._fresh = Path(task.fresh)
        self._open: dict[str, Pack] = {}

    def speech(self, clip: ClipTask) -> Speech:
        """Return the speech of a clip. Raises _MissingPack."""
        try:
            return self._pack(clip.pack).speech(clip.key)
        except Damaged as damage:
            raise _MissingPack(clip.pack) from damage

    def _pack(self, name: str) -> Pack:
        pack = self._open.pop(name, None)
        if pack is None:
            if len(self._open) >= _OPEN:
                self._open.pop(next(iter(self._open))).close()
            pack = Pack(self._cache.path(name), self._fresh / f"{name}.pcm")
        self._open[name] = pack
        return pack

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pack in self._open.values():
            pack.close()
