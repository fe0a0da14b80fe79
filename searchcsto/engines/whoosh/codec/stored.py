"""Give documents, get compressed blocks; give a document's number, get the Document back as it was added.

| array         | type     | what                                                                             |
| ------------- | -------- | -------------------------------------------------------------------------------- |
| stored.blocks | u1       | blocks of documents, each compressed by itself (raw deflate)                     |
| stored.ends   | u4 or u8 | 0, then where each block ends                                                    |
| stored.first  | u4       | the number of the first document of each block, then the number of all documents |

A block begins with the length f of what follows first, in four bytes. These f bytes are, uncompressed, what is known of
its c documents: for each the length of its text in bytes, then for each the length of its metadata, in four bytes
each; then the metadata, one JSON object a document, without what has its default value. The rest of the block is the
texts, one after the other (UTF-8, lone surrogates passed), compressed by themselves: who shows a list of hits need not
read them.
"""

from __future__ import annotations

import json
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from searchcsto.engines.shared.records import Record
from searchcsto.engines.whoosh.codec.files import ArrayFile

_read_json = json.JSONDecoder().raw_decode
LENGTH = struct.Struct("<I")


class StoredReader:
    """The stored documents of an opened segment."""

    def __init__(self, file: ArrayFile) -> None:
        self._blocks = file.array("stored.blocks")
        self._ends = file.array("stored.ends")
        self._first = file.array("stored.first")
        self._firsts: list[int] = []  # the same, when it is first needed

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self._first) - 1

    def block_range(self, block: int) -> tuple[int, int]:
        """Return the number of the first document of a block, and of the first one after it."""
        start, stop = self._first.read(block, block + 2).tolist()
        return start, stop

    def read_compressed(self, block: int) -> bytes:
        """Return a block as it is stored."""
        start, stop = self._ends.read(block, block + 2).tolist()
        return self._blocks.read(start, stop).tobytes()

    def read_block(self, block: int) -> list[Record]:
        """Return the documents of a block."""
        compressed = self.read_compressed(block)
        facts = _Facts(compressed, self._count(block))
        texts = zlib.decompress(compressed[facts.end :], wbits=-15)
        ends = facts.text_ends.tolist()
        return [
            (facts.read(place), texts[start:end])
            for place, (start, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True))
        ]

    def list_facts(self) -> Iterator[dict[str, Any]]:
        """Yield the metadata of all documents in the order of their numbers; texts are not decompressed."""
        for block in range(self.blocks):
            count = self._count(block)
            facts = _Facts(self.read_compressed(block), count)
            yield from map(facts.read, range(count))

    def read(self, number: int) -> Record:
        """Return one stored document."""
        compressed, facts, place = self._find(number)
        start, end = (facts.text_ends[place - 1] if place else 0), int(facts.text_ends[place])
        # What lies behind a document need not be decompressed.
        texts = zlib.decompressobj(wbits=-15).decompress(memoryview(compressed)[facts.end :], end)
        return facts.read(place), texts[start:end]

    def read_facts(self, number: int) -> Record:
        """Return one stored document without its text, and so without the spans of its body."""
        block = self._find_block(number)
        first, after = self._firsts[block : block + 2]
        count, place = after - first, number - first
        start, stop = self._ends.read(block, block + 2).tolist()
        compressed = self._blocks.read(start, stop).data
        end = LENGTH.unpack_from(compressed)[0] + LENGTH.size
        # What lies behind a document need not be decompressed.
        decoder = zlib.decompressobj(wbits=-15)
        head = decoder.decompress(compressed[LENGTH.size : end], 8 * count)
        lengths = struct.unpack_from(f"<{place + 1}I", head, 4 * count)
        before = sum(lengths[:place])
        data = decoder.decompress(decoder.unconsumed_tail, before + lengths[place])
        values: dict[str, Any] = _read_json(data[before:].decode("utf-8", "surrogatepass"))[0]
        values.pop("body", None)
        return values, b""

    def _find_block(self, number: int) -> int:
        if not self._firsts:
            self._firsts = self._first.all().tolist()
        return bisect_right(self._firsts, number) - 1

    def _find(self, number: int) -> tuple[bytes, _Facts, int]:
        block = self._find_block(number)
        compressed = self.read_compressed(block)
        return compressed, _Facts(compressed, self._count(block)), number - self.block_range(block)[0]

    def _count(self, block: int) -> int:
        first, after = self.block_range(block)
        return after - first


class _Facts:
    """The first part of a block: the lengths of all texts, and the metadata."""

    def __init__(self, compressed: bytes, count: int) -> None:
        self.end: int = LENGTH.unpack_from(compressed)[0] + LENGTH.size  # of this part
        self._data = zlib.decompress(memoryview(compressed)[LENGTH.size : self.end], wbits=-15)
        lengths: npt.NDArray[np.int64] = np.frombuffer(self._data, "<u4", 2 * count).astype(np.int64)
        self.text_ends: npt.NDArray[np.int64] = np.cumsum(lengths[:count])
        self._ends = np.cumsum(lengths[count:]) + 8 * count
        self._start = 8 * count

    def read(self, place: int) -> dict[str, Any]:
        """Return the metadata of one document of the block."""
        start = int(self._ends[place - 1]) if place else self._start
        values: dict[str, Any] = json.loads(self._data[start : int(self._ends[place])].decode("utf-8", "surrogatepass"))
        return values
