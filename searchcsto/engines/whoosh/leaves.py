"""Give a term or a phrase, get its documents in each segment, and its BM25 score in them.

A phrase counts as a term of its own: its frequency in a document is how often it stands there, and its number of
documents is how many it stands in. It is scored with the lengths of `text` (or of `title`, for a phrase in titles),
as the words are. Deleted documents are left out here, and neither counted nor found from here on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchcsto.analysis.terms import ANALYSIS_VERSION, find_older_term
from searchcsto.engines.base import K1, B
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.kernels import KERNELS
from searchcsto.engines.whoosh.codec.packing import MANY
from searchcsto.engines.whoosh.codec.postings import PostingsReader
from searchcsto.engines.whoosh.codec.segment import Segment
from searchcsto.engines.whoosh.scratch import SCRATCH
from searchcsto.engines.whoosh.sets import DocumentSet, Flags, Ints, find_members

Floats = npt.NDArray[np.float64]
Scores = npt.NDArray[np.floating]  # in the precision of the segment, see `score_type`

SMALL = 1 << 16  # documents of a segment whose scores are computed in double precision from the start


@dataclass(slots=True)
class Part:
    """One segment, and which of its documents are alive (None: all)."""

    segment: Segment
    live: Flags | None
    base: int  # the number of its first document among those of all segments
    documents: int


def score_type(documents: int) -> type[np.float32] | type[np.float64]:
    """Return the precision in which all scores of a segment of this size are computed at first."""
    return np.float64 if documents <= SMALL else np.float32


class Lengths:
    """What BM25 adds to a term's frequency in each document, for one field ("text" or "title")."""

    def __init__(self, parts: list[Part], field: str, *, live_documents: int) -> None:
        self._parts = parts
        self._field = field
        total = 0
        for part in parts:
            total += part.segment.total_lengths[field]
            if part.live is not None:
                total -= int(part.segment.columns.lengths(field)[~part.live].sum(dtype=np.int64))
        average = total / live_documents if live_documents else 0.0
        self._slope = K1 * B / (average or 1.0)
        self._additions: list[Scores | None] = [None] * len(parts)

    def additions(self, part: int) -> Scores:
        """Return k1 (1 - b + b length / average) for all documents of a segment, in its precision."""
        known = self._additions[part]
        if known is None:
            lengths = self._parts[part].segment.columns.lengths(self._field)
            known = lengths.astype(score_type(self._parts[part].documents))
            known *= self._slope
            known += K1 * (1 - B)
            self._additions[part] = known
        return known

    def formula(self, part: int) -> tuple[Array, float, float]:
        """Return lengths of documents, base and slope: base + slope * length is the same, in double precision."""
        return self._parts[part].segment.columns.lengths(self._field), K1 * (1 - B), self._slope

    def exact(self, part: int, numbers: Ints) -> Floats:
        """Return the same for some documents, in double precision."""
        lengths = self._parts[part].segment.columns.lengths(self._field)[numbers]
        return K1 * (1 - B) + self._slope * lengths.astype(np.float64)


class LeafPart:
    """The documents of a term or phrase in one segment: a row of counts, or documents with counts."""

    __slots__ = ("_scores", "_was_scored", "count", "counts", "is_complete", "many", "numbers", "row", "term")

    def __init__(
        self, *, row: Array | None = None, numbers: Ints | None = None, counts: Array | None = None,
        many: tuple[Ints, Ints] | None = None, term: int = -1, is_complete: bool = False,
    ) -> None:  # fmt: skip
        self.term = term  # its number in the field, -1 if this is no single term
        self.is_complete = is_complete  # `numbers` has every document of the term, as there are no deleted ones
        self.row = row  # u1, MANY for counts that are in `many`
        self.numbers = numbers
        self.counts = counts  # exact, of `numbers`
        self.many = many
        self._scores: Scores | None = None  # kept after the second time
        self._was_scored = False
        self.count = len(numbers) if numbers is not None else int(np.count_nonzero(row)) if row is not None else 0

    @property
    def bytes(self) -> int:
        """About how much memory this takes."""
        return 5 * len(self.row) if self.row is not None else 24 * self.count

    def find(self) -> DocumentSet:
        """Return the documents, for one search: what it finds out about them goes with it."""
        if self.row is None:
            return DocumentSet(numbers=self.numbers)
        return DocumentSet(flags=np.not_equal(self.row, 0, out=SCRATCH.lend_flags(len(self.row))), count=self.count)

    def contains(self, numbers: Ints) -> Flags:
        """Return for each of some sorted documents whether it has the term."""
        if KERNELS is not None:
            flags: Flags = KERNELS.contains(self, numbers)
            return flags
        if self.row is not None:
            return np.asarray(self.row[numbers] != 0)
        assert self.numbers is not None
        return find_members(self.numbers, numbers)[1]

    def frequencies(self, numbers: Ints) -> Floats:
        """Return how often the term stands in each of some documents; 0 where it does not."""
        if self.row is None:
            assert self.numbers is not None and self.counts is not None
            if not self.count:
                return np.zeros(len(numbers))
            places, found = find_members(self.numbers, numbers)
            return np.multiply(self.counts.take(places, mode="clip"), found, dtype=np.float64)
        frequencies = self.row[numbers].astype(np.float64)
        if self.many is not None:
            places, found = find_members(self.many[0], numbers)
            frequencies[found] = self.many[1][places[found]]
        return frequencies

    def find_occurrences(self, postings: PostingsReader, numbers: Ints) -> tuple[Ints, Ints]:
        """Return where the positions of a term in documents that have it begin in `postings.positions`, and how many.

        The leaf is that of a term; the positions are checked.
        """
        documents, counts, start = self.read_occurrences(postings)
        at = documents.searchsorted(numbers)
        sizes = counts[at].astype(np.int64)
        return counts.cumsum(dtype=np.int64)[at] - sizes + start, sizes

    def read_occurrences(self, postings: PostingsReader) -> tuple[Ints, Array, int]:
        """Return all documents of a term, deleted ones too, its counts, and where its checked positions begin."""
        documents, counts = self.numbers, self.counts
        if not self.is_complete or documents is None or counts is None:
            documents, counts = postings.read_counts(self.term)
        return documents, counts, postings.check_positions(self.term)

    def add_scores(self, scores: Scores, additions: Scores, weight: float, *, boost: float = 1.0) -> None:
        """Add the scores of all documents that have the term, times boost."""
        own = self._scores
        if own is None:
            own = self._compute_scores(additions, weight)
            if self._was_scored:
                self._scores = own if self.row is None else own.copy()
            self._was_scored = True
        if boost != 1.0:
            own = own * own.dtype.type(boost)
        if self.row is not None:
            scores += own
        else:
            scores[self.numbers] += own

    def _compute_scores(self, additions: Scores, weight: float) -> Scores:
        """Return the scores of `numbers`, or of all documents of the segment."""
        scores: Scores
        if self.row is not None:  # a pass over all documents is faster than picking an eighth of them
            scores = SCRATCH.borrow("row", len(additions), additions.dtype)
            np.copyto(scores, self.row)
            if self.many is not None:
                scores[self.many[0]] = self.many[1]
            below = np.add(additions, scores, out=SCRATCH.borrow("below", len(additions), additions.dtype))
        else:
            assert self.counts is not None
            scores = self.counts.astype(additions.dtype)
            below = additions[self.numbers]
            below += scores
        scores /= below
        scores *= weight
        return scores


class Expansion(NamedTuple):
    """The terms of a pattern, the most frequent first, and whether there were too many."""

    terms: tuple[bytes, ...]
    was_cut: bool


class Leaf:
    """A term, phrase or pattern in all segments."""

    __slots__ = ("bytes", "count", "expansion", "field", "parts", "weight")

    def __init__(
        self, parts: list[LeafPart], *, field: str, live_documents: int, expansion: Expansion | None = None
    ) -> None:
        self.expansion = expansion  # of a pattern
        self.parts = parts
        self.field = field  # whose lengths count: "text" or "title"
        self.count = sum(part.count for part in parts)
        self.weight = math.log1p((live_documents - self.count + 0.5) / (self.count + 0.5))
        self.bytes = sum(part.bytes for part in parts) + 200
        if expansion is not None:
            self.bytes += sum(map(len, expansion.terms)) + 50 * len(expansion.terms)


def read_term(part: Part, field: str, term: bytes) -> LeafPart:
    """Return the live documents of a term of a field."""
    source = part.segment.fields[field]
    if part.segment.analysis < ANALYSIS_VERSION and field != "exact":
        term = find_older_term(term)
    number = source.terms.find(term)
    if number is None:
        return LeafPart(numbers=np.empty(0, np.int64), counts=np.empty(0, np.int64))
    return read_postings(source.postings, number, live=part.live)


def read_postings(reader: PostingsReader, number: int, *, live: Flags | None) -> LeafPart:
    """Return the live documents of a term that is given by its number."""
    postings = reader.read(number)
    if postings.row is not None:
        row = postings.row
        many = reader.many(number) if int(row.max()) == MANY else None
        if live is not None:
            row = row * live
            many = _keep_live(many, live) if many else None
        return LeafPart(row=row, many=many, term=number)
    numbers, counts = reader.read_counts(number, postings)
    if live is not None:
        alive = live[numbers]
        numbers, counts = numbers[alive], counts[alive]
    return LeafPart(numbers=numbers, counts=counts, term=number, is_complete=live is None)


def _keep_live(many: tuple[Ints, Ints], live: Flags) -> tuple[Ints, Ints]:
    alive = live[many[0]]
    return many[0][alive], many[1][alive]
