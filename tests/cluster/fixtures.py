"""The cluster that tests share, and a place in it for each of them.

It starts with the first test that asks for it and ends with the suite. A test that kills a node brings it back and
waits until the cluster is green. Where no cluster can run, tests that need one are skipped and say what is missing;
with SEARCHCSTO_CI=1 that is a failure.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest

from tests.cluster.distribution import ClusterUnavailable
from tests.cluster.nodes import Cluster, make_cluster


def give_up(reason: str) -> NoReturn:
    """Skip the tests; fail instead where they must run, with SEARCHCSTO_CI=1."""
    if os.environ.get("SEARCHCSTO_CI") == "1":
        pytest.fail(f"tests of the cluster must run here: {reason}")
    pytest.skip(reason)


def run_cluster(make: Callable[[], Cluster]) -> Iterator[Cluster]:
    """Give a running cluster and end it: the body of a fixture."""
    try:
        cluster = make()
        cluster.start()
    except ClusterUnavailable as error:
        give_up(str(error))
    try:
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three nodes, green and empty."""
    yield from run_cluster(lambda: make_cluster(tmp_path_factory.mktemp("cluster"), 3))


@pytest.fixture
def index_url(cluster: Cluster) -> Iterator[str]:
    """The location of an index that is not there yet; what the test makes of that name is removed behind it."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    nodes = ",".join(url.removeprefix("http://") for url in cluster.urls)
    yield f"opensearch://{nodes}/{name}"
    cluster.ask(f"/{name}*?expand_wildcards=all", method="DELETE")
