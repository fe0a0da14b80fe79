"""Give the bytes of texts, get numbers: one for each chunk, and for each number the terms that the chunk has.

A text (UTF-8) is cut into *chunks* at ASCII signs which are in no word. Each distinct chunk ("CSTO's") is analysed
once, by `analysis.terms`; from then on it is found again by its bytes, in a hash table made of arrays, so that a
million chunks are looked up in a few steps of NumPy and none of them ever becomes a Python object.

ASCII letters are made small before, since nearly no word has other terms when it is written large; the few that have
(CASED) are looked up a second time, as they stand in the text.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from searchcsto.analysis.stems import Stemmer
from searchcsto.analysis.terms import CASED, MAX_TERM, THOUSANDS, Analyzer
from searchcsto.analysis.words import find_words
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.kernels import BUILDING

_JOINTS = "-'.,"  # ASCII signs that are inside words, and at their ends belong to none
_BLANKS = bytes(
    code if code > 127 or chr(code).isalnum() or chr(code) in f"{_JOINTS}_" else ord(" ") for code in range(256)
)
# Blanks do for these too, and leave fewer distinct chunks: they are common, and in no word.
_SIGNS = tuple(sign.encode() for sign in "\u00a0«»–—“”„…•")
_IS_JOINT = np.array([chr(code) in _JOINTS for code in range(256)])
_NAMES = frozenset(word.lower() for word in CASED)
_PARTS = re.compile("[-‐‑'’ʼ＇]")
# "C++" and "C#": what stands before the letter, or behind it beyond ASCII, is told apart when the chunk is analysed.
_SIGNED = re.compile(rb"(?<![0-9A-Za-z_])[A-Za-z](\+\+|#)(?![0-9A-Za-z_+#])")
_CASED = -1  # in the place of a number: capitals count in this chunk

_WIDTHS = (1, 2, 4)  # of the keys of the hash tables, in words of eight bytes
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio: Knuth's multiplicative hashing
_HALF = np.uint64(32)

Ints = npt.NDArray[np.int64]


class Cut(NamedTuple):
    """Texts cut into chunks."""

    folded: bytes  # the texts with blanks for signs, ASCII letters made small
    cased: bytes  # the same as they were written
    starts: Ints  # of the chunks
    sizes: Ints


def cut_chunks(text: bytes) -> Cut:
    """Cut a text, so that the words of the text are the words of the chunks, one after another.

    >>> cut = cut_chunks(b'The "U.S." (again)')
    >>> [cut.folded[start : start + size] for start, size in zip(cut.starts, cut.sizes)]
    [b'the', b'u.s', b'again']
    """
    # Eight bytes can then be read from wherever a chunk has some.
    padded = b"".join((b" ", text, b" " * 8 * _WIDTHS[-1]))
    cased = padded.translate(_BLANKS)
    if b"++" in text or b"#" in text:
        cased = _keep_signs(cased, padded)
    if not cased.isascii():
        for sign in _SIGNS:
            cased = cased.replace(sign, b" " * len(sign))
    folded = cased.lower()
    if BUILDING is not None:
        return Cut(folded, cased, *BUILDING.cut(folded, _IS_JOINT))
    codes = np.frombuffer(folded, np.uint8)
    is_blank = codes == ord(" ")
    edges = np.flatnonzero(is_blank[1:] != is_blank[:-1])
    starts, sizes = edges[::2] + 1, edges[1::2] - edges[::2]
    sizes -= _IS_JOINT[codes[edges[1::2]]] & (sizes > 1)
    return Cut(folded, cased, starts, sizes)


def _keep_signs(blanked: bytes, text: bytes) -> bytes:
    """Return a text with blanks for signs, but for those of words like "C++"."""
    kept = bytearray(blanked)
    for sign in (b"++", b"#"):
        at = text.find(sign)
        while at >= 0:
            if _SIGNED.match(text, at - 1):
                kept[at : at + len(sign)] = sign
            at = text.find(sign, at + 1)
    return bytes(kept)


class _Hash:
    """Numbers by keys of so many words of eight bytes each: an open hash table with linear probing."""

    def __init__(self, width: int) -> None:
        self._count = 0
        self._keys = np.zeros((width, 1 << 10), np.uint64)
        self._numbers = np.zeros(1 << 10, np.int32)
        self._slots = np.full(1 << 12, -1, np.int32)  # the place of a key in _keys, or -1

    def find(self, keys: Array) -> tuple[Array, Array]:
        """Return the numbers of keys, and where they are not known."""
        slots = self._hash(keys)
        places = self._slots[slots]
        open_ = np.flatnonzero(places >= 0)
        wrong = open_[self._differ(places[open_], keys[:, open_])] if len(open_) else open_
        while len(wrong):
            slots[wrong] = slots[wrong] + 1 & len(self._slots) - 1
            places[wrong] = self._slots[slots[wrong]]
            wrong = wrong[places[wrong] >= 0]
            wrong = wrong[self._differ(places[wrong], keys[:, wrong])]
        return self._numbers[places], np.flatnonzero(places < 0)

    def add(self, keys: Array, numbers: Sequence[int]) -> None:
        """Add new and distinct keys."""
        first, self._count = self._count, self._count + len(numbers)
        if self._count > len(self._numbers):
            room = 2 * self._count
            self._keys = np.hstack((self._keys, np.zeros((len(keys), room - len(self._numbers)), np.uint64)))
            self._numbers = np.resize(self._numbers, room)
        self._keys[:, first : self._count] = keys
        self._numbers[first : self._count] = numbers
        if 2 * self._count > len(self._slots):
            self._slots = np.full(1 << (4 * self._count).bit_length(), -1, np.int32)
            first = 0
        self._place(np.arange(first, self._count, dtype=np.int32))

    def _place(self, places: Array) -> None:
        slots = self._hash(self._keys[:, places])
        while len(places):
            free = self._slots[slots] < 0
            self._slots[slots[free]] = places[free]  # of several with the same slot, one wins
            lost = self._slots[slots] != places
            places, slots = places[lost], slots[lost] + 1 & len(self._slots) - 1

    def _differ(self, places: Array, keys: Array) -> Array:
        differ: Array = self._keys[0][places] != keys[0]
        for known, key in zip(self._keys[1:], keys[1:], strict=True):
            differ |= known[places] != key
        return differ

    def _hash(self, keys: Array) -> Ints:
        mixed: npt.NDArray[np.uint64] = keys[0] * _FACTOR
        for key in keys[1:]:
            mixed = ((mixed ^ (mixed >> _HALF)) + key) * _FACTOR
        bits = len(self._slots).bit_length() - 1
        return (mixed >> np.uint64(64 - bits)).view(np.int64)


class _CompiledNumbers:
    """What `_Numbers` is, in compiled code."""

    def __init__(self, analyze: Callable[[bytes], int]) -> None:
        assert BUILDING is not None
        self._analyze = analyze
        self._table = BUILDING.ChunkTable()

    def find(self, text: bytes, starts: Ints, sizes: Ints) -> Array:
        """Return the number of each chunk of a text."""
        numbers: Array
        numbers, fresh = self._table.find(text, starts, sizes)
        self._table.settle(numbers, fresh, [self._analyze(chunk) for chunk in fresh])
        return numbers


class _Numbers:
    """The numbers of chunks by their bytes. `analyze` gives a new chunk its number."""

    def __init__(self, analyze: Callable[[bytes], int]) -> None:
        self._analyze = analyze
        self._tables = [_Hash(width) for width in _WIDTHS]
        self._long: dict[bytes, int] = {}

    def find(self, text: bytes, starts: Ints, sizes: Ints) -> Array:
        """Return the number of each chunk of a text that has blanks at its end."""
        numbers = np.empty(len(starts), np.int32)
        words: Array = np.ndarray((len(text) - 7,), "<u8", text, 0, (1,))  # the eight bytes from each place on
        least = 0
        for width, table in zip(_WIDTHS, self._tables, strict=True):
            chosen = np.flatnonzero((sizes > least) & (sizes <= 8 * width))
            least = 8 * width
            if len(chosen):
                numbers[chosen] = self._find_short(table, text, words, starts[chosen], sizes[chosen], width)
        for place in np.flatnonzero(sizes > least).tolist():
            chunk = text[starts[place] : starts[place] + sizes[place]]
            number = self._long.get(chunk)
            if number is None:
                number = self._long[chunk] = self._analyze(chunk)
            numbers[place] = number
        return numbers

    def _find_short(self, table: _Hash, text: bytes, words: Array, starts: Ints, sizes: Ints, width: int) -> Array:
        keys = np.empty((width, len(starts)), np.uint64)
        for place in range(width):
            rest = np.minimum(np.maximum(sizes - 8 * place, 0), 8) if width > 1 else sizes
            keys[place] = words[starts + 8 * place if place else starts] & _MASKS[rest]
        numbers, unknown = table.find(keys)
        if len(unknown):
            ends = (starts + sizes)[unknown].tolist()
            chunks = [text[start:end] for start, end in zip(starts[unknown].tolist(), ends, strict=True)]
            places = dict(zip(reversed(chunks), reversed(unknown.tolist()), strict=True))  # the first of each
            new = {chunk: self._analyze(chunk) for chunk in places}
            table.add(keys[:, list(places.values())], list(new.values()))
            numbers[unknown] = [new[chunk] for chunk in chunks]
        return numbers


class Terms:
    """A list of numbers of terms for each chunk. Nearly all have just one: these stand apart, so that this is fast."""

    def __init__(self) -> None:
        self._single = array("i")  # the only number; or -1 - the row of a list that has none or several
        self._ends = array("i", [0])  # of the rows, after a zero
        self._flat = array("i")

    def append(self, numbers: Sequence[int]) -> None:
        """Add the list of the next chunk."""
        if len(numbers) == 1:
            self._single.append(numbers[0])
            return
        self._single.append(-len(self._ends))
        self._flat.extend(numbers)
        self._ends.append(len(self._flat))

    def append_one(self, number: int) -> None:
        """Add a list of just one number."""
        self._single.append(number)

    def expand(self, chunks: Array) -> tuple[Array, Ints]:
        """Return the terms of chunks, one after another, and 0 and then where those of each end."""
        if BUILDING is not None:
            tables = (np.frombuffer(each, np.int32) for each in (self._single, self._ends, self._flat))
            terms, ends = BUILDING.expand(chunks, *tables)
            return terms, ends
        single = np.array(self._single, np.int32)[chunks]
        others = np.flatnonzero(single < 0)
        rows = -1 - single[others]
        row_ends = np.array(self._ends, np.int32)
        starts = row_ends[rows]
        sizes = row_ends[rows + 1] - starts
        counts = np.ones(len(chunks) + 1, np.int64)
        counts[0] = 0
        counts[others + 1] = sizes
        ends = np.cumsum(counts)
        terms = np.repeat(single, counts[1:])
        stops = np.cumsum(sizes, dtype=np.int64)
        within = np.arange(int(stops[-1]) if len(stops) else 0) - np.repeat(stops - sizes, sizes)
        numbers = np.array(self._flat, np.int32)[np.repeat(starts, sizes) + within]
        terms[np.repeat(ends[others], sizes) + within] = numbers
        return terms, ends


class Chunks:
    """Number chunks and terms, and know the terms of each chunk."""

    def __init__(self, stemmer: Stemmer) -> None:
        self.exact: dict[str, int] = {}  # the numbers of terms
        self.text: dict[str, int] = {}
        self._stemmer = stemmer
        self.forget()

    def forget(self) -> None:
        """Forget the chunks, but not the terms."""
        self.count = 0
        self.exact_terms, self.text_terms = Terms(), Terms()
        self._analyzer = Analyzer(self._stemmer)
        table = _Numbers if BUILDING is None else _CompiledNumbers
        self._folded = table(self._add_folded)
        self._cased = table(self._add_cased)

    def find(self, cut: Cut) -> Array:
        """Return the numbers of the chunks of a text."""
        numbers = self._folded.find(cut.folded, cut.starts, cut.sizes)
        cased = np.flatnonzero(numbers == _CASED)
        if len(cased):
            numbers[cased] = self._cased.find(cut.cased, cut.starts[cased], cut.sizes[cased])
        return numbers

    def _add_folded(self, chunk: bytes) -> int:
        text = chunk.decode("utf-8", "surrogatepass")
        word = text.strip(_JOINTS)
        if word.isalnum() and word.isascii() and len(word) <= MAX_TERM and word not in _NAMES:
            return self._add_plain(word, self._stemmer.stem(word))
        if text[0].isdigit() and text.isascii() and len(word) <= MAX_TERM:
            whole, _, part = word.partition(".")
            if whole.isdigit() and part.isdigit():
                return self._add_decimal(whole, part)
            if THOUSANDS.fullmatch(word):
                number = word.replace(",", "")
                return self._add_plain(number, number)
        words = find_words(text)
        is_cased = any(not _NAMES.isdisjoint(_PARTS.split(word)) for word in words)
        return _CASED if is_cased else self._add(words)

    def _add_cased(self, chunk: bytes) -> int:
        return self._add(find_words(chunk.decode("utf-8", "surrogatepass")))

    # These two say in short what `Analyzer` says of the most common kinds of chunks.

    def _add_plain(self, word: str, stem: str) -> int:
        """Add a chunk that has one term in each field."""
        exact, text = self.exact, self.text
        self.exact_terms.append_one(exact.setdefault(word, len(exact)))
        self.text_terms.append_one(text.setdefault(stem, len(text)))
        self.count += 1
        return self.count - 1

    def _add_decimal(self, whole: str, part: str) -> int:
        """Add a chunk that is one number with a fraction."""
        exact, text = self.exact, self.text
        stems = (whole, part, f"{whole}.{part}") if whole != part else (whole, f"{whole}.{part}")
        self.exact_terms.append((exact.setdefault(whole, len(exact)), exact.setdefault(part, len(exact))))
        self.text_terms.append([text.setdefault(stem, len(text)) for stem in stems])
        self.count += 1
        return self.count - 1

    def _add(self, words: Iterable[str]) -> int:
        exact, text = self.exact, self.text
        exact_numbers: list[int] = []
        text_numbers: list[int] = []
        for word in words:
            terms = self._analyzer.analyze(word)
            for term in terms.exact:
                exact_numbers.append(exact.setdefault(term, len(exact)))  # noqa: PERF401 - twice as fast for few
            for term in terms.text:
                text_numbers.append(text.setdefault(term, len(text)))  # noqa: PERF401
        self.exact_terms.append(exact_numbers)
        self.text_terms.append(text_numbers)
        self.count += 1
        return self.count - 1
