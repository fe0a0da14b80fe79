"""What goes wrong between searchcsto and a cluster is one clear line, with the exit code that fits, and no password.

Nothing here is pretended: certificates have expired, OpenSearch's security plugin knows the password to be wrong, the
disk is above its flood stage because the cluster was told to keep so much of it free, and queues are full of what
others ask for.
"""

from __future__ import annotations

import socket
import subprocess
import threading
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.articles import write_articles
from tests.cluster.certificates import make_authority
from tests.cluster.fixtures import run_cluster
from tests.cluster.nodes import Cluster, make_cluster
from tests.cluster.relay import Relay
from tests.cluster.secured import make_secured_cluster
from tests.conftest import Run

UNREACHABLE = 5
REFUSED = 3
OUTDATED = 4
ONE_SHARD = {"SEARCHCSTO_OPENSEARCH_SHARDS": "1"}  # a search of three shards would be three things at once


def read_line(ran: subprocess.CompletedProcess[str], code: int) -> str:
    """Return the one line on stderr of a command that failed as it should."""
    assert ran.returncode == code, (ran.returncode, ran.stdout, ran.stderr)
    assert ran.stdout == ""
    lines = ran.stderr.splitlines()
    assert len(lines) == 1, ran.stderr
    return lines[0]


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    yield from run_cluster(lambda: make_secured_cluster(tmp_path_factory.mktemp("secured")))


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A node that does one thing at a time, and lets four searches and one write wait."""
    pools = {"search.size": 1, "search.queue_size": 4, "write.size": 1, "write.queue_size": 1}
    settings = {f"thread_pool.{name}": value for name, value in pools.items()}
    yield from run_cluster(lambda: make_cluster(tmp_path_factory.mktemp("narrow"), 1, settings=settings))


@pytest.fixture
def filled(index_url: str, run: Run, seeds: Path) -> str:
    """An index of the seeds in the shared cluster."""
    built = run("index", seeds, "--index", index_url)
    assert built.returncode == 0, built.stderr
    return index_url


class TestUnreachable:
    def test_nobody_listens(self, run: Run) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        line = read_line(run("query", "peace", "--index", f"opensearch://127.0.0.1:{port}/csto"), UNREACHABLE)
        assert f"127.0.0.1:{port}" in line

    def test_no_such_host(self, run: Run) -> None:
        line = read_line(run("query", "peace", "--index", "opensearch://search.invalid/csto"), UNREACHABLE)
        assert "search.invalid" in line

    @pytest.mark.parametrize(
        "command", ["status", "check", "errors", "count", "timeline", "kwic", "optimize", "similar"]
    )
    def test_every_command_says_so(self, run: Run, command: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        arguments = {"similar": ["a.txt"], "count": ["peace"], "timeline": ["peace"], "kwic": ["peace"]}.get(
            command, []
        )
        ran = run(command, *arguments, "--index", f"opensearch://127.0.0.1:{port}/csto")
        assert f"127.0.0.1:{port}" in read_line(ran, UNREACHABLE)

    def test_loading_says_so(self, run: Run, seeds: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        ran = run("index", seeds, "--index", f"opensearch://127.0.0.1:{port}/csto")
        assert f"127.0.0.1:{port}" in read_line(ran, UNREACHABLE)

    def test_another_node_answers_for_one_that_does_not(self, run: Run, filled: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        both = filled.replace("opensearch://", f"opensearch://127.0.0.1:{port},")
        ran = run("count", "peacekeeping", "--index", both)
        assert ran.returncode == 0, ran.stderr

    def test_something_else_listens(self, run: Run) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def answer() -> None:
                while True:
                    try:
                        client, _ = listener.accept()
                    except OSError:
                        return
                    with client:
                        client.recv(65536)
                        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")

            threading.Thread(target=answer, daemon=True).start()
            port = listener.getsockname()[1]
            ran = run("query", "peace", "--index", f"opensearch://127.0.0.1:{port}/csto")
            listener.shutdown(socket.SHUT_RDWR)
        assert f"127.0.0.1:{port}" in read_line(ran, UNREACHABLE)


class TestCertificates:
    def test_an_expired_certificate_is_not_trusted(
        self, run: Run, filled: str, cluster: Cluster, tmp_path: Path
    ) -> None:
        authority = make_authority(tmp_path)
        with Relay(cluster.nodes[0].port, authority.sign("relay", expired=True)) as relay:
            name = filled.rpartition("/")[2]
            ran = run(
                "query",
                "peace",
                "--index",
                f"opensearch+https://127.0.0.1:{relay.port}/{name}",
                env=_trust(authority.chain),
            )
            assert "expired" in read_line(ran, UNREACHABLE)

    def test_a_valid_one_is(self, run: Run, filled: str, cluster: Cluster, tmp_path: Path) -> None:
        authority = make_authority(tmp_path)
        with Relay(cluster.nodes[0].port, authority.sign("relay")) as relay:
            name = filled.rpartition("/")[2]
            address = f"opensearch+https://127.0.0.1:{relay.port}/{name}"
            assert run("count", "peacekeeping", "--index", address, env=_trust(authority.chain)).returncode == 0
            assert "SEARCHCSTO_OPENSEARCH_CA" in read_line(run("count", "x", "--index", address), UNREACHABLE)

    def test_an_authority_that_is_no_certificate_is_named(self, run: Run, secured: Cluster, seeds: Path) -> None:
        ran = run("status", "--index", _locate(secured), env=_trust(seeds / "001_9564bf81000d6669.txt"))
        assert "001_9564bf81000d6669.txt" in ran.stderr
        assert ran.returncode in (2, UNREACHABLE)

    def test_http_where_https_is_spoken(self, run: Run, secured: Cluster) -> None:
        line = read_line(run("status", "--index", _locate(secured).replace("+https", "")), UNREACHABLE)
        assert str(secured.nodes[0].port) in line


class TestPasswords:
    def test_a_wrong_password(self, run: Run, secured: Cluster) -> None:
        line = read_line(
            run("status", "--index", _locate(secured), env=_login(secured, "admin", "hunter2")), UNREACHABLE
        )
        assert "hunter2" not in line
        assert "SEARCHCSTO_OPENSEARCH_" in line

    def test_none(self, run: Run, secured: Cluster) -> None:
        assert secured.authority is not None
        line = read_line(run("status", "--index", _locate(secured), env=_trust(secured.authority)), UNREACHABLE)
        assert "SEARCHCSTO_OPENSEARCH_USER" in line

    def test_one_in_the_address_is_refused_and_not_repeated(self, run: Run, secured: Cluster) -> None:
        address = _locate(secured).replace("127.0.0.1", "admin:hunter2@127.0.0.1")
        line = read_line(run("status", "--index", address), 2)
        assert "hunter2" not in line

    def test_the_right_one(self, run: Run, secured: Cluster, seeds: Path) -> None:
        login = _login(secured, "admin", "admin")
        built = run("index", seeds, "--index", _locate(secured), env=login)
        assert built.returncode == 0, built.stderr
        found = run("query", "peacekeeping", "--index", _locate(secured), env=login)
        assert found.returncode == 0, found.stderr
        assert "admin" not in found.stdout + found.stderr + built.stdout + built.stderr

    def test_one_in_a_file(self, run: Run, secured: Cluster, tmp_path: Path, seeds: Path) -> None:
        assert secured.authority is not None
        file = tmp_path / "credentials"
        file.write_text("admin:admin\n", encoding="utf-8")
        settings = {**_trust(secured.authority), "SEARCHCSTO_OPENSEARCH_CREDENTIALS": str(file)}
        assert run("index", seeds, "--index", _locate(secured), env=settings).returncode == 0
        missing = {**settings, "SEARCHCSTO_OPENSEARCH_CREDENTIALS": str(tmp_path / "none")}
        line = read_line(run("status", "--index", _locate(secured), env=missing), 2)
        assert str(tmp_path / "none") in line


class TestIndexes:
    def test_one_that_is_not_there(self, run: Run, index_url: str) -> None:
        line = read_line(run("query", "peace", "--index", index_url), REFUSED)
        assert index_url in line

    def test_one_of_another_program(self, run: Run, index_url: str, cluster: Cluster, seeds: Path) -> None:
        name = index_url.rpartition("/")[2]
        cluster.ask(f"/{name}/_doc/1?refresh=true", {"message": "mine"}, method="PUT")
        assert name in read_line(run("query", "peace", "--index", index_url), REFUSED)
        assert name in read_line(run("index", seeds, "--index", index_url), REFUSED)
        assert name in read_line(run("index", seeds, "--index", index_url, "--rebuild"), REFUSED)
        assert cluster.ask(f"/{name}/_doc/1")["_source"] == {"message": "mine"}

    @pytest.mark.parametrize("version", [0, 99])
    def test_a_mapping_of_another_version(
        self, run: Run, filled: str, cluster: Cluster, seeds: Path, version: int
    ) -> None:
        name = filled.rpartition("/")[2]
        for index, described in cluster.ask(f"/{name}/_mapping").items():
            meta = described["mappings"]["_meta"]
            meta["searchcsto"]["format"] = version
            cluster.ask(f"/{index}/_mapping", {"_meta": meta}, method="PUT")
        line = read_line(run("query", "peace", "--index", filled), OUTDATED)
        assert str(version) in line
        mending = "--rebuild" if version == 0 else "newer"
        assert mending in line
        if version == 0:
            assert run("index", seeds, "--index", filled, "--rebuild").returncode == 0
            assert run("count", "peacekeeping", "--index", filled).returncode == 0


class TestFullDisk:
    def test_the_flood_stage_stops_writing_and_not_reading(
        self, run: Run, filled: str, cluster: Cluster, tmp_path: Path
    ) -> None:
        write_articles(tmp_path / "more", 50, files=1)
        watermarks = dict.fromkeys(("low", "high", "flood_stage"), "100000gb")  # of free space: nobody has that
        _set_disk(
            cluster, {"threshold_enabled": True, **{f"watermark.{name}": value for name, value in watermarks.items()}}
        )
        try:
            _wait_until(lambda: _is_blocked(cluster, filled), "the flood stage")
            line = read_line(run("index", tmp_path / "more", "--index", filled), REFUSED)
            assert "disk" in line
            assert "disk" in read_line(run("index", tmp_path / "more", "--index", f"{filled}-new"), REFUSED)
            assert run("count", "peacekeeping", "--index", filled).returncode == 0
        finally:
            _set_disk(cluster, dict.fromkeys(["threshold_enabled", *(f"watermark.{name}" for name in watermarks)]))
            for name in cluster.ask("/_settings"):
                block = {"index.blocks.read_only_allow_delete": None}
                cluster.ask(f"/{name}/_settings", block, method="PUT")
        assert run("index", tmp_path / "more", "--index", filled).returncode == 0
        assert run("count", "every", "--index", filled).stdout.split()[0] == "50"


class TestFullQueues:
    @pytest.fixture
    def slow(self, narrow: Cluster) -> str:
        """An index in which a search can take as long as one likes."""
        settings = {"number_of_shards": 1, "number_of_replicas": 0}
        narrow.ask("/slow", {"settings": settings}, method="PUT")
        lines = "".join(f'{{"index": {{}}}}\n{{"number": {number}}}\n' for number in range(12_000))
        assert not narrow.ask("/slow/_bulk?refresh=true", lines.encode())["errors"]
        return "slow"

    def test_a_search_waits_for_its_turn_and_then_says_that_there_was_none(
        self, run: Run, narrow: Cluster, slow: str, seeds: Path
    ) -> None:
        address = f"opensearch://{narrow.url.removeprefix('http://')}/csto"
        built = run("index", seeds, "--index", address, env=ONE_SHARD)
        assert built.returncode == 0, built.stderr
        with _Crowd(narrow, slow):
            line = read_line(run("query", "peace", "--index", address), UNREACHABLE)
            assert "again" in line
        found = run("query", "peacekeeping", "--index", address)
        assert found.returncode == 0, found.stderr

    def test_loading_waits_until_there_is_room(self, run: Run, narrow: Cluster, tmp_path: Path) -> None:
        """Others write without a pause for ten seconds: loaders are told 429, wait, and bring all they have."""
        write_articles(tmp_path / "articles", 4000, files=40)
        address = f"opensearch://{narrow.url.removeprefix('http://')}/csto-loaded"
        first = run("index", tmp_path / "articles" / "share-000.jsonl", "--index", address, env=ONE_SHARD)
        assert first.returncode == 0, first.stderr
        ran: list[subprocess.CompletedProcess[str]] = []
        loaders = [
            threading.Thread(
                target=lambda part=part: ran.append(
                    run("index", tmp_path / "articles", "--index", address, "--part", f"{part}/4", "--jobs", "1")
                )
            )
            for part in range(1, 5)
        ]
        noise = [threading.Thread(target=_write_noise, args=[narrow, 10.0]) for _ in range(6)]
        for thread in (*noise, *loaders):
            thread.start()
        for thread in noise:
            thread.join()
        for loader in loaders:
            loader.join()
        assert [each.returncode for each in ran] == [0] * 4, [each.stderr for each in ran]
        assert run("count", "every", "--index", address).stdout.split()[0] == "4000"
        pools = narrow.ask("/_nodes/stats/thread_pool")["nodes"].values()
        assert sum(each["thread_pool"]["write"]["rejected"] for each in pools) > 0


class _Crowd:
    """Others who ask a node for more than it can do: one search runs for a minute, some wait, others are refused."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        loop = "double x = 1; for (int i = 0; i < 900000; i++) { x = Math.sqrt(x + i) } return x > 0"
        self._body: Any = {"query": {"bool": {"filter": {"script": {"script": loop}}}}}
        self._cluster, self._index = cluster, index
        self._ends = threading.Event()

    def __enter__(self) -> _Crowd:
        self._threads = [threading.Thread(target=self._ask, daemon=True) for _ in range(10)]
        for thread in self._threads:
            thread.start()
        _wait_until(lambda: self._read_pool()["rejected"] > 3, "a full queue")
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        _wait_until(self._is_gone, "the end of the crowd")
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while not self._ends.is_set():
            try:
                self._cluster.ask(f"/{self._index}/_search?request_cache=false", self._body, seconds=300)
            except urllib.error.HTTPError as error:
                error.close()
                time.sleep(0.2)

    def _is_gone(self) -> bool:
        self._cluster.ask("/_tasks/_cancel?actions=*search*", method="POST")
        pool = self._read_pool()
        return bool(pool["active"] == 0 and pool["queue"] == 0)

    def _read_pool(self) -> Any:
        nodes = self._cluster.ask("/_nodes/stats/thread_pool")["nodes"].values()
        return next(iter(nodes))["thread_pool"]["search"]


def _write_noise(cluster: Cluster, seconds: float) -> None:
    lines = "".join(f'{{"index": {{}}}}\n{{"text": "{"noise " * 50}{number}"}}\n' for number in range(500)).encode()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            cluster.ask("/noise/_bulk", lines)
        except urllib.error.HTTPError as error:
            error.close()


def _locate(secured: Cluster) -> str:
    return f"opensearch+https://127.0.0.1:{secured.nodes[0].port}/csto"


def _trust(authority: Path) -> dict[str, str]:
    return {"SEARCHCSTO_OPENSEARCH_CA": str(authority)}


def _login(secured: Cluster, user: str, password: str) -> dict[str, str]:
    assert secured.authority is not None
    named = {"SEARCHCSTO_OPENSEARCH_USER": user, "SEARCHCSTO_OPENSEARCH_PASSWORD": password}
    return {**_trust(secured.authority), **named}


def _set_disk(cluster: Cluster, settings: dict[str, Any]) -> None:
    named = {f"cluster.routing.allocation.disk.{name}": value for name, value in settings.items()}
    interval = "10s" if any(value is not None for value in settings.values()) else None
    named["cluster.info.update.interval"] = interval
    named["cluster.blocks.create_index"] = None  # OpenSearch sets it when no node has room left
    cluster.ask(
        "/_cluster/settings", {"transient": named, "persistent": {"cluster.blocks.create_index": None}}, method="PUT"
    )


def _is_blocked(cluster: Cluster, url: str) -> bool:
    name = url.rpartition("/")[2]
    found = cluster.ask(f"/{name}/_settings?flat_settings=true").values()
    return all(each["settings"].get("index.blocks.read_only_allow_delete") == "true" for each in found)


def _wait_until(holds: Any, what: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited for {what} in vain"
        time.sleep(0.2)
