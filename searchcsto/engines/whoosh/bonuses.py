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

import numpy as np

from searchcsto.engines.base import COMMON_SHARE, COVERAGE_WEIGHT, EXACT_WEIGHT, PAIR_WEIGHT
from searchcsto.engines.whoosh.codec.kernels import KERNELS
from searchcsto.engines.whoosh.codec.packing import expand_ranges
from searchcsto.engines.whoosh.leaves import Floats, Leaf
from searchcsto.engines.whoosh.plan import Plan, SegmentRun, Term
from searchcsto.engines.whoosh.sets import Ints
from searchcsto.query.evidence import Evidence

_WORD = 48  # bits below the number of a word in a key: 16 for the place of a document, 32 for the position
_PLACE = 32


class Bonuses:
    """What a query adds to the scores of its best documents; `load_exact` gives the leaf of a term of `exact`.

    All words are computed with at once, as rows of arrays: for a hundred documents calls cost more than numbers.
    """

    def __init__(self, evidence: Evidence, units: Iterable[Plan], load_exact: Callable[[str], Leaf]) -> None:
        counts = Counter(evidence.words)
        leaves = {word: leaf for word in counts if (leaf := load_exact(word)).count}
        self._leaves = list(leaves.values())
        self._weights = _make_column([counts[word] * leaf.weight for word, leaf in leaves.items()])
        rows = {word: row for row, word in enumerate(leaves)}
        self._pairs = [(rows[one], rows[other]) for one, other in evidence.pairs if one in rows and other in rows]
        found = {id(unit.leaf): unit.leaf for unit in units if isinstance(unit, Term) and unit.leaf.count}
        self._units = list(found.values())

    def read(self, run: SegmentRun, numbers: Ints, *, documents: int) -> dict[str, Floats]:
        """Return what is added to the scores of sorted documents of a segment, by name; `documents` are all there.

        There are at most 65,536 of them.
        """
        if KERNELS is not None:
            return self._read_compiled(run, numbers, documents=documents)
        exact = proximity = coverage = np.zeros(len(numbers))
        if self._leaves:
            frequencies = np.array([leaf.parts[run.number].frequencies(numbers) for leaf in self._leaves])
            additions = run.read_additions("text", numbers)
            exact = _sum_up(frequencies, additions, self._weights)
            pairs = [pair for pair in self._pairs if max(self._count(row) for row in pair) * COMMON_SHARE <= documents]
            beside = self._count_neighbours(run, numbers, frequencies, pairs) if pairs else None
            if beside is not None:
                weights = [sum(self._leaves[row].weight for row in pair) for pair in pairs]
                proximity = _sum_up(beside, additions, _make_column(weights))
        if len(self._units) > 1:
            weights = [unit.weight for unit in self._units]
            has = np.array([unit.parts[run.number].contains(numbers) for unit in self._units])
            most = sum(weights)
            share = np.add.reduce(has * _make_column(weights), axis=0) / most
            coverage = most * share ** len(weights)
        return {
            "exact": EXACT_WEIGHT * exact,
            "proximity": PAIR_WEIGHT * proximity,
            "coverage": COVERAGE_WEIGHT * coverage,
        }

    def _read_compiled(self, run: SegmentRun, numbers: Ints, *, documents: int) -> dict[str, Floats]:
        assert KERNELS is not None
        exact = proximity = coverage = np.zeros(len(numbers))
        if self._leaves:
            parts = [leaf.parts[run.number] for leaf in self._leaves]
            formula = run.read_formula("text")
            exact = KERNELS.score(parts, self._weights.ravel().tolist(), [formula] * len(parts), numbers)
            pairs = [pair for pair in self._pairs if max(self._count(row) for row in pair) * COMMON_SHARE <= documents]
            if pairs:
                proximity = self._score_pairs(run, numbers, pairs)
        if len(self._units) > 1:
            weights = [unit.weight for unit in self._units]
            most = sum(weights)
            share = KERNELS.sum_weights([unit.parts[run.number] for unit in self._units], weights, numbers) / most
            coverage = most * share ** len(weights)
        return {
            "exact": EXACT_WEIGHT * exact,
            "proximity": PAIR_WEIGHT * proximity,
            "coverage": COVERAGE_WEIGHT * coverage,
        }

    def _score_pairs(self, run: SegmentRun, numbers: Ints, pairs: list[tuple[int, int]]) -> Floats:
        assert KERNELS is not None
        postings = run.part.segment.fields["exact"].postings
        parts = [leaf.parts[run.number] for leaf in self._leaves]
        pairs = [(one, other) for one, other in pairs if parts[one].count and parts[other].count]
        found = {}
        for row in {row for pair in pairs for row in pair}:
            found[row] = KERNELS.find_positions(*parts[row].read_occurrences(postings), numbers)
        additions = run.read_additions("text", numbers)
        total: Floats = np.zeros(len(numbers))
        for one, other in pairs:
            beside = KERNELS.count_pairs(postings.positions, found[one], found[other])
            if beside is None:
                raise postings.damage_positions()
            total += (self._leaves[one].weight + self._leaves[other].weight) * beside / (beside + additions)
        return total

    def _count(self, row: int) -> int:
        return self._leaves[row].count

    def _count_neighbours(
        self, run: SegmentRun, numbers: Ints, frequencies: Floats, pairs: list[tuple[int, int]]
    ) -> Floats | None:
        """Return how often the second word of each pair follows the first in each document; None: nowhere."""
        has = frequencies > 0
        firsts, seconds = np.array(pairs).T
        both = np.logical_or.reduce(has[firsts] & has[seconds], axis=0)
        if not both.any():
            return None
        rows = sorted({row for pair in pairs for row in pair})
        keys = self._read_keys(run, numbers, {row: (has[row] & both).nonzero()[0] for row in rows})
        everything = np.concatenate(list(keys.values()))
        wanted = [keys[first] + ((second - first << _WORD) + 1) for first, second in pairs]
        after = np.concatenate(wanted)
        cells = after >> _PLACE & 0xFFFF
        cells += np.repeat(np.arange(len(pairs)) * len(numbers), [len(each) for each in wanted])
        found = everything.take(everything.searchsorted(after), mode="clip") == after
        counts = np.bincount(cells[found], minlength=len(pairs) * len(numbers))
        return counts.reshape(len(pairs), len(numbers)).astype(np.float64)

    def _read_keys(self, run: SegmentRun, numbers: Ints, places: dict[int, Ints]) -> dict[int, Ints]:
        """Return row << 48 | place << 32 | position of all occurrences of words in documents at places, sorted."""
        postings = run.part.segment.fields["exact"].postings
        starts: list[Ints] = []
        sizes: list[Ints] = []
        tags: list[Ints] = []
        for row, at in places.items():
            begin, size = self._leaves[row].parts[run.number].find_occurrences(postings, numbers[at])
            starts.append(begin)
            sizes.append(size)
            tags.append((at << _PLACE) + (row << _WORD))
        size = np.concatenate(sizes)
        keys = np.concatenate(tags).repeat(size)
        keys += postings.positions[expand_ranges(np.concatenate(starts), size)]
        ends = np.cumsum([each.sum() for each in sizes])
        return dict(zip(places, np.split(keys, ends[:-1]), strict=True))


def _make_column(values: list[float]) -> Floats:
    return np.array(values, np.float64)[:, None]


def _sum_up(frequencies: Floats, additions: Floats, weights: Floats) -> Floats:
    """Return the sums over rows of weight f / (f + addition)."""
    rows = frequencies / (frequencies + additions)
    rows *= weights
    return np.asarray(np.add.reduce(rows, axis=0))
