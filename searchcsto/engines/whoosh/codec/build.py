"""Give Documents, get a segment.

A SegmentBuilder takes documents until it is `full`, by its estimate of the memory that `write` will need, and then
writes one file. To index more, write, and begin with a new builder; `merge` makes one segment of many.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from searchcsto.analysis.stems import Stemmer
from searchcsto.analysis.terms import ANALYSIS_VERSION
from searchcsto.documents import Document
from searchcsto.engines.shared.records import encode_document
from searchcsto.engines.whoosh.codec.acronyms import AcronymsWriter
from searchcsto.engines.whoosh.codec.columns import ColumnsWriter
from searchcsto.engines.whoosh.codec.dictionary import encode_key, smallest_type, write_dictionary
from searchcsto.engines.whoosh.codec.files import ArrayWriter
from searchcsto.engines.whoosh.codec.invert import Inverter
from searchcsto.engines.whoosh.codec.paths import PathsWriter
from searchcsto.engines.whoosh.codec.postings import PostingsWriter
from searchcsto.engines.whoosh.codec.segment import NO_STEM, SegmentEntry, segment_path
from searchcsto.engines.whoosh.codec.store import StoredWriter
from searchcsto.errors import DocumentInvalid

MEMORY = 512 << 20  # bytes; what a builder may take if nothing else is said
_BASE = 128 << 20  # of these, for the dictionaries
_OCCURRENCE_BYTES = 60  # for each occurrence of a term, while postings are made
_OCCURRENCE_TEXT = 6  # bytes of text for each
_PENDING = 1 << 20  # bytes of text


class SegmentBuilder:
    """Collect documents with distinct ids and write them as a segment; they keep their order."""

    def __init__(self, *, memory: int = MEMORY, stemmer: Stemmer | None = None) -> None:
        self._memory = memory
        self._stemmer = stemmer or Stemmer()
        self._inverter = Inverter(self._stemmer)
        self._columns = ColumnsWriter()
        self._paths = PathsWriter()
        self._stored = StoredWriter()
        self._acronyms = AcronymsWriter()
        self._ids: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def is_full(self) -> bool:
        """Whether the documents so far need about all the memory."""
        occurrences = self._inverter.occurrences + self._inverter.pending // _OCCURRENCE_TEXT
        return occurrences * _OCCURRENCE_BYTES + self._stored.bytes > max(self._memory - _BASE, 1 << 20)

    def add(self, document: Document) -> int:
        """Add a document and return its number. Raises DocumentInvalid if its id was added before."""
        number = len(self._ids)
        if document.id in self._ids:
            raise DocumentInvalid(f"the id {document.id!r} was added before")
        record = encode_document(document)  # before anything is changed: it may fail
        self._ids[document.id] = number
        self._stored.add(record)
        self._columns.add(document)
        self._paths.add(document)
        inverter = self._inverter
        if document.title:
            inverter.add(number, encode_key(document.title), is_title=True)
        if document.body is None:
            inverter.add(number, record[1])
            self._acronyms.add(number, document.text)
        else:
            for start, end in document.body:
                piece = document.text[start:end]
                inverter.add(number, encode_key(piece))
                self._acronyms.add(number, piece)
        if inverter.pending > _PENDING:
            inverter.number_pending()
        return number

    def write(self, folder: Path, name: str) -> SegmentEntry:
        """Write the segment and return what a manifest needs. The builder is of no use afterwards."""
        documents = len(self._ids)
        inverter = self._inverter
        inverter.number_pending()
        lengths = inverter.lengths(documents)
        self._columns.add_lengths(lengths)
        with ThreadPoolExecutor(1) as thread, ArrayWriter(segment_path(folder, name)) as writer:
            exact_postings = thread.submit(inverter.invert_exact, documents)  # NumPy lets both sorts run at once
            write_facts(writer, documents, text=int(lengths["text"].sum()), title=int(lengths["title"].sum()))
            write_ids(writer, [encode_key(identifier) for identifier in self._ids])
            self._columns.write(writer)
            self._paths.write(writer)
            self._stored.write(writer)
            text = self._write_field(writer, "text", *inverter.invert_text(documents))
            self._write_field(writer, "title", *inverter.invert_title(documents))
            exact = self._write_field(writer, "exact", *exact_postings.result())
            numbers = dict(zip(text, range(len(text)), strict=True))
            stems = (numbers.get(stem, NO_STEM) for stem in map(self._stemmer.stem, exact))
            writer.add("exact.stem", np.fromiter(stems, np.uint32, len(exact)))
            self._acronyms.write(writer, self._stemmer.stem)
        return SegmentEntry(name, documents, writer.checksum, writer.bytes)

    def _write_field(self, writer: ArrayWriter, name: str, terms: list[str], postings: PostingsWriter) -> list[str]:
        write_dictionary(writer, name, [encode_key(term) for term in terms])
        postings.write(writer, name)
        return terms


def write_facts(
    writer: ArrayWriter, documents: int, *, text: int, title: int, analysis: int = ANALYSIS_VERSION
) -> None:
    """Write the number of documents, the sums of their lengths, and by which analysis they have their terms."""
    writer.add("facts", np.array([documents, text, title, analysis], np.uint64))


def write_ids(writer: ArrayWriter, ids: list[bytes]) -> None:
    """Write the ids of all documents, given in the order of their numbers."""
    numbers = np.array(sorted(range(len(ids)), key=ids.__getitem__), smallest_type(len(ids)))
    ranks = np.empty_like(numbers)
    ranks[numbers] = np.arange(len(ids), dtype=ranks.dtype)
    write_dictionary(writer, "ids", [ids[number] for number in numbers.tolist()])
    writer.add("ids.number", numbers)
    writer.add("ids.rank", ranks)
