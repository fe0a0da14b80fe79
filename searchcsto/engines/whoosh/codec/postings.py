"""Give the postings of all terms of a field, get arrays; give a term's number, get its documents, counts, positions.

| array           | type     | what                                                                  |
| --------------- | -------- | --------------------------------------------------------------------- |
| name.terms      | u4 or u8 | for each term two numbers: where its postings begin in name.postings, |
|                 |          | and in how many documents it is; then where the last ones end, and 0  |
| name.postings   | u1       | the postings of each term, in one of three forms                      |
| name.many       | u8       | term << 32 or document, sorted, of each posting with a count that is "many" |
| name.counts     | u4       | the counts of these                                                   |
| name.starts     | u4 or u8 | 0, then where the positions of each term end in name.positions        |
| name.positions  | u2 or u4 | positions by term, document and place (only in a field with positions) |

`packing` says what the three forms are, and how they follow from frequency and length.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from searchcsto.engines.whoosh.codec.dictionary import smallest_type
from searchcsto.engines.whoosh.codec.files import Array, ArrayFile, ArrayWriter, Spool
from searchcsto.engines.whoosh.codec.kernels import KERNELS
from searchcsto.engines.whoosh.codec.packing import (
    MANY,
    WORDS,
    Ints,
    count_limits,
    decode_postings,
    encode_postings,
    is_row,
    unpack_counts,
)
from searchcsto.errors import IndexDamaged


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of consecutive terms, one after another."""

    frequency: Ints  # of each term
    documents: Array  # of each posting, increasing within a term
    counts: Array  # of each posting
    positions: Array | None = None  # of each occurrence, increasing within a posting


class PostingsWriter:
    """Collect the postings of a field, by runs of terms in their order, and write them.

    `positions` is the type of positions, in a field that has them. What is collected lies in memory, or in a file of
    the folder `spool`.
    """

    def __init__(self, documents: int, *, positions: npt.DTypeLike | None = None, spool: Path | None = None) -> None:
        self._documents = documents
        self._frequency: list[Array] = []
        self._lengths: list[Array] = []
        self._postings = Spool(spool)
        self._many: list[Array] = []
        self._many_counts: list[Array] = []
        self._type = None if positions is None else np.dtype(positions)
        self._occurrences: list[Array] = []
        self._positions = Spool(spool if positions is not None else None)
        self._terms = 0

    def append(self, run: Postings) -> None:
        """Add the postings of the next terms."""
        frequency, counts = run.frequency, run.counts
        self._frequency.append(frequency.astype(np.uint32))
        starts = np.concatenate(([0], np.cumsum(frequency)))
        if run.positions is not None:
            totals = np.concatenate(([0], np.cumsum(run.counts, dtype=np.int64)))
            self._occurrences.append(np.diff(totals[starts]))
            self._positions.append(run.positions.astype(self._type))
        limits = np.repeat(count_limits(frequency, documents=self._documents), frequency)
        many = np.flatnonzero(counts >= limits)
        if len(many):
            terms = np.searchsorted(starts, many, side="right") - 1 + self._terms
            self._many.append((terms.astype(np.uint64) << np.uint64(32)) | run.documents[many].astype(np.uint64))
            self._many_counts.append(counts[many].astype(np.uint32))
            counts = np.minimum(counts, limits)
        lengths, packed = encode_postings(run.documents, counts, starts, documents=self._documents)
        self._lengths.append(lengths)
        self._postings.append(packed)
        self._terms += len(frequency)

    def write(self, writer: ArrayWriter, name: str) -> None:
        """Write all that was added."""
        places = _ends(_join(self._lengths, np.int64))
        terms = np.zeros((len(places), 2), places.dtype)
        terms[:, 0] = places
        terms[:-1, 1] = _join(self._frequency, np.uint32)
        writer.add(f"{name}.terms", terms.ravel())
        writer.begin(f"{name}.postings", np.uint8)
        self._postings.copy(writer)
        writer.add(f"{name}.many", _join(self._many, np.uint64))
        writer.add(f"{name}.counts", _join(self._many_counts, np.uint32))
        if self._type is not None:
            writer.add(f"{name}.starts", _ends(_join(self._occurrences, np.int64)))
            writer.begin(f"{name}.positions", self._type)
            self._positions.copy(writer)


def _join(parts: list[Array], dtype: type[np.generic]) -> Array:
    return np.concatenate(parts) if parts else np.empty(0, dtype)


def _ends(lengths: Array) -> Array:
    ends = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    return ends.astype(smallest_type(int(ends[-1]), least=4))


@dataclass(frozen=True, slots=True)
class TermPostings:
    """The postings of one term in one segment: a row, or documents with their counts."""

    frequency: int
    row: Array | None  # u1 for each document of the segment, 255 for "many"
    documents: Array | None  # increasing, int64
    counts: Array | None  # u1, 255 for "many"
    may_be_many: bool = True  # False: no count is kept apart


class PostingsReader:
    """The postings of one field of an opened segment."""

    def __init__(self, file: ArrayFile, name: str, *, documents: int) -> None:
        self._documents = documents
        self._terms = file.array(f"{name}.terms")
        self._postings = file.array(f"{name}.postings")
        self._many = file.array(f"{name}.many")
        self._many_counts = file.array(f"{name}.counts")
        self._has_positions = f"{name}.positions" in file.names()
        if self._has_positions:
            self._starts = file.array(f"{name}.starts")
            self._positions = file.array(f"{name}.positions")

    def _damage(self) -> IndexDamaged:
        return self._postings.damage("has postings that are not those of its terms")

    def frequency(self, term: int) -> int:
        """Return in how many documents of the segment the term is, deleted ones included."""
        return int(self._terms.read(2 * term + 1, 2 * term + 2)[0])

    def frequencies(self) -> Array:
        """Return the frequency of every term."""
        return self._terms.all()[1:-2:2]

    def read(self, term: int) -> TermPostings:
        """Return the postings of a term, in the form in which they are stored."""
        start, frequency, stop = self._terms.read(2 * term, 2 * term + 3).tolist()
        data = self._postings.read(start, stop)
        if is_row(frequency, self._documents):
            if len(data) != self._documents or frequency > self._documents:
                raise self._damage()
            return TermPostings(frequency, data, None, None)
        if KERNELS is not None:
            unpacked = KERNELS.unpack(data, frequency, self._documents)
            if unpacked is None:
                raise self._damage()
            return TermPostings(frequency, None, *unpacked)
        split = len(data) - (frequency + 1) // 2
        gaps = data[1:split] if data[0] == 0 else np.frombuffer(data[1:split].tobytes(), "<u2")
        documents = gaps.cumsum(dtype=np.int64)
        if len(documents) != frequency:
            documents = documents[gaps != (255 if gaps.itemsize == 1 else WORDS)]
        return TermPostings(frequency, None, documents, unpack_counts(data[split:], frequency))

    def many(self, term: int) -> tuple[Ints, Ints]:
        """Return the documents of which the count is kept apart, and the count."""
        keys = self._many.all()
        low, high = keys.searchsorted(np.uint64(term << 32)), keys.searchsorted(np.uint64(term + 1 << 32))
        documents = (keys[low:high] & np.uint64(0xFFFFFFFF)).astype(np.int64)
        if len(documents) and (documents[-1] >= self._documents or np.any(documents[1:] <= documents[:-1])):
            raise self._damage()  # compiled code relies on it
        counts = self._many_counts.read(int(low), int(high)).astype(np.int64)
        if len(counts) != len(documents):
            raise self._damage()
        if self._has_positions and counts.sum() > len(self._positions):
            raise self.damage_positions()
        return documents, counts

    def read_counts(self, term: int, postings: TermPostings | None = None) -> tuple[Ints, Array]:
        """Return the documents of a term and its exact counts in them, from its postings if they are at hand."""
        postings = postings or self.read(term)
        if postings.row is not None:
            documents = (postings.row != 0).nonzero()[0]  # eight times as fast as of the row
            counts = postings.row[documents]
        else:
            assert postings.documents is not None and postings.counts is not None
            documents, counts = postings.documents, postings.counts
        if postings.may_be_many and len(counts) and counts.max() == MANY:
            many, exact = self.many(term)
            counts = counts.astype(np.int64)
            counts[np.searchsorted(documents, many)] = exact
        return documents, counts

    def damage_positions(self) -> IndexDamaged:
        """Return the error for positions that are fewer than the counts of their terms."""
        return self._positions.damage("has fewer positions than its terms have")

    @property
    def position_type(self) -> np.dtype[np.unsignedinteger] | None:
        """The type of positions, None in a field without."""
        return self._positions.dtype if self._has_positions else None

    def read_positions(self, term: int) -> Array:
        """Return the positions of all occurrences of a term, by document."""
        start, stop = self._starts.read(term, term + 2).tolist()
        return self._positions.read(start, stop)

    @property
    def positions(self) -> Array:
        """The positions of all terms; see `check_positions` before reading those of a term."""
        return self._positions.unchecked()

    def check_positions(self, term: int) -> int:
        """Check the positions of a term, and return where they begin in `positions`."""
        start, stop = self._starts.read(term, term + 2).tolist()
        self._positions.read(start, stop)
        return int(start)

    def read_run(self, start: int, stop: int) -> Postings:
        """Return the postings of the terms from start to stop."""
        table = self._terms.read(2 * start, 2 * stop + 1).astype(np.int64)
        places, frequency = table[::2] - table[0], table[1::2]
        if frequency.max(initial=0) > self._documents or np.any(places[1:] < places[:-1]):
            raise self._damage()
        data = self._postings.read(int(table[0]), int(table[-1]))
        decoded = decode_postings(data, places, frequency, documents=self._documents)
        if decoded is None:
            raise self._damage()
        documents, counts = decoded
        for place in np.flatnonzero(np.add.reduceat(counts == MANY, np.cumsum(frequency) - frequency)).tolist():
            first = int(frequency[:place].sum())
            many, exact = self.many(start + place)
            counts[first + np.searchsorted(documents[first : first + frequency[place]], many)] = exact
        positions = None
        if self._has_positions:
            ends = self._starts.read(start, stop + 1)
            positions = self._positions.read(int(ends[0]), int(ends[-1]))
        return Postings(frequency, documents, counts, positions)
