"""What a machine of a cluster does: tasks, in worker processes of its own, without a common disk.

A track lies in a folder of its task, within the scratch folder of this process; raw PCM in a folder that
the machine's workers share; packs in the cache's folder on this machine and in the store behind it. A
track is delivered through the store, for the build to fetch.
"""

import atexit
import contextlib
import hashlib
import queue
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from voicebook import docks
from voicebook._version import __version__
from voicebook.errors import WriteError
from voicebook.speaking.tasks import (
    Answer,
    Done,
    EncodeTask,
    Failed,
    MeasureTask,
    SpeakTask,
    Task,
    decode_task,
)
from voicebook.storage.files import temporary_folder
from voicebook.storage.object_store import Store
from voicebook.storage.speech_cache import cache_at
from voicebook.workers.process import Keeper, sent

_NAME = "voicebook-station-"
_LOST_DISK = frozenset({"VB-W01", "VB-W02", "VB-W05", "VB-W06"})  # what another machine may do better
_ROOM = 10_000_000_000  # bytes that packs may take on this machine
_STALE = 3600.0  # seconds after which nobody will encode raw PCM
_TIDY = 200  # tasks between two looks at that

_idle: "queue.SimpleQueue[Keeper]" = queue.SimpleQueue()
_done = 0


class UnfitError(Exception):
    """This machine cannot do a task, for a reason of its own: no disk, no way to the store."""


class Wanted(msgspec.Struct, frozen=True):
    """A task as it travels, and what the machine that does it must have."""

    task: bytes
    versions: str  # as `versions` tells them
    delivery: str = ""  # the folder in the store in which a track is laid down


@cache
def versions(engine: str = "") -> str:
    """Return what must be the same on all machines: of voicebook, and of an engine with its voices."""
    if not engine:
        return f"voicebook {__version__}"
    try:
        found = docks.engine_of(engine)
        missing = found.missing()
        if missing:
            return f"voicebook {__version__}, no engine {engine}: {missing}"
        heard = sorted((voice.name, voice.language, voice.rate) for voice in found.voices())
        voices = hashlib.sha256(msgspec.json.encode(heard)).hexdigest()[:8]
        return f"voicebook {__version__}, {found.fingerprint()}, {len(heard)} voices ({voices})"
    except Exception as error:  # noqa: BLE001 - whatever is wrong there is told to the user here
        return f"voicebook {__version__}, engine {engine} fails: {error!s:.200}"


def do(wanted: Wanted, free: Callable[[], None]) -> Answer:
    """Do a task on this machine. Raises UnfitError when another should.

    `free` is called when only sending is left: others may work meanwhile.
    """
    task = decode_task(wanted.task)
    here = versions(task.voice.engine if isinstance(task, SpeakTask) else "")
    if here != wanted.versions:
        what = f"{socket.gethostname()} has {here}; this build needs {wanted.versions}"
        return Failed("VB-E19", what, "install the same on all machines of the cluster")
    try:
        answer = _tried(task, wanted.delivery, free)
        if isinstance(answer, Failed) and answer.code in _LOST_DISK:
            cache_at(task.cache).prune(_ROOM // 2)
            answer = _tried(task, wanted.delivery, free)
    except OSError as error:
        raise UnfitError(f"{socket.gethostname()}: {error.strerror or error}") from error
    except WriteError as error:
        raise UnfitError(f"{socket.gethostname()}: {error.what}") from error
    if isinstance(answer, Failed) and answer.code in _LOST_DISK:
        raise UnfitError(f"{socket.gethostname()}: {answer.what}")
    _tidy(task)
    return answer


def _tried(task: Task, delivery: str, free: Callable[[], None]) -> Answer:
    local = msgspec.structs.replace(task, fresh=str(_fresh()))
    with _folder() as folder:
        if not isinstance(local, SpeakTask):
            local = msgspec.structs.replace(local, folder=folder)
        with _keeper() as keeper:
            answer = keeper.do(local)
        free()
        if isinstance(answer, Done) and not isinstance(local, SpeakTask):
            for path in parcels(local):  # the timing last: from then on the track is there
                Store(task.cache).put(f"{delivery}/{path.name}", path)
        answer = sent(local, answer)
    if isinstance(local, EncodeTask):
        for pack in {clip.pack for clip in local.clips}:
            (Path(local.fresh) / f"{pack}.pcm").unlink(missing_ok=True)
    return answer


def parcels(task: EncodeTask | MeasureTask) -> tuple[Path, ...]:
    """Return the files that a task makes, in the order in which they appear."""
    made = Path(task.folder) / task.name
    return (made, made.with_suffix(".track")) if isinstance(task, EncodeTask) else (made,)


@contextlib.contextmanager
def _keeper() -> Iterator[Keeper]:
    """Lend a keeper of a worker process that nobody else uses."""
    try:
        keeper = _idle.get_nowait()
    except queue.Empty:
        keeper = Keeper()
        atexit.register(keeper.end)
    try:
        yield keeper
    finally:
        _idle.put(keeper)


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    """Lend a folder for what one task makes: two books may have the same track made here at once."""
    _scratch().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_scratch(), ignore_cleanup_errors=True) as folder:
        yield folder


def _fresh() -> Path:
    """Return where raw PCM waits: all workers of this machine share it, so that any may encode it."""
    return temporary_folder("fresh")


@cache
def _scratch() -> Path:
    """Return the scratch folder of this process; those of processes that have gone are removed."""
    for old in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
        with contextlib.suppress(Timeout, OSError), FileLock(old / "lock", timeout=0):
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_NAME))
    FileLock(folder / "lock").acquire()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _tidy(task: Task) -> None:
    """Now and then make room among the packs on this machine."""
    global _done  # noqa: PLW0603 - of a process
    _done += 1
    if _done % _TIDY:
        return
    cache_at(task.cache).prune(_ROOM)
    for pcm in _fresh().glob("*.pcm"):
        with contextlib.suppress(OSError):
            if time.time() - pcm.stat().st_mtime > _STALE:
                pcm.unlink()
