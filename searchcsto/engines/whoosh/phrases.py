"""Give words, get the documents of a segment in which they follow each other, or stand near, and how often.

`analysis.nearness` says what near is, and how it is counted.

The documents that have all words are found first, from the rarest word on; positions are read for these only.
"""

from __future__ import annotations

import numpy as np

from searchcsto.analysis.nearness import find_near
from searchcsto.deadlines import check_time
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.kernels import KERNELS
from searchcsto.engines.whoosh.codec.packing import MANY, expand_ranges
from searchcsto.engines.whoosh.leaves import LeafPart, Part, read_postings
from searchcsto.engines.whoosh.scratch import SCRATCH
from searchcsto.engines.whoosh.sets import Flags, Ints, find_firsts, find_members, find_set


def read_phrase(part: Part, terms: list[bytes], *, in_title: bool, slop: int = 0) -> LeafPart:
    """Return the live documents where terms of `exact` match with at most `slop` moves, and how often."""
    field = part.segment.fields["exact"]
    found = [field.terms.find(term) for term in terms]
    words = [number for number in found if number is not None]
    if len(words) < len(terms):
        return LeafPart(numbers=np.empty(0, np.int64), counts=np.empty(0, np.int64))
    heading = part.segment.columns.lengths("heading") if in_title else None
    if KERNELS is not None and (not slop or len(words) == 1):
        return _match_words(part, words, heading=heading)
    occurrences = {word: _Occurrences(part, word) for word in set(words)}
    common = _find_common(part, occurrences)
    found_keys = [np.empty(0, np.int64)]
    for start in range(0, len(common), CHUNK):
        check_time()
        chunk = slice(start, start + CHUNK)
        if slop and len(words) > 1:
            positions = {word: each.starts(common, chunk, place=0) for word, each in occurrences.items()}
            keys = _find_near(positions, words, slop=slop, heading=heading)
        else:
            keys = _find_starts(occurrences, words, common, chunk)
            if heading is not None:
                keys = keys[(keys & _POSITION) + len(words) <= heading[keys >> 32]]
        found_keys.append(keys)
    keys = np.concatenate(found_keys)
    documents = keys >> 32
    firsts = find_firsts(documents)
    return LeafPart(numbers=documents[firsts], counts=np.diff(firsts, append=len(documents)))


def _match_words(part: Part, words: list[int], *, heading: Array | None) -> LeafPart:
    assert KERNELS is not None
    check_time()
    postings = part.segment.fields["exact"].postings
    leaves = {word: read_postings(postings, word, live=None) for word in set(words)}
    places = sorted(range(len(words)), key=lambda place: leaves[words[place]].count)
    order = [words[place] for place in places]
    starts = {word: postings.check_positions(word) for word in leaves}
    matched = KERNELS.match_phrase(
        [leaves[word] for word in order], [starts[word] for word in order], places, postings.positions, heading
    )
    if matched is None:
        raise postings.damage_positions()
    documents, counts = matched
    if part.live is not None:
        alive = part.live[documents]
        documents, counts = documents[alive], counts[alive]
    return LeafPart(numbers=documents, counts=counts)


CHUNK = 4096  # documents whose positions are expanded at once: few enough to stay in a processor's cache
_POSITION = (1 << 32) - 1


class _Occurrences:
    """Where one word of a phrase stands in a segment."""

    def __init__(self, part: Part, word: int) -> None:
        self._postings = part.segment.fields["exact"].postings
        self._word = word
        self._documents = part.documents
        self._at = np.empty(0, np.int64)  # where the counts of the documents with all words are
        self._ends = self._at  # of the positions of each document
        read = self._postings.read(word)
        self.frequency = read.frequency
        self._row = read.row
        self._numbers: Ints | None = None
        if read.row is not None:
            self._counts = read.row
            if int(read.row.max()) == MANY:
                many, exact = self._postings.many(word)
                self._counts = read.row.astype(np.int64)
                self._counts[many] = exact
        else:
            self._numbers, self._counts = self._postings.read_counts(word, read)

    def documents(self) -> Ints:
        if self._numbers is not None:
            return self._numbers
        assert self._row is not None
        return find_set(self._row)

    def contain(self, numbers: Ints) -> Flags:
        if self._numbers is None:
            assert self._row is not None
            return np.asarray(self._row[numbers] != 0)
        if _is_worth_flags(numbers, self._numbers, self._documents):
            return np.asarray(_flag(self._numbers, self._documents)[numbers])
        return find_members(self._numbers, numbers)[1]

    def locate(self, common: Ints, name: str) -> None:
        """Look up the documents that have all words; `name` is this word's among those of the phrase."""
        if self._numbers is None:
            self._at = common
        elif _is_worth_flags(common, self._numbers, self._documents):
            self._at = _flag(common, self._documents)[self._numbers].nonzero()[0]
        else:
            self._at = self._numbers.searchsorted(common)
        # In borrowed memory, see `scratch`. No sum is over 2^31: the positions of a field would take 2 GB.
        ends = SCRATCH.borrow(name, len(self._counts), np.int32)
        self._ends = np.cumsum(self._counts, dtype=np.int32, out=ends)

    def starts(self, common: Ints, chosen: slice | Ints, *, place: int) -> Ints:
        """Return document << 32 | position of the beginning of each phrase that has this word at a place.

        Of the documents that were looked up, these are the `chosen` ones of `common`.
        """
        numbers, at = common[chosen], self._at[chosen]
        if not len(numbers):
            return numbers
        lengths = self._counts[at]
        ends = self._ends[at].astype(np.int64)
        positions = self._postings.read_positions(self._word)
        first, last = int(ends[0] - lengths[0]), int(ends[-1])
        if last - first == int(lengths.sum(dtype=np.int64)):
            positions = positions[first:last]
        else:
            positions = positions[expand_ranges(ends - lengths, lengths)]
        keys = ((numbers << 32) - place).repeat(lengths)
        keys += positions
        return keys[positions >= place] if place else keys


def _is_worth_flags(numbers: Ints, members: Ints, documents: int) -> bool:
    """Whether it is faster to flag what is looked for than to search the members for each number."""
    return len(numbers) * 16 > len(members) + documents // 32


def _flag(numbers: Ints, documents: int) -> Flags:
    flags: Flags = SCRATCH.borrow("members", documents, bool)
    flags.fill(False)
    flags[numbers] = True
    return flags


def _find_common(part: Part, occurrences: dict[int, _Occurrences]) -> Ints:
    """Return the live documents that have all words, found from the rarest word on."""
    rarest, *others = sorted(occurrences.values(), key=lambda each: each.frequency)
    common = rarest.documents()
    if part.live is not None:
        common = common[part.live[common]]
    for each in others:
        check_time()
        common = common.compress(each.contain(common))
    for place, each in enumerate(occurrences.values()):
        each.locate(common, f"ends {place}")
    return common


def _find_starts(occurrences: dict[int, _Occurrences], words: list[int], common: Ints, chunk: slice) -> Ints:
    """Return document << 32 | position of each place where the words follow each other, in documents that have all."""
    order = sorted(range(len(words)), key=lambda place: occurrences[words[place]].frequency)
    chosen: slice | Ints = chunk
    keys = occurrences[words[order[0]]].starts(common, chosen, place=order[0])
    for place in order[1:]:
        if len(order) > 2:  # fewer documents are left with each word
            kept = keys >> 32
            chosen = common[chunk].searchsorted(kept[find_firsts(kept)]) + chunk.start
        keys = _intersect(keys, occurrences[words[place]].starts(common, chosen, place=place))
    return keys


def _find_near(keys: dict[int, Ints], words: list[int], *, slop: int, heading: Array | None) -> Ints:
    """Return document << 32 | position of each place of the first word near which the others can be found."""
    if heading is not None:
        keys = {word: each[(each & _POSITION) < heading[each >> 32]] for word, each in keys.items()}
    first = keys[words[0]]
    for place, word in enumerate(words[1:], 1):
        first = first[_has_any(keys[word], first + (place - slop), 2 * slop)]
    if len(set(words)) < len(words):
        return _check_places(words, keys, first, slop=slop)
    if len(words) == 2:
        return first
    near: list[Ints] = []
    for low in range(slop + 1):  # how far the earliest window begins before the first word
        check_time()
        found = np.ones(len(first), bool)
        for place, word in enumerate(words[1:], 1):
            found &= _has_any(keys[word], first + (place - low), slop)
        near.append(first[found])
        first = first[~found]
    return np.sort(np.concatenate(near))


def _has_any(keys: Ints, low: Ints, width: int) -> Flags:
    """Return for each number of low whether one of the sorted keys lies in low..low + width."""
    if not len(keys):
        return np.zeros(len(low), bool)
    places = np.searchsorted(keys, low)
    inside = places < len(keys)
    np.minimum(places, len(keys) - 1, out=places)
    return inside & (keys[places] <= low + width)


def _check_places(words: list[int], keys: dict[int, Ints], first: Ints, *, slop: int) -> Ints:
    """Return those places of the first word near which each word, repeated ones too, has a place of its own."""
    kept: list[int] = []
    for key in first.tolist():
        check_time()
        bounds = (key - slop, key + len(words) + slop)  # nothing beyond can be part of a match
        near = {word: each[slice(*np.searchsorted(each, bounds))].tolist() for word, each in keys.items()}
        if find_near([near[word] for word in words], key, slop=slop):
            kept.append(key)
    return np.array(kept, np.int64)


def _intersect(first: Ints, second: Ints) -> Ints:
    """Return what is in both of two sorted arrays."""
    if len(first) * 8 < len(second):
        return first[find_members(second, first)[1]]
    both = np.concatenate((first, second))
    both.sort(kind="stable")  # merges what is sorted
    return np.asarray(both[1:][both[1:] == both[:-1]])
