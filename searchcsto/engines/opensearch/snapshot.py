"""Search one state of an index, and go on seeing it while others write: a point in time of the cluster.

Where the cluster loses it (a node went away, or nobody asked for long), it is opened anew, and the state seen is the
one that was committed last. Half an answer is never given: one of all shards, or an error that says to try again.
"""

from __future__ import annotations

import threading
import time
import weakref
from contextlib import suppress
from typing import Any

from searchcsto.deadlines import check_time
from searchcsto.engines.opensearch.connection import Cluster, NotFound, Refused
from searchcsto.engines.opensearch.target import Target
from searchcsto.errors import EngineBusy, EngineRefused, EngineUnreachable, SearchError

Json = dict[str, Any]

_KEPT = "5m"  # from one question to the next
_ATTEMPTS = 6
_PAUSE = 0.3
_LOST = ("search_context_missing", "node_not_connected", "node_disconnected", "no_such_remote", "shard_not_found")


class Snapshot:
    """One state of the documents of a target; may be shared by threads."""

    def __init__(self, cluster: Cluster, target: Target) -> None:
        self.cluster = cluster
        self.target = target
        self._lock = threading.Lock()
        self._open: dict[str, str] = {}
        weakref.finalize(self, _close, cluster, self._open).atexit = False

    def search(self, body: Json, **parameters: object) -> Json:
        """Return the answer of all shards. Raises EngineUnusable, SearchTimeout, Refused."""
        attempt = 0
        while True:
            try:
                identifier = self._find()
                return self._ask({**body, "pit": {"id": identifier, "keep_alive": _KEPT}}, parameters)
            except (NotFound, EngineBusy, EngineUnreachable, Refused) as problem:
                attempt += 1
                if isinstance(problem, NotFound) and "index_not_found" in problem.kind:
                    raise self._describe(problem) from None
                is_lost = isinstance(problem, NotFound) or _is_lost(problem)
                may_pass = isinstance(problem, EngineBusy) or (
                    isinstance(problem, EngineUnreachable) and len(self.target.address.nodes) > 1
                )
                if attempt >= _ATTEMPTS or not (is_lost or may_pass):
                    raise self._describe(problem) from None
                check_time()
                if is_lost or attempt > 1:
                    self.forget()
                time.sleep(_PAUSE * attempt)

    def _ask(self, body: Json, parameters: dict[str, object]) -> Json:
        answer: Json = self.cluster.search("/_search", body, patience=0.0, **parameters)
        if answer.get("timed_out") or answer["_shards"]["failed"]:
            raise EngineBusy(f"not all of the index at {self.target} could be searched; try again")
        return answer

    def _describe(self, problem: Exception) -> Exception:
        if isinstance(problem, NotFound):
            if "index_not_found" in problem.kind:
                return EngineBusy(f"the index at {self.target} was replaced by a new one, or removed; ask again")
            return EngineBusy(f"the cluster at {self.target} has lost what was being read; try again")
        if isinstance(problem, Refused):
            return EngineRefused(f"the cluster at {self.target} cannot answer this: {problem.reason[:300]}")
        return problem

    def _find(self) -> str:
        with self._lock:
            if "id" not in self._open:
                path = f"/{self.target.articles}/_search/point_in_time"
                answer = self.cluster.ask("POST", path, keep_alive=_KEPT, allow_partial_pit_creation=False)
                self._open["id"] = answer["pit_id"]
            return self._open["id"]

    def forget(self) -> None:
        """Let the cluster release what it keeps for this state; the next search sees the one committed last."""
        with self._lock:
            _close(self.cluster, self._open)


def _is_lost(problem: SearchError) -> bool:
    return isinstance(problem, Refused) and any(sign in f"{problem.kind} {problem.reason}" for sign in _LOST)


def _close(cluster: Cluster, kept: dict[str, str]) -> None:
    identifier = kept.pop("id", None)
    if identifier is not None:
        with suppress(SearchError):
            cluster.ask("DELETE", "/_search/point_in_time", {"pit_id": [identifier]}, patience=0.0)
