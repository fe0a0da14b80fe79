"""What docs/scaling.md tells its readers to type and to watch works on the cluster of deploy/."""

from __future__ import annotations

import os
import re
import ssl
import subprocess
import urllib.request
from base64 import b64encode

import pytest

from tests.conftest import Run
from tests.deploy.conftest import DEPLOY, Deployed

TEXT = (DEPLOY.parent / "docs" / "scaling.md").read_text(encoding="utf-8")
WATCHED = re.findall(r"\| `GET ([^`]+)` \|", TEXT)


def read_commands(section: str) -> str:
    """Return the commands in the first block of a section."""
    found = re.search(rf"^## {section}\n.*?^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_backups_bring_an_index_back(deployed: Deployed, run: Run, loaded: dict[str, str]) -> None:
    before = run("query", "csto", "--format", "json", env=loaded)
    assert before.returncode == 0, before.stderr
    commands = read_commands("Backups").replace(
        "/usr/share/opensearch/snapshots", str(deployed.cluster.folder / "snapshots")
    )
    ran = subprocess.run(
        ["bash", "-euc", commands],
        cwd=deployed.secrets.parent,
        env={**os.environ, "NODE": deployed.cluster.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert '"state":"SUCCESS"' in ran.stdout
    deployed.cluster.wait_until_green()
    checked = run("check", env=loaded)
    assert checked.returncode == 0, checked.stderr
    after = run("query", "csto", "--format", "json", env=loaded)
    assert _without_times(after.stdout) == _without_times(before.stdout)


def test_something_is_watched() -> None:
    assert len(WATCHED) >= 5


@pytest.mark.parametrize("path", WATCHED)
def test_what_is_watched_is_there(deployed: Deployed, path: str) -> None:
    authority = ssl.create_default_context(cafile=deployed.secrets / "authority.pem")
    login = b64encode((deployed.secrets / "reader").read_bytes().strip()).decode()
    request = urllib.request.Request(f"{deployed.cluster.url}/{path}", headers={"Authorization": f"Basic {login}"})
    with urllib.request.urlopen(request, context=authority, timeout=60) as answer:
        assert answer.read().strip()


def _without_times(text: str) -> str:
    return re.sub(r'"took_ms": [\d.]+', "", text)
