"""Give a query tree, get the documents that match and their scores.

The booleans, the counts and the scores are our own, on arrays; of Whoosh only the postings are used, because its
And-Not, Not and Require matchers and some of its counts are wrong.

Scores are BM25 with Lucene's formula (Robertson and Zaragoza 2009; Lucene's BM25Similarity):
idf = ln(1 + (N - df + 0.5) / (df + 0.5)), and tf / (tf + k1 (1 - b + b length / mean length)). A phrase scores as if
it were one term. Filters (source, date, ...) do not score.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.reading import IndexReader, TermNotFound

from searchcsto.engines.base import K1, B
from searchcsto.engines.whoosh.columns import NO_DAY, Columns, day_number
from searchcsto.engines.whoosh.schema import query_terms
from searchcsto.query.tree import And, DateRange, Every, Not, Or, Phrase, Query, Undated, Value, Word

Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]
Frequencies = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]  # document numbers, ascending; occurrences

_EXACT_FIELDS = {"text": "exact", "title": "title_exact"}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """For each document number whether it matches, and its score (0 where it does not)."""

    mask: Mask
    scores: Scores


class Executor:
    """Evaluate query trees on one committed state."""

    def __init__(self, reader: IndexReader, columns: Columns) -> None:
        self._reader = reader
        self._columns = columns
        self._count = max(int(columns.live.sum()), 1)
        self._mean_length = max(float(columns.lengths[columns.live].mean()) if columns.live.any() else 1.0, 1.0)

    def evaluate(self, query: Query) -> Evaluation:
        """Return which documents match a tree, and with which scores."""
        match query:
            case Word() | Phrase():
                return self._score(self.find_occurrences(query))
            case Value(field, value):
                return self._constant(self._find_value(field, value))
            case DateRange(first, last):
                start = day_number(first) if first else None
                end = day_number(last) if last else None
                return self._constant(self._find_dates(start, end))
            case Undated():
                return self._constant(self._columns.first_days == NO_DAY)
            case Every():
                return self._constant(self._columns.live)
            case And(children):
                return functools.reduce(_intersect, (self.evaluate(child) for child in children))
            case Or(children):
                return functools.reduce(_unite, (self.evaluate(child) for child in children))
            case Not(child):
                return self._constant(~self.evaluate(child).mask)

    def find_occurrences(self, node: Word | Phrase) -> Frequencies:
        """Return the documents with a word or phrase, and how often each has it."""
        term, exact = query_terms(node.text)
        if isinstance(node, Word) and term is not None:
            return self._read_frequencies(node.field, term)
        return self._find_phrase(_EXACT_FIELDS[node.field], exact)

    def _read_frequencies(self, field: str, term: str) -> Frequencies:
        rows = [(matcher.id(), matcher.weight()) for matcher in self._read_postings(field, term)]
        table = np.array(rows, np.float64).reshape(-1, 2)
        return table[:, 0].astype(np.int64), table[:, 1]

    def _find_phrase(self, field: str, terms: tuple[str, ...]) -> Frequencies:
        # A phrase stands where, for each of its terms, the term's position less its place in the phrase is the same.
        starts: set[tuple[int, int]] | None = None
        for place, term in enumerate(terms):
            found = {
                (matcher.id(), position - place)
                for matcher in self._read_postings(field, term)
                for position in matcher.value_as("positions")
            }
            starts = found if starts is None else starts & found
            if not starts:
                break
        documents = np.array(sorted(document for document, _ in starts or ()), np.int64)
        numbers, counts = np.unique(documents, return_counts=True)
        return numbers, counts.astype(np.float64)

    def _read_postings(self, field: str, term: str) -> Any:
        """Yield the matcher at each posting of a term."""
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher
            matcher.next()

    def _score(self, frequencies: Frequencies) -> Evaluation:
        documents, occurrences = frequencies
        mask, scores = self._empty()
        found = len(documents)
        idf = np.log(1 + (self._count - found + 0.5) / (found + 0.5))
        norms = K1 * (1 - B + B * self._columns.lengths[documents] / self._mean_length)
        mask[documents] = True
        scores[documents] = idf * occurrences / (occurrences + norms)
        return Evaluation(mask, scores)

    def _find_value(self, field: str, value: str) -> Mask:
        mask, _ = self._empty()
        column = self._columns.values[field]
        if value.lower() == "unknown":
            mask[column.documents] = True
            return ~mask
        mask[column.find_documents(value)] = True
        return mask

    def _find_dates(self, first: int | None, last: int | None) -> Mask:
        columns = self._columns
        mask: Mask = columns.first_days != NO_DAY
        if first is not None:
            mask = mask & (columns.last_days >= first)
        if last is not None:
            mask = mask & (columns.first_days <= last)
        return mask

    def _constant(self, mask: Mask) -> Evaluation:
        return Evaluation(mask & self._columns.live, np.zeros(len(mask)))

    def _empty(self) -> tuple[Mask, Scores]:
        size = len(self._columns.live)
        return np.zeros(size, bool), np.zeros(size)


def _intersect(left: Evaluation, right: Evaluation) -> Evaluation:
    mask = left.mask & right.mask
    return Evaluation(mask, np.where(mask, left.scores + right.scores, 0.0))


def _unite(left: Evaluation, right: Evaluation) -> Evaluation:
    return Evaluation(left.mask | right.mask, left.scores + right.scores)
