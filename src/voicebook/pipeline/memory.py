"""How this process treats its memory."""

import ctypes
import gc
from contextlib import suppress

_TRIM_THRESHOLD = -1  # of glibc's mallopt(3)


def be_sparing() -> None:
    """Look for cycles seldom, and give memory back to the system as soon as it is free."""
    gc.set_threshold(50_000, 20, 50)  # a plan is many small objects and no cycles: a twentieth of the CPU
    with suppress(AttributeError, OSError, TypeError):  # where the C library is not GNU's
        ctypes.CDLL(None).mallopt(_TRIM_THRESHOLD, 1 << 17)  # else it keeps what one long chapter took
