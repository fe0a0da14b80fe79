"""The cluster itself: it is what tests of the engine stand on."""

from __future__ import annotations

import json
import ssl
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from tests.cluster.certificates import make_authority
from tests.cluster.distribution import read_version
from tests.cluster.fixtures import run_cluster
from tests.cluster.nodes import Cluster, open_cluster
from tests.cluster.relay import Relay
from tests.cluster.secured import make_secured_cluster


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


def test_a_relay_is_the_node_until_it_breaks(cluster: Cluster, tmp_path: Path) -> None:
    certificate = make_authority(tmp_path).sign("relay", expired=True)
    with Relay(cluster.nodes[0].port, certificate) as relay:
        blind = ssl._create_unverified_context()
        with urlopen(f"https://127.0.0.1:{relay.port}/", context=blind, timeout=30) as answer:
            assert json.load(answer)["name"] == "node-1"
        trusting = ssl.create_default_context(cafile=tmp_path / "authority.pem")
        with pytest.raises(URLError, match="certificate has expired"):
            urlopen(f"https://127.0.0.1:{relay.port}/", context=trusting, timeout=30)
    with pytest.raises(URLError, match="refused"):
        urlopen(f"https://127.0.0.1:{relay.port}/", context=blind, timeout=30)


def test_the_secured_node_asks_who_is_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    for cluster in run_cluster(lambda: make_secured_cluster(tmp_path_factory.mktemp("secured"))):
        assert cluster.ask("/")["name"] == "node-1"
        assert cluster.authority is not None
        trusting = ssl.create_default_context(cafile=cluster.authority)
        with pytest.raises(HTTPError, match="401"):
            urlopen(cluster.url, context=trusting, timeout=30)
