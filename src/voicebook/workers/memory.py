"""How a process treats its memory."""

import ctypes
import gc
from contextlib import suppress
from functools import cache
from typing import Any


def limit_memory() -> None:
    """Look for cycles seldom: a plan is many small objects and no cycles; saves a twentieth of the CPU."""
    gc.set_threshold(50_000, 20, 50)


def release_memory() -> None:
    """Give the system what is free, which GNU's C library would keep: what one long chapter took, for one.

    Takes a millisecond. A lower threshold (mallopt) would take 4 % of all CPU: it gives back too often.
    """
    library = _library()
    if library is not None:
        library.malloc_trim(0)


@cache
def _library() -> Any:
    with suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None)
        return library if library.malloc_trim else None
    return None
