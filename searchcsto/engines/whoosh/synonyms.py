"""Give the documents of several terms in a segment, get those that have any of them, as if they were one term.

In each document the counts of all terms are summed up. A place where two of them stand at once (a word, and a phrase
that it begins) counts for both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from searchcsto.engines.whoosh.codec.packing import MANY, ROW_SHARE
from searchcsto.engines.whoosh.leaves import LeafPart, Part
from searchcsto.engines.whoosh.sets import find_firsts


def unite_counts(terms: Sequence[LeafPart], part: Part) -> LeafPart:
    """Return the live documents of a segment that have any of some terms, with the sums of their counts."""
    if len(terms) == 1:
        return terms[0]
    if sum(term.count for term in terms) * ROW_SHARE < part.documents:
        return _unite_few(terms)
    totals = np.zeros(part.documents, np.int64)
    for term in terms:
        if term.row is not None:
            totals += term.row
            if term.many is not None:
                totals[term.many[0]] += term.many[1] - MANY  # which is what their row says of them
        else:
            assert term.counts is not None
            totals[term.numbers] += term.counts
    many = np.flatnonzero(totals >= MANY)
    row = np.minimum(totals, MANY).astype(np.uint8)
    return LeafPart(row=row, many=(many, totals[many]) if len(many) else None)


def _unite_few(terms: Sequence[LeafPart]) -> LeafPart:
    numbers, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for term in terms:
        numbers.append(term.find().to_numbers())
        counts.append(term.frequencies(numbers[-1]).astype(np.int64))
    joined = np.concatenate(numbers)
    order = joined.argsort(kind="stable")
    joined = joined[order]
    firsts = find_firsts(joined)
    sums = np.add.reduceat(np.concatenate(counts)[order], firsts) if len(firsts) else np.empty(0, np.int64)
    return LeafPart(numbers=joined[firsts], counts=sums)
