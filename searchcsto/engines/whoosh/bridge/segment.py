"""Give Whoosh a segment of ours as one of its own: ColumnSegment and ColumnCodec.

A ColumnSegment is what Whoosh's table of contents holds of a segment: its name, how many documents it has and which
of them are deleted. Its codec opens the file and makes the readers. Both refuse to write.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.codec import base

from searchcsto.engines.whoosh.bridge.documents import DocumentsReader
from searchcsto.engines.whoosh.bridge.terms import ColumnTermsReader
from searchcsto.engines.whoosh.codec.segment import Segment, segment_path
from searchcsto.engines.whoosh.schema import refuse_writing
from searchcsto.engines.whoosh.sets import Flags
from searchcsto.errors import IndexDamaged, SearchError

INDEX_NAME = "MAIN"


def pack_flags(flags: Flags | None) -> bytes:
    """Return flags in few bytes, nothing for none.

    >>> unpack_flags(pack_flags(np.array([True, False, True])), 3).tolist()
    [True, False, True]
    """
    return zlib.compress(np.packbits(flags).tobytes()) if flags is not None and flags.any() else b""


def unpack_flags(packed: bytes, count: int) -> Flags:
    """Return the flags that were packed."""
    if not packed:
        return np.zeros(count, bool)
    return np.unpackbits(np.frombuffer(zlib.decompress(packed), np.uint8), count=count).astype(bool)


def compute_checksum(name: str, documents: int, deleted: bytes) -> int:
    """Return a CRC-32 of what a table of contents holds of a segment."""
    return zlib.crc32(f"{name} {documents} ".encode() + deleted)


class ColumnSegment(base.Segment):  # type: ignore[misc]  # Whoosh has no types
    """What Whoosh knows of a segment; `deleted` are packed flags. With a wrong checksum it raises IndexDamaged."""

    def __init__(self, name: str, documents: int, deleted: bytes, checksum: int | None = None) -> None:
        if checksum not in (None, compute_checksum(name, documents, deleted)):
            raise IndexDamaged("the table of contents for Whoosh is damaged; write to the index, to renew it")
        super().__init__(INDEX_NAME)
        self.segid = name
        self._documents = documents
        self._packed = deleted
        self._deleted: frozenset[int] | None = None

    def __reduce__(self) -> tuple[Callable[..., ColumnSegment], tuple[str, int, bytes, int]]:
        values = self.segid, self._documents, self._packed
        return ColumnSegment, (*values, compute_checksum(*values))

    def codec(self) -> ColumnCodec:
        """Return a codec for one reader."""
        return ColumnCodec()

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones included."""
        return self._documents

    def deleted_count(self) -> int:
        """Return how many documents are deleted."""
        return len(self.deleted_docs())

    def deleted_docs(self) -> frozenset[int]:
        """Return the numbers of the deleted documents."""
        if self._deleted is None:
            self._deleted = frozenset(np.flatnonzero(self.deleted_flags()).tolist())
        return self._deleted

    def deleted_flags(self) -> Flags:
        """Return for each document whether it is deleted."""
        return unpack_flags(self._packed, self._documents)

    def is_deleted(self, docnum: int) -> bool:
        """Say whether a document is deleted."""
        return docnum in self.deleted_docs()

    def should_assemble(self) -> bool:
        """Say no to Whoosh's compound files, in which arrays could not be mapped."""
        return False

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        """Refuse."""
        refuse_writing()

    def set_doc_count(self, doccount: int) -> NoReturn:
        """Refuse."""
        refuse_writing()


class ColumnCodec(base.Codec):  # type: ignore[misc]  # Whoosh has no types
    """Open one segment for one of Whoosh's readers. Raises IndexDamaged and IndexOutdated."""

    def __init__(self) -> None:
        self._opened: Segment | None = None

    def terms_reader(self, storage: Any, segment: ColumnSegment) -> ColumnTermsReader:
        """Return the reader of terms and postings."""
        return ColumnTermsReader(self._open(storage, segment))

    def per_document_reader(self, storage: Any, segment: ColumnSegment) -> DocumentsReader:
        """Return the reader of all that belongs to documents."""
        return DocumentsReader(self._open(storage, segment), segment)

    def _open(self, storage: Any, segment: ColumnSegment) -> Segment:
        if self._opened is not None:
            return self._opened
        folder = getattr(storage, "folder", None)
        if folder is None:
            raise SearchError(f"an index of searchcsto is read from a folder, not from {storage!r}")
        path = segment_path(Path(folder), segment.segid)
        opened = Segment(path)
        if opened.documents != segment.doc_count_all():
            raise IndexDamaged(
                f"{path} has {opened.documents} documents where the table of contents says "
                f"{segment.doc_count_all()}; restore it from a backup, or rebuild the index"
            )
        self._opened = opened
        return opened

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        """Refuse."""
        refuse_writing()

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse."""
        refuse_writing()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Refuse."""
        refuse_writing()

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        """Refuse."""
        refuse_writing()

    def postings_reader(self, dbfile: Any, *arguments: Any, **options: Any) -> NoReturn:
        """Refuse: postings are read through the reader of terms."""
        raise NotImplementedError("postings have no file of their own; ask terms_reader(...).matcher")
