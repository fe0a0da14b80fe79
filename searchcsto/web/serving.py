"""Run the web application with uvicorn, in one process or several that share its address."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path

import httpx
import uvicorn
from starlette.types import ASGIApp

from searchcsto.web.app import make_app
from searchcsto.web.settings import ServerSettings

_SETTINGS = "SEARCHCSTO_SERVER"  # the variable through which a worker process gets its settings


def run_server(settings: ServerSettings, *, workers: int = 1) -> None:
    """Serve until the process is told to end."""
    os.environ[_SETTINGS] = json.dumps({**asdict(settings), "index": str(settings.index)})
    uvicorn.run(
        "searchcsto.web.serving:make_worker_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers if workers > 1 else None,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=64 << 10,
    )


def make_worker_app() -> ASGIApp:
    """Return the application of one worker process."""
    values = json.loads(os.environ[_SETTINGS])
    return make_app(ServerSettings(**{**values, "index": Path(values["index"]), "names": tuple(values["names"])}))


def ask_once(settings: ServerSettings, address: str) -> httpx.Response:
    """Return the answer to one GET, without a socket."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(make_app(settings))
        headers = {"Authorization": f"Bearer {settings.token}"} if settings.token else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
            return await client.get(address)

    return asyncio.run(ask())
