"""ONNX models: one thread, and a tensor inside the model as one more output, without the package onnx."""

from typing import Any

from voicebook.errors import EngineError


def session(model: bytes, extra: bytes = b"") -> Any:
    """Return an inference session with one thread; `extra` names a tensor to put out after the others.

    Raises EngineError.
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
        raise EngineError(
            "VB-E16", f"the model cannot be loaded: {error!s:.200}", hint="is it whole, and an ONNX model?"
        ) from error


def _output(name: bytes) -> bytes:
    """Return what makes a tensor inside a model one of its outputs, when it is put behind the model.

    Protocol buffers that follow each other are merged: this is `graph.output.name`, fields 7, 12 and 1.
    """
    for tag in (0x0A, 0x62, 0x3A):
        name = bytes((tag, len(name))) + name
    return name
