"""Give a segment, get the terms of each of its fields as Whoosh sees them: sorted keys and their documents.

`text`, `title` and `exact` are in the segment as they are. The terms of the other fields stand nowhere: they follow
from the columns, and are made when a field is first asked for.

| field                   | terms                                             | documents of a term          |
| ----------------------- | ------------------------------------------------- | ---------------------------- |
| id                      | all ids                                           | the one with this id         |
| source, language, place | the values' keys, as `analysis.values` has them | with a value of this key     |
| year, month             | "2022", "2022-01"                                 | dated so (a year: any month) |
| date                    | midnights, as Whoosh's DATETIME encodes them      | which may be of this day     |

A document known only to the month is one of each day of the month: ranges of dates then find what searchcsto finds.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from searchcsto.analysis.values import value_key
from searchcsto.engines.whoosh.codec.columns import EPOCH, UNDATED
from searchcsto.engines.whoosh.codec.dictionary import encode_key
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.segment import FIELDS, Segment
from searchcsto.engines.whoosh.sets import Flags, Ints

DAY = 86_400_000_000  # microseconds
_SORTABLE = struct.Struct(">BQ")  # shift 0, then the number plus 2 ** 63: whoosh.fields.NUMERIC of 64 bits


class Vocabulary(Protocol):
    """The terms of one field, numbered in their order, and their postings."""

    def __len__(self) -> int:
        """Return how many terms there are."""

    def keys(self, start: int, stop: int) -> Sequence[bytes]:
        """Return the terms from start to stop."""

    def find(self, key: bytes) -> int | None:
        """Return the number of a term, or None."""

    def find_place(self, key: bytes) -> int:
        """Return how many terms are smaller than this one."""

    def count(self, number: int) -> int:
        """Return in how many documents a term is, deleted ones included."""

    def postings(self, number: int) -> tuple[Ints, Array]:
        """Return the documents of a term and its counts in them."""

    def positions(self, number: int) -> Array:
        """Return the positions of all occurrences of a term, by document."""


class TextVocabulary:
    """The terms of a field of the segment."""

    def __init__(self, segment: Segment, name: str) -> None:
        field = segment.fields[name]
        self.keys = field.terms.keys
        self.find = field.terms.find
        self.find_place = field.terms.find_place
        self.count = field.postings.frequency
        self.postings = field.postings.read_counts
        self.positions = field.postings.read_positions
        self._size = len(field.terms)

    def __len__(self) -> int:
        return self._size


class IdVocabulary:
    """The ids."""

    def __init__(self, segment: Segment) -> None:
        self.keys = segment.ids.keys
        self.find = segment.ids.find
        self.find_place = segment.ids.find_place
        self._numbers = segment.id_numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def count(self, number: int) -> int:
        """Return 1."""
        return 1

    def postings(self, number: int) -> tuple[Ints, Array]:
        """Return the document with an id."""
        return self._numbers[number : number + 1].astype(np.int64), np.ones(1, np.int64)

    def positions(self, number: int) -> Array:
        """Return nothing: there are no positions."""
        return np.empty(0, np.int64)


class _Listed:
    """Terms that fit into a list."""

    def __init__(self, keys: list[bytes]) -> None:
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    def keys(self, start: int, stop: int) -> Sequence[bytes]:
        """Return the terms from start to stop."""
        return self._keys[start:stop]

    def find(self, key: bytes) -> int | None:
        """Return the number of a term, or None."""
        place = self.find_place(key)
        return place if place < len(self._keys) and self._keys[place] == key else None

    def find_place(self, key: bytes) -> int:
        """Return how many terms are smaller than this one."""
        return bisect_left(self._keys, key)

    def count(self, number: int) -> int:
        """Return in how many documents a term is."""
        return len(self._documents(number))

    def postings(self, number: int) -> tuple[Ints, Array]:
        """Return the documents of a term, each once."""
        documents = self._documents(number)
        return documents, np.ones(len(documents), np.int64)

    def positions(self, number: int) -> Array:
        """Return nothing: there are no positions."""
        return np.empty(0, np.int64)

    def _documents(self, number: int) -> Ints:
        raise NotImplementedError


class ValueVocabulary(_Listed):
    """The values of a column of classes or of places: `rows` have `values`, and documents are of one row each."""

    def __init__(self, names: Sequence[str], rows: Ints, values: Ints, *, of_document: Array, size: int) -> None:
        used: Flags = np.zeros(size, bool)  # a merge may leave classes without documents
        used[of_document] = True
        rows, values = rows[used[rows]], values[used[rows]]
        encoded = [encode_key(name) for name in names]
        super().__init__(sorted({encoded[value] for value in values.tolist()}))
        numbers = {key: number for number, key in enumerate(self._keys)}
        self._rows = rows
        self._terms = np.array([numbers[encoded[value]] for value in values.tolist()], np.int64)
        self._of_document = of_document
        self._size = size

    def _documents(self, number: int) -> Ints:
        wanted: Flags = np.zeros(self._size, bool)
        wanted[self._rows[self._terms == number]] = True
        return np.flatnonzero(wanted[self._of_document])


class DayVocabulary(_Listed):
    """The days from which documents may be."""

    def __init__(self, segment: Segment) -> None:
        first, after = segment.columns.first.astype(np.int64), segment.columns.days.astype(np.int64)
        dated = first != UNDATED
        # Documents of one day lie sorted by it; those of a month or year are few, and looked through.
        plain = np.flatnonzero(dated & (after == 0))
        self._plain = plain[np.argsort(first[plain], kind="stable")]
        self._plain_days = first[self._plain]
        self._wide = np.flatnonzero(dated & (after > 0))
        self._wide_first, self._wide_last = first[self._wide], first[self._wide] + after[self._wide]
        ranges = np.unique(np.stack([self._wide_first, self._wide_last]), axis=1).T.tolist()
        spans = [np.arange(low, high + 1) for low, high in ranges]
        self._days = np.unique(np.concatenate([self._plain_days, *spans]))
        super().__init__([encode_day(day) for day in self._days.tolist()])

    def _documents(self, number: int) -> Ints:
        return self.find_between(int(self._days[number]), int(self._days[number]))

    def find_between(self, low: int, high: int) -> Ints:
        """Return the documents that may be from one of the days low to high."""
        start, stop = np.searchsorted(self._plain_days, [low, high + 1]).tolist()
        wide = self._wide[(self._wide_first <= high) & (self._wide_last >= low)]
        return np.sort(np.concatenate([self._plain[start:stop], wide]))


def count_microseconds(day: int) -> int:
    """Return the midnight at which a day begins, as Whoosh counts: microseconds since the year 1.

    >>> count_microseconds(1 - EPOCH), count_microseconds(2 - EPOCH)
    (0, 86400000000)
    """
    return (day + EPOCH - 1) * DAY


def encode_day(day: int) -> bytes:
    """Return the term of a day, given as days from 1970-01-01."""
    return _SORTABLE.pack(0, count_microseconds(day) + (1 << 63))


def _read_sources(segment: Segment) -> ValueVocabulary:
    columns = segment.columns
    ends = columns.class_array("source_ends").astype(np.int64)
    rows = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    names = [value_key(value) for value in columns.values("source")]
    values = columns.class_array("sources").astype(np.int64)
    return ValueVocabulary(names, rows, values, of_document=columns.classes, size=len(ends) - 1)


def _read_languages(segment: Segment) -> ValueVocabulary:
    columns = segment.columns
    numbers = columns.class_array("language").astype(np.int64)
    rows = np.flatnonzero(numbers)
    names = [value_key(value) for value in columns.values("language")]
    return ValueVocabulary(names, rows, numbers[rows] - 1, of_document=columns.classes, size=len(numbers))


def _read_places(segment: Segment) -> ValueVocabulary:
    names = [value_key(value) for value in segment.columns.values("place")]
    rows = np.arange(1, len(names) + 1)
    return ValueVocabulary(names, rows, rows - 1, of_document=segment.columns.place, size=len(names) + 1)


def _read_times(segment: Segment, name: str) -> ValueVocabulary:
    numbers = segment.columns.class_array(name).astype(np.int64)
    rows = np.flatnonzero(numbers >= 0)
    distinct, values = np.unique(numbers[rows], return_inverse=True)
    names = [label_time(name, number) for number in distinct.tolist()]
    return ValueVocabulary(names, rows, values, of_document=segment.columns.classes, size=len(numbers))


def label_time(name: str, number: int) -> str:
    """Return how a number of the column "year" or "month" of the classes is written.

    >>> label_time("year", 2022), label_time("month", 2022 * 12)
    ('2022', '2022-01')
    """
    return f"{number:04d}" if name == "year" else f"{number // 12:04d}-{number % 12 + 1:02d}"


_READERS: dict[str, Callable[[Segment], Vocabulary]] = {
    **{name: lambda segment, name=name: TextVocabulary(segment, name) for name in FIELDS},  # type: ignore[misc]
    "id": IdVocabulary,
    "source": _read_sources,
    "language": _read_languages,
    "place": _read_places,
    "year": lambda segment: _read_times(segment, "year"),
    "month": lambda segment: _read_times(segment, "month"),
    "date": DayVocabulary,
}
INDEXED = tuple(sorted(_READERS))


def read_vocabulary(segment: Segment, name: str) -> Vocabulary:
    """Return the terms of one of the INDEXED fields."""
    return _READERS[name](segment)
