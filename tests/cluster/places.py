"""Name a place for an index: in a folder, or in the cluster that tests share. What is in the cluster goes with it."""

from __future__ import annotations

import uuid

import pytest

from tests.cluster.nodes import Cluster

ENGINES = ("folder", "cluster")


def name_index(cluster: Cluster) -> str:
    """Return the location of an index that is not there yet."""
    nodes = ",".join(url.removeprefix("http://") for url in cluster.urls)
    return f"opensearch://{nodes}/test-{uuid.uuid4().hex[:12]}"


def choose_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a place for an index of the engine that a fixture's parameter names."""
    if request.param == "cluster":
        return name_index(request.getfixturevalue("cluster"))
    return str(tmp_path_factory.mktemp("place") / "index")
