"""Run the web application with uvicorn, in one process or several that share its address."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import cast

import httpx
import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from searchcsto.errors import OptionInvalid, SearchError
from searchcsto.locations import parse_location
from searchcsto.web import dealing
from searchcsto.web.app import make_app
from searchcsto.web.connections import MAX_HEAD, Connection
from searchcsto.web.settings import ServerSettings

_SETTINGS = "SEARCHCSTO_SERVER"  # the variable through which a worker process gets its settings
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
_BACKLOG = 1024  # connections that wait to be taken
_SWITCH = 0.001  # seconds after which a search lets requests be taken and answers be sent


def run_server(
    settings: ServerSettings, *, workers: int = 1, announce: Callable[[int], None] = lambda port: None
) -> None:
    """Serve until the process is told to end; `announce` is called with the port. Raises OptionInvalid."""
    with bind(settings.host, settings.port) as listening, _environment(settings, workers=workers):
        config = uvicorn.Config(
            "searchcsto.web.serving:make_worker_app",
            factory=True,
            http=Connection,
            loop="asyncio",  # others do not ask a socket for its connections, which `dealing` wants
            ws="none",
            workers=workers,
            server_header=False,
            proxy_headers=False,
            access_log=False,
            log_level="warning",
            timeout_keep_alive=30,
            timeout_graceful_shutdown=5,
            h11_max_incomplete_event_size=MAX_HEAD,
        )
        announce(listening.getsockname()[1])
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn has ended by then: it raises the signal anew
        with contextlib.suppress(KeyboardInterrupt):
            if workers == 1:
                uvicorn.Server(config).run(sockets=[listening])
            elif dealing.is_possible():
                with contextlib.closing(dealing.Dealer(listening)) as dealer:
                    _run_workers(config, cast(socket.socket, dealer))
            else:
                _run_workers(config, listening)


def _run_workers(config: uvicorn.Config, listening: socket.socket) -> None:
    workers = Multiprocess(config, sockets=[listening])
    workers.run()
    if any(each.exitcode == STARTUP_FAILURE for each in workers.processes):
        raise SearchError("a process of the server could not start; its own message stands above")


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address. Raises OptionInvalid if it cannot."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.create_server(found[4][:2], family=found[0], backlog=_BACKLOG)
    except OSError as problem:
        is_unknown = isinstance(problem, socket.gaierror)  # its numbers are its own
        reason = problem.strerror if is_unknown or problem.errno is None else os.strerror(problem.errno)
        hint = "; choose another with --port" if problem.errno in _TAKEN else ""
        raise OptionInvalid(f"cannot listen at {host}, port {port}: {reason}{hint}") from None
    return listening


_TAKEN = (13, 48, 98, 10013, 10048)  # no permission, in use: on Linux, macOS, Windows


@contextmanager
def _environment(settings: ServerSettings, *, workers: int) -> Iterator[None]:
    """Leave what worker processes need where they find it."""
    values = {each.name: getattr(settings, each.name) for each in fields(settings)}
    os.environ[_SETTINGS] = json.dumps(values, default=str)
    try:
        if workers == 1:
            os.environ.pop(_METRICS, None)
            yield
            return
        with tempfile.TemporaryDirectory(prefix="searchcsto-metrics-") as folder:
            os.environ[_METRICS] = folder
            yield
    finally:
        os.environ.pop(_SETTINGS, None)
        os.environ.pop(_METRICS, None)


def make_worker_app() -> ASGIApp:
    """Return the application of one worker process. One that cannot is not started again and again."""
    try:
        return _make_worker_app()
    except Exception:  # noqa: BLE001 - whatever it is, it would be the same the next time
        traceback.print_exc()
        sys.exit(STARTUP_FAILURE)


def _make_worker_app() -> ASGIApp:
    sys.setswitchinterval(_SWITCH)
    values = json.loads(os.environ[_SETTINGS])
    aliases = None if values["aliases"] is None else Path(values["aliases"])
    settings = ServerSettings(
        **{**values, "index": parse_location(values["index"]), "names": tuple(values["names"]), "aliases": aliases}
    )
    Connection.patience, Connection.most = settings.patience, settings.connections
    return make_app(settings)


def ask_once(settings: ServerSettings, address: str) -> httpx.Response:
    """Return the answer to one GET, without a socket."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(make_app(settings))
        headers = {"Authorization": f"Bearer {settings.token}"} if settings.token else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
            return await client.get(address)

    return asyncio.run(ask())
