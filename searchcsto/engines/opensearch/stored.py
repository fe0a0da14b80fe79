"""Give numbers, get the documents: read from the cluster many at a time, and remembered for a while.

A number stands for an id, and means nothing outside the Searcher that gave it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from searchcsto.deadlines import check_time
from searchcsto.documents import Document
from searchcsto.engines.opensearch.schema import decode_stored, make_key
from searchcsto.engines.opensearch.snapshot import Snapshot
from searchcsto.errors import IndexDamaged

Json = dict[str, Any]

FACTS = ["facts", "packed"]
WHOLE = ["facts", "article", "packed"]
_NUMBERS = 1_000_000  # of which the ids are known; the oldest are forgotten first
_FACTS = 5000  # documents without their texts
_TEXTS = 300
_AHEAD = 500  # documents that are read at once
_TEXTS_AHEAD = 100  # the same, with their texts


class StoredDocuments:
    """The documents of one state of an index; may be shared by threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._lock = threading.RLock()
        self._ids: OrderedDict[int, str] = OrderedDict()
        self._numbers: dict[str, int] = {}
        self._next = 0
        self._facts: OrderedDict[int, Document] = OrderedDict()
        self._texts: OrderedDict[int, Document] = OrderedDict()
        self._expected: tuple[int, ...] = ()

    def number(self, identifier: str) -> int:
        """Return the number of an id, which gets one if it has none."""
        with self._lock:
            known = self._numbers.get(identifier)
            if known is not None:
                return known
            number = self._next
            self._next += 1
            self._ids[number] = identifier
            self._numbers[identifier] = number
            if len(self._ids) > _NUMBERS:
                self._numbers.pop(self._ids.popitem(last=False)[1], None)
            return number

    def read_id(self, number: int) -> str:
        """Return the id of a number."""
        try:
            return self._ids[number]
        except KeyError:
            raise IndexError(f"there is no document {number}") from None

    def keep(self, number: int, source: Json) -> None:
        """Remember what was read with the hits of a search."""
        document = decode_stored(source)
        is_whole = "article" in source or "packed" in source
        with self._lock:
            _put(self._texts if is_whole else self._facts, number, document, most=_TEXTS if is_whole else _FACTS)

    def load_document(self, number: int) -> Document:
        """Return a document. Raises IndexDamaged."""
        return self._load(number, self._texts, WHOLE, most=_TEXTS_AHEAD)

    def load_facts(self, number: int) -> Document:
        """Return a document, perhaps without its text. Raises IndexDamaged."""
        document = self._texts.get(number)
        return document if document is not None else self._load(number, self._facts, FACTS, most=_AHEAD)

    def _load(self, number: int, kept: OrderedDict[int, Document], fields: list[str], *, most: int) -> Document:
        check_time()
        document = kept.get(number)
        if document is None:
            self._read([number, *self._find_following(number, kept)][:most], fields)
            document = kept.get(number) or self._texts.get(number)
        if document is None:
            raise IndexDamaged(f"the document {self.read_id(number)!r} of {self._snapshot.target} is gone")
        return document

    def expect(self, numbers: Sequence[int]) -> None:
        """Be told which documents will be asked for, and in which order: they are read together."""
        self._expected = tuple(numbers)

    def _find_following(self, number: int, kept: Mapping[int, Document]) -> list[int]:
        expected = self._expected
        if number not in expected:
            return []
        return [each for each in expected[expected.index(number) + 1 :] if each in self._ids and each not in kept]

    def _read(self, numbers: Sequence[int], fields: list[str]) -> None:
        by_key = {make_key(self.read_id(number)): number for number in numbers}
        for key, source in self.read_sources(by_key, fields):
            self.keep(by_key[key], source)

    def read_sources(self, keys: Iterable[str], fields: list[str]) -> list[tuple[str, Json]]:
        """Return what is stored of documents, by OpenSearch's own ids."""
        values = list(keys)
        body: Json = {
            "query": {"ids": {"values": values}},
            "size": len(values),
            "_source": fields,
            "track_total_hits": False,
            "sort": ["_doc"],
        }
        return [(hit["_id"], hit["_source"]) for hit in self._snapshot.search(body)["hits"]["hits"]]

    def forget(self) -> None:
        """Forget the documents; numbers stay."""
        with self._lock:
            self._facts.clear()
            self._texts.clear()


def _put(kept: OrderedDict[int, Document], number: int, document: Document, *, most: int) -> None:
    kept[number] = document
    while len(kept) > most:
        kept.popitem(last=False)
