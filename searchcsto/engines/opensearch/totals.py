"""Give one state of an index, get what is true of all its documents together; asked for once."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from searchcsto.engines.opensearch.snapshot import Snapshot

Json = dict[str, Any]

EPOCH = datetime.date(1970, 1, 1).toordinal()
_DAY = 86_400_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many documents there are, the average length of their fields, the first day of the newest since 1970."""

    documents: int
    averages: Mapping[str, float]
    newest: int | None

    @property
    def last_day(self) -> int:
        """The day from which the age of documents is counted: of the newest, but none in the future."""
        today = datetime.date.today().toordinal() - EPOCH
        return today if self.newest is None else min(self.newest, today)


class Totals:
    """The totals of one state of an index; may be shared by threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._loaded: Loaded | None = None

    def load(self) -> Loaded:
        """Return the totals."""
        if self._loaded is None:
            self._loaded = self._read()
        return self._loaded

    def _read(self) -> Loaded:
        sums: Json = {name: {"sum": {"field": f"{name}_length"}} for name in ("text", "title")}
        newest: Json = {"newest": {"max": {"field": "first_day"}}}
        answer = self._snapshot.search({"size": 0, "track_total_hits": True, "aggs": {**sums, **newest}})
        count, found = answer["hits"]["total"]["value"], answer["aggregations"]
        averages = {name: found[name]["value"] / count if count else 0.0 for name in ("text", "title")}
        last = found["newest"]["value"]
        return Loaded(count, averages, None if last is None else int(last // _DAY))
