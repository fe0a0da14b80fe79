"""Gather documents, and send them to a cluster: where nobody sees them before they are committed.

Whoever brings an id first keeps it. So a document is sent to be created; where there is one with its id, it takes the
place of that only if it comes from the same file, and not from another place in the file in the same run. All of it is
the same however often it is sent, and in whatever order loaders come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from searchcsto.documents import Document
from searchcsto.engines.base import Provenance, Refusal
from searchcsto.engines.opensearch.bulk import Change, send_changes
from searchcsto.engines.opensearch.connection import Cluster
from searchcsto.engines.opensearch.schema import RecordMaker, encode_record, make_key
from searchcsto.engines.opensearch.target import Target
from searchcsto.errors import DocumentInvalid

Json = dict[str, Any]

_BYTES = 5_000_000  # of one request
_DOCUMENTS = 2000
_WORDS = 20_000  # of one request
_REMEMBERED = 3_000_000  # words that need not be sent again
_CONFLICT = 409
_MANY_CONFLICTS = 0.5  # of a batch: the next one asks first


@dataclass(frozen=True, slots=True)
class BulkBatch:
    """Documents that were sent."""

    ids: tuple[str, ...]
    serial: int
    refusals: tuple[Refusal, ...] = ()


@dataclass(slots=True)
class _Waiting:
    """A document that is about to be sent."""

    id: str
    provenance: Provenance
    body: bytes


@dataclass(slots=True)
class BulkBuilder:
    """Gather documents with distinct ids, up to some MB."""

    cluster: Cluster
    target: Target
    serial: int = 0
    _maker: RecordMaker = field(default_factory=RecordMaker)
    _waiting: dict[str, _Waiting] = field(default_factory=dict)
    _bytes: int = 0
    _known_words: set[str] = field(default_factory=set)
    _asks_first: bool = False

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._waiting

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return self._bytes > _BYTES or len(self._waiting) >= _DOCUMENTS

    def add(self, document: Document, provenance: Provenance) -> None:
        """Add a document. Raises DocumentInvalid if its id was added since the last `write`."""
        if document.id in self._waiting:
            raise DocumentInvalid(f"the id {document.id!r} was added before")
        body = encode_record(self._maker.make_record(document, provenance))
        self._waiting[document.id] = _Waiting(document.id, provenance, body)
        self._bytes += len(body)

    def write(self, name: str = "") -> BulkBatch:
        """Send what has gathered, and begin anew; words go before the documents that have them."""
        self._send_words()
        batch = BulkBatch(tuple(self._waiting), self.serial, tuple(self._send_documents()))
        self._waiting, self._bytes = {}, 0
        self.serial += 1
        return batch

    def _send_words(self) -> None:
        new = sorted(self._maker.words - self._known_words)
        for start in range(0, len(new), _WORDS):
            some = new[start : start + _WORDS]
            changes = [Change("create", make_key(word), encode_record({"word": word})) for word in some]
            send_changes(self.cluster, self.target.words, changes)  # those that are there already are refused
        if len(self._known_words) > _REMEMBERED:
            self._known_words.clear()
        self._known_words.update(new)
        self._maker.words.clear()

    def _send_documents(self) -> list[Refusal]:
        waiting = {make_key(each.id): each for each in self._waiting.values()}
        known = self._find_known(list(waiting)) if self._asks_first else {}
        refusals: list[Refusal] = []
        changes: list[Change] = []
        for key, each in waiting.items():
            refusal = find_refusal(each.id, each.provenance, known[key]) if key in known else None
            if refusal is not None:
                refusals.append(refusal)
            else:
                changes.append(Change("index" if key in known else "create", key, each.body))
        conflicts = len(known)
        for failed in send_changes(self.cluster, self.target.articles, changes) if changes else ():
            if failed.status != _CONFLICT:
                refusals.append(_describe(waiting[failed.key].id, failed.reason))
                continue
            conflicts += 1
            known[failed.key] = {}
        refusals += self._replace([key for key, source in known.items() if not source], waiting)
        self._asks_first = conflicts > _MANY_CONFLICTS * len(waiting)
        return refusals

    def _replace(self, keys: Sequence[str], waiting: dict[str, _Waiting]) -> list[Refusal]:
        """Send documents in the place of those that have their ids, where they may."""
        known = self._find_known(keys) if keys else {}
        refusals: list[Refusal] = []
        changes: list[Change] = []
        for key in keys:
            each = waiting[key]
            refusal = find_refusal(each.id, each.provenance, known.get(key, {}))
            if refusal is not None:
                refusals.append(refusal)
            else:
                changes.append(Change("index", key, each.body))
        failed = send_changes(self.cluster, self.target.articles, changes) if changes else []
        return [*refusals, *(_describe(waiting[each.key].id, each.reason) for each in failed)]

    def _find_known(self, keys: Sequence[str]) -> dict[str, Json]:
        """Return where the documents that have some ids come from, whether they are committed or not."""
        body = {"docs": [{"_id": key, "_source": ["owner", "run", "place_number"]} for key in keys]}
        found = self.cluster.ask("POST", f"/{self.target.articles}/_mget", body, patience=60.0)["docs"]
        return {each["_id"]: each["_source"] for each in found if each.get("found")}


def find_refusal(identifier: str, provenance: Provenance, known: Json) -> Refusal | None:
    """Return why a document may not take the place of another one; None if it may.

    >>> find_refusal("a", Provenance("x.txt", "2"), {"owner": "x.txt", "run": "1"})
    >>> find_refusal("a", Provenance("x.txt", "2"), {"owner": "y.txt", "run": "1"})
    Refusal(id='a', reason="the id 'a' is taken by another article, of y.txt, which is kept")
    """
    owner = known.get("owner", "")
    if not provenance.owner or not owner:
        return None
    place = "this file" if owner == provenance.owner else owner
    if owner == provenance.owner:
        is_same_run = known.get("run") == provenance.run
        if not is_same_run or tuple(known.get("place_number", ())) >= provenance.place:
            return None
    return Refusal(identifier, f"the id {identifier!r} is taken by another article, of {place}, which is kept")


def _describe(identifier: str, reason: str) -> Refusal:
    return Refusal(identifier, f"the cluster does not take {identifier!r}: {reason}")
