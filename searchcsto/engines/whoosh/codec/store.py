"""Give documents in the order of their numbers, get the blocks that `stored` describes.

Blocks are compressed by a thread of their own: zlib lets other threads run meanwhile, and takes as long for a text as
finding its words does.
"""

from __future__ import annotations

import json
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from searchcsto.engines.shared.records import Record
from searchcsto.engines.whoosh.codec.dictionary import smallest_type
from searchcsto.engines.whoosh.codec.files import ArrayWriter, Spool
from searchcsto.engines.whoosh.codec.stored import LENGTH

BLOCK_BYTES = 1 << 15  # of text, uncompressed
_LEVEL = 5  # of zlib: a tenth smaller than 2, and still faster than the thread that finds words
_WAITING = 16  # blocks that wait to be compressed

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def compress_block(records: list[Record]) -> bytes:
    """Return documents as one compressed block."""
    texts = [text for _, text in records]
    metadata = [_encode(values).encode("utf-8", "surrogatepass") for values, _ in records]
    lengths = np.fromiter(map(len, [*texts, *metadata]), "<u4", 2 * len(records)).tobytes()
    facts = _compress(b"".join([lengths, *metadata]))
    return LENGTH.pack(len(facts)) + facts + _compress(b"".join(texts))


def _compress(data: bytes) -> bytes:
    return zlib.compress(data, _LEVEL, wbits=-15)


class StoredWriter:
    """Collect documents and write them; what is collected lies in memory, or in a file of the folder `spool`."""

    def __init__(self, *, spool: Path | None = None) -> None:
        self.bytes = 0  # compressed, so far
        self._records: list[Record] = []
        self._size = 0
        self._documents = 0
        self._blocks = Spool(spool)
        self._lengths = [0]
        self._first: list[int] = []
        self._waiting: deque[Future[bytes]] = deque()
        self._thread = ThreadPoolExecutor(1)

    def add(self, record: Record) -> None:
        """Add the next document."""
        self._records.append(record)
        self._size += len(record[1])
        if self._size >= BLOCK_BYTES:
            self._finish_block()

    def add_block(self, block: bytes, *, documents: int) -> None:
        """Add the next documents as a block that is already compressed."""
        self._finish_block()
        self._collect(most=0)
        self._number(documents)
        self._append(block)

    def write(self, writer: ArrayWriter) -> None:
        """Write all that was added."""
        self._finish_block()
        self._collect(most=0)
        self._thread.shutdown()
        ends = np.cumsum(self._lengths, dtype=np.int64)
        writer.begin("stored.blocks", np.uint8)
        self._blocks.copy(writer)
        writer.add("stored.ends", ends.astype(smallest_type(int(ends[-1]), least=4)))
        writer.add("stored.first", np.array([*self._first, self._documents], np.uint32))

    def _finish_block(self) -> None:
        if self._records:
            self._number(len(self._records))
            self._waiting.append(self._thread.submit(compress_block, self._records))
            self._records, self._size = [], 0
            self._collect(most=_WAITING)

    def _number(self, documents: int) -> None:
        self._first.append(self._documents)
        self._documents += documents

    def _collect(self, *, most: int) -> None:
        while len(self._waiting) > most:
            self._append(self._waiting.popleft().result())

    def _append(self, block: bytes) -> None:
        self._blocks.append(block)
        self._lengths.append(len(block))
        self.bytes += len(block)
