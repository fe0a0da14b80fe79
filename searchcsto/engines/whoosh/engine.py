"""Keep an index in a folder: create it, open a searcher on what was committed last, open the one writer.

The folder holds Whoosh's files, `searchcsto.json` (which versions of the format and the analysis wrote them) and
`write.lock`. Other processes may read while one writes; a Searcher keeps seeing the state that it was opened on.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import filelock
import numpy as np
from whoosh import index as whoosh_index
from whoosh import reading

from searchcsto.analysis.terms import ANALYSIS_VERSION
from searchcsto.documents import Document
from searchcsto.engines.base import Matches
from searchcsto.engines.whoosh.columns import Columns, read_columns, write_column
from searchcsto.engines.whoosh.executor import Evaluation, Executor
from searchcsto.engines.whoosh.facets import count_facets, order_documents
from searchcsto.engines.whoosh.records import read_record, write_record
from searchcsto.engines.whoosh.schema import count_length, create_schema, read_fields
from searchcsto.errors import IndexDamaged, IndexLocked, IndexMissing, IndexOutdated
from searchcsto.options import SearchOptions
from searchcsto.query.tree import And, DateRange, Not, Or, Phrase, Query, Undated, Value, Word

FORMAT_VERSION = 1
_MANIFEST = "searchcsto.json"
_LOCK = "write.lock"
_WRITE_MEMORY = 256  # MB that Whoosh's writer may fill before it sorts to disk


def create_index(path: Path) -> None:
    """Make an empty index in a folder that holds none, or leave the one that is there. Raises IndexLocked."""
    if has_index(path):
        return
    path.mkdir(parents=True, exist_ok=True)
    with _lock(path):
        whoosh_index.create_in(str(path), create_schema())
        versions = {"format": FORMAT_VERSION, "analysis": ANALYSIS_VERSION}
        temporary = path / f"{_MANIFEST}.new"
        temporary.write_text(json.dumps(versions) + "\n", encoding="utf-8")
        temporary.replace(path / _MANIFEST)


def has_index(path: Path) -> bool:
    """Return whether the folder holds an index of ours."""
    return (path / _MANIFEST).is_file()


def check_versions(path: Path) -> None:
    """Raise IndexMissing, IndexDamaged or IndexOutdated unless the folder holds an index that this version reads."""
    if not has_index(path):
        raise IndexMissing(path)
    try:
        versions = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
        found = (versions["format"], versions["analysis"])
    except (ValueError, KeyError, TypeError) as problem:
        raise IndexDamaged(
            f"{path / _MANIFEST} is damaged ({problem}); build the index anew in another folder"
        ) from None
    if found != (FORMAT_VERSION, ANALYSIS_VERSION):
        raise IndexOutdated(
            f"the index at {path} was written by another version of searchcsto; build it anew: remove the folder, "
            "then run searchcsto index again"
        )


def open_searcher(path: Path) -> WhooshSearcher:
    """Return a searcher on the last committed state. Raises IndexMissing, IndexDamaged, IndexOutdated."""
    check_versions(path)
    return WhooshSearcher(_open(path).reader())


def open_writer(path: Path) -> WhooshWriter:
    """Return the writer of an index. Raises IndexMissing, IndexDamaged, IndexOutdated, IndexLocked."""
    check_versions(path)
    lock = _lock(path)
    return WhooshWriter(_open(path), lock)


class WhooshSearcher:
    """One committed state of the index, shared by threads: Whoosh's file objects are not, so searches take turns."""

    def __init__(self, reader: reading.IndexReader) -> None:
        self._reader = reader
        self._guard = threading.Lock()
        self._columns = _load_columns(reader)
        self._executor = Executor(reader, self._columns)

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return int(self._columns.live.sum())

    def search(self, query: Query, options: SearchOptions) -> Matches:
        """Find, count and rank the documents of a query tree within the options' filters."""
        with self._guard:
            found = self._executor.evaluate(query)
            mask = found.mask
            for restriction in _translate_filters(options):
                mask = mask & self._executor.evaluate(restriction).mask
        found = Evaluation(mask, found.scores)
        page = order_documents(found, self._columns, options)
        facets, undated = count_facets(mask, self._columns, options.facets)
        return Matches(int(mask.sum()), page.tolist(), found.scores[page].tolist(), facets, undated)

    def count_documents(self, node: Word | Phrase) -> int:
        """Return how many documents have this word or phrase."""
        with self._guard:
            return len(self._executor.find_occurrences(node)[0])

    def count_values(self, field: str) -> Mapping[str, int]:
        """Return each value of the field "source", "language" or "place" with the number of its documents."""
        counts = self._columns.values[field].count(self._columns.live)
        return {item.value: item.count for item in counts}

    def load_document(self, number: int) -> Document:
        """Return a document as it was added."""
        with self._guard:
            stored = self._reader.stored_fields(number)
        return read_record(stored["record"], stored["content"])

    def find_numbers(self, identifier: str, *, prefix: bool = False) -> Sequence[int]:
        """Return the number of the document with this id, or of all whose ids begin so, in the order of ids."""
        with self._guard:
            names = self._reader.expand_prefix("id", identifier) if prefix else [identifier.encode()]
            numbers: list[int] = []
            for name in names:
                try:
                    numbers += [int(number) for number in self._reader.postings("id", name).all_ids()]
                except reading.TermNotFound:
                    continue
            return numbers

    def close(self) -> None:
        """Release the files."""
        self._reader.close()


class WhooshWriter:
    """A run of changes; Whoosh's own writer lives from one commit to the next."""

    def __init__(self, index: whoosh_index.FileIndex, lock: filelock.BaseFileLock) -> None:
        self._index = index
        self._lock = lock
        self._writer: Any = None
        self._added: set[str] = set()

    def add(self, document: Document) -> None:
        """Add a document in the place of one with the same id."""
        if document.id in self._added:
            self.commit()  # Whoosh sees no document of its own session, and would keep both
        column = write_column(document, length=count_length(document))
        self._open_writer().update_document(
            record=write_record(document), content=document.text, column=column, **read_fields(document)
        )
        self._added.add(document.id)

    def delete(self, identifier: str) -> bool:
        """Delete the document with this id; return whether there was one."""
        if identifier in self._added:
            self.commit()
        return bool(self._open_writer().delete_by_term("id", identifier))

    def commit(self) -> None:
        """Make all changes so far visible."""
        if self._writer is not None:
            self._writer.commit()
            self._writer = None
            self._added.clear()

    def close(self) -> None:
        """Forget what was not committed, and let others write."""
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None
        self._lock.release()

    def _open_writer(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(limitmb=_WRITE_MEMORY)
        return self._writer


def _open(path: Path) -> whoosh_index.FileIndex:
    try:
        return whoosh_index.open_dir(str(path))
    except whoosh_index.EmptyIndexError:
        raise IndexDamaged(f"the index at {path} has lost its table of contents; build it anew") from None


def _lock(path: Path) -> filelock.BaseFileLock:
    lock = filelock.FileLock(path / _LOCK)
    note = path / f"{_LOCK}.owner"
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        owner = note.read_text(encoding="utf-8").strip() if note.is_file() else "another process"
        raise IndexLocked(f"{owner} is writing to the index at {path}; try again when it has finished") from None
    note.write_text(f"process {os.getpid()}\n", encoding="utf-8")
    return lock


def _load_columns(reader: reading.IndexReader) -> Columns:
    size = reader.doc_count_all()
    live = np.zeros(size, bool)
    live[list(reader.all_doc_ids())] = True
    if not size:
        return read_columns((), live=live)
    column = reader.column_reader("column")
    return read_columns((column[number] if live[number] else b"" for number in range(size)), live=live)


def _translate_filters(options: SearchOptions) -> list[Query]:
    filters: list[Query] = []
    if options.sources:
        filters.append(Or(tuple(Value("source", name) for name in options.sources)))
    filters += [Not(Value("source", name)) for name in options.not_sources]
    if options.first_day or options.last_day:
        filters.append(DateRange(options.first_day, options.last_day))
    if options.undated:
        filters.append(Undated())
    return [And(tuple(filters))] if filters else []
