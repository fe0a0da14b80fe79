"""Hold a set of documents of one segment: their numbers if they are few, a flag for each document if they are many.

Few stay cheap however large the segment is; many are cheaper as flags, because joining flags is a single pass over
bytes. Both are read-only once they are made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SPARSE_SHARE = 32  # fewer than one document in so many are kept as numbers


@dataclass(frozen=True, slots=True)
class DocumentSet:
    """Documents of a segment; exactly one of `numbers` (sorted, distinct) and `flags` is given."""

    numbers: Ints | None = None
    flags: Flags | None = None

    def count(self) -> int:
        """Return how many documents there are."""
        if self.numbers is not None:
            return len(self.numbers)
        assert self.flags is not None
        return int(np.count_nonzero(self.flags))

    def to_numbers(self) -> Ints:
        """Return the sorted numbers of the documents."""
        if self.numbers is not None:
            return self.numbers
        assert self.flags is not None
        return np.flatnonzero(self.flags)

    def to_flags(self, documents: int) -> Flags:
        """Return a flag for each document of a segment of this size."""
        if self.flags is not None:
            return self.flags
        flags = np.zeros(documents, bool)
        flags[self.numbers] = True
        return flags

    def contains(self, numbers: Ints) -> Flags:
        """Return for each number whether it is in the set."""
        if self.flags is not None:
            return np.asarray(self.flags[numbers])
        assert self.numbers is not None
        return find_members(self.numbers, numbers)[1]


EMPTY = DocumentSet(numbers=np.empty(0, np.int64))


def find_members(members: Ints, numbers: Ints) -> tuple[Ints, Flags]:
    """Return for each number its place among the sorted members, and whether it is one of them.

    >>> places, found = find_members(np.array([2, 5, 9]), np.array([5, 6]))
    >>> places[found].tolist(), found.tolist()
    ([1], [True, False])
    """
    if not len(members):
        return np.zeros(len(numbers), np.int64), np.zeros(len(numbers), bool)
    places = np.searchsorted(members, numbers)
    np.minimum(places, len(members) - 1, out=places)
    return places, members[places] == numbers


def find_firsts(values: Ints) -> Ints:
    """Return where in a sorted array each value stands for the first time.

    >>> find_firsts(np.array([2, 2, 5])).tolist()
    [0, 2]
    """
    is_first = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=is_first[1:])
    return is_first.nonzero()[0]


def unite(sets: list[DocumentSet], documents: int) -> DocumentSet:
    """Return the documents that are in any of the sets."""
    numbers = [each.numbers for each in sets if each.numbers is not None]
    if len(numbers) == len(sets) and sum(map(len, numbers)) * SPARSE_SHARE < documents:
        if len(numbers) < 2:
            return sets[0] if sets else EMPTY
        joined = np.concatenate(numbers)
        joined.sort()
        return DocumentSet(numbers=joined[find_firsts(joined)])
    flags = np.zeros(documents, bool)
    for each in sets:
        if each.flags is not None:
            flags |= each.flags
        else:
            flags[each.numbers] = True
    return DocumentSet(flags=flags)
