"""The cluster itself: it is what tests of the engine stand on."""

from __future__ import annotations

import pytest

from tests.cluster.distribution import read_version
from tests.cluster.nodes import Cluster, open_cluster


def test_three_real_nodes_answer_as_one_cluster(cluster: Cluster) -> None:
    health = cluster.wait_until_green()
    assert (health["number_of_nodes"], health["number_of_data_nodes"]) == (3, 3)
    version = cluster.ask("/")["version"]
    assert (version["distribution"], version["number"]) == ("opensearch", read_version())


def test_a_killed_node_comes_back_with_its_data(cluster: Cluster, index_url: str) -> None:
    name = index_url.rpartition("/")[2]
    cluster.ask(f"/{name}", {"settings": {"number_of_shards": 3, "number_of_replicas": 1}}, method="PUT")
    for number in range(30):
        cluster.ask(f"/{name}/_doc/{number}", {"text": f"word{number} all"}, method="PUT")
    cluster.wait_until_green()

    cluster.kill(cluster.nodes[1])
    assert not cluster.nodes[1].runs()
    cluster.wait_for(lambda health: health["number_of_nodes"] == 2)
    cluster.ask(f"/{name}/_refresh", method="POST")
    assert cluster.ask(f"/{name}/_count?q=text:all")["count"] == 30

    cluster.start(cluster.nodes[1])
    cluster.wait_until_green()
    assert cluster.ask(f"/{name}/_count?q=text:all")["count"] == 30


def test_another_process_finds_the_cluster(cluster: Cluster) -> None:
    found = open_cluster(cluster.folder)
    assert found.urls == cluster.urls
    assert all(node.runs() for node in found.nodes)


@pytest.mark.parametrize("module", ["analysis-common", "lang-painless", "mapper-extras", "reindex", "transport-netty4"])
def test_each_node_has_the_modules_of_the_distribution(cluster: Cluster, module: str) -> None:
    nodes = cluster.ask("/_nodes/plugins")["nodes"].values()
    assert all(module in {each["name"] for each in node["modules"]} for node in nodes)
