"""Give the properties of documents, get columns; give a segment, get its columns back.

Documents that agree in sources, month and language are one *class*. There are far fewer classes than documents, so
that one pass over the matches counts the classes, and all facets follow from these counts.

| array             | type         | what                                                                   |
| ----------------- | ------------ | ---------------------------------------------------------------------- |
| class             | u1, u2 or u4 | of each document, its class                                            |
| class.month       | i4           | of each class, 12 times the year plus the month (0..11), -1 if unknown |
| class.year        | i4           | of each class, -1 if undated                                           |
| class.language    | u4           | of each class, 1 + the number of its language, 0 for none              |
| class.source_ends | u4           | 0, then where the sources of each class end in class.sources           |
| class.sources     | u4           | numbers of sources                                                     |
| place             | u1, u2 or u4 | of each document, 1 + the number of its place, 0 for none              |
| date.first        | i4           | of each document, days from 1970-01-01 to its first day; see UNDATED   |
| date.days         | u2           | of each document, days from its first to its last day                  |
| basis.date        | u1, u2 or u4 | of each document, the number of what its date rests on                 |
| basis.source      | u1, u2 or u4 | of each document, the number of what its first source rests on         |
| length.text       | u1, u2 or u4 | of each document, how many stems it has in `text`, with repetitions    |
| length.title      | u1, u2 or u4 | the same in `title`                                                    |
| length.heading    | u1, u2 or u4 | how many positions of `exact` its title takes                          |

The values themselves are the dictionaries `source`, `language`, `place` and `basis`. A basis is a status and perhaps a
rule, as "given", "stated header" or "unknown". Segments that were written before these were kept have no basis: it is
then "unrecorded".
"""

from __future__ import annotations

import datetime
from array import array
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from searchcsto.documents import Document, date_range
from searchcsto.engines.shared.bases import list_bases
from searchcsto.engines.whoosh.codec.dictionary import (
    Dictionary,
    decode_key,
    encode_key,
    smallest_type,
    write_dictionary,
)
from searchcsto.engines.whoosh.codec.files import Array, ArrayFile, ArrayWriter, MappedArray

UNDATED = -(1 << 31)  # the first day of a document without a date
EPOCH = datetime.date(1970, 1, 1).toordinal()
LENGTHS = ("text", "title", "heading")
BASES = ("date", "source")
UNRECORDED = "unrecorded"

ClassKey = tuple[tuple[str, ...], str | None, str | None]  # sources, year and month in ISO form, language
Days = tuple[int, int]  # days from 1970 to the first, and from there to the last


def count_days(date: str | None) -> Days:
    """Return the first day of a date as days from 1970-01-01, and how many days follow it.

    >>> count_days("1970-02"), count_days("1969-12-31")
    ((31, 27), (-1, 0))
    """
    if date is None:
        return UNDATED, 0
    first, last = date_range(date)
    return first.toordinal() - EPOCH, (last - first).days


class ColumnsWriter:
    """Collect the properties of documents in the order of their numbers, and write them."""

    def __init__(self) -> None:
        self._classes: dict[ClassKey, int] = {}
        self._class = array("I")
        self._places: dict[str, int] = {}
        self._place = array("I")
        self._first = array("i")
        self._days = array("H")
        self._known_days: dict[str | None, Days] = {}
        self._lengths: dict[str, list[Array]] = {name: [] for name in LENGTHS}
        self._bases: dict[str, int] = {}
        self._basis = {name: array("I") for name in BASES}

    def add(self, document: Document) -> None:
        """Add the properties of the next document."""
        date = document.date
        key = (tuple(dict.fromkeys(document.sources)), date and date[:7], document.language or None)
        self._class.append(self._classes.setdefault(key, len(self._classes)))
        place = document.place
        self._place.append(self._places.setdefault(place, len(self._places) + 1) if place else 0)
        days = self._known_days.get(date)
        if days is None:
            days = self._known_days[date] = count_days(date)
        self._first.append(days[0])
        self._days.append(days[1])
        for name, basis in list_bases(document).items():
            self._basis[name].append(self._bases.setdefault(basis, len(self._bases)))

    def add_lengths(self, lengths: dict[str, Array]) -> None:
        """Add the lengths of the next documents."""
        for name in LENGTHS:
            self._lengths[name].append(lengths[name])

    def add_segment(self, columns: Columns, kept: Array) -> None:
        """Add the kept documents of a segment."""
        numbers = [self._classes.setdefault(key, len(self._classes)) for key in columns.class_keys()]
        places = [0, *(self._places.setdefault(value, len(self._places) + 1) for value in columns.values("place"))]
        self._class.frombytes(np.array(numbers, np.uintc)[columns.classes[kept]].tobytes())
        self._place.frombytes(np.array(places, np.uintc)[columns.place[kept]].tobytes())
        self._first.frombytes(columns.first[kept].astype(np.intc).tobytes())
        self._days.frombytes(columns.days[kept].astype(np.ushort).tobytes())
        bases = np.array([self._bases.setdefault(basis, len(self._bases)) for basis in columns.bases()], np.uintc)
        for name in BASES:
            self._basis[name].frombytes(bases[columns.basis(name)[kept]].tobytes())
        self.add_lengths({name: columns.lengths(name)[kept] for name in LENGTHS})

    def write(self, writer: ArrayWriter) -> None:
        """Write all that was added."""
        self._write_classes(writer)
        _write_numbers(writer, "class", np.array(self._class, np.uint32))
        places = sorted(self._places)
        write_dictionary(writer, "place", [encode_key(place) for place in places])
        numbers = np.zeros(len(places) + 1, np.uint32)
        numbers[[self._places[place] for place in places]] = np.arange(1, len(places) + 1)
        _write_numbers(writer, "place", numbers[np.array(self._place, np.uint32)])
        writer.add("date.first", np.array(self._first, np.int32))
        writer.add("date.days", np.array(self._days, np.uint16))
        numbers = np.zeros(len(self._bases), np.uint32)
        for basis, number in _number(writer, "basis", set(self._bases)).items():
            numbers[self._bases[basis]] = number
        for name in BASES:
            _write_numbers(writer, f"basis.{name}", numbers[np.array(self._basis[name], np.uint32)])
        for name in LENGTHS:
            parts = self._lengths[name]
            _write_numbers(writer, f"length.{name}", np.concatenate(parts) if parts else np.empty(0, np.int64))

    def _write_classes(self, writer: ArrayWriter) -> None:
        sources = _number(writer, "source", {source for key in self._classes for source in key[0]})
        languages = _number(writer, "language", {key[2] for key in self._classes if key[2] is not None})
        dates = [key[1] for key in self._classes]
        months = [int(date[:4]) * 12 + int(date[5:7]) - 1 if date and len(date) == 7 else -1 for date in dates]
        writer.add("class.month", np.array(months, np.int32))
        writer.add("class.year", np.array([int(date[:4]) if date else -1 for date in dates], np.int32))
        language = [languages[key[2]] + 1 if key[2] is not None else 0 for key in self._classes]
        writer.add("class.language", np.array(language, np.uint32))
        ends = np.cumsum([0, *(len(key[0]) for key in self._classes)], dtype=np.uint32)
        writer.add("class.source_ends", ends)
        writer.add("class.sources", np.array([sources[name] for key in self._classes for name in key[0]], np.uint32))


def _number(writer: ArrayWriter, name: str, values: set[str]) -> dict[str, int]:
    ordered = sorted(values)
    write_dictionary(writer, name, [encode_key(value) for value in ordered])
    return {value: number for number, value in enumerate(ordered)}


def _write_numbers(writer: ArrayWriter, name: str, numbers: Array) -> None:
    writer.add(name, numbers.astype(smallest_type(int(numbers.max(initial=0)))))


class Columns:
    """The columns of an opened segment. The arrays are read when they are first asked for."""

    def __init__(self, file: ArrayFile, *, documents: int) -> None:
        self._file = file
        self._values: dict[str, list[str]] = {}
        self._class_arrays: dict[str, Array] = {}
        self._lengths = {name: file.array(f"length.{name}") for name in LENGTHS}
        self._class = file.array("class")
        self._place = file.array("place")
        self._first = file.array("date.first")
        self._days = file.array("date.days")
        self._has_bases = "basis.date" in file.names()
        for column in (*self._lengths.values(), self._class, self._place, self._first, self._days):
            column.check_size(documents)
        classes = len(file.array("class.year"))
        for name, size in (("month", classes), ("language", classes), ("source_ends", classes + 1)):
            file.array(f"class.{name}").check_size(size)
        self._counted = dict[str, Array]()  # columns whose numbers were compared with what they count

    @property
    def classes(self) -> Array:
        """The class of each document."""
        return self._check("class", self._class, lambda: len(self.class_array("year")))

    @property
    def place(self) -> Array:
        """One plus the number of the place of each document."""
        return self._check("place", self._place, lambda: len(self.values("place")) + 1)

    def _check(self, name: str, column: MappedArray, count: Callable[[], int]) -> Array:
        known = self._counted.get(name)
        if known is None:
            known = self._counted[name] = column.check_range(count())
        return known

    @property
    def first(self) -> npt.NDArray[np.int32]:
        """The first day of each document."""
        return self._first.all()

    @property
    def days(self) -> npt.NDArray[np.uint16]:
        """How many days of each document follow its first."""
        return self._days.all()

    def bases(self) -> Sequence[str]:
        """Return what dates and sources rest on, in the order of their numbers."""
        return self.values("basis") if self._has_bases else [UNRECORDED]

    def basis(self, name: str) -> Array:
        """Return for each document the number of what its "date" or "source" rests on."""
        if not self._has_bases:
            return np.zeros(len(self._first), np.uint8)
        column = self._file.array(f"basis.{name}")
        column.check_size(len(self._first))
        return self._check(f"basis.{name}", column, lambda: len(self.bases()))

    def lengths(self, name: str) -> Array:
        """Return one of LENGTHS for each document."""
        return self._lengths[name].all()

    def class_array(self, name: str) -> Array:
        """Return "month", "year", "language", "source_ends" or "sources" of the classes."""
        if name not in self._class_arrays:
            self._class_arrays[name] = self._file.array(f"class.{name}").all()
        return self._class_arrays[name]

    def values(self, name: str) -> Sequence[str]:
        """Return the values of "source", "language" or "place", in the order of their numbers."""
        if name not in self._values:
            self._values[name] = [decode_key(key) for key in Dictionary(self._file, name)]
        return self._values[name]

    def class_keys(self) -> list[ClassKey]:
        """Return what the documents of each class have in common."""
        sources, languages = self.values("source"), [None, *self.values("language")]
        ends = self.class_array("source_ends").tolist()
        numbers = self.class_array("sources").tolist()
        keys: list[ClassKey] = []
        for place, (year, month, language) in enumerate(
            zip(*(self.class_array(name).tolist() for name in ("year", "month", "language")), strict=True)
        ):
            date = None if year < 0 else f"{year:04d}" if month < 0 else f"{year:04d}-{month % 12 + 1:02d}"
            names = tuple(sources[number] for number in numbers[ends[place] : ends[place + 1]])
            keys.append((names, date, languages[language]))
        return keys
