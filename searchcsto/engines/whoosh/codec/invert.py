"""Give articles piece by piece, get the postings of their terms.

`chunks` turns the bytes of texts into numbers of terms, in the order of the texts. A stable sort by term then brings
the occurrences of each term together, still by document and position.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchcsto.analysis.stems import Stemmer
from searchcsto.engines.base import TITLE_WEIGHT
from searchcsto.engines.whoosh.codec.chunks import Chunks, cut_chunks
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.kernels import BUILDING
from searchcsto.engines.whoosh.codec.postings import Postings, PostingsWriter

POSITION_GAP = 100  # positions between the title and the body, and between two spans of the body
MAX_CHUNKS = 1_000_000  # remembered; then they are forgotten and analysed anew
_RUN = 1 << 17  # postings that are encoded at a time
_SORTED = 1 << 20  # occurrences that are sorted at a time

Ints = npt.NDArray[np.int64]


class _Run(NamedTuple):
    """The terms of some pieces, one after another."""

    documents: Array  # of each piece
    is_title: Array
    exact: Array  # terms
    exact_sizes: Array  # how many of them each piece has
    text: Array
    text_sizes: Array


class _Occurrences(NamedTuple):
    """Occurrences of terms by document and position."""

    ranks: Array  # of the terms
    where: Array  # documents
    weights: Array | None = None  # 1 if None
    positions: Array | None = None


class Inverter:
    """Collect the occurrences of terms, by documents in the order of their numbers."""

    def __init__(self, stemmer: Stemmer) -> None:
        self.occurrences = 0  # in `exact`, of what is no longer pending
        self.pending = 0  # bytes that wait to be turned into numbers
        self._chunks = Chunks(stemmer)
        self._pieces: list[bytes] = []
        self._documents = array("i")  # of each pending piece
        self._is_title = bytearray()
        self._runs: list[_Run] = []
        self._stems: tuple[list[str], Array] | None = None  # the terms of `text` and their ranks

    def add(self, document: int, text: bytes, *, is_title: bool = False) -> None:
        """Add a piece of a document, in UTF-8: its title, which comes first, or a span of its body."""
        self._documents.append(document)
        self._is_title.append(is_title)
        self._pieces.append(text)
        self.pending += len(text)

    def number_pending(self) -> None:
        """Turn what was added into numbers, so that it takes less memory. All of a document must have been added."""
        if self._chunks.count > MAX_CHUNKS:
            self._chunks.forget()
        cut = cut_chunks(b" ".join(self._pieces))
        chunks = self._chunks.find(cut)
        ends = np.cumsum(np.fromiter(map(len, self._pieces), np.int64, len(self._pieces)) + 1)
        ends = np.concatenate(([0], np.searchsorted(cut.starts, ends)))  # of the pieces, in chunks
        exact, exact_ends = self._chunks.exact_terms.expand(chunks)
        text, text_ends = self._chunks.text_terms.expand(chunks)
        sizes = np.diff(exact_ends[ends]), np.diff(text_ends[ends])
        documents, is_title = np.array(self._documents, np.int32), np.array(self._is_title, bool)
        self._runs.append(_Run(documents, is_title, exact, sizes[0], text, sizes[1]))
        self.occurrences += len(exact)
        self.pending = 0
        self._pieces, self._documents, self._is_title = [], array("i"), bytearray()

    def lengths(self, documents: int) -> dict[str, Ints]:
        """Return the lengths of all documents, by their names in `columns`."""
        where, is_title = self._join("documents"), self._join("is_title")
        sizes = self._join("text_sizes")
        text = np.bincount(where, sizes * np.where(is_title, TITLE_WEIGHT, 1), documents)
        title = np.bincount(where[is_title], sizes[is_title], documents)
        heading = np.bincount(where[is_title], self._join("exact_sizes")[is_title], documents)
        return {
            name: counts.astype(np.int64) for name, counts in (("text", text), ("title", title), ("heading", heading))
        }

    def invert_text(self, documents: int) -> tuple[list[str], PostingsWriter]:
        """Return the sorted terms of `text` and their postings."""
        terms, ranks = self._rank_stems()
        sizes = self._join("text_sizes")
        where = np.repeat(self._join("documents"), sizes)
        weights = np.repeat(np.where(self._join("is_title"), TITLE_WEIGHT, 1).astype(np.uint8), sizes)
        found = _Occurrences(ranks.take(self._join("text")), where, weights=weights)
        return terms, _invert(found, terms=len(terms), documents=documents)

    def invert_title(self, documents: int) -> tuple[list[str], PostingsWriter]:
        """Return the same of `title`."""
        terms, ranks = self._rank_stems()
        sizes, is_title = self._join("text_sizes"), self._join("is_title")
        ranks = ranks[self._join("text")[np.repeat(is_title, sizes)]]
        is_used = np.bincount(ranks, minlength=len(terms)) > 0
        terms = list(compress(terms, is_used.tolist()))
        ranks = (np.cumsum(is_used, dtype=np.int32) - 1)[ranks]
        found = _Occurrences(ranks, np.repeat(self._join("documents")[is_title], sizes[is_title]))
        return terms, _invert(found, terms=len(terms), documents=documents)

    def invert_exact(self, documents: int) -> tuple[list[str], PostingsWriter]:
        """Return the same of `exact`, with positions."""
        terms, ranks = _rank(self._chunks.exact)
        sizes, where = self._join("exact_sizes"), self._join("documents")
        starts = _place_pieces(sizes, where) - np.cumsum(sizes) + sizes
        positions = np.repeat(starts.astype(np.int32), sizes)
        positions += np.arange(len(positions), dtype=np.int32)
        positions = positions.astype(np.uint16 if positions.max(initial=0) < 1 << 16 else np.uint32)
        found = _Occurrences(ranks.take(self._join("exact")), np.repeat(where, sizes), positions=positions)
        return terms, _invert(found, terms=len(terms), documents=documents)

    def _rank_stems(self) -> tuple[list[str], Array]:
        if self._stems is None:
            self._stems = _rank(self._chunks.text)
        return self._stems

    def _join(self, name: str) -> Array:
        parts: list[Array] = [getattr(run, name) for run in self._runs]
        return np.concatenate(parts)


def _place_pieces(counts: Ints, documents: Array) -> Ints:
    """Return the position at which each piece begins: a gap after the piece before it in the same document."""
    steps = counts + np.where(counts > 0, POSITION_GAP, 0)
    ends = np.cumsum(steps)
    first = np.flatnonzero(np.diff(documents, prepend=-1) != 0)
    base = (ends - steps)[first]
    return np.asarray(ends - steps - np.repeat(base, np.diff(np.append(first, len(documents)))))


def _rank(numbers: dict[str, int]) -> tuple[list[str], Array]:
    """Return the terms in order, and the rank of each number."""
    terms = list(numbers)
    order = sorted(range(len(terms)), key=terms.__getitem__)
    ranks = np.empty(len(terms), np.int32)
    ranks[order] = np.arange(len(terms))
    return [terms[number] for number in order], ranks


def _invert(found: _Occurrences, *, terms: int, documents: int) -> PostingsWriter:
    """Encode the postings of terms 0 to `terms`.

    NumPy sorts numbers of 16 bits by their digits, in a fifth of the time that a stable sort of others takes. So the
    terms are taken by ranges that such numbers can count, and that have few enough occurrences to need little memory.
    """
    positions = found.positions
    writer = PostingsWriter(documents, positions=None if positions is None else positions.dtype)
    if BUILDING is not None:
        _append_all(writer, *BUILDING.invert(*map(_make_contiguous, found), terms))
        return writer
    counts = np.bincount(found.ranks, minlength=terms)
    for first, after in _cut_ranges(counts, most=_SORTED, most_terms=1 << 16):
        chosen = np.flatnonzero((found.ranks >= first) & (found.ranks < after))
        order = chosen.take(np.argsort((found.ranks.take(chosen) - first).astype(np.uint16), kind="stable"))
        _append_range(writer, counts[first:after], found, order)
    return writer


def _make_contiguous(array: Array | None) -> Array | None:
    return None if array is None else np.ascontiguousarray(array)


def _append_all(
    writer: PostingsWriter, frequency: Ints, occurrences: Ints, where: Array, counts: Ints, positions: Array | None
) -> None:
    """Encode postings that are in their order, by runs of whole terms."""
    ends, places_ends = (np.concatenate(([0], np.cumsum(sizes))) for sizes in (frequency, occurrences))
    for first, after in _cut_ranges(frequency, most=_RUN):
        part = slice(int(ends[first]), int(ends[after]))
        places = None if positions is None else positions[int(places_ends[first]) : int(places_ends[after])]
        writer.append(Postings(frequency[first:after], where[part], counts[part], places))


def _append_range(writer: PostingsWriter, counts: Ints, found: _Occurrences, order: Ints) -> None:
    """Encode the postings of terms, of which `counts` says how many occurrences each has, by runs of whole terms."""
    where, weights, positions = (None if part is None else part.take(order) for part in found[1:])
    assert where is not None
    ends = np.concatenate(([0], np.cumsum(counts)))  # of the occurrences of each term
    is_first = np.ones(len(where), bool)
    np.not_equal(where[1:], where[:-1], out=is_first[1:])
    is_first[ends[:-1]] = True
    starts = np.append(np.flatnonzero(is_first), len(where))  # of postings
    sums = np.diff(starts) if weights is None else np.add.reduceat(weights, starts[:-1], dtype=np.int64)
    limits = np.searchsorted(starts, ends)  # of the postings of each term
    frequency = np.diff(limits)
    for first, after in _cut_ranges(frequency, most=_RUN):
        part = slice(int(limits[first]), int(limits[after]))
        places = None if positions is None else positions[int(ends[first]) : int(ends[after])]
        writer.append(Postings(frequency[first:after], where[starts[part]], sums[part], places))


def _cut_ranges(sizes: Ints, *, most: int, most_terms: int = 1 << 31) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms that have together at most so much, unless it is one term alone."""
    ends = np.concatenate(([0], np.cumsum(sizes)))
    first = 0
    while first < len(sizes):
        after = int(np.searchsorted(ends, ends[first] + most, side="right")) - 1
        after = min(max(first + 1, after), first + most_terms)
        yield first, after
        first = after
