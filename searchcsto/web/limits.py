"""Stand before the application: no client gets so much that others get nothing.

Each client (an address) has a bucket of `burst` requests that fills again at `rate` requests a second; one that has
emptied it is told when to come back (429). Of requests in work and waiting there may be so many (503 beyond them).
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from searchcsto.web.answers import refuse
from searchcsto.web.settings import ServerSettings

_MAX_CLIENTS = 10_000  # that are remembered; the one that was silent longest is forgotten first


class RateLimit:
    """Buckets of requests, one for each client."""

    def __init__(self, *, rate: float, burst: int, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # requests left, and when that was so

    def take(self, client: str) -> float:
        """Take one request of a client; return 0, or the seconds until it may ask again.

        >>> limit = RateLimit(rate=2.0, burst=1, now=lambda: 7.0)
        >>> limit.take("a"), limit.take("b"), limit.take("a")
        (0.0, 0.0, 0.5)
        """
        now = self._now()
        left, since = self._buckets.pop(client, (float(self._burst), now))
        left = min(float(self._burst), left + (now - since) * self._rate)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate
        self._buckets[client] = (left - 1 if not wait else left, now)
        if len(self._buckets) > _MAX_CLIENTS:
            self._buckets.popitem(last=False)
        return wait


class Limits:
    """An ASGI application around another one."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._rate = RateLimit(rate=settings.rate, burst=settings.burst) if settings.rate else None
        self._room = settings.searches + settings.waiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say when there will be room for it."""
        if scope["type"] != "http" or scope["path"] == "/healthz":
            await self._app(scope, receive, send)
            return
        client = scope["client"][0] if scope.get("client") else ""
        wait = self._rate.take(client) if self._rate is not None else 0.0
        if wait:
            seconds = math.ceil(wait)
            problem = f"too many requests from this address; come back in {seconds} s"
            await refuse(429, problem, headers={"Retry-After": str(seconds)})(scope, receive, send)
        elif not self._room:
            problem = "too many requests are waiting; come back in 1 s"
            await refuse(503, problem, headers={"Retry-After": "1"})(scope, receive, send)
        else:
            self._room -= 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._room += 1
