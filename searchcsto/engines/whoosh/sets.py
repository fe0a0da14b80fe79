"""Hold a set of documents of one segment: their numbers if they are few, a flag for each document if they are many.

Few stay cheap however large the segment is; many are cheaper as flags, because joining flags is a single pass over
bytes. Both are read-only once they are made.

NumPy finds what is not zero in bytes eight times as slowly as in flags: `find_set` is for bytes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from searchcsto.engines.whoosh.scratch import SCRATCH

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SPARSE_SHARE = 32  # fewer than one document in so many are kept as numbers
_LISTED_SHARE = 3  # fewer than one in so many are faster listed while they are flagged than found among the flags


class DocumentSet:
    """Documents of a segment; exactly one of `numbers` (sorted, distinct) and `flags` is given."""

    __slots__ = ("_count", "_found", "flags", "listed", "numbers")

    def __init__(
        self, *, numbers: Ints | None = None, flags: Flags | None = None, count: int = -1, unsorted: Ints | None = None
    ) -> None:
        self.numbers = numbers
        self.flags = flags
        self._found = numbers  # kept after the first time
        self.listed = numbers if unsorted is None else unsorted  # in any order; None: to be found among the flags
        self._count = count if self.listed is None else len(self.listed)  # -1: not known yet

    def count(self) -> int:
        """Return how many documents there are."""
        if self._count < 0:
            assert self.flags is not None
            self._count = int(np.count_nonzero(self.flags))
        return self._count

    def to_numbers(self) -> Ints:
        """Return the sorted numbers of the documents."""
        found = self._found
        if found is None:
            assert self.flags is not None
            found = self._found = self.flags.nonzero()[0]
        return found

    def to_unsorted(self) -> Ints:
        """Return the numbers of the documents in any order."""
        return self.to_numbers() if self.listed is None else self.listed

    def to_flags(self, documents: int) -> Flags:
        """Return a flag for each document of a segment of this size."""
        if self.flags is not None:
            return self.flags
        flags = no_flags(documents)
        flags[self.numbers] = True
        return flags

    def contains(self, numbers: Ints) -> Flags:
        """Return for each number whether it is in the set."""
        if self.flags is not None:
            return np.asarray(self.flags[numbers])
        assert self.numbers is not None
        return find_members(self.numbers, numbers)[1]


def no_flags(documents: int) -> Flags:
    """Return a flag for each document, none of them set; lent within `SCRATCH.lending`."""
    flags = SCRATCH.lend_flags(documents)
    flags.fill(False)
    return flags


EMPTY = DocumentSet(numbers=np.empty(0, np.int64))


def find_set(values: npt.NDArray[np.integer[Any]]) -> Ints:
    """Return where values are not zero.

    >>> find_set(np.array([0, 7, 1], np.uint8)).tolist()
    [1, 2]
    """
    return np.flatnonzero(values != 0)


def find_members(members: Ints, numbers: Ints) -> tuple[Ints, Flags]:
    """Return for each number its place among the sorted members, and whether it is one of them.

    The place of a number beyond the last member is that after it.

    >>> places, found = find_members(np.array([2, 5, 9]), np.array([5, 6]))
    >>> places[found].tolist(), found.tolist()
    ([1], [True, False])
    """
    if not len(members):
        return np.zeros(len(numbers), np.int64), np.zeros(len(numbers), bool)
    places = members.searchsorted(numbers)
    return places, members.take(places, mode="clip") == numbers  # what is beyond is compared with the last one


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
    if len(sets) < 2:
        return sets[0] if sets else EMPTY
    numbers = [each.numbers for each in sets if each.numbers is not None]
    size = sum(map(len, numbers))
    if len(numbers) == len(sets) and size * SPARSE_SHARE < documents:
        joined = np.concatenate(numbers)
        joined.sort()
        return DocumentSet(numbers=joined[find_firsts(joined)])
    flags = no_flags(documents)
    if len(numbers) == len(sets) and size * _LISTED_SHARE < documents:
        return DocumentSet(flags=flags, unsorted=_flag_all(flags, numbers))
    for each in sets:
        if each.flags is not None:
            flags |= each.flags
        else:
            flags[each.numbers] = True
    return DocumentSet(flags=flags)


def list_documents(numbers: Ints, documents: int) -> DocumentSet:
    """Return distinct documents that are listed in any order."""
    if len(numbers) * SPARSE_SHARE < documents:
        return DocumentSet(numbers=np.sort(numbers))
    flags = no_flags(documents)
    flags[numbers] = True
    return DocumentSet(flags=flags, unsorted=numbers)


def _flag_all(flags: Flags, numbers: list[Ints]) -> Ints:
    """Set the flags of some sets' documents, and return these in any order, each once."""
    fresh: list[Ints] = []
    for each in numbers:
        fresh.append(each.compress(~flags[each]) if fresh else each)
        flags[each] = True
    return np.concatenate(fresh)
