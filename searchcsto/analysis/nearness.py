"""Give the places of the words of a phrase, learn whether they stand near enough to each other.

A phrase of words w0, w1, ... matches with slop s where each word wi has a place pi of its own, such that the largest
pi - i is at most s more than the smallest: what has to be moved in all, one word past another at a time, so that they
stand as they were written. So "a b" matches "a x x b" with two moves, and "b a" with two as well. With slop 0 it is
the exact phrase. This is Lucene's measure. The matches are counted by the places of the first word: each for which
places of the others can be found counts once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def find_near(places: Sequence[Sequence[int]], start: int, *, slop: int) -> tuple[int, ...] | None:
    """Return a place for each word, `start` for the first, with at most `slop` moves; None if there are none.

    `places` has for each word all its places, sorted.

    >>> find_near([[0, 7], [3]], 0, slop=2), find_near([[0, 7], [3]], 7, slop=2)
    ((0, 3), None)
    """
    for low in range(start, start - slop - 1, -1):
        chosen = _choose_places(places, start, low, slop)
        if chosen is not None:
            return chosen
    return None


def _choose_places(places: Sequence[Sequence[int]], start: int, low: int, slop: int) -> tuple[int, ...] | None:
    """Return places within the windows that begin at low + i; the first free one of each word is the best choice."""
    chosen = [start]
    for number, known in enumerate(places[1:], 1):
        at = bisect_left(known, low + number)
        while at < len(known) and known[at] in chosen:
            at += 1
        if at == len(known) or known[at] > low + number + slop:
            return None
        chosen.append(known[at])
    return tuple(chosen)
