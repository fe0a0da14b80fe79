"""Give a segment's column of dates, get its days numbered, so that documents are counted by day or by ISO week.

A document known only to the month or to the year has no day, and no week.
"""

from __future__ import annotations

import numpy as np

from searchcsto.engines.whoosh.codec.columns import EPOCH, UNDATED, Columns
from searchcsto.engines.whoosh.codec.dictionary import smallest_type
from searchcsto.engines.whoosh.codec.files import Array
from searchcsto.engines.whoosh.sets import Ints, find_set
from searchcsto.periods import label_period

_SMALL_SPAN = 1 << 20  # days: a flag for each is cheaper than sorting the days of the documents


class Days:
    """The days of the documents of a segment.

    `numbers` has 1 + the number of its day for each document, 0 for none, and `days` the days, in order, as
    `datetime.date.toordinal` counts them.
    """

    __slots__ = ("days", "numbers")

    def __init__(self, columns: Columns) -> None:
        first = columns.first
        is_known = (columns.days == 0) & (first != UNDATED)
        self.days, numbers = _number(first[is_known])
        self.days += EPOCH
        narrow = smallest_type(len(self.days))
        if len(numbers) == len(first):
            self.numbers: Array = numbers.astype(narrow)
        else:
            self.numbers = np.zeros(len(first), narrow)
            self.numbers[is_known] = numbers

    def label(self, name: str) -> tuple[Ints, list[str]]:
        """Return the number of a label for each day, and the labels, for "day" or "week"."""
        if name == "day":
            dates = (self.days - EPOCH).astype("datetime64[D]")
            return np.arange(len(dates)), np.datetime_as_string(dates).tolist()
        weeks, numbers = np.unique((self.days - 1) // 7, return_inverse=True)  # as `number_period` does
        return numbers, [label_period(week, "week") for week in weeks.tolist()]


def _number(values: Array) -> tuple[Ints, Ints]:
    """Return the distinct values in ascending order, and for each value 1 + its place among them."""
    if not len(values):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    low = int(values.min())
    span = int(values.max()) - low + 1
    if span > _SMALL_SPAN:
        distinct, places = np.unique(values, return_inverse=True)
        return distinct.astype(np.int64), places + 1
    is_there = np.zeros(span, bool)
    is_there[values - low] = True
    return find_set(is_there) + low, is_there.cumsum()[values - low]
