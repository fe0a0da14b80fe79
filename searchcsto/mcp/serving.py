"""Run the server of the Model Context Protocol: over standard input and output, or over HTTP.

Over standard input and output the client starts it, and nothing but the protocol is written there: what a library
prints, logs or warns of goes to standard error. Over HTTP it stands behind the guard and the limits of the web server.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any

import anyio
import uvicorn
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import ASGIApp

from searchcsto.mcp.server import make_server
from searchcsto.web.limits import Limits
from searchcsto.web.security import Guard, TokenCheck
from searchcsto.web.served_index import ServedIndex
from searchcsto.web.settings import ServerSettings

PATH = "/mcp"
_MAX_BODY = 256 << 10  # bytes of a request: twenty queries as long as they may be, and room


def run_over_streams(settings: ServerSettings) -> None:
    """Serve the process that started this one, until it closes its end."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="searchcsto: %(message)s")
    served = ServedIndex(settings)
    with _claim_output() as output:
        try:
            anyio.run(_serve_streams, make_server(served, is_local=True), output)
        finally:
            served.close()


async def _serve_streams(server: Server[Any], output: TextIOWrapper) -> None:
    async with stdio_server(stdout=anyio.wrap_file(output)) as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


@contextlib.contextmanager
def _claim_output() -> Iterator[TextIOWrapper]:
    """Yield standard output, which is standard error to all others meanwhile, to child processes too."""
    sys.stdout.flush()
    own = os.dup(1)
    os.dup2(2, 1)
    try:
        with os.fdopen(own, "w", encoding="utf-8", newline="\n") as output:
            yield output
    finally:
        sys.stdout.flush()


def make_http_app(settings: ServerSettings) -> ASGIApp:
    """Return the application that answers at /mcp, each request by itself."""
    served = ServedIndex(settings)
    app = make_server(served, is_local=False).streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=_MAX_BODY,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # the guard's part
    )
    tokens = TokenCheck(settings.token) if settings.token is not None else None
    return Guard(Limits(app, settings), settings, tokens, posted=PATH)


def run_over_http(settings: ServerSettings) -> None:
    """Serve until the process is told to end."""
    uvicorn.run(
        make_http_app(settings),
        host=settings.host,
        port=settings.port,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 << 10,
    )
