"""Give words, get the documents of a segment in which they follow each other, and how often.

The documents that have all words are found first, from the rarest word on; positions are read for these only.
"""

from __future__ import annotations

import numpy as np

from searchcsto.engines.whoosh.codec.packing import MANY, expand_ranges
from searchcsto.engines.whoosh.leaves import LeafPart, Part
from searchcsto.engines.whoosh.sets import Flags, Ints, find_members


def read_phrase(part: Part, terms: list[bytes], *, in_title: bool) -> LeafPart:
    """Return the live documents where terms of `exact` follow each other, and how often."""
    field = part.segment.fields["exact"]
    found = [field.terms.find(term) for term in terms]
    words = [number for number in found if number is not None]
    if len(words) < len(terms):
        return LeafPart(numbers=np.empty(0, np.int64), counts=np.empty(0, np.int64))
    keys = _find_starts(part, words)
    if in_title:
        heading = part.segment.columns.lengths("heading")
        keys = keys[(keys & _POSITION) + len(words) <= heading[keys >> 32]]
    numbers, counts = np.unique(keys >> 32, return_counts=True)
    return LeafPart(numbers=numbers, counts=counts)


_POSITION = (1 << 32) - 1


class _Occurrences:
    """Where one word of a phrase stands in a segment."""

    def __init__(self, part: Part, word: int) -> None:
        self._postings = part.segment.fields["exact"].postings
        self._word = word
        read = self._postings.read(word)
        self.frequency = read.frequency
        self._row = read.row
        if read.row is not None:
            self._numbers, self._counts = None, read.row
            if int(read.row.max()) == MANY:
                many, exact = self._postings.many(word)
                self._counts = read.row.astype(np.int64)
                self._counts[many] = exact
        else:
            self._numbers, self._counts = self._postings.read_counts(word)

    def documents(self) -> Ints:
        if self._numbers is not None:
            return self._numbers
        assert self._row is not None
        return np.flatnonzero(self._row)

    def contain(self, numbers: Ints) -> Flags:
        if self._numbers is None:
            assert self._row is not None
            return np.asarray(self._row[numbers] != 0)
        return find_members(self._numbers, numbers)[1]

    def starts(self, numbers: Ints, *, place: int) -> Ints:
        """Return document << 32 | position of the beginning of each phrase that has this word at a place."""
        at = numbers if self._numbers is None else np.searchsorted(self._numbers, numbers)
        lengths = self._counts[at].astype(np.int64)
        ends = np.cumsum(self._counts, dtype=np.int64)[at]
        taken = expand_ranges(ends - lengths, lengths)
        positions = self._postings.read_positions(self._word)[taken].astype(np.int64)
        positions -= place
        keys = np.repeat(numbers << 32, lengths)
        keys += positions
        return keys[positions >= 0] if place else keys


def _find_starts(part: Part, words: list[int]) -> Ints:
    """Return document << 32 | position of each place where the words follow each other."""
    occurrences = {word: _Occurrences(part, word) for word in set(words)}
    order = sorted(range(len(words)), key=lambda place: occurrences[words[place]].frequency)
    common = occurrences[words[order[0]]].documents()
    if part.live is not None:
        common = common[part.live[common]]
    for place in order[1:]:
        common = common[occurrences[words[place]].contain(common)]
    keys = occurrences[words[order[0]]].starts(common, place=order[0])
    for place in order[1:]:
        if len(order) > 2:  # fewer documents are left with each word
            kept = keys >> 32
            common = kept[np.flatnonzero(np.diff(kept, prepend=-1))]
        keys = _intersect(keys, occurrences[words[place]].starts(common, place=place))
    return keys


def _intersect(first: Ints, second: Ints) -> Ints:
    """Return what is in both of two sorted arrays."""
    if len(first) * 8 < len(second):
        return first[find_members(second, first)[1]]
    both = np.concatenate((first, second))
    both.sort(kind="stable")  # merges what is sorted
    return np.asarray(both[1:][both[1:] == both[:-1]])
