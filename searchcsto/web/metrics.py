"""Count what the server does, for Prometheus: requests by route and status, how long they take, searches in work.

With several workers each writes its numbers to files in a folder (PROMETHEUS_MULTIPROC_DIR, set by `serving`),
and whichever answers /metrics adds them up. What no route answers is counted as the route "refused" or "unknown".
"""

from __future__ import annotations

import os
import time

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from searchcsto.index import Index
from searchcsto.web.clients import find_client
from searchcsto.web.served_index import ServedIndex

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

router = APIRouter(include_in_schema=False)


class Metrics:
    """The numbers of one worker."""

    def __init__(self, served: ServedIndex) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "searchcsto_requests", "Requests answered.", ("route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "searchcsto_request_seconds",
            "Seconds until an answer was sent.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._in_work = Gauge(
            "searchcsto_searches_in_work",
            "Questions to the index that are worked on.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self.documents = Gauge(
            "searchcsto_index_documents",
            "Documents of the index.",
            registry=self._registry,
            multiprocess_mode="livemax",
        )
        self._served = served
        self._served.watch = self._in_work.set

    def count(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        route = getattr(scope.get("route"), "path", None)
        name = route or ("refused" if status in (400, 401, 403, 405, 429, 503) else "unknown")
        self._requests.labels(name, str(status)).inc()
        self._seconds.labels(name).observe(seconds)

    def write(self) -> bytes:
        """Return all numbers, of all workers if there are several, as Prometheus reads them."""
        if FOLDER not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


class Counting:
    """An ASGI application around another one, whose answers it counts."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            self._metrics.count(scope, status, time.perf_counter() - started)


@router.get("/metrics")
async def show_metrics(request: Request) -> Response:
    """Show the numbers."""
    metrics: Metrics = request.app.state.metrics
    count = await request.app.state.served.ask(_count_documents, client=find_client(request.scope))
    metrics.documents.set(count)
    return Response(metrics.write(), headers={"Cache-Control": "no-store"}, media_type=CONTENT_TYPE_LATEST)


def _count_documents(index: Index) -> int:
    return index.document_count
