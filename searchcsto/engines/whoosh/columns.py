"""Hold in arrays what filters, facets and ranking need of every document of one committed state.

All arrays have one entry for each document number, deleted ones included.
"""

from __future__ import annotations

import datetime
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from searchcsto.analysis.words import find_words, fold
from searchcsto.documents import Document, date_range
from searchcsto.results import FacetValue

VALUE_FIELDS = ("source", "language", "place")
NO_DAY = np.int32(np.iinfo(np.int32).min)

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """The values of one field: documents `documents[i]` has value number `codes[i]`; a document may have several."""

    values: tuple[str, ...]
    documents: Numbers
    codes: Numbers

    def find_documents(self, name: str) -> Numbers:
        """Return the numbers of the documents that have a value of this name, however it is written."""
        key = value_key(name)
        codes = [code for code, value in enumerate(self.values) if value_key(value) == key]
        return np.unique(self.documents[np.isin(self.codes, codes)])

    def count(self, selected: npt.NDArray[np.bool_]) -> tuple[FacetValue, ...]:
        """Count the values among the selected documents, most frequent first."""
        counts = np.bincount(self.codes[selected[self.documents]], minlength=len(self.values)).tolist()
        found = [FacetValue(value, count) for value, count in zip(self.values, counts, strict=True) if count]
        return tuple(sorted(found, key=lambda item: (-item.count, item.value)))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of all documents."""

    live: npt.NDArray[np.bool_]
    lengths: npt.NDArray[np.float64]  # terms in the field `text`
    first_days: npt.NDArray[np.int32]  # days since 1970-01-01, NO_DAY for undated documents
    last_days: npt.NDArray[np.int32]
    months: tuple[str, ...]  # "" where the month is not known
    years: tuple[str, ...]
    values: dict[str, ValueColumn]


def write_column(document: Document, *, length: int) -> bytes:
    """Return a document's entry in the columns, as it is kept in the index."""
    entry = {
        "length": length,
        "date": document.date,
        "source": document.sources,
        "language": [document.language] if document.language else [],
        "place": [document.place] if document.place else [],
    }
    return json.dumps(entry, ensure_ascii=False).encode()


def read_columns(rows: Iterable[bytes], *, live: npt.NDArray[np.bool_]) -> Columns:
    """Return the columns from the entry of each document, in the order of document numbers."""
    entries: list[dict[str, Any]] = [json.loads(row) if row else {} for row in rows]
    dates: list[str] = [entry.get("date") or "" for entry in entries]
    ranges = [date_range(date) if date else None for date in dates]
    return Columns(
        live=live,
        lengths=np.array([entry.get("length", 0) for entry in entries], np.float64),
        first_days=np.array([day_number(days[0]) if days else NO_DAY for days in ranges], np.int32),
        last_days=np.array([day_number(days[1]) if days else NO_DAY for days in ranges], np.int32),
        months=tuple(date[:7] if len(date) >= 7 else "" for date in dates),
        years=tuple(date[:4] for date in dates),
        values={field: _read_values(entries, field) for field in VALUE_FIELDS},
    )


def day_number(day: datetime.date) -> int:
    """Return the days since 1970-01-01."""
    return day.toordinal() - 719163


def value_key(name: str) -> str:
    """Return the form in which names of sources, places and languages are compared.

    >>> value_key('Russia – "Islamic World"') == value_key("russia islamic world")
    True
    """
    return " ".join(fold(word) for word in find_words(unicodedata.normalize("NFKC", name).replace("-", " ")))


def _read_values(entries: list[dict[str, Any]], field: str) -> ValueColumn:
    codes: dict[str, int] = {}
    pairs = [
        (number, codes.setdefault(value, len(codes)))
        for number, entry in enumerate(entries)
        for value in dict.fromkeys(entry.get(field, ()))
    ]
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return ValueColumn(tuple(codes), table[:, 0], table[:, 1])
