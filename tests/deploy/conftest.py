"""The cluster of deploy/compose.yaml, without the containers around it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.distribution import ClusterUnavailable, find_distribution, find_java
from tests.cluster.fixtures import give_up, run_cluster
from tests.cluster.nodes import Cluster, make_cluster
from tests.conftest import Run

DEPLOY = Path(__file__).parent.parent.parent / "deploy"

# What is different on loopback: there every node has the same address, and folders are others.
HERE = ("node.name", "network.host", "discovery.seed_hosts", "cluster.initial_cluster_manager_nodes", "path.repo")


@dataclass(frozen=True, slots=True)
class Deployed:
    """A running cluster with the settings of deploy/, and the folder of its secrets."""

    cluster: Cluster
    secrets: Path

    def read_settings(self, user: str) -> dict[str, str]:
        """Return the environment of a container, in which this user asks."""
        nodes = ",".join(f"localhost:{node.port}" for node in self.cluster.nodes)
        return {
            "SEARCHCSTO_INDEX": f"opensearch+https://{nodes}/csto",
            "SEARCHCSTO_OPENSEARCH_CA": str(self.secrets / "authority.pem"),
            "SEARCHCSTO_OPENSEARCH_CREDENTIALS": str(self.secrets / user),
        }


def read_settings() -> dict[str, Any]:
    """Return what opensearch.yml says."""
    settings = yaml.safe_load((DEPLOY / "opensearch.yml").read_text(encoding="utf-8"))
    assert isinstance(settings, dict)
    return settings


def prepare_secrets(folder: Path) -> Path:
    """Run prepare.sh, with the tool that hashes passwords in the image run as it is here."""
    home = find_distribution(secured=True)
    jars = f"{home / 'plugins' / 'opensearch-security'}/*:{home / 'lib'}/*"
    hasher = f"{find_java()} -cp '{jars}' org.opensearch.security.tools.Hasher -env PASSWORD"
    made = folder / "secrets"
    subprocess.run([DEPLOY / "prepare.sh", made], check=True, env={**os.environ, "HASH_COMMAND": hasher})
    return made


@pytest.fixture(scope="package")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What prepare.sh makes."""
    try:
        return prepare_secrets(tmp_path_factory.mktemp("prepared"))
    except ClusterUnavailable as error:
        give_up(str(error))


@pytest.fixture(scope="package")
def deployed(secrets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """Three nodes with the settings, certificates and users of deploy/."""
    folder = tmp_path_factory.mktemp("deployed")
    for cluster in run_cluster(lambda: _lay_out(folder, secrets)):
        yield Deployed(cluster, secrets)


def _lay_out(folder: Path, secrets: Path) -> Cluster:
    settings = {name: value for name, value in read_settings().items() if name not in HERE}
    _, _, password = (secrets / "loader").read_text(encoding="utf-8").strip().partition(":")
    authority = secrets / "authority.pem"
    cluster = make_cluster(folder, 3, authority=authority, user=("loader", password), settings=settings)
    defaults = find_distribution(secured=True) / "plugins" / "opensearch-security" / "config"
    for number, node in enumerate(cluster.nodes, start=1):
        config = node.folder / "config"
        shutil.copytree(defaults, config / "opensearch-security")
        for file in (secrets / "internal_users.yml", DEPLOY / "roles.yml", DEPLOY / "roles_mapping.yml"):
            shutil.copy(file, config / "opensearch-security")
        shutil.copytree(secrets / f"opensearch-{number}", config / "certificates")
    return cluster


@pytest.fixture
def loaded(deployed: Deployed, run: Run, seeds: Path) -> dict[str, str]:
    """The environment of a loader, by whom the seeds were indexed anew."""
    settings = deployed.read_settings("loader")
    built = run("index", seeds, "--rebuild", env=settings)
    assert built.returncode == 0, built.stderr
    return settings
