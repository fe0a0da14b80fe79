"""A node is killed while articles are loaded and while questions are asked: nothing is lost, and no answer is wrong.

What may happen is a clear error that says to try again, and that is what the tests then do.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from searchcsto import Index, SearchOptions
from searchcsto.errors import EngineUnusable
from tests.cluster.articles import WORDS, write_articles
from tests.cluster.nodes import Cluster, Node
from tests.cluster.relay import Relay
from tests.conftest import Run

COUNT = 6000
RETRYABLE = 5


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles") / "press"
    write_articles(folder, COUNT, files=60)
    return folder


@pytest.fixture
def whole(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster, which is made whole again behind a test that breaks it."""
    cluster.wait_until_green()
    yield cluster
    for node in cluster.nodes:
        cluster.resume(node)
    cluster.start()
    cluster.wait_until_green()


def find_node(cluster: Cluster, which: str) -> Node:
    """Return the node that manages the cluster, or one that does not."""
    manager = cluster.ask("/_cat/cluster_manager?format=json")[0]["node"]
    return next(node for node in cluster.nodes if (node.name == manager) == (which == "manager"))


def load(articles: Path, address: str, *options: str) -> subprocess.Popen[str]:
    """Start loading; the cluster's other clients and this one run side by side."""
    command = [sys.executable, "-m", "searchcsto", "index", str(articles), "--index", address, *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_until_written(cluster: Cluster, address: str, count: int) -> None:
    """Wait until so many documents are in indexes of this name, visible or not."""
    name = address.rpartition("/")[2]
    wait_until(lambda: _count_written(cluster, name) >= count, f"{count} documents")


def _count_written(cluster: Cluster, name: str) -> int:
    stats = cluster.ask(f"/{name}*/_stats/indexing?expand_wildcards=all")
    return int(stats["_all"]["primaries"].get("indexing", {}).get("index_total", 0))


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited for {what} in vain"
        time.sleep(0.05)


def assert_whole(run: Run, address: str) -> None:
    """All articles are there once, and nothing else is."""
    listed = run("query", "every", "--index", address, "--all-hits", "--format", "jsonl", "--snippets", "0")
    assert listed.returncode == 0, listed.stderr
    found = [json.loads(line)["id"] for line in listed.stdout.splitlines()]
    assert sorted(found) == [f"a{number:06}" for number in range(COUNT)]
    assert run("count", "half", "--index", address).stdout.split()[0] == str(COUNT // 2)
    checked = run("check", "--index", address)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def ask(address: str, query: str) -> tuple[int, tuple[str, ...], object]:
    """Open the index and ask it once: how many, which ten, and whose."""
    with Index.open(address) as index:
        results = index.search(query, SearchOptions(snippets=0))
        return results.total, tuple(hit.id for hit in results.hits), results.facets["source"]


class TestLoading:
    @pytest.mark.parametrize("which", ["manager", "other"])
    def test_a_node_is_killed(self, run: Run, whole: Cluster, index_url: str, articles: Path, which: str) -> None:
        with load(articles, index_url) as loader:
            wait_until_written(whole, index_url, 1500)
            assert loader.poll() is None, "loading was over before the node could be killed"
            whole.kill(find_node(whole, which))
            _, said = loader.communicate(timeout=300)
        assert loader.returncode in (0, RETRYABLE), said
        assert "Traceback" not in said
        whole.wait_for(lambda health: health["number_of_nodes"] == 2 and health["status"] != "red")
        if loader.returncode == RETRYABLE:
            again = run("index", articles, "--index", index_url)
            assert again.returncode == 0, again.stderr
        assert_whole(run, index_url)

        whole.start()
        whole.wait_until_green()
        assert_whole(run, index_url)

    def test_the_loader_is_killed(self, run: Run, whole: Cluster, index_url: str, articles: Path) -> None:
        with load(articles, index_url, "--jobs", "2") as loader:
            wait_until_written(whole, index_url, 1500)
            os.kill(loader.pid, signal.SIGKILL)
        again = run("index", articles, "--index", index_url)
        assert again.returncode == 0, again.stderr
        assert_whole(run, index_url)

    def test_connections_break_again_and_again(self, run: Run, whole: Cluster, index_url: str, articles: Path) -> None:
        name = index_url.rpartition("/")[2]
        with (
            Relay(whole.nodes[0].port) as relay,
            load(articles, f"opensearch://127.0.0.1:{relay.port}/{name}") as loader,
        ):
            wait_until_written(whole, index_url, 1)
            for _ in range(5):
                relay.cut()
                time.sleep(0.5)
            _, said = loader.communicate(timeout=300)
        assert loader.returncode == 0, said
        assert_whole(run, index_url)

    def test_many_loaders_make_one_index(self, run: Run, whole: Cluster, index_url: str, articles: Path) -> None:
        loaders = [load(articles, index_url, "--part", f"{part}/3", "--jobs", "1") for part in (1, 2, 3)]
        said = [loader.communicate(timeout=300)[1] for loader in loaders]
        assert [loader.returncode for loader in loaders] == [0] * 3, said
        assert_whole(run, index_url)
        repeated = run("index", articles, "--index", index_url)
        assert repeated.returncode == 0, repeated.stderr
        assert repeated.stdout.startswith("0 documents indexed")
        assert_whole(run, index_url)


class TestAsking:
    QUERIES = (*WORDS[:12], f"{WORDS[3]} {WORDS[7]}", f'"{WORDS[1]} {WORDS[2]}"', "every NOT half", "gazette mur*")

    @pytest.fixture
    def loaded(self, run: Run, whole: Cluster, index_url: str, articles: Path) -> str:
        built = run("index", articles, "--index", index_url)
        assert built.returncode == 0, built.stderr
        return index_url

    @pytest.mark.parametrize("which", ["manager", "other"])
    def test_a_node_is_killed(self, whole: Cluster, loaded: str, which: str) -> None:
        expected = {query: ask(loaded, query) for query in self.QUERIES}
        storm = Storm(lambda query: ask(loaded, query), expected)
        with storm:
            storm.wait_for(20)
            whole.kill(find_node(whole, which))
            whole.wait_for(lambda health: health["number_of_nodes"] == 2)
            storm.wait_for(40)
            whole.start()
            whole.wait_until_green()
            storm.wait_for(20)
        assert storm.wrong == []
        assert {query: ask(loaded, query) for query in self.QUERIES} == expected

    def test_an_open_index_survives_the_loss(self, whole: Cluster, loaded: str) -> None:
        with Index.open(loaded) as index:
            before = index.search("half").total
            whole.kill(find_node(whole, "other"))
            totals = set()
            for _ in range(20):
                try:
                    totals.add(index.search("half").total)
                except EngineUnusable:
                    time.sleep(0.2)
            assert totals == {before}

    def test_a_node_hangs(self, whole: Cluster, loaded: str) -> None:
        """Its connections stay open and nobody answers: the answer comes from others, or a clear error within time."""
        expected = ask(loaded, "half")
        answers: list[object] = []
        whole.pause(whole.nodes[0])
        try:
            started = time.monotonic()
            while len(answers) < 3 and time.monotonic() - started < 240:
                try:
                    answers.append(ask(loaded, "half"))
                except EngineUnusable:
                    time.sleep(0.5)
        finally:
            whole.resume(whole.nodes[0])
        assert answers == [expected] * 3


class TestRebuilding:
    def test_nobody_sees_a_half_built_index(self, run: Run, whole: Cluster, index_url: str, articles: Path) -> None:
        assert run("index", articles, "--index", index_url).returncode == 0
        expected = {query: ask(index_url, query) for query in ("every", "half", WORDS[5])}
        with Storm(lambda query: ask(index_url, query), expected) as storm:
            storm.wait_for(5)
            rebuilt = run("index", articles, "--index", index_url, "--rebuild")
            storm.wait_for(5)
        assert rebuilt.returncode == 0, rebuilt.stderr
        assert storm.wrong == []
        assert storm.refusals == []
        assert_whole(run, index_url)

    def test_a_killed_rebuild_changes_nothing(
        self, run: Run, whole: Cluster, index_url: str, articles: Path, tmp_path: Path
    ) -> None:
        assert run("index", articles, "--index", index_url).returncode == 0
        written = _count_written(whole, index_url.rpartition("/")[2])
        with load(articles, index_url, "--rebuild") as loader:
            wait_until_written(whole, index_url, written + 1500)
            os.kill(loader.pid, signal.SIGKILL)
        assert_whole(run, index_url)

        few = tmp_path / "few"
        write_articles(few, 20, files=1)
        rebuilt = run("index", few, "--index", index_url, "--rebuild")
        assert rebuilt.returncode == 0, rebuilt.stderr
        assert run("count", "every", "--index", index_url).stdout.split()[0] == "20"
        left = whole.ask(f"/_cat/indices/{index_url.rpartition('/')[2]}*?format=json&expand_wildcards=all")
        assert len({each["index"].rpartition("-g")[2] for each in left}) == 1, left


class Storm:
    """Four people who ask without a pause, and what they were told that is wrong."""

    def __init__(self, ask: Callable[[str], object], expected: Mapping[str, object]) -> None:
        self._ask, self._expected = ask, expected
        self._ends = threading.Event()
        self.answers = 0
        self.refusals: list[str] = []
        self.wrong: list[str] = []
        self._threads = [threading.Thread(target=self._run, args=[number], daemon=True) for number in range(4)]

    def __enter__(self) -> Storm:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, count: int) -> None:
        """Wait until so many more questions were answered."""
        goal, end = self.answers + count, time.monotonic() + 300
        while self.answers < goal and not self.wrong:
            assert time.monotonic() < end, f"{self.answers} of {goal} answers; refused: {self.refusals[-5:]}"
            time.sleep(0.05)

    def _run(self, number: int) -> None:
        queries = list(self._expected)
        while not self._ends.is_set():
            number += 1
            query = queries[number % len(queries)]
            try:
                answer = self._ask(query)
            except EngineUnusable as error:
                self.refusals.append(str(error))
                time.sleep(0.1)
            except Exception as error:  # noqa: BLE001  # whatever else comes is what the test looks for
                self.wrong.append(f"{query}: {error!r}")
            else:
                self.answers += 1
                if answer != self._expected[query]:
                    self.wrong.append(f"{query}: {answer} instead of {self._expected[query]}")
