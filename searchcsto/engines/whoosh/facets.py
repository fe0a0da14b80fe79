"""Give the documents found, count them by source, year, month, language and place.

Matches are counted by class first (see `codec.columns`), in one pass; the counts of all facets but `place` follow from
those of the classes. A document counts once for each of its sources; one known only to the year counts for no month.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from itertools import repeat

import numpy as np

from searchcsto.engines.whoosh.codec.dictionary import smallest_type
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.leaves import Part
from searchcsto.engines.whoosh.scratch import SCRATCH
from searchcsto.engines.whoosh.sets import DocumentSet, Flags, Ints, find_set
from searchcsto.results import FacetValue

Values = tuple[FacetValue, ...]


class _Codes:
    """The values of one facet over all segments, numbered in the order of their labels.

    `rows` lists the classes (or places) that have each value, one value after another, and `starts` where those of each
    begin; the first class of a segment follows the last of the one before it. `single` has one number for each class,
    `len(labels)` for none; it is None if a class has several values.
    """

    def __init__(self, name: str, parts: list[Part], starts: Ints) -> None:
        read = [_read_values(part, name) for part in parts]
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


def _read_values(part: Part, name: str) -> tuple[Ints, Ints, list[str]]:
    """Return numbers of classes (or places), the number of a value for each, and the values."""
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
    return rows, inverse, [_label(name, time) for time in times.tolist()]


def _label(name: str, time: int) -> str:
    return f"{time // 12:04d}-{time % 12 + 1:02d}" if name == "month" else f"{time:04d}"


class _Classes:
    """The classes (or places) of the documents of all segments, numbered through."""

    def __init__(self, parts: list[Part], columns: list[Array], sizes: list[int]) -> None:
        self._parts = parts
        self.starts = np.cumsum([0, *sizes])
        self._columns = columns  # narrow as they are stored: what is read at random should fit a processor's cache
        self._totals: list[Ints | None] = [None] * len(parts)  # of each class, how many live documents it has

    def count(self, found: Sequence[DocumentSet]) -> tuple[Ints, bool]:
        """Return the class of each document found, or, with True, how many were found of each class."""
        counts = [each.count() for each in found]
        size = int(self.starts[-1])
        if sum(counts) < size:
            chosen = [self._take(part, each.to_unsorted()) for part, each in enumerate(found)]
            return chosen[0] if len(chosen) == 1 else np.concatenate(chosen), False
        totals = [self._count_part(part, found[part], count) for part, count in enumerate(counts)]
        return totals[0] if len(totals) == 1 else np.concatenate(totals), True

    def _count_part(self, number: int, found: DocumentSet, count: int) -> Ints:
        flags, part = found.flags, self._parts[number]
        if flags is None or 2 * count < len(flags):
            return self._bincount(number, found.to_unsorted())
        # Most are found: it is faster to count the others.
        totals = self._totals[number]
        if totals is None:
            everything = np.arange(part.documents) if part.live is None else np.flatnonzero(part.live)
            totals = self._totals[number] = self._bincount(number, everything)
        others = np.flatnonzero(~flags if part.live is None else part.live & ~flags)
        return totals - self._bincount(number, others)

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
        self._undated: Flags | None = None  # of each class, whether it has no date

    def count(self, found: Sequence[DocumentSet], names: Sequence[str]) -> tuple[dict[str, Values], int]:
        """Return the facets of the documents found in each segment, and how many of these have no date."""
        if not self._parts:
            return dict.fromkeys(names, ()), 0
        counted = self._load_classes("class").count(found)
        places = self._load_classes("place").count(found) if "place" in names else counted
        facets = {name: self._count_facet(name, *(places if name == "place" else counted)) for name in names}
        return facets, self._count_undated(*counted)

    def _count_undated(self, classes: Ints, are_counts: bool) -> int:
        undated = self._undated
        if undated is None:
            years = [part.segment.columns.class_array("year") for part in self._parts]
            undated = self._undated = np.concatenate(years) < 0
        return int(classes[undated].sum() if are_counts else np.count_nonzero(undated[classes]))

    def _count_facet(self, name: str, classes: Ints, are_counts: bool) -> Values:
        codes = self._load_codes(name)
        size = len(codes.labels)
        if not are_counts and codes.single is not None:
            totals = np.bincount(codes.single[classes], minlength=size + 1)[:size]
        else:
            counts = classes if are_counts else np.bincount(classes, minlength=codes.size)
            totals = np.add.reduceat(counts[codes.rows], codes.starts) if size else counts[:0]
        return _list_values(codes, totals, by_time=name in ("year", "month"))

    def _load_classes(self, name: str) -> _Classes:
        classes = self._classes.get(name)
        if classes is None:
            with self._lock:
                columns = [part.segment.columns for part in self._parts]
                if name == "place":
                    arrays, sizes = [each.place for each in columns], [len(each.values(name)) + 1 for each in columns]
                else:
                    arrays = [each.classes for each in columns]
                    sizes = [len(each.class_array("year")) for each in columns]
                classes = self._classes.setdefault(name, _Classes(self._parts, arrays, sizes))
        return classes

    def _load_codes(self, name: str) -> _Codes:
        codes = self._codes.get(name)
        if codes is None:
            starts = self._load_classes("place" if name == "place" else "class").starts
            with self._lock:
                codes = self._codes.setdefault(name, _Codes(name, self._parts, starts))
        return codes


def _list_values(codes: _Codes, totals: Ints, *, by_time: bool) -> Values:
    """Return the values that occur: in the order of time, or the most frequent first and then in that of letters."""
    found = find_set(totals)
    counts = totals[found]
    if not by_time:
        order = (-counts).argsort(kind="stable")
        found, counts = found[order], counts[order]
    labels = map(codes.labels.__getitem__, found.tolist())
    # As `map(FacetValue._make, ...)` does, at half the time: there may be hundreds of values.
    return tuple(map(tuple.__new__, repeat(FacetValue), zip(labels, counts.tolist(), strict=True)))


def sum_values(values: Values) -> Mapping[str, int]:
    """Return facet values as a mapping."""
    return {value.value: value.count for value in values}
