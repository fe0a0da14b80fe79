"""Lend large arrays that are overwritten again and again, one set to each thread.

New memory costs more than what is computed in it: the system clears and maps every page at its first touch, which for
half a million numbers takes ten times as long as adding them up. What a search needs only until its end is borrowed
here; what it returns or keeps must not be.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import numpy.typing as npt


class Scratch(threading.local):
    """The arrays of a thread, by what they are for."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[str, np.dtype[Any]], npt.NDArray[Any]] = {}

    def borrow(self, name: str, size: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return an array with any content, which the next to borrow this name overwrites.

        >>> Scratch().borrow("scores", 3, np.float32).shape
        (3,)
        """
        key = name, np.dtype(dtype)
        array = self._arrays.get(key)
        if array is None or len(array) < size:
            array = self._arrays[key] = np.empty(size, dtype)
        return array[:size]


SCRATCH = Scratch()
