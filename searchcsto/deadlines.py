"""Limit how long searches may take: one that takes longer is stopped between two of its steps, and says so.

    with limit_time(2.0):
        results = index.search("peace*")

What is asked within the block is limited as a whole, in this thread or task alone, also hits that are read from the
results there. Steps (a term in a segment, a clause, a passage) take milliseconds, and are never broken off: what the
index keeps in memory is as it was.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from searchcsto.errors import OptionInvalid, SearchTimeout


class _Deadline(NamedTuple):
    at: float  # by time.monotonic
    seconds: float  # that were given


_DEADLINE: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """Let what is asked in this block take so many seconds, and no more than a block around it. Raises SearchTimeout.

    >>> with limit_time(60):
    ...     check_time()
    """
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not seconds > 0:
        raise OptionInvalid(f"seconds must be a number above 0, not {seconds!r}")
    deadline, outer = _Deadline(time.monotonic() + seconds, seconds), _DEADLINE.get()
    token = _DEADLINE.set(deadline if outer is None or deadline.at < outer.at else outer)
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def check_time() -> None:
    """Go on if there is time left: to be called between the steps of a search. Raises SearchTimeout."""
    deadline = _DEADLINE.get()
    if deadline is not None and time.monotonic() > deadline.at:
        raise SearchTimeout(deadline.seconds)


def read_time_left() -> float | None:
    """Return how many seconds are left, for who waits for somebody else; None: no limit. Raises SearchTimeout."""
    check_time()
    deadline = _DEADLINE.get()
    return None if deadline is None else max(deadline.at - time.monotonic(), 0.001)
