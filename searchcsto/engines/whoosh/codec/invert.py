"""Give articles piece by piece, get the postings of their terms.

`chunks` turns the bytes of texts into numbers of terms, in the order of the texts. A stable sort by term then brings
the occurrences of each term together, still by document and position.
"""

from __future__ import annotations

from array import array
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchcsto.analysis.stems import Stemmer
from searchcsto.engines.base import TITLE_WEIGHT
from searchcsto.engines.whoosh.codec.chunks import Chunks, cut_chunks
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.postings import Postings, PostingsWriter

POSITION_GAP = 100  # positions between the title and the body, and between two spans of the body
MAX_CHUNKS = 1_000_000  # remembered; then they are forgotten and analysed anew
_RUN = 1 << 17  # postings that are encoded at a time

Ints = npt.NDArray[np.int64]


class _Run(NamedTuple):
    """The terms of some pieces, one after another."""

    documents: Array  # of each piece
    is_title: Array
    exact: Array  # terms
    exact_sizes: Array  # how many of them each piece has
    text: Array
    text_sizes: Array


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
        ranks, sizes = ranks[self._join("text")], self._join("text_sizes")
        order = _sort(ranks, len(terms))
        where = np.repeat(self._join("documents"), sizes).take(order)
        weights = np.repeat(np.where(self._join("is_title"), TITLE_WEIGHT, 1).astype(np.uint8), sizes).take(order)
        return terms, _write_runs(ranks.take(order), where, terms=len(terms), documents=documents, weights=weights)

    def invert_title(self, documents: int) -> tuple[list[str], PostingsWriter]:
        """Return the same of `title`."""
        terms, ranks = self._rank_stems()
        sizes, is_title = self._join("text_sizes"), self._join("is_title")
        ranks = ranks[self._join("text")[np.repeat(is_title, sizes)]]
        is_used = np.bincount(ranks, minlength=len(terms)) > 0
        ranks = (np.cumsum(is_used, dtype=np.int32) - 1)[ranks]
        terms = list(compress(terms, is_used.tolist()))
        order = _sort(ranks, len(terms))
        where = np.repeat(self._join("documents")[is_title], sizes[is_title])[order]
        return terms, _write_runs(ranks.take(order), where, terms=len(terms), documents=documents)

    def invert_exact(self, documents: int) -> tuple[list[str], PostingsWriter]:
        """Return the same of `exact`, with positions."""
        terms, ranks = _rank(self._chunks.exact)
        ranks, sizes, where = ranks[self._join("exact")], self._join("exact_sizes"), self._join("documents")
        order = _sort(ranks, len(terms))
        before = np.cumsum(sizes) - sizes
        positions = np.arange(len(ranks)) + np.repeat(_place_pieces(sizes, where) - before, sizes)
        positions = positions.astype(np.uint16 if positions.max(initial=0) < 1 << 16 else np.uint32).take(order)
        where = np.repeat(where, sizes).take(order)
        return terms, _write_runs(ranks.take(order), where, terms=len(terms), documents=documents, positions=positions)

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
    first = np.flatnonzero(np.diff(documents, prepend=-1))
    base = (ends - steps)[first]
    return np.asarray(ends - steps - np.repeat(base, np.diff(np.append(first, len(documents)))))


def _rank(numbers: dict[str, int]) -> tuple[list[str], Array]:
    """Return the terms in order, and the rank of each number."""
    terms = list(numbers)
    order = sorted(range(len(terms)), key=terms.__getitem__)
    ranks = np.empty(len(terms), np.int32)
    ranks[order] = np.arange(len(terms))
    return [terms[number] for number in order], ranks


def _sort(ranks: Array, size: int) -> Ints:
    """Return the order that sorts ranks below size, and keeps what is equal as it is.

    NumPy sorts numbers of 16 bits by their digits, in a fifth of the time that a stable sort of more bits takes.
    """
    order: Ints = np.argsort(ranks.astype(np.uint16), kind="stable")
    if size <= 1 << 16:
        return order
    upper = (ranks >> 16).astype(np.uint16).take(order)
    return np.asarray(order.take(np.argsort(upper, kind="stable")))


def _write_runs(
    ranks: Array,
    where: Array,
    *,
    terms: int,
    documents: int,
    weights: Array | None = None,
    positions: Array | None = None,
) -> PostingsWriter:
    """Encode occurrences, sorted by term and document, in runs of whole terms."""
    writer = PostingsWriter(documents, positions=None if positions is None else positions.dtype)
    is_new = (ranks[1:] != ranks[:-1]) | (where[1:] != where[:-1])
    starts = np.flatnonzero(np.concatenate(([len(ranks) > 0], is_new)))
    counts = np.diff(starts, append=len(ranks))
    if weights is not None and len(starts):
        counts = np.add.reduceat(weights, starts, dtype=np.int64)
    postings = where[starts]
    frequency = np.bincount(ranks[starts], minlength=terms)
    ends = np.concatenate(([0], np.cumsum(frequency)))
    first = 0
    while first < terms:
        after = max(first + 1, int(np.searchsorted(ends, ends[first] + _RUN, side="right")) - 1)
        low, high = int(ends[first]), int(ends[after])
        place = None
        if positions is not None:
            place = positions[int(starts[low]) : int(starts[high]) if high < len(starts) else len(ranks)]
        writer.append(Postings(frequency[first:after], postings[low:high], counts[low:high], place))
        first = after
    return writer
