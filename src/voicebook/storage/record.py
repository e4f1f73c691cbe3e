"""What the last finished build of a book left: its record in the output folder, and what can be used again.

    .voicebook/books/HASH.record      what went in, what came out, which packs it was spoken from
    .voicebook/books/HASH/NAME.track  the timing of each of its tracks

The encoded sound is not kept twice: it lies, byte for byte, inside the outputs.
"""

import hashlib
import shutil
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar

import msgspec

from voicebook.storage.files import HIDDEN, aside, checked_size, write_whole
from voicebook.storage.outputs import Outputs
from voicebook.storage.track_file import TrackAbout

_LARGEST = 1 << 28  # bytes of a record or of a track's timing
_CHUNK = 1 << 20

Kind = TypeVar("Kind")


class OutputFile(msgspec.Struct, frozen=True, array_like=True):
    """A file that was made."""

    size: int
    crc: int  # CRC-32


class SoundLocation(msgspec.Struct, frozen=True, array_like=True):
    """Where the sound of a track lies inside an output."""

    path: str
    offset: int


class BuildRecord(msgspec.Struct, frozen=True):
    """A finished build."""

    inputs: str  # hash of all that the outputs depend on
    beside: tuple[str, ...]  # files beside the source that it was made of too
    speakers: tuple[str, ...]  # engines
    outputs: Mapping[str, OutputFile]  # path in the book's folder -> file
    tracks: Mapping[str, SoundLocation]  # name of a track -> where its sound lies
    packs: tuple[str, ...]  # that its speech came from
    gain: float | None  # of the whole book, in dB
    whole: bool  # no sentence was given up
    report: msgspec.Raw  # of the book, without cues; encoded: only its writer knows its layout


class LastBuild:
    """The last finished build of one book."""

    def __init__(self, outputs: Outputs, folder: PurePosixPath) -> None:
        """Read the record. Raises WriteError when the store cannot be used."""
        self._outputs = outputs
        self._folder = folder
        self.folder = outputs.folder / folder
        self._name = f"{HIDDEN}/books/{hashlib.sha256(str(folder).encode()).hexdigest()[:24]}"
        self._timings = outputs.folder / self._name
        self.record = _decoded(outputs.fetch(f"{self._name}.record", again=True), BuildRecord)

    def fetch(self, name: str) -> Path:
        """Return the path of one of the book's files, fetched if it lies in a store. Raises WriteError."""
        return self._outputs.fetch(f"{self._folder}/{name}")

    def is_untouched(self) -> bool:
        """Tell whether all that was made is still there, byte for byte."""
        return self.record is not None and all(
            self._outputs.has(f"{self._folder}/{path}", output.size, output.crc)
            for path, output in self.record.outputs.items()
        )

    def take(self, name: str, folder: Path) -> bool:
        """Copy a track of the last build and its timing into a folder; False if that cannot be done."""
        location = self.record.tracks.get(name) if self.record is not None else None
        timing = _decoded(self._here(_timing(name)), TrackAbout)
        if timing is None:
            return False
        kept = (
            self._outputs.fetch(f"{self._folder}/{location.path}")
            if location is not None
            else self._here(name)
        )
        part = aside(folder / name)
        try:
            with kept.open("rb") as sound, part.open("wb") as target:
                sound.seek(location.offset if location is not None else 0)
                _copy(sound, target, timing.size)
            if checked_size(part) != (timing.size, timing.crc):
                return False
            part.replace(folder / name)
            shutil.copyfile(self._timings / _timing(name), folder / _timing(name))
        except OSError:
            return False
        finally:
            part.unlink(missing_ok=True)
        return True

    @property
    def gain(self) -> float | None:
        """The gain of the whole book, None where it had none."""
        return self.record.gain if self.record is not None else None

    def take_measured(self, name: str, folder: Path) -> bool:
        """Copy what was measured of a track into a folder; False if it is not there."""
        part = aside(folder / name)
        try:
            shutil.copyfile(self._here(name), part)
            part.replace(folder / name)
        except OSError:
            return False
        return True

    def keep(
        self,
        record: BuildRecord,
        tracks: Mapping[str, Path],
        measured: Mapping[str, Path],
        gone: Sequence[str],
    ) -> None:
        """Record a finished build and its tracks in place of the last one. Raises WriteError, OSError.

        The sound of a track that lies in none of the outputs as it was encoded is kept beside its timing.
        All of it is sent to the store, if there is one, and what is `gone` from the outputs is removed.
        """
        self._timings.mkdir(parents=True, exist_ok=True)
        kept = set()
        for name, track in tracks.items():
            write_whole(self._timings / _timing(name), [track.with_suffix(".track").read_bytes()])
            kept.add(_timing(name))
            if name not in record.tracks:
                track.replace(self._timings / name)
                kept.add(name)
        for name, path in measured.items():
            path.replace(self._timings / name)
            kept.add(name)
        write_whole(self._timings.with_suffix(".record"), [msgspec.msgpack.encode(record)])
        old = self._kept() - kept
        for name in old:
            (self._timings / name).unlink(missing_ok=True)
        self._outputs.send(
            [
                *(f"{self._folder}/{path}" for path in record.outputs),
                *(f"{self._name}/{name}" for name in sorted(kept)),
                f"{self._name}.record",
            ],
            [*(f"{self._folder}/{path}" for path in gone), *(f"{self._name}/{name}" for name in sorted(old))],
        )

    def _kept(self) -> set[str]:
        """Return the names of all that is kept beside the record, here or in the store."""
        names = {path.name for path in self._timings.glob("*")}
        return names | {name.rpartition("/")[2] for name in self._outputs.stored(self._name)}

    def _here(self, name: str) -> Path:
        return self._outputs.fetch(f"{self._name}/{name}")

    def forget(self) -> None:
        """Remove the record: the book is gone. Raises WriteError."""
        kept = self._kept()
        self._timings.with_suffix(".record").unlink(missing_ok=True)
        shutil.rmtree(self._timings, ignore_errors=True)
        self._outputs.remove([f"{self._name}.record", *(f"{self._name}/{name}" for name in kept)])


def output_file(path: Path) -> OutputFile:
    """Return what a record says of a file."""
    return OutputFile(*checked_size(path))


def find_sound(outputs: Mapping[str, Path], tracks: Mapping[str, TrackAbout]) -> dict[str, SoundLocation]:
    """Return where the sound of tracks lies inside outputs (path -> file)."""
    wanted: dict[tuple[int, int], list[str]] = {}
    for name, timing in tracks.items():
        wanted.setdefault((timing.size, timing.crc), []).append(name)
    found: dict[str, SoundLocation] = {}
    for output, file in outputs.items():
        within = {".epub": _stored, ".mp3": _after_tag}.get(file.suffix)
        if within is None or len(found) == len(tracks):
            continue
        for start, size, check in within(file):
            found.update((name, SoundLocation(output, start)) for name in wanted.get((size, check), ()))
    return found


def _stored(file: Path) -> Iterator[tuple[int, int, int]]:
    """Yield where the members of a zip file lie that are not compressed: offset, bytes, CRC-32."""
    with zipfile.ZipFile(file) as archive, file.open("rb") as raw:
        for member in archive.infolist():
            if member.compress_type == zipfile.ZIP_STORED and member.file_size:
                raw.seek(member.header_offset)
                name, extra = struct.unpack("<26x2H", raw.read(30))
                yield member.header_offset + 30 + name + extra, member.file_size, member.CRC


def _after_tag(file: Path) -> Iterator[tuple[int, int, int]]:
    """Yield where the sound of an MP3 lies behind its tag: offset, bytes, CRC-32 (ID3v2.3, 3.1)."""
    with file.open("rb") as raw:
        head = raw.read(10)
        size = 0
        if head.startswith(b"ID3"):
            for byte in head[6:]:
                size = size << 7 | byte
            size += 10
    yield size, *checked_size(file, size)


def _decoded(path: Path, kind: type[Kind]) -> Kind | None:
    """Return what a file of ours holds, None where there is none that can be read."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        return msgspec.msgpack.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None


def _timing(name: str) -> str:
    """Return the name of the file with the timing of a track."""
    return f"{Path(name).stem}.track"


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size > 0 and (chunk := source.read(min(size, _CHUNK))):
        target.write(chunk)
        size -= len(chunk)
