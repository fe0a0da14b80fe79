"""Keep rows beside the documents of an index, for the ledger; and say which documents came of a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from searchcsto.engines.opensearch.bulk import Change, send_changes
from searchcsto.engines.opensearch.connection import connect
from searchcsto.engines.opensearch.target import Target, find_target
from searchcsto.errors import IndexUnwritable
from searchcsto.locations import Address

Json = dict[str, Any]

_AT_ONCE = 2000
_BYTES = 5_000_000
_PATIENCE = 300.0


class RowStore:
    """The rows of one generation."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._cluster = connect(target.address)

    @staticmethod
    def find_target(address: Address) -> Target:
        """Return what stands behind an address. Raises IndexMissing, IndexForeign, IndexOutdated."""
        return find_target(connect(address))

    def read_rows(self) -> Iterator[Json]:
        """Yield all rows, as they were committed."""
        yield from (hit["_source"]["row"] for hit in self._scan(self._target.files, {"match_all": {}}, ["row"]))

    def list_documents(self, owner: str) -> list[str]:
        """Return the ids of the documents that came of a file, as they were committed."""
        found = self._scan(self._target.articles, {"term": {"owner": owner}}, False)
        return [hit["fields"]["id"][0] for hit in found]

    def _scan(self, index: str, query: Json, source: list[str] | bool) -> Iterator[Json]:
        # In a state that stands still: rows may be written meanwhile.
        kept: Json = self._cluster.ask("POST", f"/{index}/_search/point_in_time", keep_alive="5m", patience=_PATIENCE)
        identifier = kept["pit_id"]
        body: Json = {"query": query, "size": _AT_ONCE, "_source": source, "sort": [{"key" if source else "id": "asc"}]}
        body |= {"pit": {"id": identifier, "keep_alive": "5m"}, "track_total_hits": False}
        if source is False:
            body["docvalue_fields"] = ["id"]
        try:
            while hits := self._cluster.search("/_search", body, patience=_PATIENCE)["hits"]["hits"]:
                yield from hits
                body["search_after"] = hits[-1]["sort"]
        finally:
            self._cluster.ask("DELETE", "/_search/point_in_time", {"pit_id": [identifier]})

    def write_rows(self, rows: Mapping[str, Json], gone: Iterable[str]) -> None:
        """Write rows, and remove others, for all to see. Raises IndexUnwritable."""
        changes = [
            Change("index", key, _encode({"kind": row["kind"], "key": key, "row": row})) for key, row in rows.items()
        ]
        changes += [Change("delete", key) for key in gone]
        for some in _cut(changes):
            failed = send_changes(self._cluster, self._target.files, some)
            if failed:
                raise IndexUnwritable(self._target, f"the ledger does not take a row: {failed[0].reason}")
        if changes:
            self._cluster.ask("POST", f"/{self._target.files}/_refresh", patience=_PATIENCE)


def _encode(row: Json) -> bytes:
    return json.dumps(row, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _cut(changes: list[Change]) -> Iterator[list[Change]]:
    """Yield changes in pieces of some MB."""
    piece: list[Change] = []
    size = 0
    for change in changes:
        piece.append(change)
        size += change.size
        if size > _BYTES:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
