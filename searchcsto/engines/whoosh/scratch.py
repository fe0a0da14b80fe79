"""Lend large arrays that are overwritten again and again, one set to each thread.

New memory costs more than what is computed in it: the system clears and maps every page at its first touch, which for
half a million numbers takes ten times as long as adding them up. What a search needs only until its end is borrowed
here; what it returns or keeps must not be.

An array that is borrowed by a name belongs to the next who borrows it by this name. Flags of documents, of which a
search makes as many as its tree has branches, are lent without names within `lending`, until that ends.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

_MOST_FREE = 16  # arrays of flags that a thread keeps


class Scratch(threading.local):
    """The arrays of a thread, by what they are for."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[str, np.dtype[Any]], npt.NDArray[Any]] = {}
        self._free: list[npt.NDArray[np.bool_]] = []
        self._lent: list[npt.NDArray[np.bool_]] = []
        self._depth = 0

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

    @contextmanager
    def lending(self) -> Iterator[None]:
        """Take back at the end what was lent in this block: nothing may use it from then on.

        >>> with SCRATCH.lending():
        ...     flags = SCRATCH.lend_flags(3)
        """
        first = len(self._lent)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            self._free += self._lent[first : first + _MOST_FREE - len(self._free)]
            del self._lent[first:]

    def lend_flags(self, size: int) -> npt.NDArray[np.bool_]:
        """Return flags with any content; outside of `lending` they are new."""
        if not self._depth:
            return np.empty(size, np.bool_)
        place = next((place for place, each in enumerate(self._free) if len(each) >= size), None)
        array = np.empty(size, np.bool_) if place is None else self._free.pop(place)
        self._lent.append(array)
        return array[:size]


SCRATCH = Scratch()
