"""Give Whoosh the terms and postings of a segment: its TermsReader, FieldCursor and Matcher.

Weights are counts as integers, lengths are exact: Whoosh's BM25F computes from them what it computes. Lengths of
`exact` are those of `text`. Every read is checked as ours are: damage raises IndexDamaged.
"""

from __future__ import annotations

import copy
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import LeafMatcher, NullMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from searchcsto.engines.whoosh.bridge.documents import LENGTH_FIELDS
from searchcsto.engines.whoosh.bridge.vocabulary import INDEXED, Vocabulary, read_vocabulary
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.segment import Segment
from searchcsto.engines.whoosh.sets import Ints

_WINDOW = 256  # terms that are read at once
_COUNT = struct.Struct("!I")  # whoosh.formats.Frequency

Term = tuple[str, bytes]
Posted = tuple[Ints, Array]  # documents, and counts in them


class ColumnTermsReader(base.TermsReader):  # type: ignore[misc]  # Whoosh has no types
    """The terms of all fields of a segment."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._vocabularies: dict[str, Vocabulary] = {}
        self._last: tuple[Term, Posted] | None = None

    def vocabulary(self, fieldname: str) -> Vocabulary:
        """Return the terms of one of the indexed fields."""
        vocabulary = self._vocabularies.get(fieldname)
        if vocabulary is None:
            vocabulary = self._vocabularies.setdefault(fieldname, read_vocabulary(self.segment, fieldname))
        return vocabulary

    def __contains__(self, term: Term) -> bool:
        return self._find(*term) is not None

    def indexed_field_names(self) -> list[str]:
        """Return the names of the fields that have terms."""
        return list(INDEXED)

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        """Return a cursor over the terms of a field."""
        return ColumnCursor(self, fieldname, fieldobj) if fieldname in INDEXED else base.EmptyCursor()

    def terms(self) -> Iterator[Term]:
        """Yield all terms."""
        return self.terms_from(INDEXED[0], b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Yield all terms from one on, to the end of the last field."""
        for name in INDEXED:
            if name >= fieldname:
                vocabulary = self.vocabulary(name)
                start = vocabulary.find_place(prefix) if name == fieldname else 0
                for window in range(start, len(vocabulary), _WINDOW):
                    for key in vocabulary.keys(window, min(window + _WINDOW, len(vocabulary))):
                        yield name, key

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """Yield all terms with what is known of them."""
        return self.items_from(INDEXED[0], b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """Yield the same from one term on."""
        for term in self.terms_from(fieldname, prefix):
            yield term, self.term_info(*term)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return what is known of a term, in an object of its own: Whoosh changes it."""
        documents, counts = self.read(fieldname, text)
        shortest = longest = 0
        if fieldname in LENGTH_FIELDS:
            lengths = self.segment.columns.lengths(LENGTH_FIELDS[fieldname])[documents]
            shortest, longest = int(lengths.min()), int(lengths.max())
        return TermInfo(
            weight=float(counts.sum()),
            df=len(documents),
            minlength=shortest,
            maxlength=longest,
            maxweight=float(counts.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term occurs."""
        return float(self.read(fieldname, text)[1].sum()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return in how many documents a term is, deleted ones included."""
        number = self._find(fieldname, text)
        return 0 if number is None else self.vocabulary(fieldname).count(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ColumnMatcher:
        """Return a matcher over the documents of a term. Raises Whoosh's TermNotFound."""
        postings = self.read(fieldname, text)
        return ColumnMatcher(self, (fieldname, text), postings, format_=format_, scorer=scorer)

    def read(self, fieldname: str, text: bytes) -> Posted:
        """Return the documents and counts of a term. Raises Whoosh's TermNotFound."""
        last = self._last
        if last is not None and last[0] == (fieldname, text):
            return last[1]  # a scorer asks for its term just before the matcher does
        number = self._find(fieldname, text)
        if number is None:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        postings = self.vocabulary(fieldname).postings(number)
        self._last = (fieldname, text), postings
        return postings

    def read_positions(self, fieldname: str, text: bytes) -> Array:
        """Return the positions of a term that there is, by document."""
        number = self._find(fieldname, text)
        assert number is not None
        return self.vocabulary(fieldname).positions(number)

    def _find(self, fieldname: str, text: bytes) -> int | None:
        return self.vocabulary(fieldname).find(text) if fieldname in INDEXED else None


class ColumnCursor(base.FieldCursor):  # type: ignore[misc]  # Whoosh has no types
    """A place among the terms of a field."""

    def __init__(self, reader: ColumnTermsReader, fieldname: str, fieldobj: Any) -> None:
        self._reader = reader
        self._name = fieldname
        self._field = fieldobj
        self._vocabulary = reader.vocabulary(fieldname)
        self._number = 0
        self._start = 0
        self._window: list[bytes] = []

    def first(self) -> Any:
        """Go to the first term."""
        self._number = 0
        return self.text()

    def find(self, term: Any) -> Any:
        """Go to a term, or to the first one after it."""
        key = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._number = self._vocabulary.find_place(key)
        return self.text()

    def next(self) -> Any:
        """Go to the next term."""
        self._number += 1
        return self.text()

    def is_valid(self) -> bool:
        """Say whether there is a term here."""
        return self._number < len(self._vocabulary)

    def text(self) -> Any:
        """Return the term here as the field shows it, None after the last."""
        return self._field.from_bytes(self._key()) if self.is_valid() else None

    term = text

    def term_info(self) -> TermInfo | None:
        """Return what is known of the term here."""
        return self._reader.term_info(self._name, self._key()) if self.is_valid() else None

    def _key(self) -> bytes:
        if not self._start <= self._number < self._start + len(self._window):
            self._start = self._number
            stop = min(self._number + _WINDOW, len(self._vocabulary))
            self._window = list(self._vocabulary.keys(self._start, stop))
        return self._window[self._number - self._start]


class ColumnMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh has no types
    """The documents of a term, one after another. For Whoosh, all are one block."""

    def __init__(self, reader: ColumnTermsReader, term: Term, postings: Posted, *, format_: Any, scorer: Any) -> None:
        self._reader = reader
        self._term = term
        self._postings = postings
        self.format = format_
        self.scorer = scorer
        self._ids: list[int] = postings[0].tolist()  # Whoosh wants Python's integers
        self._place = 0
        self._positions: Array | None = None
        self._ends: Ints | None = None
        self._bounds: TermInfo | None = None

    def copy(self) -> ColumnMatcher:
        """Return another matcher at the same place."""
        return copy.copy(self)

    def is_active(self) -> bool:
        """Say whether there is a document here."""
        return self._place < len(self._ids)

    def reset(self) -> None:
        """Go back to the first document."""
        self._place = 0

    def id(self) -> int:
        """Return the number of the document here."""
        return self._ids[self._place]

    def all_ids(self) -> Iterator[int]:
        """Yield this document and all after it."""
        return iter(self._ids[self._place :])

    def next(self) -> bool:
        """Go to the next document."""
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        return not self.is_active()

    def skip_to(self, target: int) -> None:
        """Go to a document, or to the first one after it."""
        if not self.is_active():
            raise ReadTooFar
        if target > self._ids[self._place]:
            self._place += int(np.searchsorted(self._postings[0][self._place :], target))

    def replace(self, minquality: float = 0) -> Any:
        """Return nothing better than this, while there are documents."""
        return self if self.is_active() else NullMatcher()

    def weight(self) -> float:
        """Return the count of the term in the document here."""
        return float(self._postings[1][self._place])

    def value(self) -> bytes:
        """Return what Whoosh would have stored with this document."""
        if self.supports("positions"):
            return bytes(self.format.encode(self.value_as("positions")))
        return _COUNT.pack(int(self.weight())) if self.supports("frequency") and self._is_counted() else b""

    def value_as(self, astype: str) -> Any:
        """Return the count ("frequency", "weight") or the positions of the term in the document here."""
        if astype == "positions" and self.supports(astype):
            return self._read_positions()
        if astype == "frequency":
            return int(self.weight())
        if astype == "weight":
            return self.weight()
        return super().value_as(astype)

    def _is_counted(self) -> bool:
        return self._term[0] in LENGTH_FIELDS

    def _read_positions(self) -> list[int]:
        if self._positions is None or self._ends is None:
            self._positions = self._reader.read_positions(*self._term)
            self._ends = np.concatenate(([0], np.cumsum(self._postings[1], dtype=np.int64)))
        start, stop = self._ends[self._place : self._place + 2].tolist()
        return [int(position) for position in self._positions[start:stop]]

    def block_min_length(self) -> int:
        """Return the shortest length of a document with the term."""
        return int(self._read_bounds().min_length())

    def block_max_length(self) -> int:
        """Return the longest length of a document with the term."""
        return int(self._read_bounds().max_length())

    def block_max_weight(self) -> float:
        """Return the highest count of the term."""
        return float(self._read_bounds().max_weight())

    def block_max_id(self) -> int:
        """Return the last document."""
        return self._ids[-1]

    def skip_to_quality(self, minquality: float) -> int:
        """Skip everything if nothing is good enough, and return how many blocks that is."""
        if self.block_quality() > minquality:
            return 0
        self._place = len(self._ids)
        return 1

    def _read_bounds(self) -> TermInfo:
        if self._bounds is None:
            self._bounds = self._reader.term_info(*self._term)
        return self._bounds
