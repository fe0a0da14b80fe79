"""Give postings of terms as arrays, get bytes; give the bytes, get the arrays back.

n is the number of documents of the segment, f the frequency of a term. The form follows from both and from the
length: if 8 f >= n, a *row* of n bytes holds the count of each document, 0 where the term is not; 255 means "look in
name.many". Otherwise come gaps and then counts, two in a byte, the lower half first; 15 means the same.

A gap is the difference to the document before (to 0 for the first), in *bytes* or in *words* of two bytes; a byte 255
or a word 65535 adds as much and has no posting of its own, so that gaps of any size fit and a cumulated sum undoes
them. The shorter is chosen; words follow one byte that is 255 and bytes one that is 0.

Rows are for words like "the": they are read where they are asked for, and neither decoded nor sorted.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.kernels import BUILDING

ROW_SHARE = 8  # a term in at least one of so many documents has a row
MANY = 255  # a count that is kept elsewhere
MANY_PACKED = 15  # the same, where two counts share a byte
WORDS = 65535  # a gap of two bytes that is followed by another

Ints = npt.NDArray[np.int64]


def is_row(frequency: int, documents: int) -> bool:
    """Say whether a term of this frequency is stored as a row."""
    return frequency * ROW_SHARE >= documents


def encode_postings(docs: Array, counts: Array, starts: Ints, *, documents: int) -> tuple[Ints, Array]:
    """Return how many bytes each term takes, and the bytes of all terms.

    `starts` says where the postings of each term begin in docs and counts (at most `count_limits`), and where all end.
    """
    if BUILDING is not None:
        wide = docs.astype(np.int64, copy=False), counts.astype(np.int64, copy=False)
        lengths, packed = BUILDING.encode(*map(np.ascontiguousarray, (*wide, starts)), documents)
        return lengths, packed
    frequency = np.diff(starts)
    terms = len(frequency)
    rows = frequency * ROW_SHARE >= documents
    gaps = docs.astype(np.int64)
    gaps[1:] -= docs[:-1]
    gaps[starts[:-1]] = docs[starts[:-1]]
    short = frequency + _sums(gaps // 255, starts)
    long = 2 * (frequency + _sums(gaps // WORDS, starts))
    words = ~rows & (long < short)
    halves = (frequency + 1) // 2
    lengths = np.where(rows, documents, 1 + halves + np.minimum(short, long))
    places = np.concatenate(([0], np.cumsum(lengths)))
    out = np.zeros(places[-1], np.uint8)
    out[places[:-1][words]] = 255
    term_of = np.repeat(np.arange(terms), frequency)
    within = np.arange(len(docs)) - np.repeat(starts[:-1], frequency)
    is_in_row = rows[term_of]
    out[places[term_of[is_in_row]] + docs[is_in_row]] = counts[is_in_row]
    sparse = ~is_in_row
    at = (places[1:] - halves)[term_of] + (within >> 1)
    lower, upper = np.flatnonzero(sparse & (within & 1 == 0)), np.flatnonzero(sparse & (within & 1 == 1))
    out[at[lower]] = counts[lower]
    out[at[upper]] |= counts[upper].astype(np.uint8) << np.uint8(4)
    in_words = words[term_of]
    _put_gaps(out, places, np.flatnonzero(sparse & ~in_words), term_of=term_of, gaps=gaps, size=1)
    _put_gaps(out, places, np.flatnonzero(in_words), term_of=term_of, gaps=gaps, size=2)
    return lengths, out


def count_limits(frequency: Ints, *, documents: int) -> Ints:
    """Return for terms of these frequencies the count that means "many"."""
    return np.where(frequency * ROW_SHARE >= documents, MANY, MANY_PACKED)


def unpack_counts(packed: Array, frequency: int) -> Array:
    """Return the counts of a term that share bytes, MANY for those that are kept elsewhere."""
    return np.asarray(_TWO_COUNTS[packed].view(np.uint8)[:frequency])


def _list_two_counts() -> Array:
    """Return for each byte the two counts in it."""
    halves = np.arange(256)[:, None] >> np.array([0, 4]) & 15
    return np.where(halves == MANY_PACKED, MANY, halves).astype(np.uint8).view(np.uint16).ravel()


_TWO_COUNTS = _list_two_counts()


def _sums(values: Ints, starts: Ints) -> Ints:
    """Return the sums of values between the starts."""
    totals = np.concatenate(([0], np.cumsum(values)))
    return np.asarray(np.diff(totals[starts]))


def _put_gaps(out: Array, places: Ints, chosen: Ints, *, term_of: Ints, gaps: Ints, size: int) -> None:
    """Write the gaps of the chosen postings, in one or two bytes each, after the first byte of their terms."""
    if not len(chosen):
        return
    most = 255 if size == 1 else WORDS
    gap, term = gaps[chosen], term_of[chosen]
    ends = np.cumsum(gap // most + 1)  # with the fill-ins before each
    first = np.flatnonzero(np.diff(term, prepend=-1) != 0)  # of each term
    used = ends[first] - gap[first] // most - 1  # before each term
    stream = np.full(ends[-1], most, np.uint8 if size == 1 else "<u2")
    stream[ends - 1] = gap % most
    target = np.repeat(places[term[first]] + 1 - used * size, np.diff(np.append(used, ends[-1])))
    at = target + np.arange(len(stream)) * size
    if size == 1:
        out[at] = stream
    else:
        halves = stream.view(np.uint8)
        out[at] = halves[0::2]
        out[at + 1] = halves[1::2]


def decode_postings(data: Array, places: Ints, frequency: Ints, *, documents: int) -> tuple[Ints, Ints] | None:
    """Undo `encode_postings`: return the documents and counts of all postings; counts of 255 mean "many".

    None, if that is noticed, where the postings are not as many as the frequencies say.
    """
    if BUILDING is not None:
        decoded: tuple[Ints, Ints] | None = BUILDING.decode(
            data, *map(np.ascontiguousarray, (places, frequency)), documents
        )
        return decoded
    firsts = np.cumsum(frequency) - frequency
    out = np.empty(int(frequency.sum()), np.int64)
    counts = np.empty(len(out), np.int64)
    rows = frequency * ROW_SHARE >= documents
    for term in np.flatnonzero(rows).tolist():
        row = data[places[term] : places[term + 1]]
        part = slice(firsts[term], firsts[term] + frequency[term])
        out[part] = (row != 0).nonzero()[0]  # eight times as fast as of the row
        counts[part] = row[out[part]]
    words = ~rows & (data[places[:-1]] == 255)
    for chosen, size in ((np.flatnonzero(~rows & ~words), 1), (np.flatnonzero(words), 2)):
        if len(chosen):
            sizes = frequency[chosen]
            target = expand_ranges(firsts[chosen], sizes)
            stops = places[chosen + 1] - (sizes + 1) // 2
            within = expand_ranges(np.zeros(len(sizes), np.int64), sizes)
            packed = data[np.repeat(stops, sizes) + (within >> 1)] >> (within & 1).astype(np.uint8) * 4 & 15
            counts[target] = np.where(packed == MANY_PACKED, MANY, packed)
            out[target] = _take_gaps(data, places[chosen] + 1, stops, sizes, size=size)
    return out, counts


def expand_ranges(starts: Ints, sizes: Ints) -> Ints:
    """Return the numbers of ranges, one range after another.

    >>> expand_ranges(np.array([10, 5]), np.array([2, 3])).tolist()
    [10, 11, 5, 6, 7]
    """
    ends = np.cumsum(sizes, dtype=np.int64)
    return np.repeat(starts - ends + sizes, sizes) + np.arange(int(ends[-1]) if len(ends) else 0)


def _take_gaps(data: Array, starts: Ints, stops: Ints, frequency: Ints, *, size: int) -> Ints:
    """Return the documents of terms whose gaps lie between starts and stops."""
    lengths = (stops - starts) // size
    at = np.repeat(starts, lengths) + size * expand_ranges(np.zeros(len(starts), np.int64), lengths)
    gaps = data[at].astype(np.int64)
    if size == 2:
        gaps |= data[at + 1].astype(np.int64) << 8
    sums = np.cumsum(gaps)
    ends = np.cumsum(lengths)
    before = np.concatenate(([0], sums[ends[:-1] - 1]))
    return np.asarray(sums[gaps != (255 if size == 1 else WORDS)] - np.repeat(before, frequency))
