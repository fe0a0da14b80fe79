"""A server in front of a cluster: processes of its own, which go on when a node is gone."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.cluster.articles import write_articles
from tests.conftest import Run
from tests.web.serving import serve


def test_processes_serve_what_a_cluster_holds(run: Run, index_url: str, tmp_path: Path) -> None:
    write_articles(tmp_path / "articles", 30)
    assert run("index", "--index", index_url, tmp_path / "articles").returncode == 0
    with serve(index_url, "--workers", "2") as server:
        found = [httpx.get(f"{server.address}/api/count?q=*", trust_env=False, timeout=60).json() for _ in range(8)]
        page = httpx.get(f"{server.address}/?q=*", trust_env=False, timeout=60)
    assert {answer["counts"][0]["total"] for answer in found} == {30}
    assert page.status_code == 200
    assert "Traceback" not in "".join(server.log)
