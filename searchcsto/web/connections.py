"""Hold each connection to a pace, so that a client that is slow, or pretends to be, keeps nothing for itself.

uvicorn waits for ever for the rest of a request, and for a client that takes no more of an answer. Here both have
`patience` seconds, a request's head has MAX_HEAD bytes, and one client may hold so many connections open.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import Counter
from http import HTTPStatus
from typing import ClassVar

from searchcsto.web.answers import encode
from searchcsto.web.clients import name_client
from searchcsto.web.security import HEADERS
from searchcsto.web.wire import SCHEMA

try:  # httptools is in C, and several times as fast
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as _Protocol
except ImportError:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Protocol  # type: ignore[assignment]

MAX_HEAD = 128 << 10  # bytes: a query of 10,000 letters of Cyrillic has 60,000 in an address


class Connection(_Protocol):
    """One connection. `patience` and `most` are set once for a process, before the first one comes."""

    patience: ClassVar[float] = 15.0  # seconds
    most: ClassVar[int] = 200  # connections of a client
    _open: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, unless this client has too many connections already."""
        assert isinstance(transport, asyncio.Transport)
        self._of: str | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._slow: asyncio.TimerHandle | None = None
        self._received = 0  # bytes, since the last answer
        super().connection_made(transport)
        self._of = name_client(self.client[0]) if self.client else ""
        self._open[self._of] += 1
        if self._open[self._of] > self.most:
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS, "too many connections from this address")
            return
        self._expect_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self._of is not None:
            self._open[self._of] -= 1
            if not self._open[self._of]:
                del self._open[self._of]
            self._of = None
        self._stop("_timer")
        self._stop("_slow")
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came of a request."""
        if self.transport.is_closing():
            return
        if not self._is_answering():
            self._received += len(data)
            if self._received > MAX_HEAD:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"a request has at most {MAX_HEAD:,} bytes")
                return
        super().data_received(data)
        if self._is_answering():
            self._stop("_timer")
        elif self._timer is None and not self.transport.is_closing():
            self._expect_request()

    def on_response_complete(self) -> None:
        """Wait for the next request; uvicorn limits how long, but only until its first byte."""
        super().on_response_complete()
        self._received = 0

    def pause_writing(self) -> None:
        """Wait for the client to take what was sent, but not for ever."""
        super().pause_writing()
        self._stop("_slow")
        self._slow = self.loop.call_later(self.patience, self._break_off)

    def resume_writing(self) -> None:
        """Go on sending."""
        self._stop("_slow")
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, also if the client never takes the rest of its answer."""
        super().timeout_keep_alive_handler()
        self._slow = self.loop.call_later(self.patience, self._break_off)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(HTTPStatus.BAD_REQUEST, "this is no HTTP request")

    def _expect_request(self) -> None:
        self._timer = self.loop.call_later(self.patience, self._give_up)

    def _give_up(self) -> None:
        self._timer = None
        if not self._is_answering():
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, f"no request within {self.patience:g} s")

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _refuse(self, status: HTTPStatus, problem: str) -> None:
        body = encode({"schema": SCHEMA, "error": {"message": problem}})
        headers = {
            **HEADERS,
            "Cache-Control": "no-store",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        self.transport.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
        self.transport.close()
        self._slow = self.loop.call_later(self.patience, self._break_off)

    def _break_off(self) -> None:
        """Forget what was not taken, also what the system has of it."""
        connection = self.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _stop(self, name: str) -> None:
        timer: asyncio.TimerHandle | None = getattr(self, name)
        if timer is not None:
            timer.cancel()
            setattr(self, name, None)
