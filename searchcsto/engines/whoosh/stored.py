"""Give numbers or ids, get the documents of the segments of an index."""

from __future__ import annotations

from collections.abc import Sequence

from searchcsto.deadlines import check_time
from searchcsto.documents import Document
from searchcsto.engines.whoosh.codec.dictionary import decode_key, encode_key
from searchcsto.engines.whoosh.leaves import Part

_FACTS = 4096  # documents, without their texts, that are remembered


class StoredDocuments:
    """The documents of some segments; may be shared by threads."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._facts: dict[int, Document] = {}

    def load_document(self, number: int) -> Document:
        """Return a document as it was added. Raises IndexDamaged."""
        check_time()
        part = self.find_part(number)
        return part.segment.load_document(number - part.base)

    def load_facts(self, number: int) -> Document:
        """Return a document as it was added, but with an empty text. Raises IndexDamaged."""
        document = self._facts.get(number)
        if document is None:
            part = self.find_part(number)
            document = part.segment.load_facts(number - part.base)
            if len(self._facts) >= _FACTS:
                self._facts.clear()
            self._facts[number] = document
        return document

    def read_id(self, number: int) -> str:
        """Return the id of a document, fast."""
        return decode_key(self.id_key(number))

    def find_numbers(self, identifier: str, *, prefix: bool = False) -> Sequence[int]:
        """Return the number of the document with this id, or of all whose ids begin so, in the order of ids."""
        key = encode_key(identifier)
        found: list[tuple[bytes, int]] = []
        for part in self._parts:
            ids, numbers = part.segment.ids, part.segment.id_numbers
            start = ids.find_place(key)
            stop = ids.find_prefix(key)[1] if prefix else start + (ids.find(key) is not None)
            for name, number in zip(ids.keys(start, stop), numbers[start:stop].tolist(), strict=True):
                if part.live is None or part.live[number]:
                    found.append((name, part.base + number))
        return [number for _, number in sorted(found)]

    def id_key(self, number: int) -> bytes:
        """Return the id of a document as ids are compared."""
        part = self.find_part(number)
        return part.segment.ids.key(int(part.segment.id_ranks[number - part.base]))

    def find_part(self, number: int) -> Part:
        """Return the part that has a document. Raises IndexError."""
        for part in self._parts:
            if 0 <= number - part.base < part.documents:
                return part
        raise IndexError(f"there is no document {number}")
