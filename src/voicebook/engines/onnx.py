"""What engines with ONNX models share: a session of one thread, and speech with marks from its output."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from voicebook.audio.marks import complete
from voicebook.audio.pcm import silence
from voicebook.errors import EngineError
from voicebook.model.speech import Mark, Quality, Speech, Word

if TYPE_CHECKING:
    import numpy as np

_PACKAGES = ("onnxruntime", "numpy")


def is_installed(package: str) -> bool:
    """Tell whether a package and all that runs its models are installed."""
    return all(map(find_spec, (package, *_PACKAGES)))


def versions(distribution: str) -> str:
    """Return the versions of a distribution and of all that runs its models."""
    return " ".join(f"{name} {version(name)}" for name in (distribution, *_PACKAGES))


def session(model: bytes, extra: bytes = b"") -> Any:
    """Return an inference session with one thread.

    `extra` names a tensor inside the model that becomes its last output. Raises EngineError.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            model + (_output(extra) if extra else b""), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # the library raises classes of its own, which differ by version
        hint = "check that the file is complete and an ONNX model"
        raise EngineError("VB-E16", f"the model cannot be loaded: {error!s:.200}", hint=hint) from error


def _output(name: bytes) -> bytes:
    """Return what makes a tensor inside a model one of its outputs when it is appended to the model.

    Protocol buffers that follow each other are merged: this is `graph.output.name`, fields 7, 12 and 1.
    It needs no package onnx.
    """
    for tag in (0x0A, 0x62, 0x3A):
        name = bytes((tag, len(name))) + name
    return name


def beginnings(
    durations: "np.ndarray[Any, Any]", frames: int, owners: Sequence[int | None]
) -> dict[int, int]:
    """Return the frame at which each word begins.

    `durations` are those of the model's input, in units of so many `frames`; `owners` are the words that
    the input belongs to, None for pads, spaces and punctuation.
    """
    import numpy as np

    starts = np.concatenate([[0], np.cumsum(durations.reshape(-1))]).astype(int) * frames
    found: dict[int, int] = {}
    for owner, start in zip(owners, starts.tolist(), strict=False):
        if owner is not None:
            found.setdefault(owner, start)
    return found


def speech(
    parts: "Iterable[tuple[np.ndarray[Any, Any], Mapping[int, int]]]",
    words: Sequence[Word],
    rate: int,
    quality: Quality = Quality.EXACT,
) -> Speech:
    """Return parts of an utterance as one speech: of each the samples, -1 to 1, and where its words begin."""
    import numpy as np

    pcm = bytearray()
    marks: list[Mark] = []
    for sound, begins in parts:
        start = len(pcm) // 2
        marks += (Mark(word, start + frame, start + frame) for word, frame in sorted(begins.items()))
        pcm += (np.clip(sound, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
    spoken = bytes(pcm) or silence(rate // 100)
    return Speech(spoken, rate, complete(marks, words, len(spoken) // 2), quality)
