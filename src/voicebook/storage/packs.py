"""A pack: the speech of one batch in one file, lossless, with its marks and check sums.

    VBPACK1 and LF | lengths and check sums | index, MessagePack | sound, FLAC

The index says for each key where its speech lies in the sound. Both parts carry a CRC-32: what is
damaged is told apart from what was spoken. Nothing in a pack depends on where or when it was made.
"""

import io
import os
import struct
import zlib
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from voicebook.audio.flac import FlacReader, FlacWriter
from voicebook.audio.pcm import resample
from voicebook.errors import EncodeError
from voicebook.model.speech import Mark, Quality, Speech
from voicebook.storage.files import checked_size, write_whole

_MAGIC = b"VBPACK1\n"
_HEADER = struct.Struct(">8sIIQI")
_LARGEST_INDEX = 1 << 26


class Damaged(Exception):  # noqa: N818 not an error for users: what is damaged is made again
    """A pack is not there, or not as it was written."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """Where one speech lies in a pack."""

    key: str
    start: int  # frames
    frames: int
    marks: tuple[tuple[int, int, int, bool], ...]
    quality: Quality
    gap: bool = False  # the sentence could not be spoken: this is what is said of that


class Index(msgspec.Struct, frozen=True, array_like=True):
    """What is in a pack."""

    rate: int  # frames per second
    entries: tuple[Entry, ...]


def write_pack(
    path: Path,
    rate: int,
    spoken: Iterable[tuple[str, Speech]],
    *,
    gaps: frozenset[str] = frozenset(),
    beside: Path | None = None,
) -> None:
    """Write speeches as a pack at `rate`, whole or not at all; their raw PCM to `beside` as well.

    Raises WriteError, and whatever making the speeches raises.
    """
    entries: list[Entry] = []
    flac = FlacWriter(rate)
    with ExitStack() as stack:
        raw = stack.enter_context(beside.open("wb")) if beside is not None else None
        for key, given in spoken:
            speech = resample(given, rate)
            marks = tuple((mark.token, mark.start, mark.end, mark.estimated) for mark in speech.marks)
            entries.append(Entry(key, flac.frames, speech.frames, marks, speech.quality, key in gaps))
            flac.write(speech.pcm)
            if raw is not None:
                raw.write(speech.pcm)
    index, sound = msgspec.msgpack.encode(Index(rate, tuple(entries))), flac.finish()
    head = _HEADER.pack(_MAGIC, len(index), zlib.crc32(index), len(sound), zlib.crc32(sound))
    write_whole(path, [head, index, sound])


def read_index(path: Path) -> Index:
    """Return what is in a pack, its sound unread. Raises Damaged."""
    try:
        with path.open("rb") as file:
            return _index(file)[0]
    except OSError as error:
        raise Damaged(str(error)) from error


def index_in(head: bytes) -> Index | int:
    """Return the index of a pack from its first bytes, or how many bytes it takes to read it.

    Raises Damaged.
    """
    if len(head) >= _HEADER.size:
        _, length, *_ = _HEADER.unpack(head[: _HEADER.size])
        if len(head) < _HEADER.size + length <= _HEADER.size + _LARGEST_INDEX:
            return _HEADER.size + int(length)
    return _index(io.BytesIO(head))[0]


def _index(file: BinaryIO) -> tuple[Index, int, int]:
    """Return the index, and the length and check sum of the sound that follows."""
    head = file.read(_HEADER.size)
    if len(head) != _HEADER.size or not head.startswith(_MAGIC):
        raise Damaged("no pack")
    _, length, check, size, sound = _HEADER.unpack(head)
    data = file.read(length) if length <= _LARGEST_INDEX else b""
    if len(data) != length or zlib.crc32(data) != check:
        raise Damaged("the index is damaged")
    try:
        return msgspec.msgpack.decode(data, type=Index), size, sound
    except msgspec.MsgspecError as error:
        raise Damaged("the index cannot be read") from error


class _Inside(io.RawIOBase):
    """A file from some byte on, as if it began there: what is read is not held in memory."""

    def __init__(self, file: io.FileIO, begin: int) -> None:
        self._file, self._begin = file, begin
        file.seek(begin)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        return self._file.readinto(buffer)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset + self._begin * (whence == os.SEEK_SET), whence) - self._begin

    def tell(self) -> int:
        return self._file.tell() - self._begin

    def close(self) -> None:
        self._file.close()
        super().close()


class Pack:
    """An open pack whose check sums hold; or, where its raw PCM still lies beside, that."""

    def __init__(self, path: Path, beside: Path | None = None) -> None:
        """Open a pack. Raises Damaged."""
        self._raw: BinaryIO | None = None
        self._flac: FlacReader | None = None
        try:
            with path.open("rb") as file:
                index, size, check = _index(file)
                if beside is not None and beside.exists():
                    self._raw = beside.open("rb")
                else:
                    begin = file.tell()
                    if checked_size(path, begin) != (size, check):
                        raise Damaged("the sound is damaged")
                    self._flac = FlacReader(_Inside(path.open("rb", buffering=0), begin))
        except (OSError, EncodeError) as error:
            raise Damaged(str(error)) from error
        self._rate = index.rate
        self._entries: Mapping[str, Entry] = {entry.key: entry for entry in index.entries}

    def speech(self, key: str) -> Speech:
        """Return a speech. Raises Damaged when it is not in the pack."""
        try:
            entry = self._entries[key]
            pcm = self._pcm(entry.start, entry.frames)
        except (KeyError, OSError, EncodeError) as error:
            raise Damaged(f"no speech {key}") from error
        if len(pcm) != 2 * entry.frames:
            raise Damaged("the raw sound is cut short")
        return Speech(pcm, self._rate, tuple(Mark(*mark) for mark in entry.marks), entry.quality)

    def _pcm(self, start: int, frames: int) -> bytes:
        if self._raw is not None:
            self._raw.seek(2 * start)
            return self._raw.read(2 * frames)
        return self._flac.read(start, frames) if self._flac is not None else b""

    def close(self) -> None:
        """Close the files and free the memory."""
        for part in (self._raw, self._flac):
            if part is not None:
                part.close()
