"""Give articles piece by piece, get the postings of their terms.

A text is cut at white space, which no word contains, into *chunks*; each distinct chunk ("(CSTO),") is analysed once
and from then on is a number, so that the work for one more occurrence is a look-up in a dict. The rest is arithmetic
on arrays: numbers of chunks become numbers of terms, and one sort brings the occurrences of each term together.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchcsto.analysis.stems import Stemmer
from searchcsto.analysis.terms import ABBREVIATIONS, MAX_TERM, Analyzer
from searchcsto.analysis.words import find_words
from searchcsto.engines.base import TITLE_WEIGHT
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.postings import Postings, PostingsWriter

POSITION_GAP = 100  # positions between the title and the body, and between two spans of the body
MAX_CHUNKS = 1_000_000  # remembered; then they are forgotten and analysed anew
_RUN = 1 << 17  # postings that are encoded at a time

# ASCII signs that are in no word at all: blanks do for them, and leave fewer distinct chunks.
_SEPARATORS = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) not in "-'.,_"}

Ints = npt.NDArray[np.int64]


def cut_chunks(text: str) -> list[str]:
    """Return runs of characters, so that the words of the text are the words of the runs, one after another.

    >>> cut_chunks('The "U.S." (again)')
    ['The', 'U.S.', 'again']
    """
    return text.translate(_SEPARATORS).split() if text.isascii() else text.split()


class _Table:
    """A list of numbers for each chunk. Nearly all have just one: these stand apart, so that nearly all goes fast."""

    def __init__(self) -> None:
        self.single = array("i")  # the only number; or -1 - the row of a list that has none or several
        self._sizes = array("i")  # of the rows
        self._ends = array("i")
        self._flat = array("i")

    def append(self, numbers: Sequence[int]) -> None:
        if len(numbers) == 1:
            self.single.append(numbers[0])
            return
        self.single.append(-1 - len(self._sizes))
        self._sizes.append(len(numbers))
        self._flat.extend(numbers)
        self._ends.append(len(self._flat))

    def expand(self, chunks: Array) -> Expanded:
        single = np.frombuffer(self.single, np.int32)[chunks]
        others = np.flatnonzero(single < 0)
        rows = -1 - single[others]
        sizes = np.array(self._sizes, np.int32)[rows]
        ends = np.cumsum(sizes, dtype=np.int64)
        within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
        starts = np.array(self._ends, np.int32)[rows] - sizes
        numbers = np.array(self._flat, np.int32)[np.repeat(starts, sizes) + within]
        return Expanded(single, others, sizes, numbers, np.repeat(others, sizes), within)


class Expanded(NamedTuple):
    """The numbers of a run of chunks."""

    single: Array  # of each chunk, its only number, or something negative
    others: Array  # the places of chunks with none or several
    sizes: Array  # how many each of these has
    numbers: Array  # all of them, one after another
    places: Array  # the place of the chunk of each
    within: Array  # the place of each in the list of its chunk


class Chunks(dict[str, int]):
    """Number chunks, and know the numbers of the terms of each. Chunks with the same terms may share a number."""

    def __init__(self, stemmer: Stemmer) -> None:
        super().__init__()
        self.exact: dict[str, int] = {}
        self.text: dict[str, int] = {}
        self.exact_terms = _Table()
        self.text_terms = _Table()
        self._stemmer = stemmer
        self._analyzer = Analyzer(stemmer)
        self._plain: dict[str, int] = {}  # numbers of plain words, by their folded form
        self._numbers = 0

    def __missing__(self, chunk: str) -> int:
        word = chunk.strip("-'.,")  # ASCII joints at the ends belong to no word
        if word.isascii() and word.isalnum() and word not in ABBREVIATIONS and len(word) <= MAX_TERM:
            folded = word.lower()
            number = self._plain.get(folded)
            if number is None:
                number = self._plain[folded] = self._add_plain(folded)
        else:
            number = self._add(chunk)
        self[chunk] = number
        return number

    def _add_plain(self, folded: str) -> int:
        """Add a chunk that is one word of letters and digits: what `Analyzer` says of it, in short."""
        stem = self._stemmer.stem(folded)
        self.exact_terms.single.append(self.exact.setdefault(folded, len(self.exact)))
        self.text_terms.single.append(self.text.setdefault(stem, len(self.text)))
        self._numbers += 1
        return self._numbers - 1

    def _add(self, chunk: str) -> int:
        exact, text = [], []
        for word in find_words(chunk):
            terms = self._analyzer.analyze(word)
            exact += [self.exact.setdefault(term, len(self.exact)) for term in terms.exact]
            text += [self.text.setdefault(term, len(self.text)) for term in terms.text]
        self.exact_terms.append(exact)
        self.text_terms.append(text)
        self._numbers += 1
        return self._numbers - 1

    def forget(self) -> None:
        """Forget the chunks, but not the terms."""
        self.clear()
        self._plain.clear()
        self._numbers = 0
        self._analyzer = Analyzer(self._stemmer)
        self.exact_terms, self.text_terms = _Table(), _Table()


class Inverter:
    """Collect the occurrences of terms, by documents in the order of their numbers."""

    def __init__(self, stemmer: Stemmer) -> None:
        self.occurrences = 0  # in `exact`, of what is no longer pending
        self._chunks = Chunks(stemmer)
        self._pending: list[str] = []
        self._documents = array("i")  # of each pending piece
        self._is_title = bytearray()
        self._sizes = array("i")  # in chunks
        self._exact: list[tuple[Array, Array, Array]] = []  # terms, documents, positions
        self._text: list[tuple[Array, Array]] = []  # terms, documents
        self._title: list[tuple[Array, Array]] = []
        self._heading: list[tuple[Array, Array]] = []  # documents, positions that their titles take

    @property
    def pending(self) -> int:
        """How many chunks wait to be turned into numbers."""
        return len(self._pending)

    def add(self, document: int, text: str, *, is_title: bool = False) -> None:
        """Add a piece of a document: its title, which comes first, or a span of its body."""
        chunks = cut_chunks(text)
        self._documents.append(document)
        self._is_title.append(is_title)
        self._sizes.append(len(chunks))
        self._pending += chunks

    def number_pending(self) -> None:
        """Turn what was added into numbers, so that it takes less memory. All of a document must have been added."""
        if len(self._chunks) > MAX_CHUNKS:
            self._chunks.forget()
        chunks = np.fromiter(map(self._chunks.__getitem__, self._pending), np.int64, len(self._pending))
        sizes = np.array(self._sizes, np.int64)
        documents = np.array(self._documents, np.int32)
        is_title = np.array(self._is_title, bool)
        self._add_exact(chunks, sizes, documents=documents, is_title=is_title)
        self._add_text(chunks, np.repeat(documents, sizes), np.repeat(is_title, sizes))
        self._pending, self._documents, self._is_title, self._sizes = [], array("i"), bytearray(), array("i")

    def _add_exact(self, chunks: Array, sizes: Ints, *, documents: Array, is_title: Array) -> None:
        found = self._chunks.exact_terms.expand(chunks)
        counts = np.ones(len(chunks), np.int64)
        counts[found.others] = found.sizes
        totals = np.concatenate(([0], np.cumsum(counts)))
        ends = np.concatenate(([0], np.cumsum(sizes)))
        piece_counts = np.diff(totals[ends])
        starts = _place_pieces(piece_counts, documents)
        positions = (totals[:-1] + np.repeat(starts - totals[ends[:-1]], sizes)).astype(np.int32)
        where = np.repeat(documents, sizes)
        alone = found.single >= 0
        self._exact.append((found.single[alone], where[alone], positions[alone]))
        self._exact.append((found.numbers, where[found.places], positions[found.places] + found.within))
        self._heading.append((documents[is_title], piece_counts[is_title]))
        self.occurrences += int(totals[-1])

    def _add_text(self, chunks: Array, where: Array, in_title: Array) -> None:
        found = self._chunks.text_terms.expand(chunks)
        alone = found.single >= 0
        for terms, places in ((found.single[alone], np.flatnonzero(alone)), (found.numbers, found.places)):
            documents, title = where[places], in_title[places]
            self._text.append((terms, documents))
            self._title.append((terms[title], documents[title]))

    def lengths(self, documents: int) -> dict[str, Ints]:
        """Return the lengths of all documents, by their names in `columns`."""
        title = _count(self._title, documents)
        heading = np.zeros(documents, np.int64)
        for where, counts in self._heading:
            heading[where] = counts
        return {"text": _count(self._text, documents) + (TITLE_WEIGHT - 1) * title, "title": title, "heading": heading}

    def invert_text(self, documents: int) -> tuple[list[str], PostingsWriter]:
        """Return the sorted terms of `text` and their postings, and forget the occurrences."""
        parts = self._text + self._title * (TITLE_WEIGHT - 1)
        self._text = []
        return _invert_counts(self._chunks.text, parts, documents)

    def invert_title(self, documents: int) -> tuple[list[str], PostingsWriter]:
        """Return the same of `title`."""
        return _invert_counts(self._chunks.text, self._title, documents, is_partial=True)

    def invert_exact(self, documents: int) -> tuple[list[str], PostingsWriter]:
        """Return the same of `exact`, with positions."""
        terms, ranks = _rank(self._chunks.exact)
        most = max((int(part[2].max(initial=0)) for part in self._exact), default=0)
        # 63 bits are enough for a million terms in a million documents of eight million words each.
        low, high = most.bit_length(), documents.bit_length()
        assert len(terms).bit_length() + high + low < 64
        keys = _join([(ranks[term] << high | where) << low | place for term, where, place in self._exact])
        self._exact = []
        keys.sort()
        positions = (keys & ((1 << low) - 1)).astype(np.uint16 if most < 1 << 16 else np.uint32)
        keys >>= low
        return terms, _write_runs(keys, positions, terms=len(terms), documents=documents)


def _join(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _place_pieces(counts: Ints, documents: Array) -> Ints:
    """Return the position at which each piece begins: a gap after the piece before it in the same document."""
    steps = counts + np.where(counts > 0, POSITION_GAP, 0)
    ends = np.cumsum(steps)
    first = np.flatnonzero(np.diff(documents, prepend=-1))
    base = (ends - steps)[first]
    return np.asarray(ends - steps - np.repeat(base, np.diff(np.append(first, len(documents)))))


def _count(parts: list[tuple[Array, Array]], documents: int) -> Ints:
    total = np.zeros(documents, np.int64)
    for _, where in parts:
        total += np.bincount(where, minlength=documents)
    return total


def _rank(numbers: dict[str, int]) -> tuple[list[str], Ints]:
    """Return the terms in order, and the rank of each number."""
    terms = sorted(numbers)
    ranks = np.empty(len(terms), np.int64)
    ranks[np.fromiter(map(numbers.__getitem__, terms), np.int64, len(terms))] = np.arange(len(terms))
    return terms, ranks


def _invert_counts(
    numbers: dict[str, int], parts: list[tuple[Array, Array]], documents: int, *, is_partial: bool = False
) -> tuple[list[str], PostingsWriter]:
    terms, ranks = _rank(numbers)
    bits = documents.bit_length()
    keys = _join([ranks[term] << bits | where for term, where in parts])
    keys.sort()
    if is_partial:
        is_used = np.bincount(keys >> bits, minlength=len(terms)) > 0
        keys = (np.cumsum(is_used) - 1)[keys >> bits] << bits | keys & ((1 << bits) - 1)
        terms = list(compress(terms, is_used.tolist()))
    return terms, _write_runs(keys, None, terms=len(terms), documents=documents)


def _write_runs(keys: Ints, positions: Array | None, *, terms: int, documents: int) -> PostingsWriter:
    """Encode sorted occurrences, term << bits of documents | document, in runs of whole terms."""
    writer = PostingsWriter(documents, positions=None if positions is None else positions.dtype)
    bits = documents.bit_length()
    starts = np.flatnonzero(np.concatenate(([len(keys) > 0], keys[1:] != keys[:-1])))
    counts = np.diff(np.append(starts, len(keys)))
    postings = keys[starts]
    frequency = np.bincount(postings >> bits, minlength=terms)
    postings &= (1 << bits) - 1
    ends = np.concatenate(([0], np.cumsum(frequency)))
    first = 0
    while first < terms:
        after = max(first + 1, int(np.searchsorted(ends, ends[first] + _RUN, side="right")) - 1)
        low, high = int(ends[first]), int(ends[after])
        place = None
        if positions is not None:
            place = positions[int(starts[low]) : int(starts[high]) if high < len(starts) else len(keys)]
        writer.append(Postings(frequency[first:after], postings[low:high], counts[low:high], place))
        first = after
    return writer
