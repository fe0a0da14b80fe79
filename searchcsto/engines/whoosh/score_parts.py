"""Give a query tree and a document, get the parts that its score is the sum of, a word of the query each.

What a subtree gives counts only where the whole subtree is found: `(peace AND talks) OR war` gives a document with
peace and war nothing for peace.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from searchcsto.engines.base import ScorePart
from searchcsto.engines.whoosh.plan import All, Any, Plan, SegmentRun, Term
from searchcsto.engines.whoosh.sets import Ints
from searchcsto.query.tree import And, Or, Prefer, Query, Weighted, print_query


class ScoreReader:
    """Read the parts of the score of one document of a segment; `translate` says how a tree is run."""

    def __init__(self, run: SegmentRun, number: int, translate: Callable[[Query], Plan]) -> None:
        self._run = run
        self._numbers: Ints = np.array([number], np.int64)
        self._translate = translate

    def read(self, query: Query) -> list[ScorePart]:
        """Return the parts of a tree, each word by itself; none if the tree does not find the document."""
        match query:
            case And(children) | Or(children):
                if not self._run.test(self._translate(query), self._numbers)[0]:
                    return []
                return [part for child in children for part in self.read(child)]
            case Prefer(required, wanted):
                if not self._run.test(self._translate(required), self._numbers)[0]:
                    return []
                return [*self.read(required), *self.read(wanted)]
            case Weighted(child, weight):
                return [ScorePart("feedback", weight * part.value, part.detail) for part in self.read(child)]
            case _:
                return self._read_leaf(query, self._translate(query))

    def _read_leaf(self, query: Query, plan: Plan) -> list[ScorePart]:
        if not isinstance(plan, Term | Any | All):
            return []
        scores, found = self._run.score(plan, self._numbers)
        return [ScorePart("bm25", float(scores[0]), print_query(query))] if found[0] else []
