"""Give Whoosh what belongs to the documents of a segment: stored fields, lengths, deletions and columns.

| column                        | values for Whoosh                                                     |
| ----------------------------- | --------------------------------------------------------------------- |
| id, language, place           | the value in UTF-8, nothing for none                                  |
| year, month                   | "2022", "2022-01" in UTF-8, nothing for none                          |
| source                        | a tuple of all sources; sorts by the first                            |
| date                          | the first day as Whoosh counts it, microseconds from the year 1       |

Documents without a date come last in either direction.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from whoosh import columns as whoosh_columns
from whoosh.codec import base

from searchcsto.documents import Document
from searchcsto.engines.shared.records import Record, decode_document
from searchcsto.engines.whoosh.bridge.vocabulary import count_microseconds, label_time
from searchcsto.engines.whoosh.codec.columns import UNDATED
from searchcsto.engines.whoosh.codec.dictionary import encode_key
from searchcsto.engines.whoosh.codec.segment import Segment
from searchcsto.engines.whoosh.schema import NO_DATE, STORED

if TYPE_CHECKING:
    from searchcsto.engines.whoosh.bridge.segment import ColumnSegment

LENGTH_FIELDS = {"text": "text", "title": "title", "exact": "text"}  # scored fields, and the lengths that count


class DocumentsReader(base.PerDocumentReader):  # type: ignore[misc]  # Whoosh has no types
    """The documents of a segment."""

    def __init__(self, segment: Segment, known: ColumnSegment) -> None:
        self.segment = segment
        self.known = known
        self._block: tuple[int, int, list[Record]] = (0, 0, [])

    def close(self) -> None:
        """Release the file."""
        self._block = (0, 0, [])
        self.segment.close()

    def doc_count(self) -> int:
        """Return how many documents there are that are not deleted."""
        return int(self.known.doc_count())

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones included."""
        return self.known.doc_count_all()

    def has_deletions(self) -> bool:
        """Say whether any document is deleted."""
        return self.known.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        """Say whether a document is deleted."""
        return self.known.is_deleted(docnum)

    def deleted_docs(self) -> frozenset[int]:
        """Return the numbers of the deleted documents."""
        return self.known.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the length of a field of a document."""
        name = LENGTH_FIELDS.get(fieldname)
        return default if name is None else int(self.segment.columns.lengths(name)[docnum])

    def field_length(self, fieldname: str) -> int:
        """Return the sum of the lengths of a field."""
        name = LENGTH_FIELDS.get(fieldname)
        return 0 if name is None else int(self.segment.total_lengths[name])

    def min_field_length(self, fieldname: str) -> int:
        """Return the shortest length of a field."""
        name = LENGTH_FIELDS.get(fieldname)
        return 0 if name is None or not self.doc_count_all() else int(self.segment.columns.lengths(name).min())

    def max_field_length(self, fieldname: str) -> int:
        """Return the longest length of a field."""
        name = LENGTH_FIELDS.get(fieldname)
        return 0 if name is None or not self.doc_count_all() else int(self.segment.columns.lengths(name).max())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return what a document is shown by; without what it does not have."""
        document = decode_document(self._read_record(docnum))
        values = ((name, _stored_value(document, name)) for name in STORED)
        return {name: value for name, value in values if value}

    def _read_record(self, docnum: int) -> Record:
        first, after, records = self._block
        if not first <= docnum < after:
            stored = self.segment.stored
            block = bisect_right(range(stored.blocks), docnum, key=lambda number: stored.block_range(number)[0]) - 1
            first, after = stored.block_range(block)
            records = stored.read_block(block)
            self._block = first, after, records
        return records[docnum - first]

    def supports_columns(self) -> bool:
        """Say yes."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Say whether a field has a column."""
        return fieldname in _COLUMNS

    def list_columns(self) -> list[str]:
        """Return the fields that have columns."""
        return sorted(_COLUMNS)

    def column_reader(self, fieldname: str, column: Any) -> whoosh_columns.ColumnReader:
        """Return the column of a field."""
        return _COLUMNS[fieldname](self.segment)


def _stored_value(document: Document, name: str) -> Any:
    return document.sources if name == "source" else getattr(document, name)


class BytesColumn(whoosh_columns.ColumnReader):  # type: ignore[misc]  # Whoosh has no types
    """Values in UTF-8; `read` gives that of a document."""

    def __init__(self, read: Callable[[int], bytes], count: int) -> None:
        self._read = read
        self._doccount = count

    def __getitem__(self, docnum: int) -> bytes:
        return self._read(docnum)


class SourceColumn(whoosh_columns.ColumnReader):  # type: ignore[misc]  # Whoosh has no types
    """All sources of each document; ("",) for none."""

    def __init__(self, segment: Segment) -> None:
        self._classes = segment.columns.classes
        self._sources = [key[0] or ("",) for key in segment.columns.class_keys()]
        self._doccount = segment.documents

    def __getitem__(self, docnum: int) -> tuple[str, ...]:
        return self._sources[int(self._classes[docnum])]

    def sort_key(self, docnum: int) -> bytes:
        """Return the first source."""
        return encode_key(self[docnum][0])


class DateColumn(whoosh_columns.ColumnReader):  # type: ignore[misc]  # Whoosh has no types
    """The first day of each document."""

    def __init__(self, segment: Segment) -> None:
        self._first = segment.columns.first
        self._doccount = segment.documents
        self._reversed = False

    def __getitem__(self, docnum: int) -> int:
        day = int(self._first[docnum])
        return NO_DATE if day == UNDATED else count_microseconds(day)

    def sort_key(self, docnum: int) -> int:
        """Return what sorts documents by date, those without one last."""
        value = self[docnum]
        return -value if self._reversed and value != NO_DATE else value

    def __iter__(self) -> Iterator[int]:
        return map(self.__getitem__, range(self._doccount))

    def set_reverse(self) -> None:
        """Let `sort_key` sort the newest first."""
        self._reversed = True


def _read_ids(segment: Segment) -> BytesColumn:
    ranks = segment.id_ranks
    return BytesColumn(lambda docnum: segment.ids.key(int(ranks[docnum])), segment.documents)


def _pick(values: Sequence[str], numbers: Any, segment: Segment) -> BytesColumn:
    encoded = [encode_key(value) for value in values]
    return BytesColumn(lambda docnum: encoded[int(numbers[docnum])], segment.documents)


def _read_languages(segment: Segment) -> BytesColumn:
    columns = segment.columns
    values = ["", *columns.values("language")]
    return _pick([values[number] for number in columns.class_array("language").tolist()], columns.classes, segment)


def _read_places(segment: Segment) -> BytesColumn:
    return _pick(["", *segment.columns.values("place")], segment.columns.place, segment)


def _read_times(segment: Segment, name: str) -> BytesColumn:
    numbers = segment.columns.class_array(name).tolist()
    labels = [label_time(name, number) if number >= 0 else "" for number in numbers]
    return _pick(labels, segment.columns.classes, segment)


_COLUMNS: dict[str, Callable[[Segment], Any]] = {
    "id": _read_ids,
    "source": SourceColumn,
    "language": _read_languages,
    "place": _read_places,
    "year": lambda segment: _read_times(segment, "year"),
    "month": lambda segment: _read_times(segment, "month"),
    "date": DateColumn,
}
