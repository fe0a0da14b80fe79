"""Give the best documents of a search, get what the query's words, as they were written, add to their scores.

Three bonuses, none below 0, with f the number of occurrences in the document, K what BM25 adds to it for the length,
and idf of the field `exact`:

- exact: EXACT_WEIGHT idf f / (f + K) for each word of the query in the form in which it was written
- proximity: PAIR_WEIGHT (idf a + idf b) f / (f + K) for each two words side by side in the query, where f is how
  often b follows a
- coverage: COVERAGE_WEIGHT s c^n for a query of n different words, of which c is the share that the document has,
  each counted by its idf in `text`, and s the sum of all these idf. Words that occur nowhere do not count.

Words in more than one of EVERYWHERE_SHARE documents count for coverage only, and those that stand as written in more
than one of COMMON_SHARE have no part in proximity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from searchcsto.engines.base import COMMON_SHARE, COVERAGE_WEIGHT, EXACT_WEIGHT, PAIR_WEIGHT
from searchcsto.engines.whoosh.codec.dictionary import encode_key
from searchcsto.engines.whoosh.codec.packing import expand_ranges
from searchcsto.engines.whoosh.leaves import Floats, Leaf
from searchcsto.engines.whoosh.plan import Plan, SegmentRun, Term
from searchcsto.engines.whoosh.sets import Ints
from searchcsto.query.evidence import Evidence


class _Pair(NamedTuple):
    first: str
    second: str
    weight: float


class Bonuses:
    """What a query adds to the scores of its best documents; `load_exact` gives the leaf of a term of `exact`."""

    def __init__(self, evidence: Evidence, units: Iterable[Plan], load_exact: Callable[[str], Leaf]) -> None:
        self._counts = Counter(evidence.words)
        self._leaves = {word: load_exact(word) for word in self._counts}
        self._pairs = evidence.pairs
        leaves = {id(unit.leaf): unit.leaf for unit in units if isinstance(unit, Term) and unit.leaf.count}
        self._units = list(leaves.values())

    def read(self, run: SegmentRun, numbers: Ints, *, documents: int) -> dict[str, Floats]:
        """Return what is added to the scores of sorted documents of a segment, by name; `documents` are all there."""
        reader = _Reader(run, numbers, self._leaves)
        exact, proximity, coverage = (np.zeros(len(numbers)) for _ in range(3))
        for word, times in self._counts.items():
            if self._leaves[word].count:
                frequencies = reader.frequencies(word)
                exact += frequencies / (frequencies + reader.additions) * (times * self._leaves[word].weight)
        for pair in self._weigh_pairs(documents):
            beside = reader.count_neighbours(pair.first, pair.second)
            if beside is not None:
                proximity += beside / (beside + reader.additions) * pair.weight
        if len(self._units) > 1:
            for unit in self._units:
                coverage += unit.weight * unit.parts[run.number].contains(numbers)
            most = sum(unit.weight for unit in self._units)
            coverage = most * (coverage / most) ** len(self._units)
        return {
            "exact": EXACT_WEIGHT * exact,
            "proximity": PAIR_WEIGHT * proximity,
            "coverage": COVERAGE_WEIGHT * coverage,
        }

    def _weigh_pairs(self, documents: int) -> Iterable[_Pair]:
        for first, second in self._pairs:
            one, other = self._leaves[first], self._leaves[second]
            if one.count and other.count and max(one.count, other.count) * COMMON_SHARE <= documents:
                yield _Pair(first, second, one.weight + other.weight)


class _Reader:
    """Read where words stand in some documents of a segment, each word once."""

    def __init__(self, run: SegmentRun, numbers: Ints, leaves: dict[str, Leaf]) -> None:
        self._run = run
        self._numbers = numbers
        self._leaves = leaves
        self._frequencies: dict[str, Floats] = {}
        self._ends: dict[str, tuple[int, Ints, Ints]] = {}
        self.additions = run.read_additions("text", numbers)

    def frequencies(self, word: str) -> Floats:
        """Return how often a word stands in each document."""
        found = self._frequencies.get(word)
        if found is None:
            found = self._frequencies[word] = self._leaves[word].parts[self._run.number].frequencies(self._numbers)
        return found

    def count_neighbours(self, first: str, second: str) -> Floats | None:
        """Return how often one word follows the other in each document; None: nowhere."""
        places = np.flatnonzero((self.frequencies(first) > 0) & (self.frequencies(second) > 0))
        if not len(places):
            return None
        starts, ends = self._read_keys(first, places) + 1, self._read_keys(second, places)
        found = ends[np.minimum(np.searchsorted(ends, starts), len(ends) - 1)] == starts
        return np.bincount(starts[found] >> 32, minlength=len(self._numbers)).astype(np.float64)

    def _read_keys(self, word: str, places: Ints) -> Ints:
        """Return place << 32 | position of all occurrences in the documents at these places, sorted."""
        if word not in self._ends:
            self._ends[word] = self._find_ends(word)
        number, documents, ends = self._ends[word]
        at = documents.searchsorted(self._numbers[places])
        sizes = self.frequencies(word)[places].astype(np.int64)
        positions = self._run.part.segment.fields["exact"].postings.read_positions(number)
        keys: Ints = (places << 32).repeat(sizes)
        keys += positions[expand_ranges(ends[at] - sizes, sizes)]
        return keys

    def _find_ends(self, word: str) -> tuple[int, Ints, Ints]:
        """Return the number of a term, its documents, deleted ones too, and where the positions in each end."""
        field, leaf = self._run.part.segment.fields["exact"], self._leaves[word].parts[self._run.number]
        number = field.terms.find(encode_key(word))
        assert number is not None  # some document has it
        documents, counts = leaf.numbers, leaf.counts
        if self._run.part.live is not None or documents is None or counts is None:
            documents, counts = field.postings.read_counts(number)
        return number, documents, np.cumsum(counts, dtype=np.int64)
