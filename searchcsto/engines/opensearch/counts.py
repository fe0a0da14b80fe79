"""Give leaves, get how many documents have each: exactly, all of a query with one question, and remembered."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

from searchcsto.engines.opensearch.leaves import Leaf, PhraseLeaf, make_filter
from searchcsto.engines.opensearch.snapshot import Snapshot

Json = dict[str, Any]

_AT_ONCE = 1000  # leaves in one question
_REMEMBERED = 200_000


class Counter:
    """Count the documents of leaves in one state of an index; may be shared by threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[Leaf, int] = {}
        self._lock = threading.Lock()

    def count(self, leaf: Leaf) -> int:
        """Return how many documents have a leaf."""
        return self.count_all([leaf])[0]

    def count_words(self, words: Sequence[str]) -> dict[str, int]:
        """Return how many documents have each of some words of `exact`; those that none has are left out."""
        counts = self.count_all([PhraseLeaf("exact", (word,)) for word in words])
        return {word: count for word, count in zip(words, counts, strict=True) if count}

    def count_all(self, leaves: Iterable[Leaf]) -> list[int]:
        """Return how many documents have each of some leaves."""
        asked = list(leaves)
        with self._lock:
            if len(self._known) > _REMEMBERED:
                self._known = {}
            known = self._known
        unknown = [leaf for leaf in dict.fromkeys(asked) if leaf not in known]
        found: dict[Leaf, int] = {}
        for start in range(0, len(unknown), _AT_ONCE):
            some = unknown[start : start + _AT_ONCE]
            found.update(zip(some, self._ask([make_filter(leaf) for leaf in some]), strict=True))
        with self._lock:
            known.update(found)
        return [known[leaf] for leaf in asked]

    def count_queries(self, queries: Sequence[Json]) -> list[int]:
        """Return how many documents each of some queries finds."""
        return self._ask(queries)

    def _ask(self, queries: Sequence[Json]) -> list[int]:
        if not queries:
            return []
        counting = {"counts": {"filters": {"filters": list(queries)}}}
        answer = self._snapshot.search({"size": 0, "track_total_hits": False, "aggs": counting})
        return [bucket["doc_count"] for bucket in answer["aggregations"]["counts"]["buckets"]]

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known = {}
