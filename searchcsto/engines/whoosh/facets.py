"""Give the documents found, count them by source, year, month, language and place.

Matches are counted by class first (see `codec.columns`), in one pass; the counts of all facets but `place` follow from
those of the classes. A document counts once for each of its sources; one known only to the year counts for no month.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import numpy as np

from searchcsto.engines.whoosh.leaves import Part
from searchcsto.engines.whoosh.sets import DocumentSet, Ints
from searchcsto.results import FacetValue

Values = tuple[FacetValue, ...]


class _Codes:
    """The values of one facet over all segments, numbered in the order of their labels.

    For each segment, `rows` says which of its classes (or places) have values, and `codes` gives the values' numbers.
    """

    def __init__(self, name: str, parts: list[Part]) -> None:
        values: list[list[str]] = []
        self.rows: list[Ints] = []
        local: list[Ints] = []
        for part in parts:
            rows, numbers, labels = _read_values(part, name)
            self.rows.append(rows)
            local.append(numbers)
            values.append(labels)
        self.labels = sorted({label for labels in values for label in labels})
        places = {label: place for place, label in enumerate(self.labels)}
        self.codes = [
            np.array([places[label] for label in labels], np.int64)[numbers]
            for labels, numbers in zip(values, local, strict=True)
        ]


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


class FacetCounter:
    """Count matches in the segments of one Searcher; safe to share between threads."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self._codes: dict[str, _Codes] = {}
        self._classes: list[tuple[Ints, Ints] | None] = [None] * len(parts)
        self._lock = threading.Lock()
        self._undated: list[Ints] | None = None  # of each segment, the classes without a date

    def count(self, found: Sequence[DocumentSet], names: Sequence[str]) -> tuple[dict[str, Values], int]:
        """Return the facets of the documents found in each segment, and how many of these have no date."""
        classes = [self._count_classes(number, each) for number, each in enumerate(found)]
        places = [
            self._count_places(part, each) for part, each in zip(self._parts, found, strict=True) if "place" in names
        ]
        facets = {name: self._count_facet(name, places if name == "place" else classes) for name in names}
        if self._undated is None:
            self._undated = [np.flatnonzero(part.segment.columns.class_array("year") < 0) for part in self._parts]
        undated = sum(int(each[rows].sum()) for each, rows in zip(classes, self._undated, strict=True))
        return facets, undated

    def _count_classes(self, number: int, found: DocumentSet) -> Ints:
        """Return how many of the documents found in a segment are of each class."""
        classes, totals = self._load_classes(number)
        flags = found.flags
        if flags is None or 2 * found.count() < len(flags):
            return np.bincount(classes[found.to_numbers()], minlength=len(totals))
        # Most are found: it is faster to count the others.
        live = self._parts[number].live
        others = np.flatnonzero(~flags if live is None else live & ~flags)
        return np.asarray(totals - np.bincount(classes[others], minlength=len(totals)))

    def _load_classes(self, number: int) -> tuple[Ints, Ints]:
        """Return the class of each document of a segment, and how many live documents each class has."""
        loaded = self._classes[number]
        if loaded is None:
            part = self._parts[number]
            classes = part.segment.columns.classes.astype(np.int64)
            size = len(part.segment.columns.class_array("year"))
            totals = np.bincount(classes if part.live is None else classes[part.live], minlength=size)
            loaded = self._classes[number] = classes, totals
        return loaded

    def _count_places(self, part: Part, found: DocumentSet) -> Ints:
        columns = part.segment.columns
        return np.bincount(columns.place[found.to_numbers()], minlength=len(columns.values("place")) + 1)

    def _count_facet(self, name: str, counts: list[Ints]) -> Values:
        codes = self._load(name)
        totals = np.zeros(len(codes.labels))
        for number, each in enumerate(counts):
            weights = each[codes.rows[number]]
            totals += np.bincount(codes.codes[number], weights, minlength=len(totals))
        return _list_values(codes, totals.astype(np.int64), by_time=name in ("year", "month"))

    def _load(self, name: str) -> _Codes:
        codes = self._codes.get(name)
        if codes is None:
            with self._lock:
                codes = self._codes.setdefault(name, _Codes(name, self._parts))
        return codes


def _list_values(codes: _Codes, totals: Ints, *, by_time: bool) -> Values:
    """Return the values that occur: in the order of time, or the most frequent first and then in that of letters."""
    found = totals.nonzero()[0]
    counts = totals[found]
    if not by_time:
        order = (-counts).argsort(kind="stable")
        found, counts = found[order], counts[order]
    labels = codes.labels
    return tuple([FacetValue(labels[code], count) for code, count in zip(found.tolist(), counts.tolist(), strict=True)])


def sum_values(values: Values) -> Mapping[str, int]:
    """Return facet values as a mapping."""
    return {value.value: value.count for value in values}
