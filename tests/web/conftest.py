"""What the tests of the server need: an application without a socket, and servers in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from searchcsto.web.app import make_app
from searchcsto.web.settings import ServerSettings
from tests.web.serving import RunningServer, serve

TOKEN = "correct-horse-battery-staple"
Ask = Callable[..., TestClient]


@pytest.fixture
def make_client(seed_index: Path) -> Iterator[Ask]:
    """Make clients of applications with other settings."""
    opened: list[TestClient] = []

    def make(index: Path | None = None, **settings: Any) -> TestClient:
        app = make_app(ServerSettings(index or seed_index, **settings))
        client = TestClient(app, base_url="http://localhost", follow_redirects=False)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def client(make_client: Ask) -> TestClient:
    return make_client()


@pytest.fixture(scope="module")
def server(seed_index: Path) -> Iterator[RunningServer]:
    with serve(seed_index) as running:
        yield running
