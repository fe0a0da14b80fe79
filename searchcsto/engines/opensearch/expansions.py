"""Give a pattern, get the words that it stands for; give a field, get its values: both remembered for one state."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from searchcsto.engines.opensearch.counts import Counter
from searchcsto.engines.opensearch.facets import make_aggregations, read_aggregations
from searchcsto.engines.opensearch.snapshot import Snapshot
from searchcsto.engines.opensearch.vocabulary import Words
from searchcsto.query.tree import Pattern

MAX_TERMS = 1000  # words of one pattern
_MANY_TERMS = 5000  # of which these are chosen
_REMEMBERED = 1000


class Expander:
    """What patterns stand for, and which values fields have, in one state of an index."""

    def __init__(self, snapshot: Snapshot, counter: Counter, words: Words) -> None:
        self._snapshot = snapshot
        self._counter = counter
        self._words = words
        self._expansions: dict[Pattern, tuple[Sequence[str], bool]] = {}
        self._values: dict[str, Mapping[str, int]] = {}

    def expand(self, node: Pattern) -> tuple[Sequence[str], bool]:
        """Return the words that a pattern stands for, the most frequent first, and whether there were too many."""
        key = dataclasses.replace(node, span=(0, 0), field="text")
        known = self._expansions.get(key)
        if known is None:
            counts = self._counter.count_words(self._words.match_pattern(key, most=_MANY_TERMS))
            words = sorted(counts, key=lambda word: (-counts[word], word))
            if len(self._expansions) >= _REMEMBERED:
                self._expansions = {}
            known = self._expansions[key] = (words[:MAX_TERMS], len(words) > MAX_TERMS)
        return known

    def list_words(self, node: Pattern) -> Sequence[str]:
        """Return the words that a pattern stands for."""
        return self.expand(node)[0]

    def count_values(self, field: str) -> Mapping[str, int]:
        """Return each value of a field with the number of its documents, the most frequent first."""
        known = self._values.get(field)
        if known is None:
            body = {"size": 0, "track_total_hits": False, "aggs": make_aggregations([field])}
            counted = read_aggregations(self._snapshot.search(body)["aggregations"], [field])
            known = self._values[field] = {value.value: value.count for value in counted.values[field]}
        return known

    def list_values(self, field: str) -> Sequence[str]:
        """Return the values of a field."""
        return list(self.count_values(field))
