"""Send many changes to a cluster at once, again where it is too busy, and tell what it would not take, one by one."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from searchcsto.deadlines import check_time
from searchcsto.engines.opensearch.connection import Cluster
from searchcsto.errors import EngineBusy

Json = dict[str, Any]

PATIENCE = 300.0  # seconds of asking again: long enough for a node to be started again
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 10.0
_BUSY = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a bulk request, and what goes with it."""

    action: str  # "create", "index" or "delete"
    key: str
    body: bytes = b""

    @property
    def size(self) -> int:
        """How many bytes are sent, about."""
        return len(self.body) + len(self.key) + 40


@dataclass(frozen=True, slots=True)
class Failed:
    """A change that was not made: the status, and the cluster's words."""

    key: str
    status: int
    reason: str


def send_changes(cluster: Cluster, index: str, changes: Sequence[Change]) -> list[Failed]:
    """Send changes until all are made, or refused for good: return these. Raises EngineUnusable, IndexUnwritable."""
    ends = time.monotonic() + PATIENCE
    pause = _FIRST_PAUSE
    failed: list[Failed] = []
    left = list(changes)
    while left:
        answer = cluster.ask("POST", f"/{index}/_bulk", _encode(left), patience=PATIENCE)
        busy: list[Change] = []
        for change, item in zip(left, answer["items"], strict=True):
            result = item[change.action]
            if _is_blocked(result):
                raise cluster.describe_block(_describe(result["error"]))
            if result["status"] in _BUSY:
                busy.append(change)
            elif result["status"] >= 300 and not (change.action == "delete" and result["status"] == 404):
                failed.append(Failed(change.key, result["status"], _describe(result.get("error"))))
        left = busy
        if left:
            if time.monotonic() + pause > ends:
                raise EngineBusy(
                    f"the cluster at {cluster.address} takes no more for {PATIENCE:.0f} s; try again later"
                )
            check_time()
            time.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, _LONGEST_PAUSE)
    return failed


def _is_blocked(result: Json) -> bool:
    """Return whether nothing may be written at all: the disk is full (429), or somebody has forbidden it (403)."""
    error = result.get("error")
    is_block = isinstance(error, dict) and error.get("type") == "cluster_block_exception"
    return is_block and result["status"] in (403, 429)


def _encode(changes: Sequence[Change]) -> bytes:
    parts: list[bytes] = []
    for change in changes:
        parts.append(_encode_action(change))
        if change.action != "delete":
            parts.append(change.body)
    return b"\n".join(parts) + b"\n"


def _encode_action(change: Change) -> bytes:
    return json.dumps({change.action: {"_id": change.key}}, ensure_ascii=False).encode("utf-8")


def _describe(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    reasons = [str(error.get("reason", error.get("type", "")))]
    cause = error.get("caused_by")
    while isinstance(cause, dict):
        reasons.append(str(cause.get("reason", "")))
        cause = cause.get("caused_by")
    return ": ".join(" ".join(reason.split()) for reason in reasons if reason)[:300]
