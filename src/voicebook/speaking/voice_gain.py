"""One gain for each voice: found once, from a text of ours, and kept beside the speech.

Sentences are not levelled one by one: a whisper would be as loud as a shout. A voice says a text, how loud
that is decides the gain, and all that it ever says gets this gain. Engine, voice and text decide it, so it
is part of what names a speech, and every machine finds the same.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
from filelock import FileLock

from voicebook.audio.loudness import gain_of
from voicebook.engines.base import Engine, Session
from voicebook.errors import WriteError
from voicebook.model.speech import Word
from voicebook.speaking.tasks import SpeakTask
from voicebook.storage.files import write_whole
from voicebook.text.structure.announcements import of_gap

_TEXT = (
    "A voice that reads a whole book should be easy to hear, neither too loud nor too quiet, on a train as "
    "well as in bed. This is a text with long words and short ones, with questions and with pauses. Do you "
    "hear it well?"
)
_TIMES = 4  # that a shorter text in another language is said
_PATIENCE = 30  # seconds to wait for another worker that judges the voice
_WIDEST = 24.0  # dB of gain: what asks for more is no speech


def gain_for(engine: Engine, task: SpeakTask, cache: Path, judge: Callable[[], str]) -> float:
    """Return the gain of a task's voice in dB: as it is known in the cache, or else as `judge` finds it.

    An engine that makes no speech has none, and a voice that is to stay as it is. Raises EngineError.
    """
    if not (engine.capabilities.real and task.settings.levelled):
        return 0.0
    parts = (engine.fingerprint(), task.voice, task.settings, _text(task))
    name = hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]
    path = cache / "gains" / f"{name}.txt"
    known = _known(path)
    if known is not None:
        return known
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(
            path.with_suffix(".lock"), timeout=_PATIENCE
        ):  # workers that begin at once find it once
            known = _known(path)
            if known is None:
                write_whole(path, [judge().encode()])
    except (OSError, WriteError):
        pass  # of a cache that cannot be written: found again each time
    known = _known(path)
    return _within(judge()) if known is None else known


def _known(path: Path) -> float | None:
    try:
        return _within(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


def _within(gain: str) -> float:
    return max(-_WIDEST, min(float(gain), _WIDEST))


def judged(session: Session, task: SpeakTask) -> str:
    """Have a voice say the text and return the gain that it needs, in dB. Raises EngineError."""
    speeches = [session.synth([Word(word) for word in text.split()]) for text in _text(task)]
    return f"{gain_of(b''.join(speech.pcm for speech in speeches), task.voice.rate):.1f}"


def _text(task: SpeakTask) -> tuple[str, ...]:
    """Return what a voice says to be judged, in its own language where we know some of that."""
    if task.voice.language.startswith(("en", "mul")):
        return (_TEXT,)
    return (of_gap(task.voice.language),) * _TIMES
