"""Give a source, language, place, path or range of days, get the filter that finds its documents.

Values are compared by their folded keys: case, accents and punctuation do not count, so that "source:tass" finds
"TASS" and "source:al-jazeera" finds "Al Jazeera".
"""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt

from searchcsto.analysis.values import value_key
from searchcsto.engines.shared.bases import BASIS_FIELDS, UNKNOWN, read_basis
from searchcsto.engines.whoosh.codec.columns import EPOCH, UNDATED
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.codec.kernels import KERNELS
from searchcsto.engines.whoosh.globs import match_paths
from searchcsto.engines.whoosh.leaves import Part
from searchcsto.engines.whoosh.plan import Filter
from searchcsto.engines.whoosh.scratch import SCRATCH
from searchcsto.engines.whoosh.sets import Flags, Ints

_MAX_VALUES = 256  # that flags are kept of
_MAX_PATHS = 16  # globs that flags are kept of: one for each document


def _read_column(part: Part, field: str) -> Array:
    columns = part.segment.columns
    if field in BASIS_FIELDS:
        return columns.basis(BASIS_FIELDS[field][0])
    return columns.place if field == "place" else columns.classes


class Filters:
    """Make filters for the segments of one Searcher."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts
        self._flags: dict[tuple[str, str], list[Flags]] = {}
        self._paths: dict[str, list[Flags]] = {}
        self._last_days: dict[int, npt.NDArray[np.int32]] = {}  # of each document of a segment; UNDATED without a date

    def value(self, field: str, value: str) -> Filter:
        """Return the documents that have a source, language or place; for "unknown", those that have none."""
        key = value_key(value)
        flags = self._flags.get((field, key))
        if flags is None:
            flags = [self._flag_values(part, field, key) for part in self._parts]
            if len(self._flags) < _MAX_VALUES:
                self._flags[field, key] = flags

        def test(part: int, numbers: Ints | None) -> Flags:
            column = _read_column(self._parts[part], field)
            if numbers is None and KERNELS is not None:
                found: Flags = SCRATCH.lend_flags(len(column))
                KERNELS.look_up(column, flags[part], found)
                return found
            if numbers is None:
                # Places are cast to int64 anyway, into memory that is new.
                places = SCRATCH.borrow("classes", len(column), np.int64)
                places[:] = column
                return flags[part].take(places, out=SCRATCH.lend_flags(len(column)), mode="clip")
            return np.asarray(flags[part].take(column.take(numbers, mode="clip"), mode="clip"))

        return Filter(test)

    def _flag_values(self, part: Part, field: str, key: str) -> Flags:
        """Return for each class (or place) whether its documents are wanted."""
        columns = part.segment.columns
        if field in BASIS_FIELDS:
            return np.array([value_key(read_basis(basis, field)) == key for basis in columns.bases()], bool)
        wanted = [value_key(value) == key for value in columns.values(field)]
        if field != "source":
            by_number = np.array([key == UNKNOWN, *wanted], bool)
            if key == UNKNOWN:
                by_number[1:] = False
            return by_number if field == "place" else np.asarray(by_number[columns.class_array("language")])
        ends = columns.class_array("source_ends").astype(np.int64)
        if key == UNKNOWN:
            return np.asarray(np.diff(ends) == 0)
        rows = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        flags = np.zeros(len(ends) - 1, bool)
        flags[rows[np.array(wanted, bool)[columns.class_array("sources")]]] = True
        return flags

    def days(self, first: datetime.date | None, last: datetime.date | None) -> Filter:
        """Return the documents of which some possible day lies in the range."""
        low = first.toordinal() - EPOCH if first else None
        high = last.toordinal() - EPOCH if last else None

        def test(part: int, numbers: Ints | None) -> Flags:
            columns = self._parts[part].segment.columns
            if numbers is None:
                return self._flag_days(part, low, high)
            start = columns.first[numbers]
            flags = start != UNDATED
            if high is not None:
                flags &= start <= high
            if low is not None:
                flags &= start >= low - columns.days[numbers].astype(np.int32)
            return np.asarray(flags)

        return Filter(test)

    def _flag_days(self, part: int, low: int | None, high: int | None) -> Flags:
        """Return the same for all documents of a segment, in two passes over it."""
        first = self._parts[part].segment.columns.first
        last = self._last_days.get(part)
        if last is None:
            days = self._parts[part].segment.columns.days
            last = self._last_days[part] = np.where(first == UNDATED, UNDATED, first + days.astype(np.int32))
        flags = np.greater(last, UNDATED if low is None else low - 1, out=SCRATCH.lend_flags(len(first)))
        if high is not None:
            flags &= np.less_equal(first, high, out=SCRATCH.lend_flags(len(first)))
        return flags

    def paths(self, text: str) -> Filter:
        """Return the documents whose path is like a glob."""
        flags = self._paths.get(text)
        if flags is None:
            flags = [match_paths(part, text) for part in self._parts]
            if len(self._paths) >= _MAX_PATHS:
                self._paths.clear()
            self._paths[text] = flags

        def test(part: int, numbers: Ints | None) -> Flags:
            return flags[part].copy() if numbers is None else flags[part][numbers]

        return Filter(test)

    def undated(self) -> Filter:
        """Return the documents without a date."""

        def test(part: int, numbers: Ints | None) -> Flags:
            first = self._parts[part].segment.columns.first
            return np.asarray((first if numbers is None else first[numbers]) == UNDATED)

        return Filter(test)
