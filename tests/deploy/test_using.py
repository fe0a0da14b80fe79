"""Load and search the cluster of deploy/ as its containers do: by the same addresses, users and files."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Run
from tests.deploy.conftest import Deployed


def test_a_loader_loads_and_a_reader_reads(deployed: Deployed, run: Run, seeds: Path) -> None:
    loader, reader = map(deployed.read_settings, ("loader", "reader"))
    for options in ([], ["--rebuild"], []):
        built = run("index", seeds, *options, env=loader)
        assert built.returncode == 0, built.stderr
        assert "holds 5 documents" in built.stdout

    for command in (
        ["query", "peacekeeping"],
        ["query", "csto", "--facet", "source"],
        ["kwic", "peace"],
        ["status"],
        ["check"],
        ["errors"],
    ):
        ran = run(*command, env=reader)
        assert ran.returncode == 0, (command, ran.stderr)
    served = run("serve", "--get", "/api/count?q=peacekeeping", env=reader)
    assert served.returncode == 0, served.stderr

    refused = run("index", seeds, "--rebuild", env=reader)
    assert refused.returncode == 5
    assert "does not allow" in refused.stderr
    assert (deployed.secrets / "reader").read_text(encoding="utf-8").strip().partition(":")[2] not in refused.stderr
