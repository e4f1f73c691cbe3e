"""Encoding a track from packs, in whatever process: clips stream from pack to encoder."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self

import msgspec

from voicebook.audio.encode import BITRATE, QUALITY, Mp3Encoder
from voicebook.audio.pcm import resample
from voicebook.audio.stitch import stitch
from voicebook.errors import VoicebookError
from voicebook.model.speech import Speech
from voicebook.model.timeline import frames_of
from voicebook.pipeline.cache import SpeechCache
from voicebook.pipeline.files import aside, checked_size, write_whole
from voicebook.pipeline.packs import Damaged, Pack
from voicebook.pipeline.tasks import Answer, ClipTask, Done, EncodeTask, Failed, Missing

AUDIO_VERSION = 1
"""Part of every track's name: raise it when stitching or encoding change."""

_OPEN = 3  # packs that are kept open: some 9 MB each, unless their raw PCM is still there

Timing = tuple[int, tuple[tuple[int, int, int, bool], ...]]
"""Frames of a speech, and its marks: token, start, end, estimated."""


class TrackFile(msgspec.Struct, frozen=True, array_like=True):
    """What NAME.track says of NAME.mp3."""

    rate: int
    frames: int  # that went into the encoder
    size: int  # bytes of the MP3
    crc: int  # CRC-32 of the MP3
    clips: tuple[Timing, ...]
    packs: tuple[str, ...]  # that its speech came from


class _MissingPack(Exception):  # noqa: N818 becomes an answer
    pass


def track_name(rate: int, clips: Iterable[tuple[str, int]]) -> str:
    """Return the name of a track: a hash of the keys of its speech, its pauses and how it is encoded."""
    parts = (AUDIO_VERSION, rate, BITRATE, QUALITY, tuple(clips))
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def read_timing(mp3: Path) -> TrackFile:
    """Return the timing of an encoded track. Raises OSError, msgspec.MsgspecError."""
    return msgspec.msgpack.decode(mp3.with_suffix(".track").read_bytes(), type=TrackFile)


def is_whole(mp3: Path) -> bool:
    """Tell whether a track is there, byte for byte as it was encoded."""
    try:
        return checked_size(mp3) == (read_timing(mp3).size, read_timing(mp3).crc)
    except (OSError, msgspec.MsgspecError):
        return False


def encode(task: EncodeTask, step: Callable[[int], None]) -> Answer:
    """Stitch and encode a track; `step` hears of each clip. The track is there when NAME.track is."""
    mp3 = Path(task.folder) / f"{task.name}.mp3"
    part = aside(mp3)
    timings: list[Timing] = []
    try:
        with _Shelf(task) as shelf, Mp3Encoder(part, task.rate) as encoder:
            for piece in stitch(_speeches(task, shelf, timings, step), task.rate):
                encoder.write(piece)
        packs = tuple(dict.fromkeys(clip.pack for clip in task.clips))
        about = TrackFile(task.rate, encoder.frames, *checked_size(part), tuple(timings), packs)
        part.replace(mp3)
        write_whole(mp3.with_suffix(".track"), [msgspec.msgpack.encode(about)])
    except _MissingPack as missing:
        return Missing(str(missing))
    except VoicebookError as error:
        return Failed(error.code, error.what, error.hint)
    except OSError as error:
        return Failed(
            "VB-W01", f"cannot write audio: {error.strerror or error}", "is there room on the disk?"
        )
    return Done(task.name)


def _speeches(
    task: EncodeTask, shelf: "_Shelf", timings: list[Timing], step: Callable[[int], None]
) -> Iterator[tuple[Speech, int]]:
    """Yield speeches at the track's rate with the frames of their pauses; note the timing of each."""
    for number, clip in enumerate(task.clips):
        step(number)
        speech = resample(shelf.speech(clip), task.rate)
        marks = tuple((mark.token, mark.start, mark.end, mark.estimated) for mark in speech.marks)
        timings.append((speech.frames, marks))
        yield speech, frames_of(clip.pause, task.rate)


class _Shelf:
    """The packs of a track, few of them open at a time."""

    def __init__(self, task: EncodeTask) -> None:
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
