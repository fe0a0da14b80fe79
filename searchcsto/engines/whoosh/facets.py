"""Give the documents found, count them by source, year, month, week, day, language and place.

Matches are counted by class first (see `codec.columns`), in one pass; the counts of most facets follow from those of
the classes. `place` has numbers of its own, and so have days, from which weeks follow. A document counts once for each
of its sources; one known only to the year counts for no month, and one known only to the month for no week and no day.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np

from searchcsto.engines.whoosh.codec.dictionary import smallest_type
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.kernels import KERNELS
from searchcsto.engines.whoosh.leaves import Part
from searchcsto.engines.whoosh.scratch import SCRATCH
from searchcsto.engines.whoosh.sets import DocumentSet, Flags, Ints, find_set
from searchcsto.engines.whoosh.times import Days
from searchcsto.options import TIME_FACETS
from searchcsto.periods import label_period
from searchcsto.results import FacetValue

Values = tuple[FacetValue, ...]
_Labelled = tuple[Ints, Ints, list[str]]  # numbers of classes (places, days), the number of a value for each, values
# What documents are counted by first, for each facet; a day or a place is one among those of a segment, as a class is.
_GROUPS = {"place": "place", "day": "day", "week": "day"}
_CLASS = "class"
_COMPILED_SHARE = 16  # as many classes can be summed up by compiled code while a document is looked up by NumPy


class Counted(NamedTuple):
    """The facets of the documents found."""

    values: dict[str, Values]
    without: dict[str, int]  # of each facet, how many of the documents have no value
    undated: int


class _Codes:
    """The values of one facet over all segments, numbered in the order of their labels.

    `rows` lists the classes (places, days) that have each value, one value after another, and `starts` where those of
    each begin; the first class of a segment follows the last of the one before. `single` has one number for each class,
    `len(labels)` for none; it is None if a class has several values.
    """

    def __init__(self, read: list[_Labelled], starts: Ints) -> None:
        self.labels = sorted({label for _, _, labels in read for label in labels})
        places = {label: place for place, label in enumerate(self.labels)}
        rows, codes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for start, (own, numbers, labels) in zip(starts[:-1], read, strict=True):
            rows.append(own + start)
            codes.append(np.array([places[label] for label in labels], np.int64)[numbers])
        all_rows, all_codes = np.concatenate(rows), np.concatenate(codes)
        narrow = all_codes.astype(smallest_type(len(self.labels)))  # small numbers are sorted ten times as fast
        order = narrow.argsort(kind="stable")
        self.rows = all_rows[order]
        self.starts = all_codes[order].searchsorted(np.arange(len(self.labels)))
        self.size = int(starts[-1])
        self.single: Ints | None = None
        if np.all(np.diff(all_rows) > 0):
            self.single = np.full(self.size, len(self.labels), np.int64)
            self.single[all_rows] = all_codes


def _read_values(part: Part, name: str) -> _Labelled:
    columns = part.segment.columns
    if name == "place":
        values = list(columns.values(name))
        return np.arange(1, len(values) + 1), np.arange(len(values)), values
    if name == "source":
        ends = columns.class_array("source_ends").astype(np.int64)
        rows = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        return rows, columns.class_array("sources").astype(np.int64), list(columns.values(name))
    numbers = columns.class_array(name)
    if name == "language":
        rows = np.flatnonzero(numbers > 0)
        return rows, numbers[rows].astype(np.int64) - 1, list(columns.values(name))
    rows = np.flatnonzero(numbers >= 0)
    times, inverse = np.unique(numbers[rows], return_inverse=True)
    return rows, inverse, [label_period(time, "month" if name == "month" else "year") for time in times.tolist()]


class _Classes:
    """The classes (places, days) of the documents of all segments, numbered through."""

    def __init__(self, parts: list[Part], columns: list[Array], sizes: list[int]) -> None:
        self._parts = parts
        self.starts = np.cumsum([0, *sizes])
        self._columns = columns  # narrow as they are stored: what is read at random should fit a processor's cache
        self._totals: list[Ints | None] = [None] * len(parts)  # of each class, how many live documents it has

    def count(self, found: Sequence[DocumentSet]) -> tuple[Ints, bool]:
        """Return the class of each document found, or, with True, how many were found of each class."""
        counts = [each.count() for each in found]
        size = int(self.starts[-1])
        if sum(counts) * (1 if KERNELS is None else _COMPILED_SHARE) < size:
            chosen = [self._take(part, each.to_unsorted()) for part, each in enumerate(found)]
            return chosen[0] if len(chosen) == 1 else np.concatenate(chosen), False
        totals = [self._count_part(part, found[part], count) for part, count in enumerate(counts)]
        return totals[0] if len(totals) == 1 else np.concatenate(totals), True

    def _count_part(self, number: int, found: DocumentSet, count: int) -> Ints:
        flags, part = found.flags, self._parts[number]
        if flags is None or 2 * count < len(flags):
            return self._count_found(number, found)
        # Most are found: it is faster to count the others.
        totals = self._totals[number]
        if totals is None:
            everything = np.arange(part.documents) if part.live is None else np.flatnonzero(part.live)
            totals = self._totals[number] = self._bincount(number, everything)
        missing = np.logical_not(flags, out=SCRATCH.lend_flags(len(flags)))
        if part.live is not None:
            np.logical_and(missing, part.live, out=missing)
        return totals - self._count_found(number, DocumentSet(flags=missing))

    def _count_found(self, number: int, found: DocumentSet) -> Ints:
        if KERNELS is None:
            return self._bincount(number, found.to_unsorted())
        start, stop = self.starts[number : number + 2].tolist()
        column, flags = self._columns[number], found.flags
        if flags is None:
            totals: Ints = KERNELS.count_numbers(column, found.numbers, stop - start)
        else:
            totals = KERNELS.count_classes(column, flags, found.count(), stop - start)
        return totals

    def _bincount(self, number: int, documents: Ints) -> Ints:
        start, stop = self.starts[number : number + 2].tolist()
        classes = SCRATCH.borrow("classes", len(documents), np.int64)
        classes[:] = self._columns[number].take(documents, mode="clip")  # numbers are never out of range
        return np.bincount(classes, minlength=stop - start)

    def _take(self, number: int, documents: Ints) -> Ints:
        classes = self._columns[number].take(documents, mode="clip").astype(np.int64)
        classes += self.starts[number]
        return classes


class FacetCounter:
    """Count matches in the segments of one Searcher; safe to share between threads."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self._codes: dict[str, _Codes] = {}
        self._classes: dict[str, _Classes] = {}
        self._lock = threading.Lock()
        self._days: list[Days] = []  # of each segment, once days or weeks were asked for
        self._lacking: dict[str, Flags] = {}  # of each class, whether it has no year, or no source

    def count(self, found: Sequence[DocumentSet], names: Sequence[str], *, total: int) -> Counted:
        """Return the facets of the documents found in each segment, `total` in all."""
        if not self._parts:
            return Counted(dict.fromkeys(names, ()), dict.fromkeys(names, 0), 0)
        counted = self._load_classes(_CLASS).count(found)
        values: dict[str, Values] = {}
        without: dict[str, int] = {}
        for name in names:
            group = _GROUPS.get(name, _CLASS)
            classes = counted if group == _CLASS else self._load_classes(group).count(found)
            values[name], known = self._count_facet(name, *classes)
            # A document may have several sources: their counts do not tell how many documents have none.
            without[name] = self._count_lacking("source", *counted) if name == "source" else total - known
        return Counted(values, without, self._count_lacking("year", *counted))

    def _count_lacking(self, name: str, classes: Ints, are_counts: bool) -> int:
        """Return how many documents have no "year" or no "source"."""
        lacking = self._lacking.get(name)
        if lacking is None:
            lacking = self._lacking[name] = np.concatenate([_find_lacking(part, name) for part in self._parts])
        return int(classes[lacking].sum() if are_counts else np.count_nonzero(lacking[classes]))

    def _count_facet(self, name: str, classes: Ints, are_counts: bool) -> tuple[Values, int]:
        """Return the values of a facet, and the sum of their counts."""
        codes = self._load_codes(name)
        size, by_time = len(codes.labels), name in TIME_FACETS
        if not are_counts and codes.single is not None:
            totals = np.bincount(codes.single[classes], minlength=size + 1)[:size]
        else:
            counts = classes if are_counts else np.bincount(classes, minlength=codes.size)
            if KERNELS is not None:
                places, sums, known = KERNELS.sum_groups(counts, codes.rows, codes.starts, not by_time)
                return _name_values(codes, places, sums), known
            totals = np.add.reduceat(counts[codes.rows], codes.starts) if size else counts[:0]
        return _list_values(codes, totals, by_time=by_time), int(totals.sum())

    def _load_classes(self, group: str) -> _Classes:
        classes = self._classes.get(group)
        if classes is None:
            with self._lock:
                columns = [part.segment.columns for part in self._parts]
                if group == "place":
                    arrays, sizes = [each.place for each in columns], [len(each.values(group)) + 1 for each in columns]
                elif group == "day":
                    self._days = [Days(each) for each in columns]
                    arrays, sizes = [each.numbers for each in self._days], [len(each.days) + 1 for each in self._days]
                else:
                    arrays = [each.classes for each in columns]
                    sizes = [len(each.class_array("year")) for each in columns]
                classes = self._classes.setdefault(group, _Classes(self._parts, arrays, sizes))
        return classes

    def _load_codes(self, name: str) -> _Codes:
        codes = self._codes.get(name)
        if codes is None:
            starts = self._load_classes(_GROUPS.get(name, _CLASS)).starts
            with self._lock:
                if _GROUPS.get(name) == "day":
                    read = [(np.arange(1, len(each.days) + 1), *each.label(name)) for each in self._days]
                else:
                    read = [_read_values(part, name) for part in self._parts]
                codes = self._codes.setdefault(name, _Codes(read, starts))
        return codes


def _find_lacking(part: Part, name: str) -> Flags:
    columns = part.segment.columns
    if name == "source":
        return np.asarray(np.diff(columns.class_array("source_ends").astype(np.int64)) == 0)
    return np.asarray(columns.class_array(name) < 0)


def _list_values(codes: _Codes, totals: Ints, *, by_time: bool) -> Values:
    """Return the values that occur: in the order of time, or the most frequent first and then in that of letters."""
    found = find_set(totals)
    counts = totals[found]
    if not by_time:
        order = (-counts).argsort(kind="stable")
        found, counts = found[order], counts[order]
    return _name_values(codes, found.tolist(), counts.tolist())


def _name_values(codes: _Codes, places: list[int], counts: list[int]) -> Values:
    labels = map(codes.labels.__getitem__, places)
    # As `map(FacetValue._make, ...)` does, at half the time: there may be hundreds of values.
    return tuple(map(tuple.__new__, repeat(FacetValue), zip(labels, counts, strict=True)))


def sum_values(values: Values) -> Mapping[str, int]:
    """Return facet values as a mapping."""
    return {value.value: value.count for value in values}
